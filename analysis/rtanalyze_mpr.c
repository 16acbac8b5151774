/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rtanalyze mpr: what does a global guest need, any task on any vCPU? */
#include "analysis/rtanalyze_mpr.h"

#include "analysis/grid_choice.h"
#include "analysis/mpr_report.h"
#include "analysis/report.h"
#include "analysis/rtanalyze.h"
#include "common/auto.h"
#include "common/command_line.h"
#include "common/readall.h"

static const char doc[] =
    "What must be reserved where any task runs on any vCPU (SCHED_FIFO tasks in a "
    "container, "
    "global EDF): in every period Pi a budget Theta in total, on at most N CPUs, given "
    "as "
    "Theta/N to each vCPU."
    "\vAll tests are sufficient: where one accepts no budget the answer is undecided "
    "(exit "
    "status 5), and the reason says so where more is known (U > N). A given --budget can "
    "be "
    "proved to be too small (exit status 1).\n"
    "\n"
    "Examples:\n"
    "  rtanalyze mpr --vcpus 2 --period 10ms --test gedf taskset.xml\n"
    "  rtanalyze mpr --vcpus 2 taskset.xml\n"
    "  rtanalyze mpr --vcpus 2 --period 10ms --budget 17.5ms taskset.xml\n"
    "  rtanalyze mpr --vcpus 2 --format xml -o plan.xml taskset.xml\n"
    "\n"
    "Exit status: 0 schedulable, 1 --budget is proved to be too small, 2 command line, 3 "
    "bad input file, "
    "4 refused by the environment, 5 undecided.";

enum {
    KEY_VCPUS = 256,
    KEY_PERIOD,
    KEY_BUDGET,
    KEY_TEST,
    KEY_PRIORITIES,
    KEY_LIST,
};

static const struct argp_option options[] = {
    {"vcpus", KEY_VCPUS, "N", 0, "How many vCPUs there are", 0},
    {"period", KEY_PERIOD, "TIME", 0, "The period Pi, in place of a grid", 0},
    {"budget", KEY_BUDGET, "TIME", 0,
     "Test this Theta, in place of looking for the least; goes with --period", 0},
    {"test", KEY_TEST, "NAME", 0,
     "Which test of --list (default: gedf where the guest schedules by EDF, else gfp)",
     0},
    {"priorities", KEY_PRIORITIES, "rm|dm|prio|dkc|opa", 0,
     "For tests of fixed priorities: rm, dm, prio (rt:prio of the file), dkc, or opa, "
     "which looks for an order (default: as the guest scheduler)",
     0},
    {"list", KEY_LIST, NULL, 0, "Show the tests", 0},
    {0},
};

static error_t parse_numbers(int key, char *arg, struct argp_state *state)
{
    struct mpr_arguments *args = state->input;

    switch (key) {
    case KEY_VCPUS:
        args->vcpus =
            (unsigned)rtpart_cli_count(state, "--vcpus", arg, 1, RTPART_VCPUS_MAX);
        return 0;
    case KEY_PERIOD:
        args->period = rtpart_cli_time(state, "--period", arg, 1, RTPART_NS_MAX);
        return 0;
    case KEY_BUDGET:
        args->budget = rtpart_cli_time(state, "--budget", arg, 1, RTPART_NS_MAX);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static void check_complete(const struct argp_state *state,
                           const struct mpr_arguments *args)
{
    if (args->list)
        return;
    if (args->vcpus == 0)
        argp_error(state, "how many vCPUs? Say --vcpus N");
    if (args->period > 0 && (args->grid.min_period > 0 || args->grid.max_period > 0 ||
                             args->grid.period_step > 0))
        argp_error(state, "--period is in place of a grid: leave out --min-period, "
                          "--max-period and --period-step");
    if (args->budget > 0 && args->period == 0)
        argp_error(state, "--budget goes with one --period");
}

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
    struct mpr_arguments *args = state->input;

    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &args->options;
        state->child_inputs[1] = &args->grid;
        state->child_inputs[2] = &args->cli;
        return 0;
    case KEY_TEST:
        args->test = rtpart_mpr_test_find(arg);
        if (args->test == NULL)
            argp_error(state, "--test: there is no \"%.60s\"; --list shows all", arg);
        return 0;
    case KEY_PRIORITIES:
        args->priorities = rtanalyze_priorities(state, arg);
        args->priorities_given = true;
        return 0;
    case KEY_LIST:
        args->list = true;
        return 0;
    case ARGP_KEY_END:
        check_complete(state, args);
        if (args->period > 0)
            args->grid.min_period = args->grid.max_period = args->period;
        return args->list ? 0 : rtanalyze_file_argument(key, arg, state, &args->file);
    case ARGP_KEY_ARG:
        return rtanalyze_file_argument(key, arg, state, &args->file);
    default:
        return parse_numbers(key, arg, state);
    }
}

static enum rtpart_code prepare(struct mpr_job *job, const struct rtpart_notes *notes,
                                struct rtpart_error *err)
{
    const struct mpr_arguments *args = job->args;
    struct rtpart_mpr_request *req = &job->request;
    enum rtpart_scheduler scheduler = args->options.scheduler;
    enum rtpart_code code =
        rtpart_task_source_read(args->file, &args->options, notes, &job->source, err);

