/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * compare.h - one question, all answers: every method of the table beside a global guest
 */
#ifndef RTPART_PARTITION_COMPARE_H
#define RTPART_PARTITION_COMPARE_H

#include "analysis/mpr_tests.h"
#include "partition/partition.h"

/* One method. Of the two answers it has one. */
struct rtpart_compare_row {
    const char *method; /* name of the heuristic; "global-edf", "global-fp" */
    const struct rtpart_heuristic *heuristic; /* NULL: a global guest */
    struct rtpart_partition partition;        /* with a heuristic */
    struct rtpart_mpr_request question;       /* without one */
    struct rtpart_mpr_result global;          /* likewise */
};

struct rtpart_compare {
    struct rtpart_compare_row
        *rows; /* owned, in the order of the table, global ones last */
    size_t count;
};

/* Time that a method that searches gets where the request sets no limit. */
#define RTPART_COMPARE_SECONDS 10.0

/* Told which method begins. May be NULL. */
typedef void rtpart_compare_begin_fn(void *ctx, const char *method);

/*
 * Answer `req` by every method, and by global EDF and global fixed priority (the priorities
 * of req->scheduler, RM under EDF) on as many vCPUs over the same grid.
 *
 * A method that cannot answer (another model than this scheduler's) is left out with a note.
 *
 * @notes  may be NULL
 * @out    zeroed or unset before; rtpart_compare_free whatever the code
 * Returns 0; RTPART_EUSAGE, RTPART_EINPUT, RTPART_EMODEL where the request is not sound;
 * RTPART_ENOMEM.
 */
enum rtpart_code rtpart_compare_run(const struct rtpart_partition_request *req,
                                    rtpart_compare_begin_fn *begin, void *begin_ctx,
                                    const struct rtpart_notes *notes,
                                    struct rtpart_compare *out, struct rtpart_error *err);

/* The answer of a row. */
enum rtpart_answer rtpart_compare_answer(const struct rtpart_compare_row *row);

/* Total bandwidth and largest of a vCPU, of a row that says yes; for printing. */
double rtpart_compare_bandwidth(const struct rtpart_compare_row *row);
double rtpart_compare_max_bandwidth(const struct rtpart_compare_row *row);

/*
 * Yes if one row says yes; no if the partitioned rows have a proof and the global rows too;
 * else undecided.
 */
enum rtpart_answer rtpart_compare_overall(const struct rtpart_compare *c);

/* Frees the contents and leaves a zeroed struct. Accepts a zeroed struct. */
void rtpart_compare_free(struct rtpart_compare *c);

#endif
