/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "validate/rtvalidate_platform.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "validate/background.h"

#define MB_MAX (1 << 20)

static const char doc[] =
    "Measure virtualization technologies as places for real-time tasks: wake-up latency, "
    "start-up time, memory."
    "\vlatency runs cyclictest in each back end beside a load on the host, and writes "
    "latency.json, which rtpart --latency @FILE takes; startup takes the time from "
    "launch "
    "to the first process and to the complete end; memory looks at all processes "
    "involved, "
    "and searches the least memory with which a machine still boots and runs cyclictest; "
    "all does all three. show prints the results of a folder again.\n"
    "\n"
    "With -o DIR everything is kept there: results.json, latency.json, CSV files, and "
    "pictures with their gnuplot files.\n"
    "\n"
    "Back ends that are not there are told with what to install. Containers need root; "
    "machines need a kernel for the guest (--kernel).\n"
    "\n"
    "Examples:\n"
    "  rtvalidate platform --list\n"
    "  rtvalidate platform all --runs 100 --compare paper -o result\n"
    "  rtvalidate platform latency --backend native,crun --duration 60s -o result\n"
    "  rtvalidate platform startup --backend qemu-microvm --memory 256,512\n"
    "  rtvalidate platform show result\n"
    "  rtpart --vcpus 2 --latency @result/latency.json taskset.xml\n"
    "\n"
    "Exit status: 0 done, 2 command line, 3 bad input file, 4 refused by the "
    "environment, "
    "5 nothing could be measured.";

enum {
    KEY_BACKEND = 0x100,
    KEY_LIST,
    KEY_RUNS,
    KEY_WARM_UP,
    KEY_ROUNDS,
    KEY_INTERVAL,
    KEY_DURATION,
    KEY_LOAD,
    KEY_LOAD_CPUS,
    KEY_VCPUS,
    KEY_MEMORY,
    KEY_LEAST,
    KEY_KERNEL,
    KEY_OSV,
    KEY_ACCEL,
    KEY_LIMIT,
    KEY_SEED,
    KEY_COMPARE,
};

static const struct argp_option options[] = {
    {"backend", KEY_BACKEND, "NAME[,NAME...]", 0,
     "What to measure (default: all that are present)", 0},
    {"list", KEY_LIST, NULL, 0,
     "List the back ends, and what those that are missing need", 0},
    {"compare", KEY_COMPARE, "paper|FILE", 0,
     "Print published values beside the measured ones", 0},
    {"seed", KEY_SEED, "N", 0, "Of the order of the back ends (default: 1)", 0},
    {"time-limit", KEY_LIMIT, "TIME", 0, "Of a single start (default: 60s)", 0},
    {NULL, 0, NULL, 0, "Latency:", 1},
    {"interval", KEY_INTERVAL, "TIME", 0, "Period of cyclictest (default: 100us)", 1},
    {"duration", KEY_DURATION, "TIME", 0, "How long, in each back end (default: 20s)", 1},
    {"rounds", KEY_ROUNDS, "N", 0,
     "Divide that into rounds, in which the back ends take turns (default: 2)", 1},
    {"load", KEY_LOAD, "stress-ng|hogs|none", 0,
     "On the host (default: stress-ng where it is installed, else hogs: loops)", 1},
    {"load-cpus", KEY_LOAD_CPUS, "N", 0, "Processors it takes (default: all)", 1},
    {NULL, 0, NULL, 0, "Start-up:", 2},
    {"runs", KEY_RUNS, "N", 0, "Starts of each back end (default: 20)", 2},
    {"warm-up", KEY_WARM_UP, "N", 0, "Starts before that, not counted (default: 1)", 2},
    {NULL, 0, NULL, 0, "Machines:", 3},
    {"vcpus", KEY_VCPUS, "N[,N...]", 0, "vCPUs (default: 1)", 3},
    {"memory", KEY_MEMORY, "MB[,MB...]", 0, "Memory of the guest (default: 1024)", 3},
    {"least", KEY_LEAST, "LOW-HIGH", 0,
     "Where the least memory is searched, in MB (default: 16-512)", 3},
    {"kernel", KEY_KERNEL, "FILE", 0,
     "Kernel of Linux guests (default: the newest in /boot, PREEMPT_RT first)", 3},
    {"osv", KEY_OSV, "FILE", 0, "Kernel of OSv with cyclictest in its ramfs", 3},
    {"accel", KEY_ACCEL, "auto|kvm|tcg", 0,
     "What runs QEMU's guests (default: KVM where one boots under it, else TCG)", 3},
    {0},
};

