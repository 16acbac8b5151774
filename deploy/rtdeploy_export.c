/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rtdeploy export: the reservations of a plan in the words of other systems. */
#include "common/names.h"
#include "deploy/export.h"
#include "deploy/rtdeploy.h"

static const char doc[] =
    "Write the reservations of a plan in the words of another system: xen (the command "
    "xl "
    "sched-rtds), libvirt (a part of a domain), hcbs (rows of its test suite), oci (a "
    "patch for config.json) or k8s (annotations of a pod). What is lost there is told on "
    "standard error. Nothing is touched."
    "\vExamples:\n"
    "  rtdeploy export plan.xml --format xen --name vm1\n"
    "  rtdeploy export global.xml --format oci -q -o patch.json\n"
    "\n" RTDEPLOY_EXIT_DOC;

enum { KEY_FORMAT = 'f', KEY_QUIET = 'q', KEY_NAME = 256 };

static const struct argp_option options[] = {
    {"format", KEY_FORMAT, "FORMAT", 0,
     "Form of the file: xen, libvirt, hcbs, oci or k8s", 0},
    {"name", KEY_NAME, "NAME", 0,
     "Of the domain, container or configuration (default: rtpart)", 0},
    {"quiet", KEY_QUIET, NULL, 0, "No notes on standard error", 0},
    {0},
};

struct arguments {
    struct rtpart_cli cli;
    const struct rtpart_plan_export *format;
    const char *name;
    const char *output;
    const char *plan;
};

/* "xen, libvirt, hcbs, oci or k8s". */
static const char *list_formats(char *buf, size_t size)
{
    return rtpart_names_list(buf, size, rtpart_plan_exports, rtpart_plan_export_count,
                             sizeof *rtpart_plan_exports, "");
}

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
    struct arguments *args = state->input;
    struct rtpart_error err;
    char known[128];

    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &args->plan;
        state->child_inputs[1] = &args->output;
        return 0;
    case KEY_FORMAT:
        args->format = rtpart_plan_export_find(arg);
        if (args->format == NULL)
            argp_error(state, "--format: \"%s\" is not %s", arg,
                       list_formats(known, sizeof known));
        return 0;
    case KEY_NAME:
        if (rtpart_deployment_name_check(arg, &err) != RTPART_OK)
            argp_error(state, "--name: %s", err.message);
        args->name = arg;
        return 0;
    case KEY_QUIET:
        args->cli.quiet = true;
        return 0;
    case ARGP_KEY_END:
        if (args->format == NULL)
            argp_error(state, "for whom? Say --format %s",
                       list_formats(known, sizeof known));
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static enum rtpart_code write_export(const struct rtpart_plan *plan, FILE *out, void *ctx,
                                     struct rtpart_error *err)
{
    struct arguments *args = ctx;
    const struct rtpart_notes notes = rtpart_cli_notes(&args->cli);

    return rtpart_plan_export_write(plan, args->format, args->name, out, &notes, err);
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
    struct arguments args = {.cli = {.tool = "rtdeploy export"}, .name = "rtpart"};
    struct rtpart_error err = {0};

    rtpart_cli_parse(&argp, argc, argv, NULL, &args);
    return rtpart_cli_finish(
        &args.cli, rtdeploy_convert(args.plan, args.output, write_export, &args, &err),
        &err, 0);
}

const struct rtpart_command rtdeploy_export = {
    "export", "write the reservations in the words of another system", run};
