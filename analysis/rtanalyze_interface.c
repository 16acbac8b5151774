/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rtanalyze interface: the cheapest (Q, P) that holds all tasks on one vCPU. */
#include <stdio.h>

#include "analysis/check.h"
#include "analysis/grid_choice.h"
#include "analysis/interface.h"
#include "analysis/report.h"
#include "analysis/rtanalyze.h"
#include "common/auto.h"
#include "common/decimal.h"
#include "common/json_out.h"
#include "common/result.h"

static const char doc[] =
    "The reservation of least bandwidth, runtime Q in every period P, that holds the "
    "whole "
    "task set on one vCPU; of equal ones, that with the longest period."
    "\vExamples:\n"
    "  rtanalyze interface taskset.xml\n"
    "  rtanalyze interface --guest-scheduler edf --max-period 20ms taskset.xml\n"
    "  rtanalyze interface --format json - < taskset.xml\n"
    "\n"
    "Exit status: 0 there is one, 1 there is none, 2 command line, 3 bad input file, "
    "4 refused by the environment, 5 undecided.";

struct arguments {
    struct rtanalyze_input in;
    struct rtpart_grid asked;
};

/* What came out. */
struct answer {
    enum rtpart_answer answer;
    struct rtpart_prm prm;         /* where there is one */
    struct rtpart_verdict verdict; /* where there is none: on a CPU of its own */
    struct rtpart_grid grid;
};

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
    struct arguments *args = state->input;

    if (key == ARGP_KEY_INIT) {
        state->child_inputs[0] = &args->in.options;
        state->child_inputs[1] = &args->asked;
        state->child_inputs[2] = &args->in.cli;
        return 0;
    }
    return rtanalyze_file_argument(key, arg, state, &args->in.file);
}

static enum rtpart_code solve(struct arguments *args, struct answer *a,
                              struct rtpart_error *err)
{
    enum rtpart_code code = rtanalyze_input_read(&args->in, err);

    if (code == RTPART_OK)
        code = rtpart_grid_choose(args->in.source.component, &args->asked, &a->grid, err);
    if (code != RTPART_OK)
        return code;
    a->answer = rtpart_interface_choose(&args->in.load, &a->grid, &a->prm);
    if (a->answer != RTPART_SCHEDULABLE)
        a->verdict = rtpart_dedicated_test(&args->in.load);
    return RTPART_OK;
}

/* Why there is none: not even with a whole CPU, or only not on this grid; or none is known. */
static const char *reason(char *buf, size_t size, const struct arguments *args,
                          const struct answer *a)
{
    const struct rtpart_prm cpu = {.period = 1, .budget = 1};
    const double u = rtpart_taskset_utilization(args->in.source.taskset);
    char why[512];

    if (u > 1 + 1e-9) /* in words only: the exact test has decided */
        (void)snprintf(buf, size,
                       "the utilization, %.6g, is more than one CPU; rtpart spreads the "
                       "tasks over several",
                       u);
    else if (a->answer == RTPART_UNDECIDED)
        (void)snprintf(buf, size,
                       "no point of the grid was found to be enough, which does not "
                       "prove that there "
                       "is none: " RTPART_GAVE_UP_TEXT "%s",
                       a->verdict.answer == RTPART_SCHEDULABLE ? "; a whole CPU is enough"
                                                               : "");
    else if (a->verdict.answer == RTPART_SCHEDULABLE)
        (void)snprintf(buf, size,
                       "no point of the grid is enough, but a whole CPU is: try shorter "
                       "periods (--min-period) or finer runtimes (--runtime-step)");
    else
        (void)snprintf(buf, size, "not even a whole CPU is enough: %s",
                       rtpart_witness_text(why, sizeof why, &a->verdict,
                                           args->in.source.taskset, &cpu));
    return buf;
}

static json_t *to_json(const struct arguments *args, const struct answer *a)
{
    const bool found = a->answer == RTPART_SCHEDULABLE;
    const struct rtpart_prm cpu = {.period = 1, .budget = 1};
    json_t *o = json_pack(
        "{s:s, s:s, s:o, s:o, s:o, s:o}", "schema", "rtpart.interface/1", "answer",
        rtpart_answer_name(a->answer), "runtime_ns",
        rtpart_ns_json(found ? a->prm.budget : -1), "period_ns",
        rtpart_ns_json(found ? a->prm.period : -1), "bandwidth",
        found ? rtpart_json_number(rtpart_ratio_value(rtpart_prm_bandwidth(&a->prm)))
              : json_null(),
        "utilization",
        rtpart_json_number(rtpart_taskset_utilization(args->in.source.taskset)));

    char why[1024];

    if (o == NULL || found)
        return o;
    if (json_object_set_new(
            o, "witness",
            rtpart_witness_json(&a->verdict, args->in.source.taskset, &cpu)) != 0 ||
        (a->answer == RTPART_UNDECIDED &&
         json_object_set_new(o, "reason",
                             rtpart_json_text(reason(why, sizeof why, args, a))) != 0)) {
        json_decref(o);
        o = NULL;
    }
    return o;
}

