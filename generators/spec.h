/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * spec.h - the words in which a user asks for random task sets, read and written:
 *              1.4    log-uniform:10ms:1s    constrained:0.5:1    0.1:0.5,3x0:1
 *
 * What is written reads back to the same request. Failures are RTPART_EUSAGE with a message
 * that quotes the text, or RTPART_ENOMEM.
 */
#ifndef RTPART_GENERATORS_SPEC_H
#define RTPART_GENERATORS_SPEC_H

#include <stdio.h>

#include "common/error.h"
#include "generators/periods.h"
#include "generators/tiltedsum.h"

/*
 * A number without a unit: a decimal with at most 9 digits after the point, 0 .. 10^6. With
 * "%" after it, of at most 7 digits after the point, it is a hundredth: "140%" is "1.4".
 * The double nearest to it goes to *out.
 */
enum rtpart_code rtpart_spec_number(const char *text, double *out,
                                    struct rtpart_error *err);

/*
 * How periods are drawn: NAME[:ARGUMENTS], see enum rtpart_period_arguments. Times carry a
 * unit. A range that is left out is RTPART_PERIOD_MIN:RTPART_PERIOD_MAX.
 *
 * @out  method, range, ratio and list are set, step and max_hyperperiod stay; a list that
 *       it had is freed. Untouched on failure. rtpart_periods_free. Not checked yet.
 */
enum rtpart_code rtpart_spec_periods(const char *text, struct rtpart_periods *out,
                                     struct rtpart_error *err);

/* "implicit", "constrained" (0:1) or "constrained:LO:HI", 0 <= LO <= HI <= 1. */
enum rtpart_code rtpart_spec_deadlines(const char *text, struct rtpart_deadlines *out,
                                       struct rtpart_error *err);

/*
 * Bounds of the utilisation of each of n tasks: LO:HI,LO:HI,...; COUNTxLO:HI stands for
 * COUNT tasks. 0 <= LO <= HI <= 1.
 *
 * @out  n bounds, owned by the caller (free)
 */
enum rtpart_code rtpart_spec_bounds(const char *text, size_t n,
                                    struct rtpart_bounds **out, struct rtpart_error *err);

/* The way back. Errors of `out` stay in its error flag. */
void rtpart_spec_put_number(FILE *out, double number);
void rtpart_spec_put_time(FILE *out, rtpart_ns time);
void rtpart_spec_put_periods(FILE *out, const struct rtpart_periods *p);
void rtpart_spec_put_deadlines(FILE *out, const struct rtpart_deadlines *d);
void rtpart_spec_put_bounds(FILE *out, const struct rtpart_bounds *bounds, size_t n);

#endif
