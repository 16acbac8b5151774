/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The command line of rtgen. */
#include <stdlib.h>

#include "generators/rtgen.h"
#include "generators/spec.h"

static const char doc[] =
    "Make random real-time task sets with a given total utilization."
    "\vA set depends on the options, --seed and its number alone: the same bytes on "
    "every "
    "machine, and any set of a series can be made again by itself with --index.\n"
    "\n"
    "With -o DIR/ every set becomes a file of its own, DIR/set000.xml and so on. To one "
    "file or standard output several sets go one after the other: as components of one "
    "system (xml), as blocks that begin with \"Taskset NAME\" (rows), or with a first "
    "column "
    "\"set\" (csv).\n"
    "\n"
    "Examples:\n"
    "  rtgen --tasks 10 --utilization 1.4 --seed 7 | rtpart --vcpus 2 -\n"
    "  rtgen --tasks 10 --utilization 1.4 --count 1000 --seed 7 -o sets/\n"
    "  rtgen --tasks 10 --utilization 1.4 --seed 7 --index 17\n"
    "  rtgen --tasks 5 --utilization 0.7 --periods list:10ms,20ms,40ms\n"
    "  rtgen --tasks 5 --utilization 2 --bounds 2x0.4:1,3x0:0.5 --format rows\n"
    "  rtgen --tasks 5 --utilization 2 --deadlines constrained:0.5:1\n"
    "\n"
    "Exit status: 0 done, 2 command line, 4 refused by the environment (disk full), 5 "
    "gave "
    "up: a method that throws draws away threw away too many.";

enum {
    KEY_TASKS = 'n',
    KEY_UTILIZATION = 'u',
    KEY_COUNT = 'c',
    KEY_SEED = 's',
    KEY_INDEX = 'i',
    KEY_VCPUS = 256,
    KEY_METHOD,
    KEY_MIN,
    KEY_MAX,
    KEY_BOUNDS,
    KEY_PERIODS,
    KEY_PERIOD_STEP,
    KEY_HYPERPERIOD,
    KEY_DEADLINES,
    KEY_WCET_STEP,
    KEY_SCHEDULER,
    KEY_POINT,
    KEY_LIST,
};

static const struct argp_option options[] = {
    {NULL, 0, NULL, 0, "Utilizations:", 1},
    {"tasks", KEY_TASKS, "N", 0, "Tasks in a set (default: 10)", 0},
    {"utilization", KEY_UTILIZATION, "U", 0,
     "Sum of C/T over the tasks of a set: 1.4, or 140%", 0},
    {"vcpus", KEY_VCPUS, "M", 0, "Refuse a utilization above M", 0},
    {"min-utilization", KEY_MIN, "U", 0, "Least utilization of a task (default: 0)", 0},
    {"max-utilization", KEY_MAX, "U", 0, "Largest utilization of a task (default: 1)", 0},
    {"bounds", KEY_BOUNDS, "LO:HI,...", 0,
     "Least and largest utilization of each task; 3xLO:HI stands for three tasks", 0},
    {"method", KEY_METHOD, "NAME", 0,
     "How utilizations are drawn (default: randfixedsum; with --bounds: tilted)", 0},
    {NULL, 0, NULL, 0, "Times:", 2},
    {"periods", KEY_PERIODS, "SPEC", 0,
     "log-uniform:MIN:MAX, uniform:MIN:MAX, list:T1,T2,..., harmonic:MIN:MAX[:RATIO] or "
     "automotive (default: log-uniform:10ms:1s)",
     0},
    {"period-step", KEY_PERIOD_STEP, "TIME", 0,
     "Periods are multiples of it (default: the power of ten at or below a tenth of MIN)",
     0},
    {"max-hyperperiod", KEY_HYPERPERIOD, "TIME", 0,
     "Draw the periods of a set again until their least common multiple is at most this",
     0},
    {"deadlines", KEY_DEADLINES, "SPEC", 0,
     "implicit (D = T, the default) or constrained:LO:HI: D = C + f (T - C), f uniform",
     0},
    {"wcet-step", KEY_WCET_STEP, "TIME", 0, "WCETs are multiples of it (default: 1ns)",
     0},
    {NULL, 0, NULL, 0, "Sets:", 3},
    {"count", KEY_COUNT, "N", 0, "How many sets (default: 1)", 0},
    {"seed", KEY_SEED, "N", 0, "Seed of the series (default: 1)", 0},
    {"index", KEY_INDEX, "N", 0, "Number of the first set (default: 0)", 0},
    {"point", KEY_POINT, "N", 0, "Point of a campaign, as rtsweep counts (default: 0)",
     0},
    {"guest-scheduler", KEY_SCHEDULER, "NAME", 0,
     "Write this scheduler to the file: rm, dm, edf (default: none)", 0},
    {"list", KEY_LIST, NULL, 0, "Show the methods", 4},
    {0},
};