    if (code != RTPART_OK)
        return code;
    if (scheduler == RTPART_SCHED_NONE)
        scheduler = job->source.component->scheduler;
    *req = (struct rtpart_mpr_request){
        .taskset = job->source.taskset,
        .test = args->test != NULL ? args->test : rtpart_mpr_test_for(scheduler),
        .cpus = args->vcpus,
        .latency = job->source.latency.ns};
    req->policy =
        args->priorities_given ? args->priorities : rtpart_gfp_policy_for(scheduler);
    if (args->priorities_given && !req->test->priorities)
        return rtpart_fail(err, RTPART_EUSAGE,
                           "--priorities: the test %s is about EDF and takes none",
                           req->test->name);
    code = rtpart_grid_choose(job->source.component, &args->grid, &job->grid, err);
    if (code == RTPART_OK && args->budget > 0 &&
        rtpart_ns_ceil_div(args->budget, req->cpus) > job->grid.min_period)
        code =
            rtpart_fail(err, RTPART_EUSAGE,
                        "--budget is more than %u vCPUs can give in --period", req->cpus);
    return code;
}

/*
 * Where a least budget is asked for and the test accepts none, that is what the answer says:
 * undecided. What is proved beyond that (U > m') is in the reason.
 */
static enum rtpart_code solve(struct mpr_job *job, struct rtpart_error *err)
{
    const struct mpr_arguments *args = job->args;
    enum rtpart_code code;

    if (args->budget > 0)
        code = rtpart_mpr_verdict(&job->request, job->grid.min_period, args->budget,
                                  &job->result, err);
    else
        code = rtpart_mpr_choose(&job->request, &job->grid, &job->result, err);
    if (code == RTPART_EMODEL)
        rtpart_error_in(err, rtpart_input_name(args->file));
    if (code != RTPART_OK)
        return code;
    (void)rtpart_mpr_reason(job->why, sizeof job->why, &job->request, &job->result);
    if (args->budget == 0 && job->result.verdict.answer == RTPART_UNSCHEDULABLE)
        job->result.verdict.answer = RTPART_UNDECIDED;
    return RTPART_OK;
}

/* What the kernel would refuse of the share of each vCPU. */
static void note_limits(const struct mpr_job *job, const struct rtpart_notes *notes)
{
    if (job->result.verdict.answer == RTPART_SCHEDULABLE) {
        const struct rtpart_prm share = rtpart_mpr_share(&job->result.mpr);

        rtpart_note_kernel_limits(notes, "each vCPU", &share);
    }
}

static int answer(struct mpr_job *job, const struct rtpart_cli *cli,
                  const struct rtpart_notes *notes)
{
    struct rtpart_error err;

    if (prepare(job, notes, &err) != RTPART_OK || solve(job, &err) != RTPART_OK ||
        rtanalyze_mpr_print(job, notes, &err) != RTPART_OK)
        return rtpart_cli_report(cli, &err);
    note_limits(job, notes);
    return rtpart_answer_exit(job->result.verdict.answer);
}

static struct rtanalyze_test listed(size_t i)
{
    size_t count;
    const struct rtpart_mpr_test *t = &rtpart_mpr_tests(&count)[i];

    return (struct rtanalyze_test){.name = t->name,
                                   .paper = t->paper,
                                   .summary = t->summary,
                                   .exact = t->exact,
                                   .priorities = t->priorities};
}

static enum rtpart_code list_tests(const struct rtpart_cli *cli, struct rtpart_error *err)
{
    size_t count;

    (void)rtpart_mpr_tests(&count);
    return rtanalyze_list_tests(cli, "rtpart.mpr-tests/1", listed, count, err);
}

static int run(int argc, char **argv)
{
    static const struct argp_child children[] = {{&rtpart_task_argp, 0, "Task set:", 1},
                                                 {&rtpart_grid_argp, 0, "Grid:", 2},
                                                 {&rtpart_cli_argp, 0, "Output:", 3},
                                                 {0}};
    static const struct argp argp = {.options = options,
                                     .parser = parse_option,
                                     .args_doc = "FILE\n--list",
                                     .doc = doc,
                                     .children = children};
    RTPART_AUTO_FREE char *command = rtpart_command_line(argc, argv);
    struct mpr_arguments args = {
        .cli = {.tool = "rtanalyze",
                .formats = RTANALYZE_FORMATS | RTPART_FORMAT_BIT(RTPART_FORMAT_XML)},
        .command = command};
    struct mpr_job job = {.args = &args};
    struct rtpart_error err;
    int status = 0;

    rtpart_cli_parse(&argp, argc, argv, NULL, &args);

    const struct rtpart_notes notes = rtpart_cli_notes(&args.cli);

    if (!args.list)
        status = answer(&job, &args.cli, &notes);
    else if (list_tests(&args.cli, &err) != RTPART_OK)
        status = rtpart_cli_report(&args.cli, &err);
    rtpart_mpr_result_free(&job.result);
    rtpart_task_source_free(&job.source);
    rtpart_cli_free(&args.cli);
    return status;
}

const struct rtpart_command rtanalyze_mpr = {
    .name = "mpr", .summary = "what does a global guest need?", .run = run};
