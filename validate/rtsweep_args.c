/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The command line of a campaign. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/auto.h"
#include "common/decimal.h"
#include "generators/spec.h"
#include "validate/rtsweep.h"

static const char doc[] =
    "Random task sets over a grid of sizes, utilisations and vCPUs, each put to every "
    "method: which share is schedulable, and at what overhead."
    "\vLists: 4,8 or FROM:TO:STEP.\n"
    "\n"
    "Examples:\n"
    "  rtsweep --tasks 10 --utilization 0.4:3.6:0.2 --vcpus 4 -o result.csv\n"
    "  rtsweep --methods ovh,first-fit,global-edf --vcpus 2,4,8 --utilization 1.4\n"
    "  rtsweep --shard 2/16 -o part2.csv --utilization 1:7:0.25 --vcpus 8\n"
    "  rtsweep merge -o all.csv part*.csv\n"
    "  rtsweep plot -o pictures all.csv\n"
    "  rtsweep --print slurm --shards 100 --utilization 0.4:3.6:0.2 > job.sh\n"
    "\n" RTSWEEP_EXIT_DOC;

enum {
    KEY_TASKS = 0x100,
    KEY_UTILIZATION,
    KEY_VCPUS,
    KEY_SETS,
    KEY_CHUNK,
    KEY_SEED,
    KEY_METHODS,
    KEY_PERIODS,
    KEY_DEADLINES,
    KEY_SCHEDULER,
    KEY_TIME_LIMIT,
    KEY_SHARD,
    KEY_SHARDS,
    KEY_THREADS,
    KEY_RESUME,
    KEY_TIMES,
    KEY_PRINT,
    KEY_LIST,
};

static const struct argp_option options[] = {
    {NULL, 0, NULL, 0, "Grid:", 1},
    {"tasks", KEY_TASKS, "LIST", 0, "Tasks in a set (default: 10)", 1},
    {"utilization", KEY_UTILIZATION, "LIST", 0, "Utilisation of a set", 1},
    {"vcpus", KEY_VCPUS, "LIST", 0, "vCPUs (default: 4)", 1},
    {"sets", KEY_SETS, "N", 0, "Task sets at each point (default: 1000)", 1},
    {"seed", KEY_SEED, "N", 0, "Of the task sets (default: 1)", 1},
    {"periods", KEY_PERIODS, "HOW", 0, "As rtgen --periods (default: log-uniform)", 1},
    {"deadlines", KEY_DEADLINES, "HOW", 0, "As rtgen --deadlines (default: implicit)", 1},
    {NULL, 0, NULL, 0, "Methods:", 2},
    {"methods", KEY_METHODS, "LIST", 0,
     "What to compare (default: ovh,first-fit,best-fit,worst-fit,global-edf)", 2},
    {"list", KEY_LIST, NULL, 0, "List the methods and exit", 2},
    {"guest-scheduler", KEY_SCHEDULER, "rm|dm|edf", 0,
     "In a partitioned guest (default: rm)", 2},
    {"time-limit", KEY_TIME_LIMIT, "TIME", 0,
     "For a method that searches, per set; past it the set is undecided", 2},
    {NULL, 0, NULL, 0, "Running:", 3},
    {"threads", KEY_THREADS, "N", 0, "Default: one for each CPU", 3},
    {"resume", KEY_RESUME, NULL, 0,
     "Go on where a run with the same -o was ended; where it came to its end, show it",
     3},
    {"shard", KEY_SHARD, "I/N", 0, "Do part I of N (I from 1); merge them later", 3},
    {"chunk", KEY_CHUNK, "N", 0, "Sets that are done and saved together (default: 100)",
     3},
    {"times", KEY_TIMES, "FILE", 0,
     "Write the time that each method took on sets of each size (CSV)", 3},
    {"print", KEY_PRINT, "slurm|parallel", 0,
     "Write the script that does this with many jobs, and exit", 3},
    {"shards", KEY_SHARDS, "N", 0, "Jobs for --print (default: 16)", 3},
    {0},
};

/* One number of a list, in units of 1/scale. */
static int64_t list_number(const struct argp_state *state, const char *option,
                           const char *word, int64_t scale, int64_t max)
{
    struct rtpart_error err;
    int64_t value = 0;

    if (rtpart_decimal_parse(word, scale, RTPART_ROUND_EXACT, max, &value, NULL, &err) !=
            RTPART_OK ||
        value <= 0)
        argp_error(state, "--%s: \"%.60s\" is not a number in 0 < x <= %lld", option,
                   word, (long long)(max / scale));
    return value;
}

