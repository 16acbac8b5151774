/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rtdeploy guest: what belongs inside the guest. */
#include "common/names.h"
#include "deploy/guest_config.h"
#include "deploy/rtdeploy.h"

static const char doc[] =
    "Write what belongs inside the guest: the vCPU and the SCHED_FIFO priority of each "
    "task, "
    "as a script (sh), drop-ins (systemd), a script that puts a container's threads into "
    "the "
    "groups of their vCPUs (container), or a configuration of rt-app."
    "\vExamples:\n"
    "  rtdeploy guest plan.xml -o run.sh   # in the guest: sh run.sh t0 ./control\n"
    "  rtdeploy guest plan.xml --format systemd\n"
    "  rtdeploy guest plan.xml --format rt-app -o rt-app.json\n"
    "\n" RTDEPLOY_EXIT_DOC;

enum { KEY_FORMAT = 'f' };

static const struct argp_option options[] = {
    {"format", KEY_FORMAT, "FORMAT", 0,
     "Form of the file: sh, systemd, container or rt-app (default: sh)", 0},
    {0},
};

struct arguments {
    const struct rtpart_guest_format *format;
    const char *output;
    const char *plan;
};

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
    struct arguments *args = state->input;
    char known[128];

    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &args->plan;
        state->child_inputs[1] = &args->output;
        return 0;
    case KEY_FORMAT:
        args->format = rtpart_guest_format_find(arg);
        if (args->format == NULL)
            argp_error(state, "--format: \"%s\" is not %s", arg,
                       rtpart_names_list(known, sizeof known, rtpart_guest_formats,
                                         rtpart_guest_format_count,
                                         sizeof *rtpart_guest_formats, ""));
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static enum rtpart_code write_guest(const struct rtpart_plan *plan, FILE *out, void *ctx,
                                    struct rtpart_error *err)
{
    const struct arguments *args = ctx;

    return rtpart_guest_write(plan, args->format, out, err);
}

static int run(int argc, char **argv)
{
    static const struct argp_child children[] = {
        {&rtdeploy_plan_argp, 0, NULL, 0}, {&rtdeploy_output_argp, 0, NULL, 0}, {0}};
    static const struct argp argp = {.options = options,
                                     .parser = parse_option,
                                     .args_doc = "PLAN",
                                     .doc = doc,
                                     .children = children};
    struct rtpart_cli cli = {.tool = "rtdeploy guest"};
    struct arguments args = {.format = &rtpart_guest_formats[0]};
    struct rtpart_error err = {0};

    rtpart_cli_parse(&argp, argc, argv, NULL, &args);
    return rtpart_cli_finish(
        &cli, rtdeploy_convert(args.plan, args.output, write_guest, &args, &err), &err,
        0);
}

const struct rtpart_command rtdeploy_guest = {
    "guest", "write what belongs inside the guest: vCPUs and priorities", run};
