/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rtanalyze sensitivity: how much may tasks grow, and what change would help? */
#include <stdlib.h>

#include "analysis/growth.h"
#include "analysis/rtanalyze.h"
#include "analysis/rtanalyze_sensitivity.h"
#include "common/array.h"
#include "common/auto.h"
#include "common/progress.h"
#include "common/readall.h"
#include "model/file_kind.h"
#include "model/plan_file.h"

static const char doc[] =
    "How far are tasks on a reservation from their limits? The factor by which all WCETs "
    "may "
    "grow; for each task its largest WCET and least period, the others as they are; and "
    "where the tasks do not hold, the least single change that helps. A plan is looked "
    "at "
    "vCPU by vCPU."
    "\vExamples:\n"
    "  rtanalyze sensitivity plan.xml\n"
    "  rtanalyze sensitivity --reservation 7.5ms/11ms taskset.xml\n"
    "\n"
    "Exit status: 0 the tasks hold as they are, 1 they do not, 2 command line, 3 bad "
    "input "
    "file, 4 refused by the environment, 5 undecided.";

enum { KEY_RESERVATION = 256 };

static const struct argp_option options[] = {
    {"reservation", KEY_RESERVATION, "Q/P", 0,
     "Runtime and period of the vCPU, with their units: 7.5ms/11ms; a plan has its own",
     0},
    {0},
};

struct arguments {
    struct rtpart_cli cli;
    struct rtpart_task_options options;
    struct rtpart_prm prm; /* period 0: not given */
    const char *file;
};

static void parts_free(struct sensitivity_parts *p)
{
    for (size_t i = 0; i < p->count; i++) {
        rtpart_growth_free(&p->items[i].growth);
        rtpart_taskset_free(&p->items[i].taskset);
    }
    free(p->items);
    rtpart_measured_latency_free(&p->latency);
    *p = (struct sensitivity_parts){0};
}

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
    struct arguments *args = state->input;
    struct rtpart_error err;

    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &args->options;
        state->child_inputs[1] = &args->cli;
        return 0;
    case KEY_RESERVATION:
        if (rtpart_prm_parse(arg, &args->prm, &err) != RTPART_OK)
            argp_error(state, "--reservation: %s", err.message);
        return 0;
    default:
        return rtanalyze_file_argument(key, arg, state, &args->file);
    }
}

static enum rtpart_code make_room(struct sensitivity_parts *p, size_t count,
                                  struct rtpart_error *err)
{
    p->items = rtpart_array(count, sizeof *p->items);
    return p->items != NULL
               ? RTPART_OK
               : rtpart_fail(err, RTPART_ENOMEM, "out of memory for %zu vCPUs", count);
}

/* The vCPUs of a plan that have tasks. */
static enum rtpart_code read_plan(const struct arguments *args, const char *text,
                                  size_t len, struct sensitivity_parts *p,
                                  struct rtpart_error *err)
{
    RTPART_AUTO(rtpart_plan_free) struct rtpart_plan plan = {0};
    const char *name = rtpart_input_name(args->file);
    enum rtpart_code code = rtpart_plan_read_memory(text, len, name, &plan, err);

    if (code != RTPART_OK)
        return code;
    if (plan.kind != RTPART_PLAN_PARTITIONED)
        return rtpart_fail(
            err, RTPART_EMODEL,
            "%s: this is a global plan; only partitioned ones are looked at", name);
    code = make_room(p, plan.vcpu_count, err);
    for (size_t v = 0; code == RTPART_OK && v < plan.vcpu_count; v++) {
        const struct rtpart_plan_vcpu *vcpu = &plan.vcpus[v];
        struct sensitivity_part *part = &p->items[p->count];

        if (vcpu->task_count == 0)
            continue;
        part->vcpu = v;
        part->request = (struct rtpart_growth_request){
            .scheduler = plan.scheduler, .latency = plan.latency, .prm = vcpu->prm};
        code = rtpart_taskset_select(&part->taskset, &plan.taskset, vcpu->tasks,
                                     vcpu->task_count, err);
        p->count++;
    }
    return code;
}

static enum rtpart_code read_taskset(struct arguments *args, const char *text, size_t len,
                                     struct sensitivity_parts *p,
                                     struct rtpart_error *err)
{
    const struct rtpart_notes notes = rtpart_cli_notes(&args->cli);
    RTPART_AUTO(rtpart_task_source_free) struct rtpart_task_source source = {0};
    enum rtpart_code code = rtpart_task_source_parse(
        text, len, args->file, &args->options, &notes, &source, err);