/* "1,2,3" or "FROM:TO:STEP" as numbers in units of 1/scale; owned by the caller. */
static int64_t *parse_list(const struct argp_state *state, const char *option,
                           const char *arg, int64_t scale, int64_t max, size_t *count)
{
    RTPART_AUTO_FREE char *copy = strdup(arg);
    int64_t *values = calloc(RTPART_SWEEP_VALUES_MAX, sizeof *values);
    char *rest = copy;
    const bool range = strchr(arg, ':') != NULL;
    const char *word;

    *count = 0;
    if (copy == NULL || values == NULL)
        argp_failure(state, rtpart_exit_status(RTPART_ENOMEM), 0, "out of memory");
    while (values != NULL && (word = strsep(&rest, range ? ":" : ",")) != NULL) {
        if (*count == RTPART_SWEEP_VALUES_MAX || (range && *count == 3))
            argp_error(state, "--%s: \"%.60s\": too many numbers", option, arg);
        values[(*count)++] = list_number(state, option, word, scale, max);
    }
    if (!range || values == NULL)
        return values;
    const int64_t from = values[0];
    const int64_t to = *count > 1 ? values[1] : 0;
    const int64_t step = *count > 2 ? values[2] : scale;

    if (*count < 2 || to < from || (to - from) / step >= RTPART_SWEEP_VALUES_MAX)
        argp_error(state, "--%s: \"%.60s\" is not FROM:TO:STEP", option, arg);
    *count = 0;
    for (int64_t x = from; x <= to && *count < RTPART_SWEEP_VALUES_MAX; x += step)
        values[(*count)++] = x;
    return values;
}

static void set_tasks(struct rtpart_sweep *s, const struct argp_state *state,
                      const char *arg)
{
    RTPART_AUTO_FREE int64_t *values =
        parse_list(state, "tasks", arg, 1, RTPART_TASKS_MAX, &s->task_count);

    free(s->tasks);
    s->tasks = calloc(s->task_count, sizeof *s->tasks);
    for (size_t i = 0; s->tasks != NULL && i < s->task_count; i++)
        s->tasks[i] = (size_t)values[i];
}

static void set_vcpus(struct rtpart_sweep *s, const struct argp_state *state,
                      const char *arg)
{
    RTPART_AUTO_FREE int64_t *values =
        parse_list(state, "vcpus", arg, 1, RTPART_VCPUS_MAX, &s->vcpu_count);

    free(s->vcpus);
    s->vcpus = calloc(s->vcpu_count, sizeof *s->vcpus);
    for (size_t i = 0; s->vcpus != NULL && i < s->vcpu_count; i++)
        s->vcpus[i] = (unsigned)values[i];
}

static void set_methods(struct rtpart_sweep *s, const struct argp_state *state,
                        const char *arg)
{
    RTPART_AUTO_FREE char *copy = strdup(arg);
    char *rest = copy;
    const char *word;

    s->method_count = 0;
    while (rest != NULL && (word = strsep(&rest, ",")) != NULL) {
        if (s->method_count == RTPART_SWEEP_METHODS_MAX)
            argp_error(state, "--methods: more than %d", RTPART_SWEEP_METHODS_MAX);
        if (!rtpart_sweep_method_find(word, &s->methods[s->method_count++]))
            argp_error(state, "--methods: there is no \"%.60s\"; --list shows them",
                       word);
    }
}

static void set_scheduler(struct rtpart_sweep *s, const struct argp_state *state,
                          const char *arg)
{
    s->setting.scheduler = rtpart_scheduler_from_name(arg);
    if (s->setting.scheduler != RTPART_SCHED_RM &&
        s->setting.scheduler != RTPART_SCHED_DM &&
        s->setting.scheduler != RTPART_SCHED_EDF)
        argp_error(state, "--guest-scheduler: \"%.60s\" is not rm, dm or edf", arg);
}

static void set_shard(struct rtsweep_arguments *args, const struct argp_state *state,
                      const char *arg)
{
    char *end;
    const unsigned long shard = strtoul(arg, &end, 10);
    const unsigned long shards = *end == '/' ? strtoul(end + 1, &end, 10) : 0;

    if (strspn(arg, "0123456789/") != strlen(arg) || *end != '\0' || shard == 0 ||
        shard > shards || shards > UINT_MAX)
        argp_error(state, "--shard: \"%.60s\" is not I/N with 1 <= I <= N", arg);
    args->shard = (unsigned)shard - 1;
    args->shards = (unsigned)shards;
}

static void set_script(struct rtsweep_arguments *args, const struct argp_state *state,
                       const char *arg)
{
    if (strcmp(arg, "slurm") == 0)
        args->script = RTSWEEP_SLURM;
    else if (strcmp(arg, "parallel") == 0)
        args->script = RTSWEEP_PARALLEL;
    else
        argp_error(state, "--print: \"%.60s\" is not slurm or parallel", arg);
}

