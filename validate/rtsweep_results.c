/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rtsweep merge, show, plot: what to do with result files. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "common/auto.h"
#include "common/result.h"
#include "validate/rtsweep.h"
#include "validate/sweep_summary.h"

enum { KEY_PARTIAL = 0x100, KEY_TIMES };

static const struct argp_option options[] = {
    {"partial", KEY_PARTIAL, NULL, 0,
     "Go on although some results are missing, also with the checkpoint of a run", 0},
    {0},
};

static const struct argp_option plot_options[] = {
    {"times", KEY_TIMES, "FILE", 0, "Draw the times of rtsweep --times, too", 0},
    {0},
};

struct arguments {
    struct rtpart_cli cli;
    bool partial;
    const char *times;
    char **files; /* what is left of argv */
    int file_count;
};

/* Result files, put together. Owned. */
struct results {
    char *header;
    struct rtpart_sweep_rows rows;
    struct rtpart_sweep_grid grid;
};

static void results_free(struct results *r)
{
    free(r->header);
    rtpart_sweep_rows_free(&r->rows);
    rtpart_sweep_grid_free(&r->grid);
}

// NOLINTNEXTLINE(readability-non-const-parameter): argp's type
static error_t parse_option(int key, char *arg, struct argp_state *state)
{
    struct arguments *args = state->input;

    (void)arg;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &args->cli;
        if (state->root_argp->children[1].argp != NULL)
            state->child_inputs[1] = args;
        return 0;
    case KEY_PARTIAL:
        args->partial = true;
        return 0;
    case ARGP_KEY_ARGS:
        args->files = state->argv + state->next;
        args->file_count = state->argc - state->next;
        return 0;
    case ARGP_KEY_NO_ARGS:
        argp_error(state, "which result files?");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

// NOLINTNEXTLINE(readability-non-const-parameter): argp's type
static error_t parse_plot(int key, char *arg, struct argp_state *state)
{
    struct arguments *args = state->input;

    if (key != KEY_TIMES)
        return ARGP_ERR_UNKNOWN;
    args->times = arg;
    return 0;
}

static const struct argp plot_argp = {.options = plot_options, .parser = parse_plot};

/* @more  a child of the command's own options; NULL: it has none */
static void parse(struct arguments *args, const char *doc, unsigned formats,
                  const struct argp *more, int argc, char **argv)
{
    const struct argp_child children[] = {
        {&rtpart_cli_argp, 0, "Output:", 1}, {more, 0, NULL, 0}, {0}};
    const struct argp argp = {.options = options,
                              .parser = parse_option,
                              .args_doc = "FILE...",
                              .doc = doc,
                              .children = children};

    *args = (struct arguments){
        .cli = {.tool = "rtsweep",
                .formats = formats,
                .format = (formats & RTPART_FORMAT_BIT(RTPART_FORMAT_TABLE)) != 0
                              ? RTPART_FORMAT_TABLE
                              : RTPART_FORMAT_CSV}};
    rtpart_cli_parse(&argp, argc, argv, NULL, args);
}

/* Gaps are an error unless --partial. */
static enum rtpart_code gaps_check(const struct arguments *args, const struct results *r,
                                   struct rtpart_error *err)
{
    uint32_t point = 0;
    uint32_t chunk = 0;
    const uint64_t gaps = rtpart_sweep_gaps(&r->grid, &r->rows, &point, &chunk);

    if (gaps == 0 || args->partial)
        return RTPART_OK;
    return rtpart_fail(err, RTPART_EINPUT,
                       "%" PRIu64 " rows are missing, first point %" PRIu32
                       ", chunk %" PRIu32
                       ": is a shard not there? (--partial goes on without)",
                       gaps, point, chunk);
}

static enum rtpart_code read_all(const struct arguments *args, struct results *r,
                                 struct rtpart_error *err)
{
    enum rtpart_code code = RTPART_OK;

    for (int i = 0; code == RTPART_OK && i < args->file_count; i++)
        code = rtpart_sweep_rows_read(&r->rows, &r->header, args->files[i], args->partial,
                                      err);
    if (code == RTPART_OK)
        code = rtpart_sweep_rows_settle(&r->rows, err);
    if (code == RTPART_OK)
        code = rtpart_sweep_grid_read(&r->grid, r->header, args->files[0], err);
    return code == RTPART_OK ? gaps_check(args, r, err) : code;
}

enum rtpart_code rtsweep_show_rows(const struct rtpart_cli *cli, const char *header,
                                   const char *name, const struct rtpart_sweep_rows *rows,
                                   struct rtpart_error *err)
{
    RTPART_AUTO(rtpart_sweep_grid_free) struct rtpart_sweep_grid grid = {0};
    RTPART_AUTO_FREE struct rtpart_sweep_total *totals = NULL;
    RTPART_AUTO(rtpart_table_free) struct rtpart_table table = {0};
    struct rtpart_cli to_stdout = *cli;
    enum rtpart_code code = rtpart_sweep_grid_read(&grid, header, name, err);

    if (code == RTPART_OK)
        code = rtpart_sweep_totals(&grid, rows, &totals, err);
    if (code != RTPART_OK)
        return code;
    rtpart_table_init(&table, rtpart_sweep_columns, rtpart_sweep_column_count);
    rtpart_sweep_fill_table(&table, &grid, totals, cli->format);
    const struct rtpart_result result = {.table = &table};

    to_stdout.output = NULL;
    return rtpart_result_print(&to_stdout, &result, err);
}

static int merge(int argc, char **argv)
{
    static const char doc[] =
        "Put the results of shards together: in any order, any number of times, to the "
        "same "
        "bytes. Missing and contradicting results, and those of another experiment, are "
        "found.\vExample:\n  rtsweep merge -o all.csv shard-*.csv\n\n" RTSWEEP_EXIT_DOC;
    RTPART_AUTO(results_free) struct results r = {0};
    struct arguments args;
    struct rtpart_error err;
    enum rtpart_code code;

    parse(&args, doc, RTPART_FORMAT_BIT(RTPART_FORMAT_CSV), NULL, argc, argv);
    code = read_all(&args, &r, &err);
    if (code == RTPART_OK)
        code = rtpart_sweep_rows_write(&r.rows, r.header, args.cli.output, &err);
    return rtpart_cli_finish(&args.cli, code, &err, 0);
}

static int show(int argc, char **argv)
{
    static const char doc[] =
        "Show result files: share of schedulable sets with its 95 % "
        "interval, mean bandwidth and overhead."
        "\vExample:\n  rtsweep show all.csv\n\n" RTSWEEP_EXIT_DOC;
    RTPART_AUTO(results_free) struct results r = {0};
    struct arguments args;
    struct rtpart_error err;
    enum rtpart_code code;

    parse(&args, doc,
          RTPART_FORMAT_BIT(RTPART_FORMAT_TABLE) | RTPART_FORMAT_BIT(RTPART_FORMAT_CSV),
          NULL, argc, argv);
    code = read_all(&args, &r, &err);
    if (code == RTPART_OK)
        code = rtsweep_show_rows(&args.cli, r.header, args.files[0], &r.rows, &err);
    return rtpart_cli_finish(&args.cli, code, &err, 0);
}

static int plot(int argc, char **argv)
{
    static const char doc[] =
        "Draw result files into the directory of -o: schedulable share over utilisation "
        "and "
        "overhead over vCPUs, as SVG and PNG with their gnuplot files."
        "\vExample:\n  rtsweep plot -o pictures all.csv\n\n" RTSWEEP_EXIT_DOC;
    RTPART_AUTO(results_free) struct results r = {0};
    RTPART_AUTO_FREE struct rtpart_sweep_total *totals = NULL;
    struct arguments args;
    struct rtpart_error err;
    enum rtpart_code code;

    parse(&args, doc, RTPART_FORMAT_BIT(RTPART_FORMAT_CSV), &plot_argp, argc, argv);
    if (args.cli.output == NULL)
        rtpart_cli_usage(&args.cli, "into which directory? (-o DIR)");
    code = read_all(&args, &r, &err);
    if (code == RTPART_OK)
        code = rtpart_sweep_totals(&r.grid, &r.rows, &totals, &err);
    if (code == RTPART_OK)
        code = rtpart_sweep_plot(&r.grid, totals, args.cli.output, &err);
    if (code == RTPART_OK && args.times != NULL)
        code = rtpart_sweep_plot_times(args.times, args.cli.output, &err);
    return rtpart_cli_finish(&args.cli, code, &err, 0);
}

const struct rtpart_command rtsweep_merge = {"merge",
                                             "put the results of shards together", merge};
const struct rtpart_command rtsweep_show = {"show", "show results as a table", show};
const struct rtpart_command rtsweep_plot = {"plot", "draw results", plot};
