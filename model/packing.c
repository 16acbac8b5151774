/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/packing.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "common/auto.h"

/* A weight to be placed, and where it is. */
struct item {
    int64_t weight;
    size_t index; /* its place in the caller's array */
    size_t bin;
};

struct search {
    struct item *items; /* the largest first */
    size_t count;
    int64_t *rooms; /* what is left of them */
    size_t bins;
    int64_t left; /* weight that is not placed */
    size_t steps;
};

static int by_weight(const void *a, const void *b)
{
    const struct item *x = a;
    const struct item *y = b;

    if (x->weight != y->weight)
        return x->weight > y->weight ? -1 : 1;
    return (x->index > y->index) - (x->index < y->index);
}

/*
 * The tightest bin with room for item n and more room than `above`, the first of its kind;
 * s->bins where there is none. Of equal weights the later one goes into no earlier bin.
 */
static size_t next_bin(const struct search *s, size_t n, int64_t above)
{
    const struct item *item = &s->items[n];
    const bool again = n > 0 && s->items[n - 1].weight == item->weight;
    size_t best = s->bins;

    for (size_t b = again ? s->items[n - 1].bin : 0; b < s->bins; b++)
        if (s->rooms[b] >= item->weight && s->rooms[b] > above &&
            (best == s->bins || s->rooms[b] < s->rooms[best]))
            best = b;
    return best;
}

/* Do the bins that can take the smallest weight have room for all that is left? */
static bool hopeful(const struct search *s)
{
    const int64_t smallest = s->items[s->count - 1].weight;
    int64_t room = 0;

    for (size_t b = 0; b < s->bins; b++)
        room += s->rooms[b] >= smallest && s->rooms[b] > 0 ? s->rooms[b] : 0;
    return room >= s->left;
}

static enum rtpart_answer search(struct search *s)
{
    int64_t above = INT64_MIN; /* bins with that room have been tried for item n */
    size_t n = 0;

    while (n < s->count) {
        if (s->steps++ == RTPART_PACKING_STEPS)
            return RTPART_UNDECIDED;
        struct item *item = &s->items[n];

        item->bin = hopeful(s) ? next_bin(s, n, above) : s->bins;
        if (item->bin < s->bins) {
            s->rooms[item->bin] -= item->weight;
            s->left -= item->weight;
            above = INT64_MIN;
            n++;
        } else if (n == 0) {
            return RTPART_UNSCHEDULABLE;
        } else { /* take the last one back and try it elsewhere */
            item = &s->items[--n];
            s->rooms[item->bin] += item->weight;
            s->left += item->weight;
            above = s->rooms[item->bin];
        }
    }
    return RTPART_SCHEDULABLE;
}

enum rtpart_code rtpart_pack(const int64_t *weights, size_t count, const int64_t *rooms,
                             size_t bins, unsigned *bin_of, enum rtpart_answer *answer,
                             struct rtpart_error *err)
{
    RTPART_AUTO_FREE struct item *items = calloc(count > 0 ? count : 1, sizeof *items);
    RTPART_AUTO_FREE int64_t *left = calloc(bins > 0 ? bins : 1, sizeof *left);
    struct search s = {.items = items, .count = count, .rooms = left, .bins = bins};

    if (items == NULL || left == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory for %zu reservations",
                           count);
    if (bins > 0)
        memcpy(left, rooms, bins * sizeof *left);
    for (size_t i = 0; i < count; i++) {
        items[i] = (struct item){.weight = weights[i], .index = i};
        s.left += weights[i];
    }
    qsort(items, count, sizeof *items, by_weight);
    *answer = search(&s);
    if (*answer == RTPART_SCHEDULABLE)
        for (size_t i = 0; i < count; i++)
            bin_of[items[i].index] = (unsigned)items[i].bin;
    return RTPART_OK;
}