static void check(const struct argp_state *state, enum rtpart_code code,
                  const struct rtpart_error *err)
{
    if (code != RTPART_OK)
        argp_error(state, "%s", err->message);
}

static error_t parse_grid(int key, char *arg, struct argp_state *state)
{
    struct rtsweep_arguments *args = state->input;
    struct rtpart_sweep *s = &args->sweep;
    struct rtpart_error err;

    switch (key) {
    case KEY_TASKS:
        set_tasks(s, state, arg);
        return 0;
    case KEY_UTILIZATION:
        free(s->utilizations);
        s->utilizations =
            parse_list(state, "utilization", arg, 1000000,
                       (int64_t)RTPART_VCPUS_MAX * 1000000, &s->utilization_count);
        return 0;
    case KEY_VCPUS:
        set_vcpus(s, state, arg);
        return 0;
    case KEY_SETS:
        s->sets = (uint64_t)rtpart_cli_count(state, "--sets", arg, 1, 1000000000);
        return 0;
    case KEY_CHUNK:
        s->chunk = (uint64_t)rtpart_cli_count(state, "--chunk", arg, 1, 1000000);
        return 0;
    case KEY_SEED:
        s->request.seed = (uint64_t)rtpart_cli_count(state, "--seed", arg, 0, INT64_MAX);
        return 0;
    case KEY_PERIODS:
        check(state, rtpart_spec_periods(arg, &s->request.periods, &err), &err);
        return 0;
    case KEY_DEADLINES:
        check(state, rtpart_spec_deadlines(arg, &s->request.deadlines, &err), &err);
        return 0;
    case KEY_METHODS:
        set_methods(s, state, arg);
        return 0;
    case KEY_SCHEDULER:
        set_scheduler(s, state, arg);
        return 0;
    case KEY_TIME_LIMIT:
        s->setting.time_limit_s =
            (double)rtpart_cli_time(state, "--time-limit", arg, 1, RTPART_NS_MAX) / 1e9;
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
    struct rtsweep_arguments *args = state->input;

    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &args->cli;
        return 0;
    case KEY_SHARD:
        set_shard(args, state, arg);
        return 0;
    case KEY_SHARDS:
        args->shards = (unsigned)rtpart_cli_count(state, "--shards", arg, 1, 1000000);
        return 0;
    case KEY_THREADS:
        args->threads = (unsigned)rtpart_cli_count(state, "--threads", arg, 1, 1024);
        return 0;
    case KEY_RESUME:
        args->resume = true;
        return 0;
    case KEY_TIMES:
        args->times = arg;
        return 0;
    case KEY_PRINT:
        set_script(args, state, arg);
        return 0;
    case KEY_LIST:
        args->list = true;
        return 0;
    case ARGP_KEY_ARG:
        argp_error(state, "there is no command \"%.60s\"", arg);
        return 0;
    case ARGP_KEY_END:
        if (!args->list && args->sweep.utilization_count == 0)
            argp_error(state, "which --utilization?");
        if (args->times != NULL && (args->resume || args->shards > 1))
            argp_error(state, "--times is for a whole run: not with --resume or --shard");
        if (args->resume && args->cli.output == NULL)
            argp_error(state, "--resume needs -o FILE, whose run it goes on with");
        return 0;
    default:
        return parse_grid(key, arg, state);
    }
}

static char *filter_help(int key, const char *text, void *input)
{
    (void)input;
    return rtpart_commands_help(&rtsweep_tool, key, text);
}

void rtsweep_arguments_parse(struct rtsweep_arguments *args, int argc, char **argv)
{
    static const struct argp_child children[] = {{&rtpart_cli_argp, 0, "Output:", 4},
                                                 {0}};
    static const struct argp argp = {.options = options,
                                     .parser = parse_option,
                                     .args_doc = "\nmerge|show|plot FILE...",
                                     .doc = doc,
                                     .children = children,
                                     .help_filter = filter_help};
    const long cpus = sysconf(_SC_NPROCESSORS_ONLN);

    *args = (struct rtsweep_arguments){
        .cli = {.tool = "rtsweep",
                .formats = RTPART_FORMAT_BIT(RTPART_FORMAT_TABLE) |
                           RTPART_FORMAT_BIT(RTPART_FORMAT_CSV)},
        .sweep = {.sets = 1000,
                  .chunk = 100,
                  .request = rtpart_generate_defaults(),
                  .setting = {.scheduler = RTPART_SCHED_RM}},
        .shards = 1,
        .threads = cpus > 0 ? (unsigned)cpus : 1};
    set_tasks(&args->sweep, NULL, "10");
    set_vcpus(&args->sweep, NULL, "4");
    set_methods(&args->sweep, NULL, "ovh,first-fit,best-fit,worst-fit,global-edf");
    rtpart_cli_parse(&argp, argc, argv, NULL, args);
}
