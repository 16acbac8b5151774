/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rtvalidate report: a result directory as one page. */
#include "validate/rtvalidate.h"

#include <stdio.h>
#include <unistd.h>

#include "common/auto.h"
#include "common/cli.h"
#include "common/outfile.h"
#include "common/readall.h"
#include "validate/html_report.h"

static const char doc[] =
    "Make one HTML page of a result directory (rtvalidate run -o DIR): verdict, tables, "
    "CDFs, Gantt chart, plan and provenance. It needs no network and no other file."
    "\vExamples:\n"
    "  rtvalidate run -o result plan.xml\n"
    "  rtvalidate report result -o report.html\n"
    "\n"
    "Exit status: 0 done, 2 command line, 3 bad result, 4 refused by the environment.";

struct arguments {
    struct rtpart_cli cli;
    const char *directory;
};

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
    struct arguments *args = state->input;

    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &args->cli;
        return 0;
    case ARGP_KEY_ARG:
        if (args->directory != NULL)
            argp_error(state, "one result only; rtvalidate compare takes several");
        args->directory = arg;
        return 0;
    case ARGP_KEY_END:
        if (args->directory == NULL)
            argp_error(state, "which result? DIR");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

/* gantt.svg of the directory, where there is one. */
static enum rtpart_code read_gantt(const char *directory, char **svg, size_t *len,
                                   struct rtpart_error *err)
{
    RTPART_AUTO_FREE char *path = NULL;

    if (asprintf(&path, "%s/gantt.svg", directory) < 0) {
        path = NULL;
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory");
    }
    return access(path, F_OK) == 0 ? rtpart_readall(path, RTPART_INPUT_MAX, svg, len, err)
                                   : RTPART_OK;
}

static enum rtpart_code report(const struct arguments *args, struct rtpart_error *err)
{
    RTPART_AUTO(rtpart_run_record_free) struct rtpart_run_record r = {0};
    RTPART_AUTO_FREE char *svg = NULL;
    size_t len = 0;
    struct rtpart_outfile out = {0};
    enum rtpart_code code = rtpart_run_record_read(args->directory, &r, err);

    if (code == RTPART_OK)
        code = read_gantt(args->directory, &svg, &len, err);
    if (code == RTPART_OK)
        code = rtpart_outfile_open(&out, args->cli.output, err);
    if (code != RTPART_OK)
        return code;
    code = rtpart_html_report(&r, svg, len, out.file, err);
    if (code == RTPART_OK)
        return rtpart_outfile_commit(&out, err);
    rtpart_outfile_abort(&out);
    return code;
}

static int run(int argc, char **argv)
{
    static const struct argp_child children[] = {{&rtpart_cli_argp, 0, "Output:", 2},
                                                 {0}};
    static const struct argp argp = {
        .parser = parse_option, .args_doc = "DIR", .doc = doc, .children = children};
    struct arguments args = {
        .cli = {.tool = "rtvalidate", .formats = RTPART_FORMAT_BIT(RTPART_FORMAT_TABLE)}};
    struct rtpart_error err;

    rtpart_cli_parse(&argp, argc, argv, NULL, &args);
    return rtpart_cli_finish(&args.cli, report(&args, &err), &err, 0);
}

const struct rtpart_command rtvalidate_report = {
    .name = "report", .summary = "a result as one HTML page", .run = run};
