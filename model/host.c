/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/host.h"

#include <stdlib.h>
#include <string.h>

#include "common/auto.h"

/* Steps of the search for a placement; each is a handful of comparisons per CPU. */
#define STEPS_MAX 200000

const char *rtpart_guarantee_name(enum rtpart_guarantee g)
{
    switch (g) {
    case RTPART_GUARANTEE_KERNEL:
        return "kernel-admitted";
    case RTPART_GUARANTEE_HARD_GLOBAL:
        return "hard, global EDF";
    case RTPART_GUARANTEE_HARD_PARTITIONED:
        return "hard, partitioned";
    case RTPART_GUARANTEE_NONE:
        break;
    }
    return "refused";
}

bool rtpart_host_admits(unsigned cpus, int64_t limit, const struct rtpart_prm *r,
                        size_t count)
{
    rtpart_i128 sum = 0;

    for (size_t i = 0; i < count; i++)
        sum += rtpart_prm_booked(&r[i]);
    return sum <= (rtpart_i128)cpus * limit;
}

bool rtpart_host_gfb(unsigned cpus, const struct rtpart_prm *r, size_t count)
{
    const rtpart_i128 one = (rtpart_i128)1 << 40;
    rtpart_i128 sum = 0;
    rtpart_i128 max = 0;

    for (size_t i = 0; i < count; i++) {
        if (r[i].budget == 0)
            continue;
        /* budget <= 2^53, so the product stays below 2^94 */
        const rtpart_i128 share = (r[i].budget * one + r[i].period - 1) / r[i].period;

        sum += share;
        if (share > max)
            max = share;
    }
    return cpus > 0 && max <= one && sum <= cpus * one - (cpus - 1) * max;
}

/* A reservation to be placed. */
struct item {
    int64_t booked;
    size_t index; /* its place in the caller's array */
};

struct search {
    unsigned cpus;
    int64_t limit;
    int64_t *used;
    const struct item *items;
    size_t count;
    unsigned *cpu_of;
    size_t steps;
};

static int by_size(const void *a, const void *b)
{
    const struct item *x = a;
    const struct item *y = b;

    if (x->booked != y->booked)
        return x->booked > y->booked ? -1 : 1;
    return (x->index > y->index) - (x->index < y->index);
}

/* Is a CPU before `cpu` just as full? Trying both would lead to the same. */
static bool seen_before(const struct search *s, unsigned cpu)
{
    for (unsigned c = 0; c < cpu; c++)
        if (s->used[c] == s->used[cpu])
            return true;
    return false;
}

/* The CPU that is fullest below the load `below`, has room for item `n`, and is the first
 * of its kind; s->cpus where there is none. */
static unsigned next_choice(const struct search *s, size_t n, int64_t below)
{
    unsigned best = s->cpus;

    for (unsigned c = 0; c < s->cpus; c++)
        if (s->used[c] < below && s->used[c] + s->items[n].booked <= s->limit &&
            (best == s->cpus || s->used[c] > s->used[best]) && !seen_before(s, c))
            best = c;
    return best;
}

/*
 * Place the items in depth-first order without recursion: cpu_of holds the choices made so
 * far. The first descent is best fit decreasing.
 */
static enum rtpart_answer search(struct search *s)
{
    int64_t below = INT64_MAX; /* where choices for item n go on */
    size_t n = 0;

    while (n < s->count) {
        if (s->steps++ == STEPS_MAX)
            return RTPART_UNDECIDED;
        const struct item *item = &s->items[n];
        const unsigned c = next_choice(s, n, below);

        if (c < s->cpus) {
            s->cpu_of[item->index] = c;
            s->used[c] += item->booked;
            below = INT64_MAX;
            n++;
        } else if (n == 0) {
            return RTPART_UNSCHEDULABLE;
        } else { /* take the last one back and try it on a less full CPU */
            n--;
            const unsigned last = s->cpu_of[s->items[n].index];

            s->used[last] -= s->items[n].booked;
            below = s->used[last];
        }
    }
    return RTPART_SCHEDULABLE;
}

enum rtpart_code
rtpart_host_place(unsigned cpus, int64_t limit, const int64_t *used,
                  const struct rtpart_prm *r, size_t count,
                  unsigned *cpu_of, // NOLINT(readability-non-const-parameter)
                  enum rtpart_answer *answer, struct rtpart_error *err)
{
    RTPART_AUTO_FREE int64_t *load = calloc(cpus > 0 ? cpus : 1, sizeof *load);
    RTPART_AUTO_FREE struct item *items = calloc(count > 0 ? count : 1, sizeof *items);

    if (load == NULL || items == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory");
    if (used != NULL)
        memcpy(load, used, cpus * sizeof *load);
    for (size_t i = 0; i < count; i++)
        items[i] = (struct item){rtpart_prm_booked(&r[i]), i};
    qsort(items, count, sizeof *items, by_size);
    struct search s = {.cpus = cpus,
                       .limit = limit,
                       .used = load,
                       .items = items,
                       .count = count,
                       .cpu_of = cpu_of};

    *answer = search(&s);
    return RTPART_OK;
}