static double number(const struct argp_state *state, const char *option, const char *arg)
{
    struct rtpart_error err;
    double value = 0;

    if (rtpart_spec_number(arg, &value, &err))
        argp_error(state, "%s: %s", option, err.message);
    return value;
}

static void set_scheduler(const struct argp_state *state, const char *arg,
                          enum rtpart_scheduler *out)
{
    *out = rtpart_scheduler_from_name(arg);
    if (*out == RTPART_SCHED_NONE || *out == RTPART_SCHED_PRIO)
        argp_error(state,
                   "--guest-scheduler: \"%.60s\" is not one of rm, dm, edf, grm, gdm, "
                   "gedf",
                   arg);
}

static error_t parse_utilization(int key, char *arg, struct argp_state *state)
{
    struct rtgen_arguments *args = state->input;
    struct rtpart_utilization_request *u = &args->request.utilization;

    switch (key) {
    case KEY_TASKS:
        u->tasks = (size_t)rtpart_cli_count(state, "--tasks", arg, 1, RTPART_TASKS_MAX);
        return 0;
    case KEY_UTILIZATION:
        u->sum = number(state, "--utilization", arg);
        args->utilization_given = true;
        return 0;
    case KEY_VCPUS:
        args->vcpus =
            (unsigned)rtpart_cli_count(state, "--vcpus", arg, 1, RTPART_VCPUS_MAX);
        return 0;
    case KEY_MIN:
        u->lo = number(state, "--min-utilization", arg);
        args->limits_given = true;
        return 0;
    case KEY_MAX:
        u->hi = number(state, "--max-utilization", arg);
        args->limits_given = true;
        return 0;
    case KEY_BOUNDS:
        args->bounds_text = arg;
        return 0;
    case KEY_METHOD:
        args->request.method = rtpart_utilization_find(arg);
        if (args->request.method == NULL)
            argp_error(state, "--method: there is no \"%.60s\" (rtgen --list shows all)",
                       arg);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static error_t parse_times(int key, char *arg, struct argp_state *state)
{
    struct rtgen_arguments *args = state->input;
    struct rtpart_generate_request *q = &args->request;
    struct rtpart_error err;

    switch (key) {
    case KEY_PERIODS:
        if (rtpart_spec_periods(arg, &q->periods, &err))
            argp_error(state, "--periods: %s", err.message);
        return 0;
    case KEY_PERIOD_STEP:
        q->periods.step = rtpart_cli_time(state, "--period-step", arg, 1, RTPART_NS_MAX);
        return 0;
    case KEY_HYPERPERIOD:
        q->periods.max_hyperperiod =
            rtpart_cli_time(state, "--max-hyperperiod", arg, 1, RTPART_NS_MAX);
        return 0;
    case KEY_DEADLINES:
        if (rtpart_spec_deadlines(arg, &q->deadlines, &err))
            argp_error(state, "--deadlines: %s", err.message);
        return 0;
    case KEY_WCET_STEP:
        q->wcet_step = rtpart_cli_time(state, "--wcet-step", arg, 1, RTPART_NS_MAX);
        return 0;
    default:
        return parse_utilization(key, arg, state);
    }
}

static void check_format(const struct argp_state *state, struct rtgen_arguments *args)
{
    const enum rtpart_format format = args->cli.format;
    const bool for_list = format == RTPART_FORMAT_TABLE || format == RTPART_FORMAT_JSON;

    if (args->list && !args->cli.format_given)
        args->cli.format = RTPART_FORMAT_TABLE;
    else if (args->list && !for_list && format != RTPART_FORMAT_CSV)
        argp_error(state, "--list is shown as table, json or csv");
    if (!args->list && for_list)
        argp_error(state, "--format: task sets are written as xml, csv or rows");
}

/* What can only be told once all options are known. */
static void check_complete(const struct argp_state *state, struct rtgen_arguments *args)
{
    struct rtpart_generate_request *q = &args->request;
    struct rtpart_utilization_request *u = &q->utilization;
    struct rtpart_error err;

    check_format(state, args);
    if (args->list)
        return;
    if (!args->utilization_given)
        argp_error(state, "which utilization? Say --utilization U");
    if (args->vcpus > 0 && u->sum > args->vcpus)
        argp_error(state, "--utilization: %.12g is more than --vcpus %u can give", u->sum,
                   args->vcpus);
    if (args->bounds_text != NULL && args->limits_given)
        argp_error(state, "--bounds says it all: not together with --min-utilization or "
                          "--max-utilization");
    if (args->bounds_text != NULL) {
        if (rtpart_spec_bounds(args->bounds_text, u->tasks, &args->bounds, &err))
            argp_error(state, "--bounds: %s", err.message);
        u->bounds = args->bounds;
    }
}

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
    struct rtgen_arguments *args = state->input;

    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &args->cli;
        return 0;
    case KEY_COUNT:
        args->count = (uint64_t)rtpart_cli_count(state, "--count", arg, 1, 1000000000);
        return 0;
    case KEY_SEED:
        args->request.seed =
            (uint64_t)rtpart_cli_count(state, "--seed", arg, 0, INT64_MAX);
        return 0;
    case KEY_INDEX:
        args->first =
            (uint64_t)rtpart_cli_count(state, "--index", arg, 0, INT64_MAX - 1000000000);
        return 0;
    case KEY_POINT:
        args->request.point =
            (uint64_t)rtpart_cli_count(state, "--point", arg, 0, INT64_MAX);
        return 0;
    case KEY_SCHEDULER:
        set_scheduler(state, arg, &args->request.scheduler);
        return 0;
    case KEY_LIST:
        args->list = true;
        return 0;
    case ARGP_KEY_ARG:
        argp_error(state, "rtgen reads no file: what is \"%.60s\"?", arg);
        return 0;
    case ARGP_KEY_END:
        check_complete(state, args);
        return 0;
    default:
        return parse_times(key, arg, state);
    }
}

