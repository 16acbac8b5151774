/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rtvalidate read: what cyclictest measured elsewhere, as a table. */
#include "validate/rtvalidate.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>

#include "common/auto.h"
#include "common/json_out.h"
#include "common/readall.h"
#include "common/result.h"
#include "validate/cyclictest.h"

static const char doc[] =
    "Read what cyclictest wrote, with --json or --histogram, and show the wake-up "
    "latencies: the files of --json need a histogram, too (cyclictest --histogram=N "
    "--json=FILE)."
    "\vLogs of rt-app are read by rtvalidate run --engine log, which needs the plan.\n"
    "\n"
    "Examples:\n"
    "  cyclictest -q -m -p 90 -i 1000 -D 10 --histogram=5000 --json=idle.json\n"
    "  rtvalidate read idle.json loaded.json\n";

struct arguments {
    struct rtpart_cli cli;
    char **files; /* from argv */
    int count;
};

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
    struct arguments *args = state->input;

    (void)arg;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &args->cli;
        return 0;
    case ARGP_KEY_ARGS:
        args->files = state->argv + state->next;
        args->count = state->argc - state->next;
        return 0;
    case ARGP_KEY_NO_ARGS:
        argp_error(state, "which files?");
        return EINVAL;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct rtpart_column columns[] = {
    {"file", NULL, "file", RTPART_ALIGN_LEFT},
    {"samples", NULL, "samples", RTPART_ALIGN_RIGHT},
    {"min", "us", "min_us", RTPART_ALIGN_RIGHT},
    {"mean", "us", "mean_us", RTPART_ALIGN_POINT},
    {"99 %", "us", "p99_us", RTPART_ALIGN_RIGHT},
    {"99.99 %", "us", "p9999_us", RTPART_ALIGN_RIGHT},
    {"max", "us", "max_us", RTPART_ALIGN_RIGHT},
};

static enum rtpart_code add_file(const char *file, struct rtpart_table *table,
                                 json_t *rows, struct rtpart_error *err)
{
    RTPART_AUTO(rtpart_latency_free) struct rtpart_latency l = {0};
    RTPART_AUTO_FREE char *text = NULL;
    size_t len = 0;
    enum rtpart_code code = rtpart_readall(file, RTPART_INPUT_MAX, &text, &len, err);

    if (code == RTPART_OK)
        code = rtpart_cyclictest_read(text, len, rtpart_input_name(file), &l, err);
    if (code != RTPART_OK)
        return code;

    const int64_t p99 = rtpart_latency_quantile(&l, 0.99);
    const int64_t p9999 = rtpart_latency_quantile(&l, 0.9999);

    rtpart_table_cell(table, "%s", file);
    rtpart_table_cell(table, "%" PRIu64, l.samples);
    rtpart_table_cell(table, "%" PRId64, l.min_us);
    rtpart_table_cell(table, "%.1f", l.mean_us);
    rtpart_table_cell(table, "%" PRId64, p99);
    rtpart_table_cell(table, "%" PRId64, p9999);
    rtpart_table_cell(table, "%" PRId64, l.max_us);
    if (json_array_append_new(
            rows,
            json_pack("{s:o, s:I, s:I, s:o, s:I, s:I, s:I}", "file",
                      rtpart_json_text(file), "samples", (json_int_t)l.samples, "min_us",
                      (json_int_t)l.min_us, "mean_us", rtpart_json_number(l.mean_us),
                      "p99_us", (json_int_t)p99, "p9999_us", (json_int_t)p9999, "max_us",
                      (json_int_t)l.max_us)) != 0)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory");
    return RTPART_OK;
}

static enum rtpart_code show(const struct arguments *args, struct rtpart_error *err)
{
    RTPART_AUTO(rtpart_table_free) struct rtpart_table table;
    RTPART_AUTO_JSON json_t *rows = json_array();
    RTPART_AUTO_JSON json_t *json = NULL;
    enum rtpart_code code = RTPART_OK;

    rtpart_table_init(&table, columns, sizeof columns / sizeof *columns);
    for (int i = 0; i < args->count && code == RTPART_OK; i++)
        code = add_file(args->files[i], &table, rows, err);
    if (code != RTPART_OK)
        return code;
    json = json_pack("{s:s, s:O}", "schema", "rtpart.latencies/1", "files", rows);
    const struct rtpart_result result = {.json = json, .table = &table};

    return rtpart_result_print(&args->cli, &result, err);
}

static int run(int argc, char **argv)
{
    static const struct argp_child children[] = {{&rtpart_cli_argp, 0, "Output:", 1},
                                                 {0}};
    static const struct argp argp = {
        .parser = parse_option, .args_doc = "FILE...", .doc = doc, .children = children};
    struct arguments args = {
        .cli = {.tool = "rtvalidate read", .formats = RTVALIDATE_FORMATS}};
    struct rtpart_error err;

    rtpart_cli_parse(&argp, argc, argv, NULL, &args);
    return rtpart_cli_finish(&args.cli, show(&args, &err), &err, 0);
}

const struct rtpart_command rtvalidate_read = {
    .name = "read", .summary = "show what cyclictest measured", .run = run};
