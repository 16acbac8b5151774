/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rtdeploy fit: do these plans fit on a host that is not here? On paper, touching nothing. */
#include <stdio.h>
#include <stdlib.h>

#include "common/auto.h"
#include "common/json_out.h"
#include "common/result.h"
#include "deploy/cpu_list.h"
#include "deploy/rtdeploy.h"
#include "model/host.h"
#include "model/plan_file.h"

static const char doc[] =
    "Would rtdeploy apply take all these plans together on a host with that many CPUs? "
    "The "
    "tests are those that apply asks before it touches anything. For more of them, and "
    "for a host whose CPUs are partly taken, ask rtanalyze host."
    "\vExample:\n"
    "  rtdeploy fit plan1.xml plan2.xml --cpus 8 --cap 95%\n"
    "\n"
    "The kernel gives 95 % of each CPU to SCHED_DEADLINE (sched_rt_runtime_us), of which "
    "its fair servers hold 5 % since Linux 6.8: hence the default of 0.9.\n"
    "\n" RTDEPLOY_EXIT_DOC;

enum { KEY_CPUS = 256, KEY_CAP };

static const struct argp_option options[] = {
    {"cpus", KEY_CPUS, "N", 0, "CPUs of the host", 0},
    {"cap", KEY_CAP, "SHARE", 0,
     "Share of each CPU that the kernel gives to reservations: 95% or 0.95 (default: "
     "90%)",
     0},
    {0},
};

struct arguments {
    struct rtpart_cli cli;
    char **files; /* from argv */
    int file_count;
    unsigned cpus;
    struct rtpart_ratio cap; /* share of each CPU */
};

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
    struct arguments *args = state->input;

    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &args->cli;
        return 0;
    case KEY_CPUS:
        args->cpus = (unsigned)rtpart_cli_count(state, "--cpus", arg, 1, RTPART_CPUS_MAX);
        return 0;
    case KEY_CAP:
        args->cap =
            (struct rtpart_ratio){.num = rtpart_cli_share(state, "--cap", arg, false),
                                  .den = RTPART_CLI_SHARE_ONE};
        return 0;
    case ARGP_KEY_ARGS:
        args->files = state->argv + state->next;
        args->file_count = state->argc - state->next;
        return 0;
    case ARGP_KEY_END:
        if (args->file_count == 0)
            argp_error(state, "which plans?");
        if (args->cpus == 0)
            argp_error(state, "how many CPUs? Say --cpus N");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

/* A reservation of one of the plans. */
struct item {
    const char *file; /* borrowed */
    size_t vcpu;
};

struct fit {
    struct item *items;      /* owned */
    struct rtpart_prm *prms; /* owned: of each item */
    unsigned *cpu_of;        /* owned: where each would be pinned */
    size_t count;
    bool placed;                     /* cpu_of holds a placement */
    enum rtpart_guarantee guarantee; /* without pinning */
};

static void fit_free(struct fit *f)
{
    free(f->items);
    free(f->prms);
    free(f->cpu_of);
    *f = (struct fit){0};
}

static enum rtpart_code add_plan(struct fit *f, const char *file,
                                 struct rtpart_error *err)
{
    RTPART_AUTO(rtpart_plan_free) struct rtpart_plan plan = {0};
    const enum rtpart_code code = rtpart_plan_read(file, &plan, err);

    if (code != RTPART_OK)
        return code;
    const size_t most = f->count + plan.vcpu_count + 1;
    struct item *items = reallocarray(f->items, most, sizeof *items);

    if (items != NULL)
        f->items = items;
    struct rtpart_prm *prms = reallocarray(f->prms, most, sizeof *prms);

    if (prms != NULL)
        f->prms = prms;
    if (items == NULL || prms == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory");
    for (size_t i = 0; i < plan.vcpu_count; i++) {
        if (plan.vcpus[i].prm.budget == 0)
            continue;
        f->items[f->count] = (struct item){file, i};
        f->prms[f->count++] = plan.vcpus[i].prm;
    }
    return RTPART_OK;
}

static enum rtpart_code decide(const struct arguments *args, struct fit *f,
                               struct rtpart_error *err)
{
    const int64_t limit = rtpart_ratio_booked(args->cap);
    enum rtpart_answer answer = RTPART_UNDECIDED;