void rtgen_arguments_parse(struct rtgen_arguments *args, int argc, char **argv)
{
    static const struct argp_child children[] = {{&rtpart_cli_argp, 0, "Output:", 5},
                                                 {0}};
    static const struct argp argp = {.options = options,
                                     .parser = parse_option,
                                     .args_doc = "",
                                     .doc = doc,
                                     .children = children};

    *args = (struct rtgen_arguments){
        .cli = {.tool = "rtgen",
                .formats = RTPART_FORMAT_BIT(RTPART_FORMAT_TABLE) |
                           RTPART_FORMAT_BIT(RTPART_FORMAT_JSON) |
                           RTPART_FORMAT_BIT(RTPART_FORMAT_CSV) |
                           RTPART_FORMAT_BIT(RTPART_FORMAT_XML) |
                           RTPART_FORMAT_BIT(RTPART_FORMAT_ROWS),
                .format = RTPART_FORMAT_XML},
        .request = rtpart_generate_defaults(),
        .count = 1};
    rtpart_cli_parse(&argp, argc, argv, NULL, args);
}

void rtgen_arguments_free(struct rtgen_arguments *args)
{
    rtpart_periods_free(&args->request.periods);
    free(args->bounds);
    args->bounds = NULL;
    rtpart_cli_free(&args->cli);
}
