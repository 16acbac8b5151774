/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/grid_choice.h"

#include "analysis/interface.h"
#include "common/cli.h"
#include "common/decimal.h"

enum { KEY_MIN = 256, KEY_MAX, KEY_STEP, KEY_RUNTIME };

static const struct argp_option options[] = {
    {"min-period", KEY_MIN, "TIME", 0,
     "Shortest period of a reservation (default: 10ms; 1ms or 100us where the shortest "
     "deadline is under 30ms or 3ms)",
     0},
    {"max-period", KEY_MAX, "TIME", 0,
     "Longest period of a reservation (default: the shortest deadline on the vCPU)", 0},
    {"period-step", KEY_STEP, "TIME", 0,
     "Distance between the periods that are tried (default: a tenth of the default "
     "shortest period)",
     0},
    {"runtime-step", KEY_RUNTIME, "TIME", 0,
     "Runtimes are multiples of this (default: half the default period step)", 0},
    {0},
};

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
    struct rtpart_grid *asked = state->input;

    switch (key) {
    case KEY_MIN:
        asked->min_period = rtpart_cli_time(state, "--min-period", arg, 1, RTPART_NS_MAX);
        return 0;
    case KEY_MAX:
        asked->max_period = rtpart_cli_time(state, "--max-period", arg, 1, RTPART_NS_MAX);
        return 0;
    case KEY_STEP:
        asked->period_step =
            rtpart_cli_time(state, "--period-step", arg, 1, RTPART_NS_MAX);
        return 0;
    case KEY_RUNTIME:
        asked->runtime_step =
            rtpart_cli_time(state, "--runtime-step", arg, 1, RTPART_NS_MAX);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

const struct argp rtpart_grid_argp = {.options = options, .parser = parse_option};

static rtpart_ns first_of(rtpart_ns a, rtpart_ns b)
{
    return a > 0 ? a : b;
}

/* A vCPU may hold just the task with this deadline: the periods then go up to it. */
static rtpart_ns longest_deadline(const struct rtpart_taskset *ts)
{
    rtpart_ns longest = 0;

    for (size_t i = 0; i < ts->count; i++)
        if (ts->tasks[i].deadline > longest)
            longest = ts->tasks[i].deadline;
    return longest;
}

enum rtpart_code rtpart_grid_choose(const struct rtpart_component *c,
                                    const struct rtpart_grid *asked,
                                    struct rtpart_grid *out, struct rtpart_error *err)
{
    const rtpart_ns deadline = rtpart_taskset_min_deadline(&c->taskset);
    const rtpart_ns max = first_of(asked->max_period, c->max_period);
    struct rtpart_grid grid = rtpart_grid_auto(deadline);
    char low[RTPART_DECIMAL_SIZE];
    char high[RTPART_DECIMAL_SIZE];

    if (max > 0 && max < grid.min_period)
        grid =
            rtpart_grid_auto(3 * max); /* the shortest deadline that max would go with */
    grid.min_period =
        first_of(first_of(asked->min_period, c->min_period), grid.min_period);
    grid.max_period = max;
    grid.period_step = first_of(asked->period_step, grid.period_step);
    grid.runtime_step = first_of(asked->runtime_step, grid.runtime_step);
    if (max > 0 && max < grid.min_period)
        return rtpart_fail(
            err, RTPART_EUSAGE,
            "the longest period, %s, is shorter than the shortest, %s; set "
            "both with --min-period and --max-period",
            rtpart_time_format_auto(high, sizeof high, max),
            rtpart_time_format_auto(low, sizeof low, grid.min_period));
    if (rtpart_grid_check(&grid, err) != RTPART_OK)
        return RTPART_EUSAGE;
    if (rtpart_grid_longest(&grid, longest_deadline(&c->taskset)) / grid.period_step >
        RTPART_GRID_PERIODS_MAX)
        return rtpart_fail(
            err, RTPART_EUSAGE,
            "the grid has more than %d periods; set a longer --period-step "
            "or a shorter --max-period",
            RTPART_GRID_PERIODS_MAX);
    *out = grid;
    return RTPART_OK;
}
