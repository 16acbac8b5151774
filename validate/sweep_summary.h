/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sweep_summary.h - what the rows of a campaign amount to: tables and pictures
 *
 * Works from a result file alone: its header says what the points are.
 */
#ifndef RTPART_VALIDATE_SWEEP_SUMMARY_H
#define RTPART_VALIDATE_SWEEP_SUMMARY_H

#include "common/cli.h"
#include "common/table.h"
#include "validate/sweep_rows.h"

/* The grid and the methods of a result file. Arrays are owned. */
struct rtpart_sweep_grid {
    uint64_t *tasks;
    size_t task_count;
    uint64_t *utilizations; /* millionths */
    size_t utilization_count;
    uint64_t *vcpus;
    size_t vcpu_count;
    char **methods;
    size_t method_count;
    uint64_t sets;
    uint64_t chunk;
};

/* From the header of a file. Returns 0, RTPART_EINPUT (not such a header), RTPART_ENOMEM. */
enum rtpart_code rtpart_sweep_grid_read(struct rtpart_sweep_grid *g, const char *header,
                                        const char *name, struct rtpart_error *err);
void rtpart_sweep_grid_free(struct rtpart_sweep_grid *g);

/* All that the rows say of one point and one method. */
struct rtpart_sweep_total {
    uint64_t sets, yes, no, undecided;
    uint64_t bandwidth_ppb, overhead_ppb; /* sums over the yes sets */
};

/*
 * Totals of every point and method: total[point * method_count + method]. The rows must be
 * settled and lie in the grid. Owned by the caller.
 * Returns 0, RTPART_EINPUT (a row outside of the grid), RTPART_ENOMEM.
 */
enum rtpart_code rtpart_sweep_totals(const struct rtpart_sweep_grid *g,
                                     const struct rtpart_sweep_rows *rows,
                                     struct rtpart_sweep_total **totals,
                                     struct rtpart_error *err);

/* Rows that are missing to make the campaign whole, and where the first of them is. The rows
 * are settled; those outside of the grid do not count. O(rows). */
uint64_t rtpart_sweep_gaps(const struct rtpart_sweep_grid *g,
                           const struct rtpart_sweep_rows *rows, uint32_t *point,
                           uint32_t *chunk);

extern const struct rtpart_column rtpart_sweep_columns[];
extern const size_t rtpart_sweep_column_count;

/* One row for each point and method: share of sets with its 95 % interval, means. */
void rtpart_sweep_fill_table(struct rtpart_table *t, const struct rtpart_sweep_grid *g,
                             const struct rtpart_sweep_total *totals,
                             enum rtpart_format format);

/*
 * Pictures into `directory`, each with its .dat and .gp: for every n and m the share of
 * schedulable sets over the utilisation, with 95 % bands (share-N-M.svg and .png), and the
 * mean overhead over the number of vCPUs (overhead-N.svg and .png).
 * Returns 0, RTPART_EHOST, RTPART_ENOMEM.
 */
enum rtpart_code rtpart_sweep_plot(const struct rtpart_sweep_grid *g,
                                   const struct rtpart_sweep_total *totals,
                                   const char *directory, struct rtpart_error *err);

/* A row of the file of rtsweep --times: time of one method on the sets of one size. */
struct rtpart_sweep_time {
    uint64_t tasks;
    char method[64];
    uint64_t sets; /* > 0 */
    uint64_t total_ns;
};

struct rtpart_sweep_times {
    struct rtpart_sweep_time *rows; /* owned */
    size_t count;
};

/*
 * Read such a file from memory: `len` bytes at `text`, ended by a NUL.
 *
 * @t     zeroed; owned by the caller, also after a failure (rtpart_sweep_times_free)
 * @name  stands for it in messages
 * Returns 0, RTPART_EINPUT ("name:line: ..."), RTPART_ENOMEM.
 */
enum rtpart_code rtpart_sweep_times_read_memory(struct rtpart_sweep_times *t,
                                                const char *text, size_t len,
                                                const char *name,
                                                struct rtpart_error *err);
void rtpart_sweep_times_free(struct rtpart_sweep_times *t);

/*
 * Picture of the time that a set takes over its size, from the file of rtsweep --times:
 * time.svg and time.png in `directory`, with their .dat and .gp.
 * Returns 0, RTPART_EINPUT (file:line), RTPART_EHOST, RTPART_ENOMEM.
 */
enum rtpart_code rtpart_sweep_plot_times(const char *path, const char *directory,
                                         struct rtpart_error *err);

#endif
