/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rtdeploy apply on a virtual machine: a SCHED_DEADLINE reservation for each vCPU thread. */
#include <stdio.h>

#include "common/auto.h"
#include "common/json_out.h"
#include "common/plural.h"
#include "common/result.h"
#include "deploy/apply_plan.h"
#include "deploy/rtdeploy.h"

/* What was asked for and prepared. All borrowed. */
struct vm {
    const struct rtpart_apply_request *request;
    const struct rtpart_state *state;
    struct rtpart_application *application;
    const struct rtpart_notes *notes;
};

static json_t *to_json(const struct rtpart_application *a, bool applied)
{
    RTPART_AUTO_JSON json_t *threads = json_array();

    for (size_t i = 0; i < a->count; i++) {
        const struct rtpart_vm_reservation *r = &a->reservations[i];

        if (json_array_append_new(
                threads,
                json_pack(
                    "{s:o, s:i, s:i, s:o, s:I, s:I, s:f, s:o}", "vcpu",
                    r->vcpu >= 0 ? json_integer(r->vcpu) : json_null(), "pid",
                    r->thread.pid, "tid", r->thread.tid, "name",
                    rtpart_json_text(r->thread.comm), "runtime_ns",
                    (json_int_t)r->prm.budget, "period_ns", (json_int_t)r->prm.period,
                    "bandwidth", rtpart_ratio_value(rtpart_prm_bandwidth(&r->prm)), "cpu",
                    a->cpu_of != NULL ? json_integer(a->cpu_of[i]) : json_null())) != 0)
            return NULL;
    }
    return json_pack("{s:s, s:o, s:b, s:s, s:o, s:O}", "schema", "rtpart.deployment/1",
                     "name", rtpart_json_text(a->deployment.name), "applied",
                     (int)applied, "guarantee", rtpart_guarantee_name(a->guarantee),
                     "found_by", rtpart_json_text(a->vm.how), "threads", threads);
}

static void fill_table(struct rtpart_table *t, const struct rtpart_application *a,
                       enum rtpart_format format)
{
    for (size_t i = 0; i < a->count; i++) {
        const struct rtpart_vm_reservation *r = &a->reservations[i];

        if (r->vcpu >= 0)
            rtpart_table_cell(t, "%d", r->vcpu);
        else
            rtpart_table_cell(t, "%s", format == RTPART_FORMAT_CSV ? "" : r->who);
        rtpart_table_cell(t, "%d", r->thread.tid);
        rtpart_table_cell(t, "%s", r->thread.comm);
        rtpart_table_time(t, format, r->prm.budget);
        rtpart_table_time(t, format, r->prm.period);
        rtpart_table_share(t, format, rtpart_ratio_value(rtpart_prm_bandwidth(&r->prm)));
        if (a->cpu_of != NULL)
            rtpart_table_cell(t, "%u", a->cpu_of[i]);
        else if (format == RTPART_FORMAT_CSV)
            rtpart_table_cell(t, "%s", "");
    }
}

static enum rtpart_code print(const struct rtdeploy_apply_arguments *args, void *ctx,
                              bool applied, struct rtpart_error *err)
{
    const struct vm *vm = ctx;
    const struct rtpart_application *a = vm->application;
    static const struct rtpart_column columns[] = {
        {"vCPU", NULL, "vcpu", RTPART_ALIGN_RIGHT},
        {"thread", NULL, "tid", RTPART_ALIGN_RIGHT},
        {"name", NULL, "name", RTPART_ALIGN_LEFT},
        {"Q", "ms", "runtime_ns", RTPART_ALIGN_POINT},
        {"P", "ms", "period_ns", RTPART_ALIGN_POINT},
        {"bandwidth", "%", "bandwidth", RTPART_ALIGN_POINT},
        {"CPU", NULL, "cpu", RTPART_ALIGN_RIGHT},
    };
    RTPART_AUTO(rtpart_table_free) struct rtpart_table table;
    RTPART_AUTO_JSON json_t *json = to_json(a, applied);
    char head[256];
    const struct rtpart_result result = {.json = json, .headline = head, .table = &table};

    (void)snprintf(head, sizeof head, "%s: process %d, vCPUs by %s: %s",
                   a->deployment.name, a->vm.pid, a->vm.how,
                   args->dry_run && a->guarantee == RTPART_GUARANTEE_NONE
                       ? "admission not tested"
                       : rtpart_guarantee_name(a->guarantee));
    const bool with_cpu = a->cpu_of != NULL || args->cli.format == RTPART_FORMAT_CSV;

    rtpart_table_init(&table, columns, sizeof columns / sizeof *columns - !with_cpu);
    fill_table(&table, a, args->cli.format);
    return rtpart_result_print(&args->cli, &result, err);
}

static enum rtpart_code make(void *ctx, struct rtpart_error *err)
{
    const struct vm *vm = ctx;

    return rtpart_apply_commit(&rtpart_kernel_linux, vm->request, vm->state,
                               vm->application, vm->notes, err);
}

enum rtpart_code rtdeploy_apply_vm(const struct rtdeploy_apply_arguments *args,
                                   const struct rtpart_plan *plan,
                                   const struct rtpart_state *state,
                                   const struct rtpart_notes *notes,
                                   struct rtpart_error *err)
{
    RTPART_AUTO(rtpart_application_free) struct rtpart_application a = {0};
    const struct rtpart_apply_request req = {
        .plan = plan,
        .plan_name = args->file,
        .kind = args->target.kind,
        .target = args->target.value,
        .name = args->name,
        .emulator = args->emulator.period > 0 ? &args->emulator : NULL,
        .skip_admission = !rtpart_may_schedule(&rtpart_kernel_linux),
        .placement = args->placement,
    };
    struct vm vm = {.request = &req, .state = state, .application = &a, .notes = notes};
    const struct rtdeploy_prepared prepared = {
        .deployment = &a.deployment, .print = print, .make = make, .ctx = &vm};
    enum rtpart_code code;

    if (req.skip_admission)
        rtpart_note(notes, "without CAP_SYS_NICE the kernel cannot be asked whether it "
                           "would admit the reservations");
    code = rtpart_apply_prepare(&rtpart_kernel_linux, &req, state, &a, notes, err);
    if (code == RTPART_OK)
        code = rtdeploy_act(args, &prepared, err);
    if (code == RTPART_OK && !args->dry_run)
        rtpart_note(notes,
                    "%zu reservation%s set and read back; take %s off with: "
                    "rtdeploy revert %s%s%s",
                    a.count, rtpart_plural(a.count), a.count == 1 ? "it" : "them",
                    a.deployment.name, rtdeploy_state_option(args->state_dir),
                    rtdeploy_state_value(args->state_dir));
    return code;
}
