/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "partition/prices.h"

#include <math.h>
#include <string.h>

#define ROUNDS   120
#define PATIENCE 8 /* rounds without a better bound before the steps are halved */

struct ascent {
    const struct rtpart_priced *c;
    size_t count;
    size_t items;
    size_t vcpus;
    double target;
    double price[RTPART_ITEMS_MAX];
    double best[RTPART_ITEMS_MAX];
    double best_bound;
};

static double core(rtpart_share s)
{
    return ldexp((double)s, -RTPART_SHARE_BITS);
}

/* Start: each item bears an equal part of the cheapest column for it. */
static void start(struct ascent *a)
{
    for (size_t i = 0; i < a->items; i++)
        a->price[i] = INFINITY;
    for (size_t k = 0; k < a->count; k++) {
        const uint64_t items = a->c[k].column->items;
        const double part = core(a->c[k].column->overhead) / __builtin_popcountll(items);

        for (uint64_t left = items; left != 0; left &= left - 1) {
            double *price = &a->price[__builtin_ctzll(left)];

            if (part < *price)
                *price = part;
        }
    }
    for (size_t i = 0; i < a->items; i++)
        if (!isfinite(a->price[i]))
            a->price[i] = 0; /* no column has it: nothing will be found */
}

/*
 * The bound at the present prices, and how often the columns behind it use each item: they
 * are the m most negative ones, at most one for each first item.
 */
static double evaluate(const struct ascent *a, int *uses)
{
    double least[RTPART_ITEMS_MAX] = {0};
    uint64_t which[RTPART_ITEMS_MAX] = {0}; /* items of the column that has it */
    double bound = 0;

    for (size_t i = 0; i < a->items; i++) {
        bound += a->price[i];
        uses[i] = 0;
    }
    for (size_t k = 0; k < a->count; k++) {
        const struct rtpart_vcpu_set *column = a->c[k].column;
        const int first = __builtin_ctzll(column->items);
        double reduced = core(column->overhead);

        for (uint64_t left = column->items; left != 0; left &= left - 1)
            reduced -= a->price[__builtin_ctzll(left)];
        if (reduced < least[first]) {
            least[first] = reduced;
            which[first] = column->items;
        }
    }
    for (size_t n = 0; n < a->vcpus; n++) {
        size_t next = 0;

        for (size_t i = 1; i < a->items; i++)
            if (least[i] < least[next])
                next = i;
        bound += least[next];
        for (uint64_t left = which[next]; left != 0; left &= left - 1)
            uses[__builtin_ctzll(left)]++;
        least[next] = 0;
        which[next] = 0;
    }
    return bound;
}

static void climb(struct ascent *a, struct rtpart_limit *l)
{
    double length = 1;
    int idle = 0;

    a->best_bound = -INFINITY;
    for (int round = 0; round < ROUNDS && !rtpart_limit_reached(l); round++) {
        int uses[RTPART_ITEMS_MAX];
        double norm = 0;
        const double bound = evaluate(a, uses);

        if (bound > a->best_bound + 1e-9) {
            a->best_bound = bound;
            memcpy(a->best, a->price, sizeof a->best);
            idle = 0;
        } else if (++idle == PATIENCE) {
            length /= 2;
            idle = 0;
        }
        for (size_t i = 0; i < a->items; i++)
            norm += (1.0 - uses[i]) * (1.0 - uses[i]);
        if (norm == 0 || bound >= a->target)
            return;
        for (size_t i = 0; i < a->items; i++)
            a->price[i] += length * (a->target - bound) / norm * (1.0 - uses[i]);
    }
}

/* Reduced costs in integers, and their least by first item. */
static void apply(struct rtpart_prices *p, struct rtpart_priced *c, size_t count,
                  size_t items)
{
    for (size_t i = 0; i < items; i++) {
        p->sum += p->item[i];
        p->least[i] = RTPART_UNPRICED;
        p->order[i] = (uint8_t)i;
    }
    for (size_t k = 0; k < count; k++) {
        const uint64_t set = c[k].column->items;
        rtpart_i128 *least = &p->least[__builtin_ctzll(set)];

        c[k].reduced = (rtpart_i128)c[k].column->overhead;
        for (uint64_t left = set; left != 0; left &= left - 1)
            c[k].reduced -= p->item[__builtin_ctzll(left)];
        if (c[k].reduced < *least)
            *least = c[k].reduced;
    }
    for (size_t i = 1; i < items; i++) /* few items: insertion sort */
        for (size_t j = i; j > 0 && p->least[p->order[j]] < p->least[p->order[j - 1]];
             j--) {
            const uint8_t swap = p->order[j];

            p->order[j] = p->order[j - 1];
            p->order[j - 1] = swap;
        }
    while (p->negative < items && p->least[p->order[p->negative]] < 0)
        p->negative++;
}

void rtpart_prices_find(struct rtpart_prices *p, struct rtpart_priced *c, size_t count,
                        size_t items, size_t vcpus, rtpart_share target,
                        struct rtpart_limit *l)
{
    struct ascent a = {
        .c = c, .count = count, .items = items, .vcpus = vcpus, .target = core(target)};

    *p = (struct rtpart_prices){0};
    start(&a);
    climb(&a, l);
    for (size_t i = 0; i < items; i++)
        p->item[i] = (rtpart_i128)ldexp(a.best[i], RTPART_SHARE_BITS);
    apply(p, c, count, items);
}

rtpart_i128 rtpart_prices_rest(const struct rtpart_prices *p, uint64_t rest, size_t vcpus)
{
    rtpart_i128 sum = 0;

    for (size_t k = 0; k < p->negative && vcpus > 0; k++)
        if (rest >> p->order[k] & 1) {
            sum += p->least[p->order[k]];
            vcpus--;
        }
    return sum;
}
