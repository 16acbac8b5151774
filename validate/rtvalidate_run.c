/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rtvalidate run: run the tasks of a plan, simulated or real, and show response times. */
#include "validate/rtvalidate.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/auto.h"
#include "common/command_line.h"
#include "common/decimal.h"
#include "common/json_out.h"
#include "common/progress.h"
#include "common/result.h"
#include "common/stop.h"
#include "common/terminal.h"
#include "model/plan_file.h"
#include "validate/cdf_plot.h"
#include "validate/rtvalidate_real.h"
#include "validate/run_json.h"
#include "validate/run_record.h"
#include "validate/run_table.h"
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
    "responses.csv, provenance.json and pictures (CDFs, Gantt chart) with their gnuplot "
    "files. rtvalidate compare and rtvalidate report read it.\n"
    "\n"
    "Examples:\n"
    "  rtvalidate run plan.xml\n"
    "  rtvalidate run --duration 600s --releases sporadic --seed 7 plan.xml\n"
    "  rtvalidate run --supply host --host-cpus 4 --interference 1.5 plan.xml\n"
    "  rtvalidate run --terminal plan.xml\n"
    "  rtvalidate run --engine vm --kernel vmlinuz --hogs 2 -o result plan.xml\n"
    "  rtvalidate run --gantt gantt.svg --window 0ms:300ms plan.xml\n"
    "\n"
    "Exit status: 0 no deadline was missed, 1 one was, 2 command line, 3 bad input file, "
    "4 refused by the environment, 5 nothing was seen or it was stopped.";

#define DEFAULT_WINDOW (300 * RTPART_MS) /* of a Gantt chart */

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
    KEY_GANTT,
    KEY_WINDOW,
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
    {"gantt", KEY_GANTT, "FILE", 0, "Draw what happened in the window (.svg or .png)", 0},
    {"window", KEY_WINDOW, "FROM:TO", 0,
     "Window of the Gantt chart (default: 0ms:300ms); with -o it goes there, too", 0},
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
    const char *gantt_file;
    struct rtpart_gantt gantt;
    struct rtpart_run_record record;
    struct rtpart_outdir directory; /* of -o */
    bool supply_given;
    bool terminal;
    char *command;
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
    exit(rtpart_cli_flush("rtvalidate"));
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

