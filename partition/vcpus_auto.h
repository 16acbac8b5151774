/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * vcpus_auto.h - how many vCPUs a task set needs, and what each more would buy
 */
#ifndef RTPART_PARTITION_VCPUS_AUTO_H
#define RTPART_PARTITION_VCPUS_AUTO_H

#include "partition/partition.h"

/* The answer for one number of vCPUs. */
struct rtpart_vcpus_row {
    unsigned vcpus;
    struct rtpart_partition partition;
    const struct rtpart_heuristic *used;
};

/* Rows by rising number of vCPUs; the first is the least for which something was found. */
struct rtpart_vcpus {
    enum rtpart_answer
        answer; /* SCHEDULABLE: there are rows; UNSCHEDULABLE: proved that no
                                  number up to the limit will do */
    struct rtpart_vcpus_row *rows; /* owned */
    size_t count;
    bool least_proved; /* no smaller number will do */
    unsigned tried;    /* largest number that was tried */
    size_t blocked;    /* not found: of the last number tried */
    bool gave_up;      /* not found: of some number tried */
};

/*
 * Find the least number of vCPUs, going up from what the utilisation and the fixed tasks
 * need at least, and answer up to `more` greater numbers too. More vCPUs than tasks buy
 * nothing and are not tried; nor are any more once a task fits on no vCPU even alone.
 *
 * @req   as for rtpart_partition_run; req->vcpus is the largest number to try, the time
 *        limit is that of each number
 * @h     the method; NULL: rtpart_partition_fallback
 * @out   written; rtpart_vcpus_free whatever the answer
 * Returns as rtpart_partition_run.
 */
enum rtpart_code rtpart_vcpus_auto(const struct rtpart_partition_request *req,
                                   const struct rtpart_heuristic *h, unsigned more,
                                   struct rtpart_vcpus *out, struct rtpart_error *err);

/* Frees the contents and leaves a zeroed struct. Accepts a zeroed struct. */
void rtpart_vcpus_free(struct rtpart_vcpus *v);

#endif
