/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rtanalyze global: do the tasks hold on CPUs of their own, under one global scheduler? */
#include <stdlib.h>

#include "analysis/global_tests.h"
#include "analysis/mpr_tests.h"
#include "analysis/report.h"
#include "analysis/rtanalyze.h"
#include "common/auto.h"
#include "common/json_out.h"
#include "common/readall.h"
#include "common/result.h"

static const char doc[] =
    "Do the tasks meet their deadlines on CPUs of their own, any task on any CPU? Global "
    "EDF "
    "and global fixed priorities, by all tests of --list, or by one."
    "\vAll tests are sufficient: where they fail nothing is proved (exit status 5).\n"
    "\n"
    "Examples:\n"
    "  rtanalyze global --cpus 2 taskset.xml\n"
    "  rtanalyze global --cpus 4 --test guan --priorities dkc taskset.xml\n"
    "\n"
    "Exit status: 0 a test accepts, 1 proved not to be schedulable, 2 command line, 3 "
    "bad "
    "input file, 4 refused by the environment, 5 undecided.";

enum { KEY_CPUS = 256, KEY_TEST, KEY_PRIORITIES, KEY_LIST };

static const struct argp_option options[] = {
    {"cpus", KEY_CPUS, "N", 0, "How many CPUs there are", 0},
    {"test", KEY_TEST, "NAME", 0, "Only this test of --list", 0},
    {"priorities", KEY_PRIORITIES, "rm|dm|prio|dkc|opa", 0,
     "For tests of fixed priorities: rm, dm, prio (rt:prio of the file), dkc, or opa, "
     "which looks for an order (default: as the guest scheduler)",
     0},
    {"list", KEY_LIST, NULL, 0, "Show the tests", 0},
    {0},
};

struct arguments {
    struct rtpart_cli cli;
    struct rtpart_task_options options;
    unsigned cpus;                         /* 0: not given */
    const struct rtpart_global_test *test; /* NULL: all */
    bool priorities_given;                 /* else those of the guest scheduler */
    enum rtpart_gfp_policy priorities;
    bool list;
    const char *file;
};

/* One test and what it says. */
struct answer {
    const struct rtpart_global_test *test;
    struct rtpart_global_result result;
};

struct job {
    const struct arguments *args;
    struct rtpart_task_source source;
    struct rtpart_global_request request;
    struct answer *answers; /* owned */
    size_t count;
};

static void job_free(struct job *j)
{
    for (size_t i = 0; i < j->count; i++)
        rtpart_global_result_free(&j->answers[i].result);
    free(j->answers);
    rtpart_task_source_free(&j->source);
}

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
    struct arguments *args = state->input;

    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &args->options;
        state->child_inputs[1] = &args->cli;
        return 0;
    case KEY_CPUS:
        args->cpus =
            (unsigned)rtpart_cli_count(state, "--cpus", arg, 1, RTPART_VCPUS_MAX);
        return 0;
    case KEY_TEST:
        args->test = rtpart_global_test_find(arg);
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
        if (args->priorities_given && args->test != NULL && !args->test->priorities)
            argp_error(state, "--priorities: the test %s is about EDF and takes none",
                       args->test->name);
        if (!args->list && args->cpus == 0)
            argp_error(state, "how many CPUs? Say --cpus N");
        if (rtpart_latency_given(&args->options))
            argp_error(state, "--latency: these tests do not count it");
        return args->list ? 0 : rtanalyze_file_argument(key, arg, state, &args->file);
    default:
        return rtanalyze_file_argument(key, arg, state, &args->file);
    }
}

static enum rtpart_code prepare(struct job *j, const struct rtpart_notes *notes,
                                struct rtpart_error *err)
{
    const struct arguments *args = j->args;
    enum rtpart_scheduler scheduler = args->options.scheduler;
    const enum rtpart_code code =
        rtpart_task_source_read(args->file, &args->options, notes, &j->source, err);

    if (code != RTPART_OK)
        return code;
    if (scheduler == RTPART_SCHED_NONE)
        scheduler = j->source.component->scheduler;
    j->request = (struct rtpart_global_request){
        .taskset = j->source.taskset,
        .cpus = args->cpus,
        .policy =
            args->priorities_given ? args->priorities : rtpart_gfp_policy_for(scheduler)};
    return RTPART_OK;
}

/* Run the one test, or all. */
static enum rtpart_code solve(struct job *j, struct rtpart_error *err)
{
    const struct arguments *args = j->args;
    size_t all;
    const struct rtpart_global_test *tests = rtpart_global_tests(&all);
    enum rtpart_code code = RTPART_OK;

    j->answers = calloc(all, sizeof *j->answers);
    if (j->answers == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory for the answers");
    j->count = 0;
    for (size_t i = 0; code == RTPART_OK && i < all; i++) {
        if (args->test != NULL && args->test != &tests[i])
            continue;
        struct answer *a = &j->answers[j->count++];

        a->test = &tests[i];
        code = rtpart_global_run(a->test, &j->request, &a->result, err);
    }
    if (code == RTPART_EMODEL)
        rtpart_error_in(err, rtpart_input_name(args->file));
    return code;
}

/* Yes if one test says yes; no only where it is proved, which all tests then say. */
static enum rtpart_answer overall(const struct job *j)
{
    enum rtpart_answer all = RTPART_UNDECIDED;

