/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The command line of rtpart. */
#include <stdlib.h>
#include <string.h>

#include "analysis/grid_choice.h"
#include "common/outfile.h"
#include "partition/rtpart.h"

static const char doc[] =
    "Spread a real-time task set over the virtual CPUs of a VM or container, and find "
    "the "
    "CPU reservation (runtime Q in every period P) that each vCPU needs."
    "\vWithout --format, -o FILE gets the plan for rtdeploy, and the table is still "
    "shown; "
    "with --format, -o FILE gets the result in that format.\n"
    "\n"
    "Examples:\n"
    "  rtpart --vcpus 4 taskset.xml\n"
    "  rtpart --vcpus 2 -o plan.xml taskset.xml\n"
    "  rtpart --vcpus 2 --heuristic best-fit --max-bandwidth 80% taskset.xml\n"
    "  rtpart --vcpus 2 --guest-scheduler edf --format json - < taskset.xml\n"
    "  rtpart --vcpus 2 --compare taskset.xml\n"
    "  rtpart --vcpus auto --max-bandwidth 60% -o plan.xml taskset.xml\n"
    "  rtpart --add new.xml --may-move 2 -o plan2.xml plan.xml\n"
    "  rtpart --remove logger -o plan2.xml plan.xml\n"
    "  rtpart --vcpus 2 --host-cpus 4 --host-used 30%,30%,0,0 taskset.xml\n"
    "  rtpart --list\n"
    "\n"
    "Exit status: 0 found, 1 there is no such partition, 2 command line, 3 bad input "
    "file, "
    "4 refused by the environment, 5 none found. With --host-cpus: 0 hard on that host, "
    "1 "
    "refused by it, 5 admitted, but not proved to be hard.";

enum {
    KEY_VCPUS = 256,
    KEY_HEURISTIC,
    KEY_OBJECTIVE,
    KEY_CAP,
    KEY_LIMIT,
    KEY_ONLY,
    KEY_LIST,
    KEY_PLOT,
    KEY_PLOT_DATA,
    KEY_COMPARE,
    KEY_ADD,
    KEY_REMOVE,
    KEY_MAY_MOVE,
};

static const struct argp_option options[] = {
    {"vcpus", KEY_VCPUS, "N|auto", 0,
     "How many vCPUs there are; auto: the least number, and what more would buy", 0},
    {"heuristic", KEY_HEURISTIC, "NAME", 0,
     "Which method of --list to use, and no other (default: ovh, where it finds nothing "
     "the others)",
     0},
    {"objective", KEY_OBJECTIVE, "WHAT", 0,
     "What to make small: the total bandwidth (total, the default) or that of the "
     "largest "
     "vCPU (max); for the methods that optimise",
     0},
    {"max-bandwidth", KEY_CAP, "SHARE", 0,
     "Largest share of a CPU that a vCPU may reserve: 80% or 0.8 (default: 100%)", 0},
    {"time-limit", KEY_LIMIT, "TIME", 0,
     "Give the best answer found after this time; for the methods that search", 0},
    {"partition-only", KEY_ONLY, NULL, 0,
     "Only say which task goes where, without reservations", 0},
    {"list", KEY_LIST, NULL, 0, "Show the methods", 0},
    {"compare", KEY_COMPARE, NULL, 0,
     "Show the answers of all methods side by side, and of global EDF and fixed "
     "priorities on as many vCPUs",
     0},
    {"add", KEY_ADD, "TASKS", 0,
     "FILE is a plan: put the tasks of this file on its vCPUs, all others staying where "
     "they are; -o gets the new plan",
     0},
    {"remove", KEY_REMOVE, "NAME", 0,
     "FILE is a plan: this task leaves it (may be given several times)", 0},
    {"may-move", KEY_MAY_MOVE, "K", 0,
     "With --add: up to K other tasks may change their vCPU, no more than needed "
     "(default: "
     "0)",
     0},
    {"plot", KEY_PLOT, "FILE", 0,
     "Draw supply against demand of each vCPU, and bandwidth against period, to FILE.svg "
     "or "
     "FILE.png (with gnuplot)",
     0},
    {"plot-data", KEY_PLOT_DATA, NULL, 0,
     "Keep what gnuplot was given, FILE.dat and FILE.gp", 0},
    {0},
};

