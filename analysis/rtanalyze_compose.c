/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rtanalyze compose: the interfaces of nested components, from the leaves up. */
#include "analysis/rtanalyze_compose.h"

#include <string.h>

#include "analysis/grid_choice.h"
#include "analysis/report.h"
#include "analysis/rtanalyze.h"
#include "common/auto.h"
#include "common/readall.h"
#include "model/taskset_read.h"

static const char doc[] =
    "The interface of every component of a tree: what it must be given so that its tasks "
    "hold. To its parent a component is one more task, its interface; so each level "
    "knows "
    "only the interfaces below it, as in CARTS. A component with a global scheduler "
    "(gEDF, "
    "gRM, gDM) takes the least number of CPUs that is enough, and is a task for each of "
    "them."
    "\vExamples:\n"
    "  rtanalyze compose taskset.xml\n"
    "  rtanalyze compose --resource edp --format json taskset.xml\n"
    "  rtanalyze compose --format carts -o out.xml taskset.xml\n"
    "\n"
    "Exit status: 0 all have an interface, 1 one has none, 2 command line, 3 bad input "
    "file, 4 refused by the environment, 5 undecided (a test of global scheduling that "
    "is "
    "only sufficient finds none; or not every window could be looked at).";

enum { KEY_RESOURCE = 256 };

static const struct argp_option options[] = {
    {"resource", KEY_RESOURCE, "prm|edp", 0,
     "What the interfaces are: prm, the periodic resource (default), or edp, with a "
     "deadline of its own",
     0},
    {0},
};

struct arguments {
    struct compose_job job;
    struct rtpart_task_options options;
    struct rtpart_grid grid; /* what is asked of it; 0: nothing */
    const char *file;
};

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
    struct arguments *args = state->input;

    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &args->options;
        state->child_inputs[1] = &args->grid;
        state->child_inputs[2] = &args->job.cli;
        return 0;
    case KEY_RESOURCE:
        if (strcmp(arg, "prm") == 0)
            args->job.resource = RTPART_RESOURCE_PRM;
        else if (strcmp(arg, "edp") == 0)
            args->job.resource = RTPART_RESOURCE_EDP;
        else
            argp_error(state, "--resource: \"%.60s\" is not one of prm, edp", arg);
        return 0;
    default:
        return rtanalyze_file_argument(key, arg, state, &args->file);
    }
}

/* As deep as the file nests, which the readers bound. */
static const struct rtpart_component * // NOLINTNEXTLINE(misc-no-recursion)
find(const struct rtpart_component *c, const char *name)
{
    const struct rtpart_component *found = NULL;

    for (size_t i = 0; i < c->child_count && found == NULL; i++)
        found = find(&c->children[i], name);
    return found == NULL && strcmp(c->name, name) == 0 ? c : found;
}

/* Components that name no scheduler; *first: the first. NOLINTNEXTLINE(misc-no-recursion) */
static size_t count_silent(const struct rtpart_component *c, const char **first)
{
    size_t count = c->scheduler == RTPART_SCHED_NONE ? 1 : 0;

    if (count > 0 && *first == NULL)
        *first = c->name;
    for (size_t i = 0; i < c->child_count; i++)
        count += count_silent(&c->children[i], first);
    return count;
}

/* Where nothing is said: RM here, EDF in CARTS. */
static void note_defaults(const struct rtpart_component *c,
                          const struct rtpart_notes *notes)
{
    const char *first = NULL;
    const size_t count = count_silent(c, &first);

    if (count == 1)
        rtpart_note(notes,
                    "component \"%s\" names no scheduler: it is RM (CARTS takes EDF; "
                    "--guest-scheduler says it for all)",
                    first);
    else if (count > 1)
        rtpart_note(notes,
                    "%zu components name no scheduler, the first is \"%s\": they are RM "
                    "(CARTS takes EDF; --guest-scheduler says it for all)",
                    count, first);
}