    for (size_t i = 0; i < j->count; i++) {
        const enum rtpart_answer one = j->answers[i].result.verdict.answer;

        if (one == RTPART_SCHEDULABLE)
            return one;
        if (one == RTPART_UNSCHEDULABLE)
            all = one;
    }
    return all;
}

static const char *priorities_name(const struct job *j, const struct answer *a)
{
    return a->test->priorities ? rtpart_gfp_policy_name(j->request.policy) : "edf";
}

static const char *blocked_name(const struct job *j, const struct answer *a)
{
    const struct rtpart_verdict *v = &a->result.verdict;

    return v->answer != RTPART_SCHEDULABLE && v->task != RTPART_NO_TASK
               ? j->request.taskset->tasks[v->task].name
               : NULL;
}

/* Response times, of a test that has them. */
static json_t *tasks_json(const struct job *j, const struct answer *a)
{
    const struct rtpart_taskset *ts = j->request.taskset;
    json_t *tasks;

    if (a->result.response == NULL)
        return json_null();
    tasks = json_array();
    for (size_t i = 0; i < ts->count; i++) {
        if (json_array_append_new(
                tasks, json_pack("{s:o, s:o}", "name",
                                 rtpart_json_text(ts->tasks[i].name), "response_bound_ns",
                                 rtpart_ns_json(a->result.response[i]))) != 0) {
            json_decref(tasks);
            return NULL;
        }
    }
    return tasks;
}

static json_t *to_json(const struct job *j)
{
    RTPART_AUTO_JSON json_t *rows = json_array();

    for (size_t i = 0; i < j->count; i++) {
        const struct answer *a = &j->answers[i];

        if (json_array_append_new(
                rows,
                json_pack("{s:s, s:s, s:s, s:s, s:o, s:o}", "test", a->test->name,
                          "paper", a->test->paper, "priorities", priorities_name(j, a),
                          "answer", rtpart_answer_name(a->result.verdict.answer),
                          "blocked_task", rtpart_json_text(blocked_name(j, a)), "tasks",
                          tasks_json(j, a))) != 0)
            return NULL;
    }
    return json_pack("{s:s, s:s, s:I, s:o, s:O}", "schema", "rtpart.global/1", "answer",
                     rtpart_answer_name(overall(j)), "cpus", (json_int_t)j->request.cpus,
                     "utilization",
                     rtpart_json_number(rtpart_taskset_utilization(j->request.taskset)),
                     "tests", rows);
}

static enum rtpart_code print(const struct job *j, struct rtpart_error *err)
{
    static const struct rtpart_column columns[] = {
        {"test", NULL, "test", RTPART_ALIGN_LEFT},
        {"paper", NULL, "paper", RTPART_ALIGN_LEFT},
        {"priorities", NULL, "priorities", RTPART_ALIGN_LEFT},
        {"CPUs", NULL, "cpus", RTPART_ALIGN_RIGHT},
        {"answer", NULL, "answer", RTPART_ALIGN_LEFT},
        {"stopped at", NULL, "blocked_task", RTPART_ALIGN_LEFT},
    };
    RTPART_AUTO(rtpart_table_free) struct rtpart_table table = {0};
    RTPART_AUTO_JSON json_t *json = to_json(j);
    const struct rtpart_result result = {.json = json, .table = &table};

    rtpart_table_init(&table, columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < j->count; i++) {
        const struct answer *a = &j->answers[i];
        const char *blocked = blocked_name(j, a);

        rtpart_table_cell(&table, "%s", a->test->name);
        rtpart_table_cell(&table, "%s", a->test->paper);
        rtpart_table_cell(&table, "%s", priorities_name(j, a));
        rtpart_table_cell(&table, "%u", j->request.cpus);
        rtpart_table_cell(&table, "%s", rtpart_answer_name(a->result.verdict.answer));
        rtpart_table_cell(&table, "%s", blocked != NULL ? blocked : "");
    }
    return rtpart_result_print(&j->args->cli, &result, err);
}

static struct rtanalyze_test listed(size_t i)
{
    size_t count;
    const struct rtpart_global_test *t = &rtpart_global_tests(&count)[i];

    return (struct rtanalyze_test){.name = t->name,
                                   .paper = t->paper,
                                   .summary = t->summary,
                                   .exact = t->exact,
                                   .priorities = t->priorities};
}

static enum rtpart_code list_tests(const struct rtpart_cli *cli, struct rtpart_error *err)
{
    size_t count;

    (void)rtpart_global_tests(&count);
    return rtanalyze_list_tests(cli, "rtpart.global-tests/1", listed, count, err);
}

static enum rtpart_code answer(struct job *j, const struct rtpart_notes *notes,
                               struct rtpart_error *err)
{
    enum rtpart_code code;

    if (j->args->list)
        return list_tests(&j->args->cli, err);
    code = prepare(j, notes, err);
    if (code == RTPART_OK)
        code = solve(j, err);
    return code == RTPART_OK ? print(j, err) : code;
}

static int run(int argc, char **argv)
{
    static const struct argp_child children[] = {
        {&rtpart_task_argp, 0, "Task set:", 1}, {&rtpart_cli_argp, 0, "Output:", 3}, {0}};
    static const struct argp argp = {.options = options,
                                     .parser = parse_option,
                                     .args_doc = "FILE\n--list",
                                     .doc = doc,
                                     .children = children};
    struct arguments args = {.cli = {.tool = "rtanalyze", .formats = RTANALYZE_FORMATS}};
    struct job j = {.args = &args};
    struct rtpart_error err;
    int status;

    rtpart_cli_parse(&argp, argc, argv, NULL, &args);

    const struct rtpart_notes notes = rtpart_cli_notes(&args.cli);

    if (answer(&j, &notes, &err) != RTPART_OK)
        status = rtpart_cli_report(&args.cli, &err);
    else
        status = args.list ? 0 : rtpart_answer_exit(overall(&j));
    job_free(&j);
    rtpart_cli_free(&args.cli);
    return status;
}

const struct rtpart_command rtanalyze_global = {
    .name = "global", .summary = "do the tasks hold on CPUs of their own?", .run = run};
