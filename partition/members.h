/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * members.h - the tasks of each vCPU of a partition, listed
 */
#ifndef RTPART_PARTITION_MEMBERS_H
#define RTPART_PARTITION_MEMBERS_H

#include "partition/partition.h"

/* vCPU v has tasks[first[v]] .. tasks[first[v + 1] - 1], in the order of the task set. */
struct rtpart_members {
    size_t *tasks; /* owned: places in the task set */
    size_t *first; /* owned: one more than there are vCPUs */
};

/*
 * List the tasks of a partition; of one that was not found, none.
 * @out  zeroed or unset before; rtpart_members_free
 * Returns 0 or RTPART_ENOMEM, `out` then empty. O(tasks + vCPUs).
 */
enum rtpart_code rtpart_members_list(const struct rtpart_partition *p,
                                     struct rtpart_members *out,
                                     struct rtpart_error *err);

/* How many tasks vCPU v has. */
static inline size_t rtpart_members_count(const struct rtpart_members *m, unsigned v)
{
    return m->first[v + 1] - m->first[v];
}

/* Frees the arrays and leaves a zeroed struct. Accepts a zeroed struct. */
void rtpart_members_free(struct rtpart_members *m);

#endif
