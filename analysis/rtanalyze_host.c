/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rtanalyze host: which guarantee do the reservations of plans get on a host, and where? */
#include <string.h>

#include "analysis/host_report.h"
#include "analysis/rtanalyze.h"
#include "common/auto.h"
#include "common/json_out.h"
#include "common/readall.h"
#include "common/result.h"
#include "model/plan_file.h"

static const char doc[] =
    "Which guarantee do the reservations of one or more plans get together on a host, "
    "and "
    "on which CPU should each be pinned?"
    "\vThe strongest guarantee that holds counts: hard, partitioned (each reservation "
    "pinned to a CPU); hard, global EDF; kernel-admitted (budgets may come late); "
    "refused.\n"
    "\n"
    "Examples:\n"
    "  rtanalyze host --host-cpus 4 plan.xml\n"
    "  rtanalyze host --host-cpus 2 --host-used 30%,0.61 a.xml b.xml\n"
    "\n"
    "Exit status: 0 hard, 1 refused, 2 command line, 3 bad input file, 4 refused by the "
    "environment, 5 admitted, but not proved to be hard.";

struct arguments {
    struct rtpart_cli cli;
    struct rtpart_host_options host;
    char **files; /* from argv */
    int file_count;
};

static void check(const struct argp_state *state, const struct arguments *args)
{
    int from_stdin = 0;

    if (args->file_count == 0)
        argp_error(state, "which plans? Name them, or - for standard input");
    if (args->host.cpus == 0)
        argp_error(state, "how many CPUs has the host? Say --host-cpus N");
    for (int i = 0; i < args->file_count; i++)
        from_stdin += strcmp(args->files[i], "-") == 0;
    if (from_stdin > 1)
        argp_error(state, "standard input can be one plan only");
}

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
    struct arguments *args = state->input;

    (void)arg;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &args->host;
        state->child_inputs[1] = &args->cli;
        return 0;
    case ARGP_KEY_ARGS:
        args->files = state->argv + state->next;
        args->file_count = state->argc - state->next;
        return 0;
    case ARGP_KEY_END:
        check(state, args);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static enum rtpart_code add_plan(struct rtpart_host_report *r, const char *file,
                                 struct rtpart_error *err)
{
    RTPART_AUTO(rtpart_plan_free) struct rtpart_plan plan = {0};
    enum rtpart_code code = rtpart_plan_read(file, &plan, err);

    for (size_t v = 0; code == RTPART_OK && v < plan.vcpu_count; v++)
        code = rtpart_host_report_add(r, rtpart_input_name(file), v, &plan.vcpus[v].prm,
                                      err);
    return code;
}

static json_t *to_json(const struct rtpart_host_report *r)
{
    RTPART_AUTO_JSON json_t *o = json_pack("{s:s}", "schema", "rtpart.host/1");
    RTPART_AUTO_JSON json_t *answer = rtpart_host_report_json(r);

    if (o == NULL || answer == NULL || json_object_update(o, answer) != 0)
        return NULL;
    return json_incref(o);
}

static enum rtpart_code print(const struct rtpart_cli *cli,
                              const struct rtpart_host_report *r,
                              struct rtpart_error *err)
{
    RTPART_AUTO(rtpart_table_free) struct rtpart_table table = {0};
    RTPART_AUTO_JSON json_t *json = to_json(r);
    char head[256];
    char notes[3 * RTPART_HOST_NOTE + 256];
    const struct rtpart_result result = {
        .json = json,
        .headline = rtpart_host_report_headline(head, sizeof head, r),
        .table = &table,
        .footnote = rtpart_host_report_notes(notes, sizeof notes, r)};

    rtpart_host_report_table(&table, cli->format, r);
    return rtpart_result_print(cli, &result, err);
}

static int run(int argc, char **argv)
{
    static const struct argp_child children[] = {
        {&rtpart_host_argp, 0, "Host:", 1}, {&rtpart_cli_argp, 0, "Output:", 3}, {0}};
    static const struct argp argp = {
        .parser = parse_option, .args_doc = "PLAN...", .doc = doc, .children = children};
    struct arguments args = {.cli = {.tool = "rtanalyze", .formats = RTANALYZE_FORMATS},
                             .host = RTPART_HOST_OPTIONS};
    RTPART_AUTO(rtpart_host_report_free) struct rtpart_host_report report = {0};
    enum rtpart_code code = RTPART_OK;
    struct rtpart_error err;
    int status;

    rtpart_cli_parse(&argp, argc, argv, NULL, &args);
    for (int i = 0; i < args.file_count && code == RTPART_OK; i++)
        code = add_plan(&report, args.files[i], &err);
    if (code == RTPART_OK)
        code = rtpart_host_report_ask(&report, &args.host, &err);
    if (code == RTPART_OK)
        code = print(&args.cli, &report, &err);
    status = code == RTPART_OK ? rtpart_answer_exit(rtpart_host_report_answer(&report))
                               : rtpart_cli_report(&args.cli, &err);
    rtpart_host_options_free(&args.host);
    rtpart_cli_free(&args.cli);
    return status;
}

const struct rtpart_command rtanalyze_host = {
    .name = "host", .summary = "what do plans get on a host, and where?", .run = run};
