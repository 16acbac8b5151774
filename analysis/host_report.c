/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/host_report.h"

#include <stdlib.h>

#include "common/array.h"
#include "common/auto.h"
#include "common/json_out.h"
#include "model/ratio_sum.h"

enum rtpart_code rtpart_host_report_add(struct rtpart_host_report *r, const char *plan,
                                        size_t vcpu, const struct rtpart_prm *prm,
                                        struct rtpart_error *err)
{
    struct rtpart_host_vcpu *vcpus;

    if (prm->budget == 0)
        return RTPART_OK;
    vcpus = realloc(r->vcpus, (r->count + 1) * sizeof *vcpus);
    if (vcpus == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory for the reservations");
    r->vcpus = vcpus;
    vcpus[r->count++] =
        (struct rtpart_host_vcpu){.plan = plan, .vcpu = vcpu, .prm = *prm};
    return RTPART_OK;
}

/* Room for a name of a vCPU in messages. */
struct name {
    char text[96];
};

enum rtpart_code rtpart_host_report_ask(struct rtpart_host_report *r,
                                        const struct rtpart_host_options *options,
                                        struct rtpart_error *err)
{
    const struct rtpart_host host = rtpart_host_of(options);
    RTPART_AUTO_FREE struct rtpart_host_item *items =
        rtpart_array(r->count, sizeof *items);
    RTPART_AUTO_FREE struct name *names = rtpart_array(r->count, sizeof *names);

