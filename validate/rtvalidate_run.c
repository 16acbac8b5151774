/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rtvalidate run: run the tasks of a plan, simulated or real, and show response times. */
#include "validate/rtvalidate.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/auto.h"
#include "common/decimal.h"
#include "common/json_out.h"
#include "common/progress.h"
#include "common/result.h"
#include "common/stop.h"
#include "model/plan_file.h"
#include "validate/cdf_plot.h"
#include "validate/rtvalidate_real.h"
#include "validate/run_report.h"
#include "validate/sim_words.h"

static const char doc[] =
    "Run the tasks of a plan inside its reservations and show the response time of each "
    "beside its bound."
    "\vThe simulator (--engine sim) needs no privileges. --supply says what the vCPUs "
    "get: "
    "worst (the worst case of the model, the default), random, adverse (every period "
    "another hostile pattern), dedicated, or host: "
    "SCHED_DEADLINE servers on --host-cpus CPUs beside --interference.\n"
    "\n"
    "The other engines are real, take root and rt-app, and leave nothing behind: host "
    "runs the tasks under SCHED_FIFO; vm in a guest made for it, in QEMU, with the "
    "reservations of the plan; container in a real-time control group with its budget. "
    "log reads the logs of rt-app in --logs.\n"
    "\n"
    "With -o DIR the run is kept there whole: plan.xml, results.json, results.csv, "
    "responses.csv and CDF pictures with their gnuplot files.\n"
    "\n"
    "Examples:\n"
    "  rtvalidate run plan.xml\n"
    "  rtvalidate run --duration 10min --releases sporadic --seed 7 plan.xml\n"
    "  rtvalidate run --supply host --host-cpus 4 --interference 1.5 -o result plan.xml\n"
    "  rtvalidate run --terminal plan.xml\n"
    "  rtvalidate run --engine vm --kernel vmlinuz --hogs 2 -o result plan.xml\n"
    "\n"
    "Exit status: 0 no deadline was missed, 1 one was, 2 command line, 3 bad input file, "
    "4 refused by the environment, 5 nothing was seen.";

enum {
    KEY_ENGINE = 0x100,
    KEY_DURATION,
    KEY_SUPPLY,
    KEY_RELEASES,
    KEY_EXECUTION,
    KEY_SEED,
    KEY_HOST_CPUS,
    KEY_INTERFERENCE,
    KEY_TERMINAL,
    KEY_LIST,
};

static const struct argp_option options[] = {
    {"engine", KEY_ENGINE, "NAME", 0, "What runs it (--list shows them; default: sim)",
     0},
    {"list", KEY_LIST, NULL, 0, "List the engines and exit", 0},
    {"duration", KEY_DURATION, "TIME", 0, "How long (default: 60s)", 0},
    {"seed", KEY_SEED, "N", 0, "Of all that is random (default: 1)", 0},
    {"terminal", KEY_TERMINAL, NULL, 0, "Draw the CDF as text, too", 0},
    {"interference", KEY_INTERFERENCE, "U", 0,
     "SCHED_DEADLINE load of others on the host, in CPUs", 0},
    {NULL, 0, NULL, 0, "Simulation:", 1},
    {"supply", KEY_SUPPLY, "worst|random|adverse|dedicated|host", 0, "What the vCPUs get",
     1},
    {"releases", KEY_RELEASES, "synchronous|phased|sporadic|aligned", 0,
     "When jobs come (default: synchronous)", 1},
    {"execution", KEY_EXECUTION, "wcet|drawn", 0,
     "What jobs take (default: wcet; drawn: C/2 to C)", 1},
    {"host-cpus", KEY_HOST_CPUS, "N", 0, "CPUs of the host, for --supply host", 1},
    {0},
};

struct arguments {
    struct rtpart_cli cli;
    const struct rtpart_engine *engine;
    struct rtpart_run_request request;
    const char *file;
    bool supply_given;
    bool terminal;
    struct rtpart_progress progress;
};

/* Place of `arg` among `names` (ends with NULL). */
static int choice(const struct argp_state *state, const char *option, const char *arg,
                  const char *const *names)
{
    for (int i = 0; names[i] != NULL; i++)
        if (strcmp(arg, names[i]) == 0)
            return i;
    argp_error(state, "--%s: there is no \"%.60s\"", option, arg);
    return 0;
}

static void list_engines(void)
{
    size_t count;
    const struct rtpart_engine *e = rtpart_engines(&count);

    for (size_t i = 0; i < count; i++)
        (void)printf("%-10s %s\n", e[i].name, e[i].summary);
    exit(fflush(stdout) == 0 ? 0 : rtpart_exit_status(RTPART_EHOST));
}