    f->cpu_of = calloc(f->count + 1, sizeof *f->cpu_of);
    if (f->cpu_of == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory");
    const enum rtpart_code code = rtpart_host_place(args->cpus, limit, NULL, f->prms,
                                                    f->count, f->cpu_of, &answer, err);

    f->placed = answer == RTPART_SCHEDULABLE;
    f->guarantee = rtpart_host_unpinned(
        args->cpus, rtpart_host_admits(args->cpus, limit, f->prms, f->count), f->prms,
        f->count);
    return code;
}

static double sum_of(const struct fit *f)
{
    double sum = 0;

    for (size_t i = 0; i < f->count; i++)
        sum += rtpart_ratio_value(rtpart_prm_bandwidth(&f->prms[i]));
    return sum;
}

static json_t *to_json(const struct arguments *args, const struct fit *f)
{
    RTPART_AUTO_JSON json_t *list = json_array();

    for (size_t i = 0; i < f->count; i++)
        if (json_array_append_new(
                list,
                json_pack("{s:o, s:I, s:I, s:I, s:f, s:o}", "plan",
                          rtpart_json_text(f->items[i].file), "vcpu",
                          (json_int_t)f->items[i].vcpu, "runtime_ns",
                          (json_int_t)f->prms[i].budget, "period_ns",
                          (json_int_t)f->prms[i].period, "bandwidth",
                          rtpart_ratio_value(rtpart_prm_bandwidth(&f->prms[i])), "cpu",
                          f->placed ? json_integer(f->cpu_of[i]) : json_null())) != 0)
            return NULL;
    return json_pack("{s:s, s:i, s:f, s:f, s:s, s:b, s:O}", "schema", "rtpart.fit/1",
                     "cpus", (int)args->cpus, "cap", rtpart_ratio_value(args->cap),
                     "bandwidth", sum_of(f), "guarantee",
                     rtpart_guarantee_name(f->guarantee), "hard_partitioned",
                     (int)f->placed, "reservations", list);
}

static void fill_table(struct rtpart_table *t, const struct fit *f,
                       enum rtpart_format format)
{
    for (size_t i = 0; i < f->count; i++) {
        rtpart_table_cell(t, "%s", f->items[i].file);
        rtpart_table_cell(t, "%zu", f->items[i].vcpu);
        rtpart_table_time(t, format, f->prms[i].budget);
        rtpart_table_time(t, format, f->prms[i].period);
        rtpart_table_share(t, format,
                           rtpart_ratio_value(rtpart_prm_bandwidth(&f->prms[i])));
        if (f->placed)
            rtpart_table_cell(t, "%u", f->cpu_of[i]);
        else
            rtpart_table_cell(t, "%s", "");
    }
}

static enum rtpart_code print(const struct arguments *args, const struct fit *f,
                              struct rtpart_error *err)
{
    static const struct rtpart_column columns[] = {
        {"plan", NULL, "plan", RTPART_ALIGN_LEFT},
        {"vCPU", NULL, "vcpu", RTPART_ALIGN_RIGHT},
        {"Q", "ms", "runtime_ns", RTPART_ALIGN_POINT},
        {"P", "ms", "period_ns", RTPART_ALIGN_POINT},
        {"bandwidth", "%", "bandwidth", RTPART_ALIGN_POINT},
        {"CPU", NULL, "cpu", RTPART_ALIGN_RIGHT},
    };
    RTPART_AUTO(rtpart_table_free) struct rtpart_table table;
    RTPART_AUTO_JSON json_t *json = to_json(args, f);
    const bool one = args->cpus == 1;
    char head[256];
    const struct rtpart_result result = {
        .json = json,
        .headline = head,
        .table = &table,
        .footnote = f->placed ? "pinned to these CPUs the reservations are hard"
                              : "no placement on single CPUs was found"};

    (void)snprintf(head, sizeof head,
                   "%.2f %% of a core on %u CPU%s give%s %.2f %%%s: %s", 100 * sum_of(f),
                   args->cpus, one ? " that" : "s that", one ? "s" : "",
                   100 * rtpart_ratio_value(args->cap) * args->cpus,
                   one ? "" : " together", rtpart_guarantee_name(f->guarantee));
    rtpart_table_init(&table, columns, sizeof columns / sizeof *columns);
    fill_table(&table, f, args->cli.format);
    return rtpart_result_print(&args->cli, &result, err);
}

static int run(int argc, char **argv)
{
    static const struct argp_child children[] = {{&rtpart_cli_argp, 0, "Output:", 1},
                                                 {0}};
    static const struct argp argp = {.options = options,
                                     .parser = parse_option,
                                     .args_doc = "PLAN...",
                                     .doc = doc,
                                     .children = children};
    struct arguments args = {.cli = {.tool = "rtdeploy fit", .formats = RTDEPLOY_FORMATS},
                             .cap = {.num = 9, .den = 10}};
    RTPART_AUTO(fit_free) struct fit f = {0};
    struct rtpart_error err = {0};
    enum rtpart_code code = RTPART_OK;

    rtpart_cli_parse(&argp, argc, argv, NULL, &args);
    for (int i = 0; i < args.file_count && code == RTPART_OK; i++)
        code = add_plan(&f, args.files[i], &err);
    if (code == RTPART_OK)
        code = decide(&args, &f, &err);
    if (code == RTPART_OK)
        code = print(&args, &f, &err);
    return rtpart_cli_finish(&args.cli, code, &err, f.guarantee == RTPART_GUARANTEE_NONE);
}

const struct rtpart_command rtdeploy_fit = {
    "fit", "would these plans fit on a host? On paper", run};