    r->options = options;
    if (items == NULL || names == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory for the reservations");
    for (size_t i = 0; i < r->count; i++) {
        const struct rtpart_host_vcpu *v = &r->vcpus[i];

        (void)snprintf(names[i].text, sizeof names[i].text, "%.60s%svCPU %zu",
                       v->plan != NULL ? v->plan : "", v->plan != NULL ? ": " : "",
                       v->vcpu);
        items[i] = (struct rtpart_host_item){.who = names[i].text, .prm = v->prm};
    }
    rtpart_host_fit_free(&r->fit);
    return rtpart_host_fit(&host, items, r->count, &r->fit, err);
}

enum rtpart_answer rtpart_host_report_answer(const struct rtpart_host_report *r)
{
    switch (r->fit.guarantee) {
    case RTPART_GUARANTEE_NONE:
        return RTPART_UNSCHEDULABLE;
    case RTPART_GUARANTEE_KERNEL:
        return RTPART_UNDECIDED;
    case RTPART_GUARANTEE_HARD_GLOBAL:
    case RTPART_GUARANTEE_HARD_PARTITIONED:
        break;
    }
    return RTPART_SCHEDULABLE;
}

/* For printing. */
static double bandwidth(const struct rtpart_host_report *r)
{
    struct rtpart_ratio_sum sum = rtpart_ratio_sum_zero();

    for (size_t i = 0; i < r->count; i++)
        rtpart_ratio_sum_add(&sum, r->vcpus[i].prm.budget, r->vcpus[i].prm.period);
    return rtpart_ratio_sum_value(&sum);
}

static double used(const struct rtpart_host_options *o)
{
    double sum = 0;

    for (size_t i = 0; i < o->used_count; i++)
        sum += rtpart_ratio_value(o->used[i]);
    return sum;
}

char *rtpart_host_report_headline(char *buf, size_t size,
                                  const struct rtpart_host_report *r)
{
    const struct rtpart_host_options *o = r->options;
    char taken[48] = "";

    if (o->used != NULL)
        (void)snprintf(taken, sizeof taken, ", of which %.6g %% are used", 100 * used(o));
    (void)snprintf(
        buf, size, "%zu reservation%s, %.2f %% of a core, on %u CPU%s of %.6g %%%s%s: %s",
        r->count, r->count == 1 ? "" : "s", 100 * bandwidth(r), o->cpus,
        o->cpus == 1 ? "" : "s", 100 * rtpart_ratio_value(o->cap),
        o->cpus == 1 ? "" : " each", taken, rtpart_guarantee_name(r->fit.guarantee));
    return buf;
}

static bool is_placed(const struct rtpart_host_report *r)
{
    return r->fit.partitioned == RTPART_SCHEDULABLE;
}

void rtpart_host_report_table(struct rtpart_table *t, enum rtpart_format format,
                              const struct rtpart_host_report *r)
{
    static const struct rtpart_column columns[] = {
        {"plan", NULL, "plan", RTPART_ALIGN_LEFT},
        {"vCPU", NULL, "vcpu", RTPART_ALIGN_RIGHT},
        {"Q", "ms", "runtime_ns", RTPART_ALIGN_POINT},
        {"P", "ms", "period_ns", RTPART_ALIGN_POINT},
        {"Q/P", "%", "bandwidth", RTPART_ALIGN_POINT},
        {"CPU", NULL, "cpu", RTPART_ALIGN_RIGHT},
    };
    const size_t count = sizeof columns / sizeof *columns;
    const size_t skip = r->count > 0 && r->vcpus[0].plan == NULL ? 1 : 0;

    rtpart_table_init(t, columns + skip, count - skip);
    for (size_t i = 0; i < r->count; i++) {
        const struct rtpart_host_vcpu *v = &r->vcpus[i];

        if (skip == 0)
            rtpart_table_cell(t, "%s", v->plan);
        rtpart_table_cell(t, "%zu", v->vcpu);
        rtpart_table_time(t, format, v->prm.budget);
        rtpart_table_time(t, format, v->prm.period);
        rtpart_table_share(t, format, rtpart_ratio_value(rtpart_prm_bandwidth(&v->prm)));
        if (is_placed(r))
            rtpart_table_cell(t, "%u", r->fit.cpu_of[i]);
        else
            rtpart_table_cell(t, "%s", "");
    }
}

char *rtpart_host_report_notes(char *buf, size_t size, const struct rtpart_host_report *r)
{
    const struct rtpart_host_fit *f = &r->fit;
    const char *placed = is_placed(r) ? "yes, each on the CPU above"
                         : f->partitioned == RTPART_UNSCHEDULABLE ? "no, "
                                                                  : "not found, ";

    (void)snprintf(buf, size,
                   "kernel admission: %s%s\n"
                   "hard, global EDF: %s%s\n"
                   "hard, partitioned: %s%s",
                   f->admitted ? "yes" : "no, ", f->kernel_note,
                   f->global_by != NULL ? "yes, by the test " : "not proved, ",
                   f->global_by != NULL ? f->global_by : f->global_note, placed,
                   f->partition_note);
    return buf;
}

/* {"answer", "reason"}, and the test where there is one. */
static json_t *verdict_json(enum rtpart_answer answer, const char *note)
{
    return json_pack("{s:s, s:o}", "answer", rtpart_answer_name(answer), "reason",
                     rtpart_json_text(note[0] != '\0' ? note : NULL));
}

static json_t *global_json(const struct rtpart_host_fit *f)
{
    json_t *o = verdict_json(f->global_by != NULL ? RTPART_SCHEDULABLE : RTPART_UNDECIDED,
                             f->global_note);

    if (o != NULL &&
        json_object_set_new(o, "test", rtpart_json_text(f->global_by)) != 0) {
        json_decref(o);
        return NULL;
    }
    return o;
}

static json_t *vcpus_json(const struct rtpart_host_report *r)
{
    json_t *list = json_array();

    for (size_t i = 0; i < r->count; i++) {
        const struct rtpart_host_vcpu *v = &r->vcpus[i];

        if (json_array_append_new(
                list,
                json_pack(
                    "{s:o, s:I, s:I, s:I, s:o, s:o}", "plan", rtpart_json_text(v->plan),
                    "id", (json_int_t)v->vcpu, "runtime_ns", (json_int_t)v->prm.budget,
                    "period_ns", (json_int_t)v->prm.period, "bandwidth",
                    rtpart_json_number(rtpart_ratio_value(rtpart_prm_bandwidth(&v->prm))),
                    "cpu",
                    is_placed(r) ? json_integer(r->fit.cpu_of[i]) : json_null())) != 0) {
            json_decref(list);
            return NULL;
        }
    }
    return list;
}

static json_t *used_json(const struct rtpart_host_options *o)
{
    json_t *list = json_array();

    for (unsigned c = 0; c < o->cpus; c++) {
        const double share = o->used != NULL ? rtpart_ratio_value(o->used[c]) : 0;

        if (json_array_append_new(list, rtpart_json_number(share)) != 0) {
            json_decref(list);
            return NULL;
        }
    }
    return list;
}

json_t *rtpart_host_report_json(const struct rtpart_host_report *r)
{
    const struct rtpart_host_options *o = r->options;
    const struct rtpart_host_fit *f = &r->fit;

    return json_pack(
        "{s:s, s:s, s:I, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "answer",
        rtpart_answer_name(rtpart_host_report_answer(r)), "guarantee",
        rtpart_guarantee_name(f->guarantee), "cpus", (json_int_t)o->cpus, "cap",
        rtpart_json_number(rtpart_ratio_value(o->cap)), "used", used_json(o), "bandwidth",
        rtpart_json_number(bandwidth(r)), "kernel",
        verdict_json(f->admitted ? RTPART_SCHEDULABLE : RTPART_UNSCHEDULABLE,
                     f->kernel_note),
        "global_edf", global_json(f), "partitioned",
        verdict_json(f->partitioned, f->partition_note), "vcpus", vcpus_json(r));
}

void rtpart_host_report_free(struct rtpart_host_report *r)
{
    free(r->vcpus);
    rtpart_host_fit_free(&r->fit);
    *r = (struct rtpart_host_report){0};
}
