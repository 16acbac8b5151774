/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rtanalyze check: does a given (Q, P) hold all tasks, and how far is each from its limit? */
#include <stdio.h>

#include "analysis/check.h"
#include "analysis/prm.h"
#include "analysis/report.h"
#include "analysis/rtanalyze.h"
#include "common/auto.h"
#include "common/decimal.h"
#include "common/json_out.h"
#include "common/result.h"

static const char doc[] =
    "Does a reservation, runtime Q in every period P of one vCPU, hold the whole task "
    "set? "
    "With a bound on the response time of each task, and its slack."
    "\vExamples:\n"
    "  rtanalyze check --reservation 7.5ms/11ms taskset.xml\n"
    "  rtanalyze check --reservation 500us/1ms --guest-scheduler edf taskset.xml\n"
    "\n"
    "Exit status: 0 schedulable, 1 not schedulable, 2 command line, 3 bad input file, "
    "4 refused by the environment, 5 undecided.";

enum { KEY_RESERVATION = 256 };

static const struct argp_option options[] = {
    {"reservation", KEY_RESERVATION, "Q/P", 0,
     "Runtime and period of the vCPU, with their units: 7.5ms/11ms", 0},
    {0},
};

struct arguments {
    struct rtanalyze_input in;
    struct rtpart_prm prm; /* period 0: not given */
};

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
    struct arguments *args = state->input;
    struct rtpart_error err;

    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &args->in.options;
        state->child_inputs[1] = &args->in.cli;
        return 0;
    case KEY_RESERVATION:
        if (rtpart_prm_parse(arg, &args->prm, &err) != RTPART_OK)
            argp_error(state, "--reservation: %s", err.message);
        return 0;
    case ARGP_KEY_END:
        if (args->prm.period == 0)
            argp_error(state,
                       "which reservation? Say --reservation RUNTIME/PERIOD, as in "
                       "7.5ms/11ms");
        break;
    default:
        break;
    }
    return rtanalyze_file_argument(key, arg, state, &args->in.file);
}

static json_t *task_json(const struct rtpart_task *task,
                         const struct rtpart_task_check *check)
{
    return json_pack("{s:o, s:s, s:o, s:o}", "name", rtpart_json_text(task->name),
                     "answer", rtpart_answer_name(check->answer), "response_bound_ns",
                     rtpart_ns_json(check->response), "slack_ns",
                     rtpart_ns_json(check->slack));
}

static json_t *to_json(const struct arguments *args, const struct rtpart_check *check)
{
    const struct rtpart_taskset *ts = args->in.source.taskset;
    RTPART_AUTO_JSON json_t *tasks = json_array();

    for (size_t i = 0; i < check->count; i++)
        if (json_array_append_new(tasks, task_json(&ts->tasks[i], &check->tasks[i])) != 0)
            return NULL;
    return json_pack("{s:s, s:s, s:O, s:o}", "schema", "rtpart.check/1", "answer",
                     rtpart_answer_name(check->verdict.answer), "tasks", tasks, "witness",
                     rtpart_witness_json(&check->verdict, ts, &args->prm));
}

static void fill_table(struct rtpart_table *t, const struct arguments *args,
                       const struct rtpart_check *check)
{
    const struct rtpart_taskset *ts = args->in.source.taskset;
    const enum rtpart_format format = args->in.cli.format;

    for (size_t i = 0; i < check->count; i++) {
        rtpart_table_cell(t, "%s", ts->tasks[i].name);
        rtpart_table_time(t, format, ts->tasks[i].wcet);
        rtpart_table_time(t, format, ts->tasks[i].deadline);
        rtpart_table_time(t, format, ts->tasks[i].period);
        rtpart_table_time(t, format, check->tasks[i].response);
        rtpart_table_time(t, format, check->tasks[i].slack);
        rtpart_table_cell(t, "%s", rtpart_answer_name(check->tasks[i].answer));
    }
}

