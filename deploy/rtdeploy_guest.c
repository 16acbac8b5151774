/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rtdeploy guest: what belongs inside the guest. */
#include <stdio.h>

#include "common/auto.h"
#include "common/outfile.h"
#include "deploy/guest_config.h"
#include "deploy/rtdeploy.h"
#include "model/plan_file.h"

static const char doc[] =
    "Write what belongs inside the guest: the vCPU and the SCHED_FIFO priority of each "
    "task, "
    "as a script (sh), drop-ins (systemd), a script that puts a container's threads into "
    "the "
    "groups of their vCPUs (container), or a configuration of rt-app."
    "\vExamples:\n"
    "  rtdeploy guest plan.xml --format sh -o run.sh   # in the guest: sh run.sh t0 "
    "./control\n"
    "  rtdeploy guest plan.xml --format systemd\n"
    "  rtdeploy guest plan.xml --format rt-app -o rt-app.json\n"
    "\n" RTDEPLOY_EXIT_DOC;

enum { KEY_OUTPUT = 'o', KEY_FORMAT = 'f' };

static const struct argp_option options[] = {
    {"format", KEY_FORMAT, "FORMAT", 0, "sh, systemd, container or rt-app (default: sh)",
     0},
    {"output", KEY_OUTPUT, "FILE", 0, "Write to FILE, whole or not at all", 0},
    {0},
};

struct arguments {
    const struct rtpart_guest_format *format;
    const char *output;
    const char *file;
};

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
    struct arguments *args = state->input;

    switch (key) {
    case KEY_FORMAT:
        args->format = rtpart_guest_format_find(arg);
        if (args->format == NULL)
            argp_error(state,
                       "--format: \"%s\" is not one of sh, systemd, container, "
                       "rt-app",
                       arg);
        return 0;
    case KEY_OUTPUT:
        args->output = arg;
        return 0;
    case ARGP_KEY_ARG:
        if (args->file != NULL)
            argp_error(state, "one plan at a time: \"%s\" and \"%s\"", args->file, arg);
        args->file = arg;
        return 0;
    case ARGP_KEY_END:
        if (args->file == NULL)
            argp_error(state, "which plan?");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static enum rtpart_code write_guest(const struct arguments *args,
                                    struct rtpart_error *err)
{
    RTPART_AUTO(rtpart_plan_free) struct rtpart_plan plan = {0};
    struct rtpart_outfile out = {0};
    enum rtpart_code code = rtpart_plan_read(args->file, &plan, err);

    if (code == RTPART_OK)
        code = rtpart_outfile_open(&out, args->output, err);
    if (code != RTPART_OK)
        return code;
    code = rtpart_guest_write(&plan, args->format, out.file, err);
    if (code == RTPART_OK)
        return rtpart_outfile_commit(&out, err);
    rtpart_outfile_abort(&out);
    return code;
}

static int run(int argc, char **argv)
{
    static const struct argp argp = {
        .options = options, .parser = parse_option, .args_doc = "PLAN", .doc = doc};
    struct rtpart_cli cli = {.tool = "rtdeploy guest"};
    struct arguments args = {.format = &rtpart_guest_formats[0]};
    struct rtpart_error err = {0};

    rtpart_cli_parse(&argp, argc, argv, NULL, &args);
    return write_guest(&args, &err) == RTPART_OK ? 0 : rtpart_cli_report(&cli, &err);
}

const struct rtpart_command rtdeploy_guest = {
    "guest", "write what belongs inside the guest: vCPU and priority of each task", run};