static error_t parse_method(int key, char *arg, struct argp_state *state)
{
    struct rtpart_arguments *args = state->input;

    switch (key) {
    case KEY_HEURISTIC:
        args->heuristic = rtpart_heuristic_find(arg);
        if (args->heuristic == NULL)
            argp_error(state,
                       "--heuristic: there is no \"%.60s\"; rtpart --list shows all",
                       arg);
        return 0;
    case KEY_OBJECTIVE:
        if (!rtpart_objective_from_name(arg, &args->objective))
            argp_error(state, "--objective: \"%.60s\" is not one of total, max", arg);
        return 0;
    case KEY_CAP:
        args->max_bandwidth = (struct rtpart_ratio){
            .num = rtpart_cli_share(state, "--max-bandwidth", arg, false),
            .den = RTPART_CLI_SHARE_ONE};
        return 0;
    case KEY_LIMIT:
        args->time_limit =
            rtpart_cli_time(state, "--time-limit", arg, RTPART_MS, RTPART_NS_MAX);
        return 0;
    case KEY_ONLY:
        args->partition_only = true;
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

/* --add and --remove change a plan, which has much of what is asked elsewhere. */
static void check_update(const struct argp_state *state,
                         const struct rtpart_arguments *args)
{
    if (args->file == NULL)
        argp_error(state, "which plan? Name a file, or - for standard input");
    else if (args->add != NULL && strcmp(args->add, "-") == 0 &&
             strcmp(args->file, "-") == 0)
        argp_error(state,
                   "standard input cannot be both the plan and the tasks of --add");
    if (args->heuristic != NULL || args->compare || args->partition_only ||
        args->vcpus_auto)
        argp_error(state, "--add and --remove change a plan; leave out --heuristic, "
                          "--compare, --partition-only and --vcpus auto");
    if (args->tasks.scheduler != RTPART_SCHED_NONE ||
        rtpart_latency_given(&args->tasks) || args->objective != RTPART_OBJECTIVE_TOTAL)
        argp_error(state, "a plan has its own guest scheduler, latency and objective");
    if (args->may_move > 0 && args->add == NULL)
        argp_error(state, "--may-move goes with --add");
}

/* The result would take the place of a task set, which nobody means. */
static void check_output(const struct argp_state *state,
                         const struct rtpart_arguments *args)
{
    const char *tasks = rtpart_is_update(args) ? args->add : args->file;

    if (tasks != NULL && args->cli.output != NULL &&
        rtpart_outfile_is(args->cli.output, tasks))
        argp_error(state, "-o %.60s would replace the task set by the result",
                   args->cli.output);
}

static void check_complete(const struct argp_state *state,
                           const struct rtpart_arguments *args)
{
    if (args->list && args->file != NULL)
        argp_error(state, "--list shows the methods and takes no file");
    if (args->list && args->cli.format == RTPART_FORMAT_XML)
        argp_error(state, "--list is no plan; choose another --format");
    if (args->list)
        return;
    if (args->keep_plot_data && args->plot == NULL)
        argp_error(state, "--plot-data goes with --plot FILE");
    check_output(state, args);
    if (rtpart_is_update(args)) {
        check_update(state, args);
        return;
    }
    if (args->may_move > 0)
        argp_error(state, "--may-move goes with --add");
    if (args->vcpus == 0)
        argp_error(state, "how many vCPUs? Say --vcpus N, or --vcpus auto");
    if (args->file == NULL)
        argp_error(state, "which task set? Name a file, or - for standard input");
    if (args->compare && args->heuristic != NULL)
        argp_error(state, "--compare runs every method; leave out --heuristic");
    if (args->host.cpus > 0 && (args->compare || args->partition_only))
        argp_error(state,
                   "--host-cpus asks about the reservations of one plan; leave out "
                   "--compare and --partition-only");
    if (args->compare && args->vcpus_auto)
        argp_error(state, "--compare needs a number of vCPUs in place of auto");
    if (args->vcpus_auto && args->partition_only)
        argp_error(state,
                   "--vcpus auto is about reservations; leave out --partition-only");
    if (args->compare && args->partition_only)
        argp_error(state, "--compare is about reservations; leave out --partition-only");
    if (args->compare && (args->cli.format == RTPART_FORMAT_XML ||
                          (args->cli.output != NULL && !args->cli.format_given)))
        argp_error(state, "--compare makes no plan; choose one --heuristic for that, or "
                          "another --format");
    if (args->partition_only && args->plot != NULL)
        argp_error(state,
                   "--partition-only leaves out the reservations that --plot draws");
    if (args->partition_only && args->cli.format == RTPART_FORMAT_XML)
        argp_error(state, "--partition-only leaves out the reservations that a plan "
                          "(--format xml) is made of");
    if (args->partition_only && args->cli.output != NULL && !args->cli.format_given)
        argp_error(state, "--partition-only leaves out the reservations that a plan (-o) "
                          "is made of; choose a --format");
}

static error_t parse_update(int key, char *arg, struct argp_state *state)
{
    struct rtpart_arguments *args = state->input;

    switch (key) {
    case KEY_ADD:
        if (args->add != NULL)
            argp_error(state, "--add: one file at a time: \"%.60s\" is one too many",
                       arg);
        args->add = arg;
        return 0;
    case KEY_REMOVE:
        args->remove[args->remove_count++] = arg;
        return 0;
    case KEY_MAY_MOVE:
        args->may_move = (unsigned)rtpart_cli_count(state, "--may-move", arg, 0, 1000);
        return 0;
    default:
        return parse_method(key, arg, state);
    }
}

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
    struct rtpart_arguments *args = state->input;

    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &args->tasks;
        state->child_inputs[1] = &args->grid;
        state->child_inputs[2] = &args->host;
        state->child_inputs[3] = &args->cli;
        return 0;
    case KEY_VCPUS:
        args->vcpus_auto = strcmp(arg, "auto") == 0;
        args->vcpus = args->vcpus_auto ? RTPART_VCPUS_MAX
                                       : (unsigned)rtpart_cli_count(state, "--vcpus", arg,
                                                                    1, RTPART_VCPUS_MAX);
        return 0;
    case KEY_LIST:
        args->list = true;
        return 0;
    case KEY_COMPARE:
        args->compare = true;
        return 0;
    case KEY_PLOT:
        args->plot = arg;
        return 0;
    case KEY_PLOT_DATA:
        args->keep_plot_data = true;
        return 0;
    case ARGP_KEY_ARG:
        if (args->file != NULL)
            argp_error(state, "one file at a time: \"%.60s\" is one too many", arg);
        args->file = arg;
        return 0;
    case ARGP_KEY_END:
        check_complete(state, args);
        return 0;
    default:
        return parse_update(key, arg, state);
    }
}