static void fill_table(struct rtpart_table *t, const struct arguments *args,
                       const struct answer *a)
{
    const struct rtpart_taskset *ts = args->in.source.taskset;
    const enum rtpart_format format = args->in.cli.format;
    const bool found = a->answer == RTPART_SCHEDULABLE;

    rtpart_table_cell(t, "%s", args->in.source.component->name);
    rtpart_table_cell(t, "%zu", ts->count);
    rtpart_table_cell(t, "%s", rtpart_scheduler_name(args->in.scheduler));
    rtpart_table_share(t, format, rtpart_taskset_utilization(ts));
    rtpart_table_time(t, format, found ? a->prm.budget : -1);
    rtpart_table_time(t, format, found ? a->prm.period : -1);
    if (found)
        rtpart_table_share(t, format, rtpart_ratio_value(rtpart_prm_bandwidth(&a->prm)));
    else
        rtpart_table_cell(t, "%s", "");
    rtpart_table_cell(t, "%s", rtpart_answer_name(a->answer));
}

static enum rtpart_code print(const struct arguments *args, const struct answer *a,
                              struct rtpart_error *err)
{
    static const struct rtpart_column columns[] = {
        {"component", NULL, "component", RTPART_ALIGN_LEFT},
        {"tasks", NULL, "tasks", RTPART_ALIGN_RIGHT},
        {"guest", NULL, "guest_scheduler", RTPART_ALIGN_LEFT},
        {"U", "%", "utilization", RTPART_ALIGN_POINT},
        {"Q", "ms", "runtime_ns", RTPART_ALIGN_POINT},
        {"P", "ms", "period_ns", RTPART_ALIGN_POINT},
        {"Q/P", "%", "bandwidth", RTPART_ALIGN_POINT},
        {"answer", NULL, "answer", RTPART_ALIGN_LEFT},
    };
    RTPART_AUTO(rtpart_table_free) struct rtpart_table table = {0};
    RTPART_AUTO_JSON json_t *json = to_json(args, a);
    char why[1024];
    char latency[256];
    const struct rtpart_result result = {
        .json = json,
        .headline = rtanalyze_latency(latency, sizeof latency, &args->in.source.latency),
        .table = &table,
        .footnote =
            a->answer == RTPART_SCHEDULABLE ? NULL : reason(why, sizeof why, args, a)};

    rtpart_table_init(&table, columns, sizeof columns / sizeof *columns);
    fill_table(&table, args, a);
    return rtpart_result_print(&args->in.cli, &result, err);
}

static int run(int argc, char **argv)
{
    static const struct argp_child children[] = {{&rtpart_task_argp, 0, "Task set:", 1},
                                                 {&rtpart_grid_argp, 0, "Grid:", 2},
                                                 {&rtpart_cli_argp, 0, "Output:", 3},
                                                 {0}};
    static const struct argp argp = {
        .parser = parse_option, .args_doc = "FILE", .doc = doc, .children = children};
    struct arguments args = {
        .in.cli = {.tool = "rtanalyze", .formats = RTANALYZE_FORMATS}};
    struct answer a = {0};
    struct rtpart_error err;
    int status;

    rtpart_cli_parse(&argp, argc, argv, NULL, &args);
    if (solve(&args, &a, &err) != RTPART_OK || print(&args, &a, &err) != RTPART_OK) {
        status = rtpart_cli_report(&args.in.cli, &err);
    } else {
        const struct rtpart_notes notes = rtpart_cli_notes(&args.in.cli);

        rtpart_note_kernel_limits(&notes, "this reservation", &a.prm);
        if (a.answer == RTPART_SCHEDULABLE && args.in.load.gave_up)
            rtpart_note(&notes,
                        "a smaller reservation may be enough too: " RTPART_GAVE_UP_TEXT);
        status = rtpart_answer_exit(a.answer);
    }
    rtanalyze_input_free(&args.in);
    return status;
}

const struct rtpart_command rtanalyze_interface = {
    .name = "interface", .summary = "the cheapest reservation for all tasks", .run = run};
