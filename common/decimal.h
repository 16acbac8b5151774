/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * decimal.h - decimal numbers and times as text, exactly: no binary floating point and no
 *             locale on the way
 *
 * Times are whole nanoseconds in int64_t (rtpart_ns of model/time.h).
 */
#ifndef RTPART_COMMON_DECIMAL_H
#define RTPART_COMMON_DECIMAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/error.h"

/* What to do with a value that is not a whole number of units. */
enum rtpart_round {
    RTPART_ROUND_EXACT, /* refuse it */
    RTPART_ROUND_UP,    /* next whole unit: WCETs, budgets that are asked for */
    RTPART_ROUND_DOWN,  /* last whole unit: deadlines, periods, budgets that are given */
};

/*
 * The whole number of units in `text`: its value times `scale`.
 *
 * Takes "12", "0.5", ".5", "5.", "1e3", "2.5E-1"; any number of digits, each of which
 * counts. Refuses everything else: "", signs, blanks, NaN, inf, hexadecimal.
 *
 * @scale    units in 1, >= 1 (ms to ns: 1000000)
 * @round    for values between two whole units; zero stays zero
 * @max      largest result accepted, >= 0
 * @out      the result, 0 <= *out <= max; untouched on failure
 * @rounded  set to whether a fraction of a unit was rounded away; may be NULL
 * Returns 0, RTPART_EINPUT (not a number, or not whole with RTPART_ROUND_EXACT) or
 * RTPART_ERANGE (above max); the message quotes the text. O(length of text).
 */
enum rtpart_code rtpart_decimal_parse(const char *text, int64_t scale,
                                      enum rtpart_round round, int64_t max, int64_t *out,
                                      bool *rounded, struct rtpart_error *err);

/* Enough for every text that the functions below write, with its NUL. */
#define RTPART_DECIMAL_SIZE 32

/*
 * Write value / scale exactly, without zeros at the end: (7500000, 1000000) gives "7.5".
 *
 * @size   of buf, at least RTPART_DECIMAL_SIZE
 * @scale  a power of ten, 1 .. 10^18
 * Returns buf. Every int64_t works, negative ones too.
 */
char *rtpart_decimal_format(char *buf, size_t size, int64_t value, int64_t scale);

/* Nanoseconds in the unit called "ns", "us", "µs", "ms" or "s"; 0 where there is none. */
int64_t rtpart_unit_from_name(const char *name);

/* "ns", "us", "ms" or "s" for 1, 10^3, 10^6, 10^9; "?" for anything else. */
const char *rtpart_unit_name(int64_t unit);

/* Largest time that rtpart_time_parse takes, in ns; equal to RTPART_NS_MAX. */
#define RTPART_TIME_PARSE_MAX ((int64_t)1 << 53)

/*
 * A time of the command line: a decimal with its unit ("7.5ms", "500us", "2 s").
 *
 * @out  ns, 0 <= *out <= RTPART_TIME_PARSE_MAX; untouched on failure
 * Returns 0, or RTPART_EUSAGE: no unit, no number, too large, or finer than 1 ns (a value
 * that a person types is not rounded behind their back).
 */
enum rtpart_code rtpart_time_parse(const char *text, int64_t *out,
                                   struct rtpart_error *err);

/*
 * Write `ns` in `unit` (as rtpart_unit_from_name gives it), exactly and without the unit:
 * (7500000, ms) gives "7.5". @size at least RTPART_DECIMAL_SIZE. Returns buf.
 */
char *rtpart_time_format(char *buf, size_t size, int64_t ns, int64_t unit);

/*
 * Write `ns` exactly in the largest unit in which it is at least 1, with the unit: "7.5 ms",
 * "500 us", "1.5 s", "0 ns". @size at least RTPART_DECIMAL_SIZE. Returns buf.
 */
char *rtpart_time_format_auto(char *buf, size_t size, int64_t ns);

#endif