static void set_engine(struct arguments *args, const char *arg,
                       const struct argp_state *state)
{
    args->engine = rtpart_engine_find(arg);
    if (args->engine == NULL)
        argp_error(state, "--engine: there is no \"%.60s\"; --list shows them", arg);
}

/* A number of CPUs with a decimal point, exact to a thousandth. */
static double parse_interference(const struct argp_state *state, const char *arg)
{
    struct rtpart_error err;
    int64_t thousandths = 0;

    if (rtpart_decimal_parse(arg, 1000, RTPART_ROUND_EXACT, 1000 * RTPART_VCPUS_MAX,
                             &thousandths, NULL, &err) != RTPART_OK)
        argp_error(state, "--interference: %s", err.message);
    return (double)thousandths / 1000;
}

static error_t parse_simulation(int key, char *arg, struct argp_state *state)
{
    struct arguments *args = state->input;
    struct rtpart_sim_options *sim = &args->request.sim;

    switch (key) {
    case KEY_SUPPLY:
        args->supply_given = true;
        sim->supply =
            (enum rtpart_sim_supply)choice(state, "supply", arg, sim_supply_words);
        return 0;
    case KEY_RELEASES:
        sim->release =
            (enum rtpart_sim_release)choice(state, "releases", arg, sim_release_words);
        return 0;
    case KEY_EXECUTION:
        sim->execution = (enum rtpart_sim_execution)choice(state, "execution", arg,
                                                           sim_execution_words);
        return 0;
    case KEY_HOST_CPUS:
        sim->host_cpus =
            (unsigned)rtpart_cli_count(state, "--host-cpus", arg, 1, RTPART_VCPUS_MAX);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

/* Interference needs a host, and a host needs CPUs. */
static void check_arguments(struct arguments *args, const struct argp_state *state)
{
    struct rtpart_sim_options *sim = &args->request.sim;
    const bool host = sim->host_cpus > 0 || args->request.interference > 0;

    if (args->file == NULL)
        argp_error(state, "which plan?");
    if (args->engine->real)
        return;
    if (args->request.hogs > 0)
        argp_error(state,
                   "--hogs: the simulator has none; --engine vm, container or host");
    if (host && args->supply_given && sim->supply != RTPART_SUPPLY_HOST)
        argp_error(state, "--host-cpus and --interference go with --supply host");
    if (host)
        sim->supply = RTPART_SUPPLY_HOST;
    if (sim->supply == RTPART_SUPPLY_HOST && sim->host_cpus == 0)
        argp_error(state, "--supply host: how many --host-cpus?");
}

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
    struct arguments *args = state->input;

    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &args->request;
        state->child_inputs[1] = &args->cli;
        return 0;
    case KEY_ENGINE:
        set_engine(args, arg, state);
        return 0;
    case KEY_LIST:
        list_engines();
        return 0;
    case KEY_DURATION:
        args->request.duration =
            rtpart_cli_time(state, "--duration", arg, 1, RTPART_NS_MAX);
        return 0;
    case KEY_SEED:
        args->request.sim.seed =
            (uint64_t)rtpart_cli_count(state, "--seed", arg, 0, INT64_MAX);
        return 0;
    case KEY_INTERFERENCE:
        args->request.interference = parse_interference(state, arg);
        return 0;
    case KEY_TERMINAL:
        args->terminal = true;
        return 0;
    case ARGP_KEY_ARG:
        if (args->file != NULL)
            argp_error(state, "one plan only");
        args->file = arg;
        return 0;
    case ARGP_KEY_END:
        check_arguments(args, state);
        return 0;
    default:
        return parse_simulation(key, arg, state);
    }
}