/* Where the analysis gave up. Of tables and JSON the reason says why nothing was found. */
static void note_gave_up(const struct compose_job *job, const struct rtpart_notes *notes)
{
    if (!job->tree.gave_up)
        return;
    if (job->tree.answer == RTPART_SCHEDULABLE)
        rtpart_note(notes, "cheaper interfaces may be enough too: " RTPART_GAVE_UP_TEXT);
    else if (job->cli.format == RTPART_FORMAT_CARTS)
        rtpart_note(notes,
                    "that there is no interface is not proved: " RTPART_GAVE_UP_TEXT);
}

/* What the kernel would refuse of the interface that the host has to give. */
static void note_limits(const struct compose_job *job, const struct rtpart_notes *notes)
{
    const struct rtpart_prm prm = rtpart_edp_prm(&job->tree.interface);

    if (job->tree.answer == RTPART_SCHEDULABLE && prm.budget > 0)
        rtpart_note_kernel_limits(notes, "the interface of the root", &prm);
}

static enum rtpart_code solve(struct arguments *args, struct rtpart_system *system,
                              const struct rtpart_notes *notes, struct rtpart_error *err)
{
    const struct rtpart_read_options read = {.unit = args->options.unit,
                                             .rename_duplicates =
                                                 args->options.rename_duplicates,
                                             .notes = *notes};
    const char *name = args->options.component;
    struct rtpart_compose_request req = {.resource = args->job.resource,
                                         .scheduler = args->options.scheduler,
                                         .fallback = RTPART_SCHED_RM,
                                         .asked = args->grid};
    enum rtpart_code code = rtpart_system_read(args->file, &read, system, err);

    if (code == RTPART_OK)
        code = rtpart_task_latency(&args->options, &args->job.latency, err);
    if (code != RTPART_OK)
        return code;
    req.latency = args->job.latency.ns;
    req.root = name != NULL ? find(&system->root, name) : &system->root;
    if (req.root == NULL)
        code = rtpart_fail(err, RTPART_EINPUT, "there is no component \"%.100s\"", name);
    if (code == RTPART_OK && req.scheduler == RTPART_SCHED_NONE)
        note_defaults(req.root, notes);
    if (code == RTPART_OK)
        code = rtpart_compose(&req, &args->job.tree, err);
    if (code == RTPART_EMODEL || code == RTPART_ERANGE || code == RTPART_EINPUT)
        rtpart_error_in(err, rtpart_input_name(args->file));
    return code;
}

static int run(int argc, char **argv)
{
    static const struct argp_child children[] = {{&rtpart_task_argp, 0, "Task set:", 1},
                                                 {&rtpart_grid_argp, 0, "Grid:", 2},
                                                 {&rtpart_cli_argp, 0, "Output:", 3},
                                                 {0}};
    static const struct argp argp = {.options = options,
                                     .parser = parse_option,
                                     .args_doc = "FILE",
                                     .doc = doc,
                                     .children = children};
    struct arguments args = {
        .job.cli = {.tool = "rtanalyze",
                    .formats =
                        RTANALYZE_FORMATS | RTPART_FORMAT_BIT(RTPART_FORMAT_CARTS)}};
    RTPART_AUTO(rtpart_system_free) struct rtpart_system system = {0};
    struct rtpart_error err;
    int status;

    rtpart_cli_parse(&argp, argc, argv, NULL, &args);
    args.job.unit = args.options.unit > 0 ? args.options.unit : RTPART_MS;

    const struct rtpart_notes notes = rtpart_cli_notes(&args.job.cli);

    if (solve(&args, &system, &notes, &err) != RTPART_OK ||
        rtanalyze_compose_print(&args.job, &err) != RTPART_OK) {
        status = rtpart_cli_report(&args.job.cli, &err);
    } else {
        note_gave_up(&args.job, &notes);
        note_limits(&args.job, &notes);
        status = rtpart_answer_exit(args.job.tree.answer);
    }
    rtpart_composition_free(&args.job.tree);
    rtpart_measured_latency_free(&args.job.latency);
    rtpart_cli_free(&args.job.cli);
    return status;
}

const struct rtpart_command rtanalyze_compose = {
    .name = "compose", .summary = "interfaces of nested components", .run = run};