static void set_backends(struct platform_arguments *args, char *arg,
                         const struct argp_state *state)
{
    char *rest = NULL;

    for (char *name = strtok_r(arg, ",", &rest); name != NULL;
         name = strtok_r(NULL, ",", &rest)) {
        const struct rtpart_backend *b = rtpart_backend_find(name);

        if (b == NULL)
            argp_error(state, "--backend: there is no \"%.60s\"; --list shows them",
                       name);
        if (args->backend_count == PLATFORM_BACKENDS_MAX)
            argp_error(state, "--backend: too many");
        args->backends[args->backend_count++] = b;
    }
}

/* A list of whole numbers from 1, into `out`, which ends with 0. */
static void set_list(unsigned *out, const char *option, char *arg, int64_t max,
                     const struct argp_state *state)
{
    char *rest = NULL;
    size_t n = 0;

    for (char *word = strtok_r(arg, ",", &rest); word != NULL;
         word = strtok_r(NULL, ",", &rest)) {
        if (n == PLATFORM_LIST_MAX)
            argp_error(state, "%s: at most %d values", option, PLATFORM_LIST_MAX);
        out[n++] = (unsigned)rtpart_cli_count(state, option, word, 1, max);
    }
    if (n == 0)
        argp_error(state, "%s: no number", option);
    out[n] = 0;
}

static void set_least(struct platform_arguments *args, char *arg,
                      const struct argp_state *state)
{
    char *dash = strchr(arg, '-');

    if (dash == NULL)
        argp_error(state, "--least: LOW-HIGH, as 16-512");
    else {
        *dash = '\0';
        args->memory_low_mb =
            (unsigned)rtpart_cli_count(state, "--least", arg, 1, MB_MAX);
        args->memory_high_mb = (unsigned)rtpart_cli_count(
            state, "--least", dash + 1, args->memory_low_mb + 1, MB_MAX);
    }
}

static size_t choice(const struct argp_state *state, const char *option, const char *arg,
                     const char *const *names)
{
    for (size_t i = 0; names[i] != NULL; i++)
        if (strcmp(arg, names[i]) == 0)
            return i;
    argp_error(state, "%s: there is no \"%.60s\"", option, arg);
    return 0;
}

/* latency, startup, memory, all; show DIR; nothing is needed beside --list. */
static void set_word(struct platform_arguments *args, const char *arg,
                     const struct argp_state *state)
{
    static const char *const names[] = {"latency", "startup", "memory",
                                        "all",     "show",    NULL};

    if (state->arg_num == 0) {
        const size_t i = choice(state, "what to measure", arg, names);

        for (size_t q = 0; q < RTPART_PLATFORM_QUANTITIES; q++)
            args->wanted[q] = q == i || i == 3;
        args->show = i == 4 ? "" : NULL;
        return;
    }
    if (args->show == NULL || args->show[0] != '\0')
        argp_error(state, "one of latency, startup, memory, all; or show DIR");
    args->show = arg;
}