/* Table, JSON or CSV on standard output; the files of the run in the directory of -o. */
static enum rtpart_code print(struct arguments *args, const struct rtpart_run *run,
                              const char *verdict, struct rtpart_error *err)
{
    const struct rtpart_taskset *ts = &args->request.plan->taskset;
    RTPART_AUTO(rtpart_table_free) struct rtpart_table table;
    RTPART_AUTO_JSON json_t *json =
        rtpart_run_json(run, args->request.plan, args->request.duration);
    struct rtpart_cli to_stdout = args->cli;
    RTPART_AUTO_FREE char *headline = NULL;
    RTPART_AUTO_FREE char *footnote = NULL;
    char duration[64];
    enum rtpart_code code;

    if (args->cli.output != NULL) {
        code = rtpart_run_write(run, &args->request, args->cli.output, err);
        if (code != RTPART_OK)
            return code;
    }
    to_stdout.output = NULL;
    rtpart_time_format_auto(duration, sizeof duration, args->request.duration);
    if (asprintf(&headline, "%s for %s", run->engine, duration) < 0 ||
        asprintf(&footnote, "%s%s%s", verdict, run->reason != NULL ? "\n" : "",
                 run->reason != NULL ? run->reason : "") < 0)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory");
    rtpart_table_init(&table, rtpart_run_columns, rtpart_run_column_count);
    rtpart_run_fill_table(&table, run, ts, args->cli.format);
    const struct rtpart_result result = {
        .json = json, .headline = headline, .table = &table, .footnote = footnote};

    code = rtpart_result_print(&to_stdout, &result, err);
    if (code == RTPART_OK && args->terminal && args->cli.format == RTPART_FORMAT_TABLE) {
        const struct rtpart_cdf_curve curve = {"all tasks", &run->responses,
                                               RTPART_NO_TASK};

        (void)fputc('\n', stdout);
        code = rtpart_cdf_text(&curve, 72, stdout, err);
    }
    return code;
}

/*
 * A real run has things to take back: a second signal must not end the program in the middle
 * of that. It waits for nothing without a time limit.
 */
static void be_patient(void)
{
    static const int signals[] = {SIGINT, SIGTERM, SIGHUP};

    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) {
        struct sigaction a;

        if (sigaction(signals[i], NULL, &a) == 0) {
            a.sa_flags &= ~(int)SA_RESETHAND;
            (void)sigaction(signals[i], &a, NULL);
        }
    }
}

static bool show_progress(void *ctx, double done)
{
    rtpart_progress_update(ctx, (uint64_t)(100 * done), 100);
    return false;
}

static int validate(struct arguments *args, struct rtpart_plan *plan)
{
    RTPART_AUTO(rtpart_run_free) struct rtpart_run run = {0};
    enum rtpart_answer answer;
    struct rtpart_error err;
    char verdict[256];
    enum rtpart_code code = rtpart_plan_read(args->file, plan, &err);

    rtpart_progress_start(&args->progress, "run", args->cli.quiet);
    args->request.tick = show_progress;
    args->request.tick_ctx = &args->progress;
    args->request.real.directory = args->cli.output;
    if (code == RTPART_OK && args->engine->real) {
        args->request.stop = rtpart_stop_on_signals();
        be_patient();
    }
    if (code == RTPART_OK)
        code = rtpart_run_plan(args->engine, &args->request, &run, &err);
    rtpart_progress_end(&args->progress);
    if (code != RTPART_OK)
        return rtpart_cli_report(&args->cli, &err);
    answer = rtpart_run_verdict(&run, &plan->taskset, verdict, sizeof verdict);
    if (print(args, &run, verdict, &err) != RTPART_OK)
        return rtpart_cli_report(&args->cli, &err);
    return rtpart_answer_exit(answer);
}

static int run(int argc, char **argv)
{
    static const struct argp_child children[] = {
        {&rtvalidate_real_argp, 0, "Real runs:", 2},
        {&rtpart_cli_argp, 0, "Output:", 3},
        {0}};
    static const struct argp argp = {.options = options,
                                     .parser = parse_option,
                                     .args_doc = "PLAN",
                                     .doc = doc,
                                     .children = children};
    struct arguments args = {.cli = {.tool = "rtvalidate",
                                     .formats = RTPART_FORMAT_BIT(RTPART_FORMAT_TABLE) |
                                                RTPART_FORMAT_BIT(RTPART_FORMAT_JSON) |
                                                RTPART_FORMAT_BIT(RTPART_FORMAT_CSV)},
                             .engine = rtpart_engine_find("sim"),
                             .request = {.duration = 60 * RTPART_S, .sim = {.seed = 1}}};
    RTPART_AUTO(rtpart_plan_free) struct rtpart_plan plan = {0};
    struct rtpart_notes notes;
    int status;

    rtpart_cli_parse(&argp, argc, argv, NULL, &args);
    notes = rtpart_cli_notes(&args.cli);
    args.request.plan = &plan;
    args.request.notes = &notes;
    status = validate(&args, &plan);
    rtpart_cli_free(&args.cli);
    return status;
}

const struct rtpart_command rtvalidate_run = {
    .name = "run", .summary = "run a plan and show the response times", .run = run};
