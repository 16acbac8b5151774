/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * grid_choice.h - the grid of periods and budgets that a tool is asked to search
 *
 * Options: --min-period, --max-period, --period-step, --runtime-step. A tool lists
 * rtpart_grid_argp among its argp children and hands over a zeroed struct rtpart_grid, whose
 * fields stay 0 where nothing is asked.
 */
#ifndef RTPART_ANALYSIS_GRID_CHOICE_H
#define RTPART_ANALYSIS_GRID_CHOICE_H

#include <argp.h>

#include "common/error.h"
#include "model/reservation.h"
#include "model/taskset.h"

extern const struct argp rtpart_grid_argp;

/*
 * The grid for a component: field by field what `asked` says, else the periods that the file
 * asks for, else the default for the shortest deadline (rtpart_grid_auto). Where the longest
 * period that is asked for is shorter than the default of the shortest one, the defaults
 * scale down by powers of ten as they do for short deadlines.
 *
 * @asked  0 in a field: not asked for
 * @out    sound (rtpart_grid_check)
 * Returns 0 or RTPART_EUSAGE: the bounds contradict each other, or the grid is too large.
 */
enum rtpart_code rtpart_grid_choose(const struct rtpart_component *c,
                                    const struct rtpart_grid *asked,
                                    struct rtpart_grid *out, struct rtpart_error *err);

#endif