static error_t parse_measure(int key, char *arg, struct argp_state *state)
{
    static const char *const loads[] = {"stress-ng", "hogs", "none", NULL};
    struct platform_arguments *args = state->input;

    switch (key) {
    case KEY_RUNS:
        args->runs = (unsigned)rtpart_cli_count(state, "--runs", arg, 1, 100000);
        return 0;
    case KEY_WARM_UP:
        args->warm_up = (unsigned)rtpart_cli_count(state, "--warm-up", arg, 0, 1000);
        return 0;
    case KEY_ROUNDS:
        args->rounds = (unsigned)rtpart_cli_count(state, "--rounds", arg, 1, 1000);
        return 0;
    case KEY_INTERVAL:
        args->interval =
            rtpart_cli_time(state, "--interval", arg, 10 * RTPART_US, RTPART_S);
        return 0;
    case KEY_DURATION:
        args->duration =
            rtpart_cli_time(state, "--duration", arg, RTPART_S, 86400 * RTPART_S);
        return 0;
    case KEY_LOAD:
        args->load = loads[choice(state, "--load", arg, loads)];
        return 0;
    case KEY_LOAD_CPUS:
        args->load_cpus =
            (unsigned)rtpart_cli_count(state, "--load-cpus", arg, 1, RTPART_HOGS_MAX);
        return 0;
    case KEY_LIMIT:
        args->limit_s = (unsigned)(rtpart_cli_time(state, "--time-limit", arg, RTPART_S,
                                                   3600 * RTPART_S) /
                                   RTPART_S);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static error_t parse_machine(int key, char *arg, struct argp_state *state)
{
    static const char *const accels[] = {"auto", "kvm", "tcg", NULL};
    struct platform_arguments *args = state->input;

    switch (key) {
    case KEY_VCPUS:
        set_list(args->vcpus, "--vcpus", arg, 255, state);
        return 0;
    case KEY_MEMORY:
        set_list(args->memory_mb, "--memory", arg, MB_MAX, state);
        return 0;
    case KEY_LEAST:
        set_least(args, arg, state);
        return 0;
    case KEY_KERNEL:
        args->kernel = arg;
        return 0;
    case KEY_OSV:
        args->osv = arg;
        return 0;
    case KEY_ACCEL:
        args->accel = (enum rtpart_platform_accel)choice(state, "--accel", arg, accels);
        return 0;
    default:
        return parse_measure(key, arg, state);
    }
}

static void check_arguments(const struct platform_arguments *args,
                            const struct argp_state *state)
{
    if (args->list)
        return;
    if (state->arg_num == 0)
        argp_error(state, "what: latency, startup, memory, all; or show DIR");
    if (args->show != NULL && args->show[0] == '\0')
        argp_error(state, "show: which folder?");
    if (args->rounds * RTPART_S > args->duration)
        argp_error(state, "--rounds: each takes at least a second of --duration");
}

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
    struct platform_arguments *args = state->input;

    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &args->cli;
        return 0;
    case KEY_BACKEND:
        set_backends(args, arg, state);
        return 0;
    case KEY_LIST:
        args->list = true;
        return 0;
    case KEY_COMPARE:
        args->compare = arg;
        return 0;
    case KEY_SEED:
        args->seed = (unsigned)rtpart_cli_count(state, "--seed", arg, 0, UINT32_MAX);
        return 0;
    case ARGP_KEY_ARG:
        set_word(args, arg, state);
        return 0;
    case ARGP_KEY_END:
        check_arguments(args, state);
        return 0;
    default:
        return parse_machine(key, arg, state);
    }
}

void platform_parse(struct platform_arguments *args, int argc, char **argv)
{
    static const struct argp_child children[] = {{&rtpart_cli_argp, 0, "Output:", 4},
                                                 {0}};
    static const struct argp argp = {.options = options,
                                     .parser = parse_option,
                                     .args_doc = "latency|startup|memory|all\nshow DIR",
                                     .doc = doc,
                                     .children = children};

    *args = (struct platform_arguments){
        .cli = {.tool = "rtvalidate",
                .formats = RTVALIDATE_FORMATS,
                .output_help = "Keep all that was measured in a folder of this name"},
        .vcpus = {1},
        .memory_mb = {1024},
        .memory_low_mb = 16,
        .memory_high_mb = 512,
        .runs = 20,
        .warm_up = 1,
        .rounds = 2,
        .interval = 100 * RTPART_US,
        .duration = 20 * RTPART_S,
        .load_cpus = (unsigned)sysconf(_SC_NPROCESSORS_ONLN),
        .limit_s = 60,
        .seed = 1};
    rtpart_cli_parse(&argp, argc, argv, NULL, args);
}
