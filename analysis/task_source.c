/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/task_source.h"

#include "common/auto.h"
#include "common/cli.h"
#include "common/decimal.h"
#include "common/readall.h"
#include "model/taskset_read.h"

enum { KEY_SCHEDULER = 256, KEY_LATENCY, KEY_UNIT, KEY_COMPONENT, KEY_RENAME };

static const struct argp_option options[] = {
    {"guest-scheduler", KEY_SCHEDULER, "NAME", 0,
     "How the guest schedules the tasks of a vCPU: rm, dm, prio (rt:prio of the file) or "
     "edf (default: as the file says, else rm)",
     0},
    {"latency", KEY_LATENCY, "TIME|@FILE[:NAME]", 0,
     "Longest scheduling latency of host and guest, as cyclictest measures it; added to "
     "the demand of every task (default: 0). @FILE: as measured, from a JSON file; NAME: "
     "of "
     "this measurement",
     0},
    {"unit", KEY_UNIT, "UNIT", 0,
     "Unit of the times in the file: ns, us, ms or s (default: as the file says, else "
     "ms)",
     0},
    {"component", KEY_COMPONENT, "NAME", 0,
     "Component of the file to look at, where several have tasks", 0},
    {"rename-duplicates", KEY_RENAME, NULL, 0,
     "Give default names to tasks whose name another has, as in files for CARTS", 0},
    {0},
};

static bool is_local(enum rtpart_scheduler s)
{
    return s == RTPART_SCHED_RM || s == RTPART_SCHED_DM || s == RTPART_SCHED_PRIO ||
           s == RTPART_SCHED_EDF;
}

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
    struct rtpart_task_options *opt = state->input;

    switch (key) {
    case KEY_SCHEDULER:
        opt->scheduler = rtpart_scheduler_from_name(arg);
        if (!is_local(opt->scheduler))
            argp_error(state,
                       "--guest-scheduler: \"%.60s\" is not one of rm, dm, prio, edf",
                       arg);
        return 0;
    case KEY_LATENCY:
        opt->latency_file = arg[0] == '@' ? arg + 1 : NULL;
        if (opt->latency_file == NULL)
            opt->latency = rtpart_cli_time(state, "--latency", arg, 0, RTPART_NS_MAX);
        return 0;
    case KEY_UNIT:
        opt->unit = rtpart_unit_from_name(arg);
        if (opt->unit == 0)
            argp_error(state, "--unit: \"%.60s\" is not one of ns, us, ms, s", arg);
        return 0;
    case KEY_RENAME:
        opt->rename_duplicates = true;
        return 0;
    case KEY_COMPONENT:
        opt->component = arg;
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

const struct argp rtpart_task_argp = {.options = options, .parser = parse_option};

enum rtpart_code rtpart_task_latency(const struct rtpart_task_options *opt,
                                     struct rtpart_measured_latency *out,
                                     struct rtpart_error *err)
{
    if (opt->latency_file != NULL)
        return rtpart_measured_latency_read(opt->latency_file, out, err);
    *out = (struct rtpart_measured_latency){.ns = opt->latency};
    return RTPART_OK;
}

enum rtpart_code rtpart_task_source_parse(const char *text, size_t len, const char *path,
                                          const struct rtpart_task_options *opt,
                                          const struct rtpart_notes *notes,
                                          struct rtpart_task_source *out,
                                          struct rtpart_error *err)
{
    struct rtpart_read_options read = {.unit = opt->unit,
                                       .rename_duplicates = opt->rename_duplicates};
    const char *name = rtpart_input_name(path);
    enum rtpart_code code;

    *out = (struct rtpart_task_source){0};
    if (notes != NULL)
        read.notes = *notes;
    code = rtpart_system_read_memory(text, len, name, &read, &out->system, err);
    if (code != RTPART_OK)
        return code;
    code = rtpart_system_component(&out->system, opt->component, &out->component, err);
    if (code != RTPART_OK) {
        rtpart_task_source_free(out);
        rtpart_error_in(err, name);
        return code;
    }
    out->taskset = &out->component->taskset;
    code = rtpart_task_latency(opt, &out->latency, err);
    if (code != RTPART_OK)
        rtpart_task_source_free(out);
    return code;
}

enum rtpart_code rtpart_task_source_read(const char *path,
                                         const struct rtpart_task_options *opt,
                                         const struct rtpart_notes *notes,
                                         struct rtpart_task_source *out,
                                         struct rtpart_error *err)
{
    RTPART_AUTO_FREE char *text = NULL;
    size_t len;
    const enum rtpart_code code =
        rtpart_readall(path, RTPART_INPUT_MAX, &text, &len, err);

    *out = (struct rtpart_task_source){0};
    if (code != RTPART_OK)
        return code;
    return rtpart_task_source_parse(text, len, path, opt, notes, out, err);
}

void rtpart_task_source_free(struct rtpart_task_source *s)
{
    rtpart_system_free(&s->system);
    rtpart_measured_latency_free(&s->latency);
    *s = (struct rtpart_task_source){0};
}

enum rtpart_code rtpart_guest_scheduler(const struct rtpart_component *c,
                                        enum rtpart_scheduler asked,
                                        enum rtpart_scheduler *out,
                                        struct rtpart_error *err)
{
    enum rtpart_scheduler s = asked != RTPART_SCHED_NONE ? asked : c->scheduler;

    if (s == RTPART_SCHED_NONE)
        s = RTPART_SCHED_RM;
    if (!is_local(s))
        return rtpart_fail(err, RTPART_EMODEL,
                           "component \"%s\" has the global scheduler %s; say with "
                           "--guest-scheduler how one vCPU is to schedule its tasks",
                           c->name, rtpart_scheduler_name(s));
    *out = s;
    return RTPART_OK;
}
