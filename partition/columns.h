/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * columns.h - sets of tasks that could share a vCPU, with the interface each would need
 *
 * A partition is a choice of such sets (columns) that covers every task once. Since the
 * utilisation of all tasks is given, the total bandwidth is U plus the overheads
 * (bandwidth - U) of the columns, and only columns with less overhead than the best
 * partition known can be part of a better one. So columns are made by rising overhead:
 * the list is complete up to a width, and can be widened.
 *
 * Sets are enumerated task by task in scheduling order, and left out without computing
 * an interface where a bound shows that they are no use:
 *  - the bandwidth of a set is at least alpha of it, which adding tasks of lower priority
 *    does not lower;
 *  - what the set leaves behind must fit on the other vCPUs.
 *
 * Tasks that are fixed to the same vCPU are one item: they are together in any case.
 */
#ifndef RTPART_PARTITION_COLUMNS_H
#define RTPART_PARTITION_COLUMNS_H

#include "analysis/load.h"
#include "partition/limit.h"
#include "partition/share.h"

#define RTPART_ITEMS_MAX   64
#define RTPART_COLUMNS_MAX (1u << 20)

struct rtpart_vcpu_set {
    uint64_t items;
    struct rtpart_prm prm;
    rtpart_share cost; /* its bandwidth, rounded down */
    rtpart_share
        overhead; /* cost less the utilisations of its tasks, each rounded down */
};

struct rtpart_columns {
    const struct rtpart_partition_request *req; /* borrowed */
    size_t item_count;
    size_t *order;                      /* tasks in scheduling order */
    uint8_t *item;                      /* item of each task; by falling utilisation */
    uint64_t fixed;                     /* items that are fixed to a vCPU */
    unsigned vcpu[RTPART_ITEMS_MAX];    /* where they are fixed, RTPART_NO_VCPU: free */
    rtpart_share use[RTPART_ITEMS_MAX]; /* utilisation, rounded down for each task */
    rtpart_share all;                   /* sum of them */
    struct rtpart_load load;            /* of the set being looked at */
    struct rtpart_vcpu_set *list;
    size_t count;
    size_t capacity;
    rtpart_share width; /* every column with less overhead is in the list */
};

/*
 * An empty list for a checked request, which must outlive it.
 * Returns 0; RTPART_EMODEL where there are more than RTPART_ITEMS_MAX items, or priorities
 * are missing; RTPART_ENOMEM.
 */
enum rtpart_code rtpart_columns_init(struct rtpart_columns *c,
                                     const struct rtpart_partition_request *req,
                                     struct rtpart_error *err);

void rtpart_columns_free(struct rtpart_columns *c);

/*
 * Add the columns with an overhead below `width` that are not there yet. Of these, some may
 * be left out that take more of a core than `cap`; a cap must not rise from call to call.
 * Where the limit is reached, or more than RTPART_COLUMNS_MAX would be needed, the call ends
 * early with l->reached set and c->width as before. Under EDF c->load.gave_up is set, for good,
 * once the analysis gave up on a set: the list may lack that set then, or have it too dear.
 * Returns 0 or RTPART_ENOMEM.
 */
enum rtpart_code rtpart_columns_widen(struct rtpart_columns *c, rtpart_share width,
                                      struct rtpart_ratio cap, struct rtpart_limit *l,
                                      struct rtpart_error *err);

/* All items: the set that a partition must cover. */
static inline uint64_t rtpart_columns_all(const struct rtpart_columns *c)
{
    return c->item_count == 64 ? UINT64_MAX : (UINT64_C(1) << c->item_count) - 1;
}

/* Utilisation of a set of items, rounded down for each task. */
rtpart_share rtpart_columns_use(const struct rtpart_columns *c, uint64_t items);

#endif