/* "FROM:TO", both with a unit. */
static void parse_window(struct arguments *args, const char *arg,
                         const struct argp_state *state)
{
    const char *colon = strchr(arg, ':');
    RTPART_AUTO_FREE char *from =
        colon != NULL ? strndup(arg, (size_t)(colon - arg)) : NULL;

    if (from == NULL)
        argp_error(state, "--window: \"%.60s\" is not FROM:TO (0ms:300ms)", arg);
    else
        args->gantt = (struct rtpart_gantt){
            .from = rtpart_cli_time(state, "--window", from, 0, RTPART_NS_MAX),
            .to = rtpart_cli_time(state, "--window", colon + 1, 0, RTPART_NS_MAX)};
    if (args->gantt.to <= args->gantt.from)
        argp_error(state, "--window: it ends before it begins");
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
    if (args->gantt_file != NULL && args->engine->real)
        argp_error(state, "--gantt: only the simulator sees every instant");
    if (args->engine->real)
        return;
    if (args->request.real.given != NULL)
        argp_error(state, "--%s means nothing to the simulator; choose another --engine",
                   args->request.real.given);
    if (host && args->supply_given && sim->supply != RTPART_SUPPLY_HOST)
        argp_error(state, "--host-cpus and --interference go with --supply host");
    if (host)
        sim->supply = RTPART_SUPPLY_HOST;
    if (sim->supply == RTPART_SUPPLY_HOST && sim->host_cpus == 0)
        argp_error(state, "--supply host: how many --host-cpus?");
    if (args->gantt.to == 0)
        args->gantt.to = DEFAULT_WINDOW;
    if (args->gantt_file != NULL || args->cli.output != NULL)
        args->request.gantt = &args->gantt;
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
    case KEY_GANTT:
        args->gantt_file = arg;
        return 0;
    case KEY_WINDOW:
        parse_window(args, arg, state);
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

static bool tick(void *ctx, double done)
{
    struct arguments *args = ctx;

    rtpart_progress_update(&args->progress, (uint64_t)(done * 100), 100);
    return false;
}

/* Tables for people, with the CDF where asked for. */
static enum rtpart_code print_text(const struct arguments *args,
                                   const struct rtpart_run_record *r,
                                   struct rtpart_error *err)
{
    enum rtpart_code code =
        rtpart_run_print(&r->run, &r->plan.taskset, r->duration, stdout, err);
    const struct rtpart_cdf_curve curve = {"all tasks", &r->run.responses,
                                           RTPART_NO_TASK};

    if (code == RTPART_OK && args->terminal) {
        (void)fputc('\n', stdout);
        code =
            rtpart_cdf_text(&curve, 1, (int)rtpart_terminal_width(stdout), stdout, err);
    }
    if (code == RTPART_OK && (fflush(stdout) != 0 || ferror(stdout) != 0))
        code = rtpart_fail(err, RTPART_EHOST, "standard output: cannot write: %s",
                           strerror(errno));
    return code;
}

/* Table, JSON or CSV on standard output. */
static enum rtpart_code print(const struct arguments *args,
                              const struct rtpart_run_record *r, struct rtpart_error *err)
{
    RTPART_AUTO(rtpart_table_free) struct rtpart_table table = {0};
    RTPART_AUTO_JSON json_t *json = NULL;
    struct rtpart_cli to_stdout = args->cli;

    if (args->cli.format == RTPART_FORMAT_TABLE)
        return print_text(args, r, err);
    json = rtpart_run_json(&r->run, &r->plan.taskset, r->duration);
    rtpart_run_table(&table, RTPART_VIEW_ALL, &r->run, &r->plan.taskset);
    const struct rtpart_result result = {.json = json, .table = &table};

    to_stdout.output = NULL;
    return rtpart_result_print(&to_stdout, &result, err);
}

/* The files that were asked for, then what goes to standard output. */
static enum rtpart_code show(struct arguments *args, struct rtpart_error *err)
{
    struct rtpart_run_record *r = &args->record;
    enum rtpart_code code = RTPART_OK;

    if (args->gantt_file != NULL)
        code = rtpart_gantt_plot(&args->gantt, &r->plan, r->run.engine, args->gantt_file,
                                 false, err);
    if (code == RTPART_OK && args->cli.output != NULL) {
        r->provenance = rtpart_run_provenance(args->command);
        code = rtpart_run_record_write(r, &args->gantt, &args->directory,
                                       args->request.stop, args->request.notes, err);
        if (code == RTPART_OK)
            code = rtpart_outdir_commit(&args->directory, err);
    }
    return code == RTPART_OK ? print(args, r, err) : code;
}

/* The plan, and a directory that a real run can put its logs into. */
static enum rtpart_code prepare(struct arguments *args, struct rtpart_error *err)
{
    struct rtpart_run_record *r = &args->record;
    enum rtpart_code code = rtpart_plan_read(args->file, &r->plan, err);

    args->request.plan = &r->plan;
    args->request.stop =
        args->engine->real ? rtpart_stop_patiently() : rtpart_stop_on_signals();
    r->duration = args->request.duration;
    if (code == RTPART_OK && args->cli.output != NULL)
        code = rtpart_outdir_open(&args->directory, args->cli.output, RTPART_RUN_MARKER,
                                  err);
    args->request.real.directory = args->directory.temporary;
    return code;
}

static int validate(struct arguments *args)
{
    struct rtpart_run_record *r = &args->record;
    struct rtpart_error err;
    char verdict[256];
    enum rtpart_code code = prepare(args, &err);

    if (code == RTPART_OK) {
        rtpart_progress_start(&args->progress, "run", args->cli.quiet);
        code = rtpart_run_plan(args->engine, &args->request, &r->run, &err);
        rtpart_progress_end(&args->progress);
        if (r->run.duration > 0)
            r->duration = r->run.duration;
    }
    if (code == RTPART_OK && r->run.stopped) {
        (void)fprintf(stderr, "rtvalidate: stopped before the end; nothing is kept\n");
        return rtpart_answer_exit(RTPART_UNDECIDED);
    }
    if (code == RTPART_OK)
        code = show(args, &err);
    if (code != RTPART_OK)
        return rtpart_cli_report(&args->cli, &err);
    return rtpart_answer_exit(
        rtpart_run_verdict(&r->run, &r->plan.taskset, verdict, sizeof verdict));
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
    struct arguments args = {
        .cli = {.tool = "rtvalidate",
                .formats = RTVALIDATE_FORMATS,
                .output_help = "Keep all of the run in a folder of this name"},
        .engine = rtpart_engine_find("sim"),
        .request = {.duration = 60 * RTPART_S, .sim = {.seed = 1}},
        .command = rtpart_command_line(argc, argv)};
    struct rtpart_notes notes;
    int status;

    rtpart_cli_parse(&argp, argc, argv, NULL, &args);
    notes = rtpart_cli_notes(&args.cli);
    args.request.notes = &notes;
    args.request.tick = tick;
    args.request.tick_ctx = &args;
    status = validate(&args);
    rtpart_outdir_abort(&args.directory);
    rtpart_run_record_free(&args.record);
    rtpart_gantt_free(&args.gantt);
    free(args.command);
    rtpart_cli_free(&args.cli);
    return status;
}

const struct rtpart_command rtvalidate_run = {
    .name = "run", .summary = "run a plan and show the response times", .run = run};