    if (code == RTPART_OK)
        code = make_room(p, 1, err);
    if (code != RTPART_OK)
        return code;
    p->items[0].request =
        (struct rtpart_growth_request){.latency = source.latency.ns, .prm = args->prm};
    p->count = 1;
    p->latency = source.latency;
    source.latency = (struct rtpart_measured_latency){0};
    code = rtpart_guest_scheduler(source.component, args->options.scheduler,
                                  &p->items[0].request.scheduler, err);
    if (code != RTPART_OK) {
        rtpart_error_in(err, rtpart_input_name(args->file));
        return code;
    }
    return rtpart_taskset_copy(&p->items[0].taskset, source.taskset, err);
}

/* A plan says all by itself; a task set needs a reservation. */
static void check_options(const struct arguments *args, bool plan)
{
    const struct rtpart_task_options *o = &args->options;

    if (plan && (args->prm.period != 0 || o->scheduler != RTPART_SCHED_NONE ||
                 rtpart_latency_given(o) || o->unit != 0 || o->component != NULL ||
                 o->rename_duplicates))
        rtpart_cli_usage(&args->cli,
                         "a plan has its own reservations, scheduler and latency");
    if (!plan && args->prm.period == 0)
        rtpart_cli_usage(&args->cli, "which reservation? Say --reservation "
                                     "RUNTIME/PERIOD, as in 7.5ms/11ms");
}

static enum rtpart_code read_parts(struct arguments *args, struct sensitivity_parts *p,
                                   struct rtpart_error *err)
{
    RTPART_AUTO_FREE char *text = NULL;
    size_t len;
    enum rtpart_code code =
        rtpart_readall(args->file, RTPART_INPUT_MAX, &text, &len, err);
    bool plan;

    if (code != RTPART_OK)
        return code;
    plan = rtpart_file_kind(text, len) == RTPART_FILE_PLAN;
    check_options(args, plan);
    return plan ? read_plan(args, text, len, p, err)
                : read_taskset(args, text, len, p, err);
}

static void on_step(void *ctx, size_t done, size_t total)
{
    rtpart_progress_update(ctx, done, total);
}

static enum rtpart_code solve(struct arguments *args, struct sensitivity_parts *p,
                              struct rtpart_error *err)
{
    struct rtpart_progress progress;
    enum rtpart_code code = RTPART_OK;

    rtpart_progress_start(&progress, "sensitivity", args->cli.quiet);
    for (size_t i = 0; code == RTPART_OK && i < p->count; i++) {
        struct sensitivity_part *part = &p->items[i];

        part->request.taskset = &part->taskset;
        part->request.step = on_step;
        part->request.step_ctx = &progress;
        code = rtpart_growth_of(&part->request, &part->growth, err);
    }
    rtpart_progress_end(&progress);
    if (code == RTPART_EMODEL)
        rtpart_error_in(err, rtpart_input_name(args->file));
    return code;
}

/* No if one vCPU says no; yes if all say yes. */
static enum rtpart_answer overall(const struct sensitivity_parts *p)
{
    enum rtpart_answer all = RTPART_SCHEDULABLE;

    for (size_t i = 0; i < p->count; i++) {
        const enum rtpart_answer one = p->items[i].growth.check.verdict.answer;

        if (one == RTPART_UNSCHEDULABLE)
            return one;
        if (one != RTPART_SCHEDULABLE)
            all = one;
    }
    return all;
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
    struct arguments args = {.cli = {.tool = "rtanalyze", .formats = RTANALYZE_FORMATS}};
    RTPART_AUTO(parts_free) struct sensitivity_parts parts = {0};
    struct rtpart_error err;
    int status;

    rtpart_cli_parse(&argp, argc, argv, NULL, &args);
    if (read_parts(&args, &parts, &err) != RTPART_OK ||
        solve(&args, &parts, &err) != RTPART_OK ||
        rtanalyze_sensitivity_print(&args.cli, &parts, overall(&parts), &err) !=
            RTPART_OK)
        status = rtpart_cli_report(&args.cli, &err);
    else
        status = rtpart_answer_exit(overall(&parts));
    rtpart_cli_free(&args.cli);
    return status;
}

const struct rtpart_command rtanalyze_sensitivity = {
    .name = "sensitivity",
    .summary = "how much may tasks grow, and what change would help?",
    .run = run};