/* The answer for the whole set in one line. */
static const char *headline(char *buf, size_t size, const struct arguments *args,
                            const struct rtpart_check *check)
{
    char q[RTPART_DECIMAL_SIZE];
    char p[RTPART_DECIMAL_SIZE];
    char latency[256];

    (void)rtpart_measured_latency_text(latency, sizeof latency, &args->in.source.latency);
    (void)snprintf(
        buf, size,
        "%s: %zu tasks (%s, U = %.2f %%) on %s every %s (%.2f %% of a CPU): %s%s%s",
        args->in.source.component->name, check->count,
        rtpart_scheduler_name(args->in.scheduler),
        100 * rtpart_taskset_utilization(args->in.source.taskset),
        rtpart_time_format_auto(q, sizeof q, args->prm.budget),
        rtpart_time_format_auto(p, sizeof p, args->prm.period),
        100 * rtpart_ratio_value(rtpart_prm_bandwidth(&args->prm)),
        rtpart_answer_name(check->verdict.answer), latency[0] != '\0' ? "\n" : "",
        latency);
    return buf;
}

static enum rtpart_code print(const struct arguments *args,
                              const struct rtpart_check *check, struct rtpart_error *err)
{
    static const struct rtpart_column columns[] = {
        {"task", NULL, "task", RTPART_ALIGN_LEFT},
        {"C", "ms", "wcet_ns", RTPART_ALIGN_POINT},
        {"D", "ms", "deadline_ns", RTPART_ALIGN_POINT},
        {"T", "ms", "period_ns", RTPART_ALIGN_POINT},
        {"response", "ms", "response_bound_ns", RTPART_ALIGN_POINT},
        {"slack", "ms", "slack_ns", RTPART_ALIGN_POINT},
        {"answer", NULL, "answer", RTPART_ALIGN_LEFT},
    };
    RTPART_AUTO(rtpart_table_free) struct rtpart_table table = {0};
    RTPART_AUTO_JSON json_t *json = to_json(args, check);
    char head[512];
    char why[512];
    const struct rtpart_result result = {
        .json = json,
        .headline = headline(head, sizeof head, args, check),
        .table = &table,
        .footnote = check->verdict.answer == RTPART_SCHEDULABLE
                        ? NULL
                        : rtpart_witness_text(why, sizeof why, &check->verdict,
                                              args->in.source.taskset, &args->prm)};

    rtpart_table_init(&table, columns, sizeof columns / sizeof *columns);
    fill_table(&table, args, check);
    return rtpart_result_print(&args->in.cli, &result, err);
}

static enum rtpart_code answer(struct arguments *args, struct rtpart_check *check,
                               struct rtpart_error *err)
{
    enum rtpart_code code = rtanalyze_input_read(&args->in, err);

    if (code == RTPART_OK)
        code = rtpart_check_run(&args->in.load, &args->prm, check, err);
    if (code == RTPART_OK)
        code = print(args, check, err);
    return code;
}

static int run(int argc, char **argv)
{
    static const struct argp_child children[] = {
        {&rtpart_task_argp, 0, "Task set:", 1}, {&rtpart_cli_argp, 0, "Output:", 3}, {0}};
    static const struct argp argp = {.options = options,
                                     .parser = parse_option,
                                     .args_doc = "FILE",
                                     .doc = doc,
                                     .children = children};
    struct arguments args = {
        .in.cli = {.tool = "rtanalyze", .formats = RTANALYZE_FORMATS}};
    RTPART_AUTO(rtpart_check_free) struct rtpart_check check = {0};
    struct rtpart_error err;
    int status;

    rtpart_cli_parse(&argp, argc, argv, NULL, &args);
    if (answer(&args, &check, &err) == RTPART_OK) {
        const struct rtpart_notes notes = rtpart_cli_notes(&args.in.cli);

        rtpart_note_kernel_limits(&notes, "this reservation", &args.prm);
        status = rtpart_answer_exit(check.verdict.answer);
    } else {
        status = rtpart_cli_report(&args.in.cli, &err);
    }
    rtanalyze_input_free(&args.in);
    return status;
}

const struct rtpart_command rtanalyze_check = {
    .name = "check", .summary = "does a given reservation hold all tasks?", .run = run};