void rtpart_arguments_parse(struct rtpart_arguments *args, int argc, char **argv)
{
    static const struct argp_child children[] = {{&rtpart_task_argp, 0, "Task set:", 1},
                                                 {&rtpart_grid_argp, 0, "Grid:", 2},
                                                 {&rtpart_host_argp, 0, "Host:", 3},
                                                 {&rtpart_cli_argp, 0, "Output:", 4},
                                                 {0}};
    static const struct argp argp = {.options = options,
                                     .parser = parse_option,
                                     .args_doc =
                                         "FILE\n--add TASKS PLAN\n--remove NAME PLAN\n"
                                         "--list",
                                     .doc = doc,
                                     .children = children};

    *args = (struct rtpart_arguments){
        .cli = {.tool = "rtpart",
                .formats = RTPART_FORMAT_BIT(RTPART_FORMAT_TABLE) |
                           RTPART_FORMAT_BIT(RTPART_FORMAT_JSON) |
                           RTPART_FORMAT_BIT(RTPART_FORMAT_CSV) |
                           RTPART_FORMAT_BIT(RTPART_FORMAT_XML)},
        .max_bandwidth = {.num = 1, .den = 1},
        .host = RTPART_HOST_OPTIONS,
        .remove = calloc((size_t)argc + 1, sizeof *args->remove)};
    if (args->remove == NULL)
        rtpart_cli_die(&args->cli, &(struct rtpart_error){.code = RTPART_ENOMEM,
                                                          .message = "out of memory"});
    rtpart_cli_parse(&argp, argc, argv, NULL, args);
}

void rtpart_arguments_free(struct rtpart_arguments *args)
{
    rtpart_host_options_free(&args->host);
    free(args->remove);
    args->remove = NULL;
}
