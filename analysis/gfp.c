/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/gfp.h"

#include <stdlib.h>
#include <string.h>

#include "analysis/load.h"
#include "common/array.h"
#include "common/wide.h"

#define K_BITS 16

static const char *const names[] = {"rm", "dm", "prio", "dkc", "opa"};

const char *rtpart_gfp_policy_name(enum rtpart_gfp_policy p)
{
    return names[p];
}

bool rtpart_gfp_policy_from_name(const char *name, enum rtpart_gfp_policy *out)
{
    for (size_t p = 0; p < sizeof names / sizeof *names; p++) {
        if (strcmp(names[p], name) == 0) {
            *out = (enum rtpart_gfp_policy)p;
            return true;
        }
    }
    return false;
}

struct dkc_key {
    rtpart_i128 key; /* (D - k C) 2^16 */
    size_t index;
};

static int dkc_cmp(const void *a, const void *b)
{
    const struct dkc_key *x = a;
    const struct dkc_key *y = b;

    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    return rtpart_order(x->index, y->index);
}

/* floor of the square root, by Newton's steps from above. */
static int64_t square_root(int64_t x)
{
    int64_t root = x;

    for (int64_t next = (x + 1) / 2; next < root; next = (root + x / root) / 2)
        root = next;
    return root;
}

static enum rtpart_code dkc_order(const struct rtpart_taskset *ts, unsigned cpus,
                                  size_t *order, struct rtpart_error *err)
{
    const int64_t m = cpus;
    /* sqrt(x) 2^16 = sqrt(x 2^32); x <= 5 * 2^24 has 27 bits */
    const int64_t root = square_root((5 * m * m - 6 * m + 1) << (2 * K_BITS));
    const int64_t k = (((m - 1) << K_BITS) + root) / (2 * m);
    struct dkc_key *keys = rtpart_array(ts->count, sizeof *keys);

    if (keys == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory for %zu tasks", ts->count);
    for (size_t i = 0; i < ts->count; i++) {
        const struct rtpart_task *t = &ts->tasks[i];

        keys[i] = (struct dkc_key){.key = ((rtpart_i128)t->deadline << K_BITS) -
                                          (rtpart_i128)k * t->wcet,
                                   .index = i};
    }
    qsort(keys, ts->count, sizeof *keys, dkc_cmp);
    for (size_t i = 0; i < ts->count; i++)
        order[i] = keys[i].index;
    free(keys);
    return RTPART_OK;
}

enum rtpart_code rtpart_gfp_order(const struct rtpart_taskset *ts,
                                  enum rtpart_gfp_policy policy, unsigned cpus,
                                  size_t *order, struct rtpart_error *err)
{
    switch (policy) {
    case RTPART_GFP_RM:
        return rtpart_load_order(ts, RTPART_SCHED_RM, order, err);
    case RTPART_GFP_DM:
        return rtpart_load_order(ts, RTPART_SCHED_DM, order, err);
    case RTPART_GFP_PRIO:
        return rtpart_load_order(ts, RTPART_SCHED_PRIO, order, err);
    case RTPART_GFP_DKC:
        return dkc_order(ts, cpus, order, err);
    case RTPART_GFP_OPA:
        break;
    }
    return rtpart_fail(err, RTPART_EUSAGE,
                       "Audsley's assignment is found with a test, it is not an order");
}
