/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sweep_rows.h - results of a campaign as rows of integers that merge without loss
 *
 * A campaign is cut into chunks: some sets of one point of its grid. A row says what one
 * method did with one chunk. Rows are facts: the same row twice is the same fact, two
 * different rows for the same place contradict each other. So results from many machines
 * merge in any order, any number of times, to the same bytes.
 *
 * The file: a header that names the experiment, the rows in order, and a last line with
 * their number and a checksum, without which the file is not whole.
 */
#ifndef RTPART_VALIDATE_SWEEP_ROWS_H
#define RTPART_VALIDATE_SWEEP_ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/error.h"

/* The line between the header and the rows of a file. */
#define RTPART_SWEEP_COLUMNS                                                             \
    "point,chunk,method,sets,yes,no,undecided,bandwidth_ppb,overhead_ppb"

struct rtpart_sweep_row {
    uint32_t point;  /* of the grid, from 0 */
    uint32_t chunk;  /* of the point, from 0 */
    uint32_t method; /* place of the method in the experiment, from 0 */
    uint64_t sets;   /* task sets looked at, = yes + no + undecided */
    uint64_t yes;
    uint64_t no;
    uint64_t undecided;
    uint64_t
        bandwidth_ppb;     /* sum over the yes sets of the bandwidth, in 1e-9 of a core */
    uint64_t overhead_ppb; /* sum over the yes sets of bandwidth - U, likewise */
};

/* A zeroed struct is empty. */
struct rtpart_sweep_rows {
    struct rtpart_sweep_row *rows; /* owned */
    size_t count;
    size_t capacity;
};

/* Append a row. 0 or RTPART_ENOMEM. */
enum rtpart_code rtpart_sweep_rows_add(struct rtpart_sweep_rows *r,
                                       const struct rtpart_sweep_row *row,
                                       struct rtpart_error *err);

/*
 * Put the rows in order (point, chunk, method) and drop repeated ones.
 * Returns 0, or RTPART_EINPUT where two rows contradict each other (names the place).
 */
enum rtpart_code rtpart_sweep_rows_settle(struct rtpart_sweep_rows *r,
                                          struct rtpart_error *err);

/* Is there a row for this place? The rows must be settled. O(log n). */
bool rtpart_sweep_rows_has(const struct rtpart_sweep_rows *r, uint32_t point,
                           uint32_t chunk, uint32_t method);

/* The line of a row, without the newline, into `line` (at least 200 bytes). */
void rtpart_sweep_row_format(const struct rtpart_sweep_row *row, char *line);

/*
 * Write header, settled rows and last line to `path` ("-": standard output), whole or not
 * at all. @header  text that names the experiment: lines ending in '\n', none empty
 * Returns 0, RTPART_ENOMEM, RTPART_EHOST.
 */
enum rtpart_code rtpart_sweep_rows_write(const struct rtpart_sweep_rows *r,
                                         const char *header, const char *path,
                                         struct rtpart_error *err);

/*
 * Read a file. Rows are appended to `r`.
 *
 * @header   in: NULL, or the header it must have; out where it was NULL: the header of the
 *           file, owned by the caller
 * @partial  false: a file without its last line, or that does not match it, is refused;
 *           true: whole lines are taken, a torn last one is dropped (for --resume)
 * Returns 0, RTPART_ENOMEM, RTPART_EINPUT with file:line.
 */
enum rtpart_code rtpart_sweep_rows_read(struct rtpart_sweep_rows *r, char **header,
                                        const char *path, bool partial,
                                        struct rtpart_error *err);

void rtpart_sweep_rows_free(struct rtpart_sweep_rows *r);

/*
 * 95 % Wilson score interval of a share of `yes` in `n` sets, into *low and *high; 0..1
 * where n is 0.
 *
 * [W27] E. B. Wilson, "Probable inference, the law of succession, and statistical
 *       inference", J. American Statistical Association 22, 1927. doi:10.2307/2276774
 */
void rtpart_wilson(uint64_t yes, uint64_t n, double *low, double *high);

#endif
