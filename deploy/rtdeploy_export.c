/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rtdeploy export: the reservations of a plan in the words of other systems. */
#include <stdio.h>

#include "common/auto.h"
#include "common/outfile.h"
#include "deploy/export.h"
#include "deploy/rtdeploy.h"
#include "model/plan_file.h"

static const char doc[] = "Write the reservations of a plan in the words of another "
                          "system: xen (the command xl "
                          "sched-rtds), libvirt (a part of a domain), hcbs (rows of its "
                          "test suite), oci (a patch "
                          "for config.json) or k8s (annotations of a pod). What is lost "
                          "there is told on standard "
                          "error. Nothing is touched."
                          "\vExamples:\n"
                          "  rtdeploy export plan.xml --format xen --name vm1\n"
                          "  rtdeploy export global.xml --format oci -q -o patch.json\n"
                          "\n" RTDEPLOY_EXIT_DOC;

enum { KEY_OUTPUT = 'o', KEY_FORMAT = 'f', KEY_QUIET = 'q', KEY_NAME = 256 };

static const struct argp_option options[] = {
    {"format", KEY_FORMAT, "FORMAT", 0, "xen, libvirt, hcbs, oci or k8s", 0},
    {"name", KEY_NAME, "NAME", 0,
     "Of the domain, container or configuration (default: rtpart)", 0},
    {"output", KEY_OUTPUT, "FILE", 0, "Write to FILE, whole or not at all", 0},
    {"quiet", KEY_QUIET, NULL, 0, "No notes on standard error", 0},
    {0},
};

struct arguments {
    struct rtpart_cli cli;
    const struct rtpart_plan_export *format;
    const char *name;
    const char *output;
    const char *file;
};

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
    struct arguments *args = state->input;
    struct rtpart_error err;

    switch (key) {
    case KEY_FORMAT:
        args->format = rtpart_plan_export_find(arg);
        if (args->format == NULL)
            argp_error(state,
                       "--format: \"%s\" is not one of xen, libvirt, hcbs, oci, k8s",
                       arg);
        return 0;
    case KEY_NAME:
        if (rtpart_deployment_name_check(arg, &err) != RTPART_OK)
            argp_error(state, "--name: %s", err.message);
        args->name = arg;
        return 0;
    case KEY_OUTPUT:
        args->output = arg;
        return 0;
    case KEY_QUIET:
        args->cli.quiet = true;
        return 0;
    case ARGP_KEY_ARG:
        if (args->file != NULL)
            argp_error(state, "one plan at a time: \"%s\" and \"%s\"", args->file, arg);
        args->file = arg;
        return 0;
    case ARGP_KEY_END:
        if (args->file == NULL)
            argp_error(state, "which plan?");
        if (args->format == NULL)
            argp_error(state, "for whom? Say --format xen, libvirt, hcbs, oci or k8s");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static enum rtpart_code write_export(struct arguments *args, struct rtpart_error *err)
{
    RTPART_AUTO(rtpart_plan_free) struct rtpart_plan plan = {0};
    const struct rtpart_notes notes = rtpart_cli_notes(&args->cli);
    struct rtpart_outfile out = {0};
    enum rtpart_code code = rtpart_plan_read(args->file, &plan, err);

    if (code == RTPART_OK)
        code = rtpart_outfile_open(&out, args->output, err);
    if (code != RTPART_OK)
        return code;
    code =
        rtpart_plan_export_write(&plan, args->format, args->name, out.file, &notes, err);
    if (code == RTPART_OK)
        return rtpart_outfile_commit(&out, err);
    rtpart_outfile_abort(&out);
    return code;
}

static int run(int argc, char **argv)
{
    static const struct argp argp = {
        .options = options, .parser = parse_option, .args_doc = "PLAN", .doc = doc};
    struct arguments args = {.cli = {.tool = "rtdeploy export"}, .name = "rtpart"};
    struct rtpart_error err = {0};
    int status = 0;

    rtpart_cli_parse(&argp, argc, argv, NULL, &args);
    if (write_export(&args, &err) != RTPART_OK)
        status = rtpart_cli_report(&args.cli, &err);
    rtpart_cli_free(&args.cli);
    return status;
}

const struct rtpart_command rtdeploy_export = {
    "export",
    "write the reservations in the words of Xen, libvirt, HCBS, OCI, Kubernetes", run};
