/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "partition/cover.h"

#include <stdlib.h>

#include "common/array.h"
#include "partition/prices.h"

/* Columns whose first item is the same, by rising reduced cost. */
struct bucket {
    const struct rtpart_priced *first;
    size_t count;
};

struct search {
    const struct rtpart_cover_problem *p;
    size_t vcpus;               /* m, or the number of items where that is less */
    struct rtpart_priced *list; /* columns that are still of use */
    const struct rtpart_priced **sorted; /* the same by their items, to find one */
    size_t count;
    struct bucket bucket[RTPART_ITEMS_MAX];
    struct rtpart_prices prices;
    rtpart_share cap_high;
    rtpart_i128 slack;   /* sums of overheads are this near to the truth */
    rtpart_i128 reduced; /* sum over the columns of `now` */
    struct rtpart_cover now;
    struct rtpart_cover *best;
};

int rtpart_cover_cmp(const struct rtpart_cover *a, const struct rtpart_cover *b)
{
    struct rtpart_prm x[RTPART_ITEMS_MAX];
    struct rtpart_prm y[RTPART_ITEMS_MAX];

    if (!a->found || !b->found)
        return b->found - a->found;
    for (size_t i = 0; i < a->count; i++)
        x[i] = a->column[i].prm;
    for (size_t i = 0; i < b->count; i++)
        y[i] = b->column[i].prm;
    return rtpart_bandwidth_sum_cmp(x, a->count, y, b->count);
}

bool rtpart_cover_allows(const struct rtpart_cover_problem *p,
                         const struct rtpart_vcpu_set *column)
{
    const int order = rtpart_ratio_cmp(rtpart_prm_bandwidth(&column->prm), p->cap);

    return p->below ? order < 0 : order <= 0;
}

static int reduced_cmp(const void *a, const void *b)
{
    const struct rtpart_priced *x = a;
    const struct rtpart_priced *y = b;
    const int by_item =
        __builtin_ctzll(x->column->items) - __builtin_ctzll(y->column->items);
    const int by_cost = (x->reduced > y->reduced) - (x->reduced < y->reduced);

    if (by_item != 0)
        return by_item;
    if (by_cost != 0)
        return by_cost;
    return rtpart_order(x->column->items, y->column->items);
}

static int items_cmp(const void *a, const void *b)
{
    const struct rtpart_priced *x = *(const struct rtpart_priced *const *)a;
    const struct rtpart_priced *y = *(const struct rtpart_priced *const *)b;

    return rtpart_order(x->column->items, y->column->items);
}

/*
 * Is every cover dearer than the best that has the columns so far, one more of reduced cost
 * `more`, and at most `vcpus` others with their first items in `rest`?
 */
static bool dearer(const struct search *s, rtpart_i128 more, uint64_t rest, size_t vcpus)
{
    return s->best->found && s->prices.sum + s->reduced + more +
                                     rtpart_prices_rest(&s->prices, rest, vcpus) >=
                                 (rtpart_i128)s->best->overhead + s->slack;
}

static void keep(struct search *s)
{
    const rtpart_i128 now = (rtpart_i128)s->now.overhead;
    const rtpart_i128 best = (rtpart_i128)s->best->overhead;

    s->now.found = true;
    if (!s->best->found || now + s->slack <= best ||
        (now < best + s->slack && rtpart_cover_cmp(&s->now, s->best) < 0))
        *s->best = s->now;
}

static void cover(struct search *s, uint64_t rest, size_t vcpus);

static void take(struct search *s, const struct rtpart_priced *c, uint64_t rest,
                 size_t vcpus)
{
    s->now.column[s->now.count++] = *c->column;
    s->now.overhead += c->column->overhead;
    s->reduced += c->reduced;
    cover(s, rest & ~c->column->items, vcpus - 1);
    s->now.count--;
    s->now.overhead -= c->column->overhead;
    s->reduced -= c->reduced;
}

/* The last vCPU takes the whole rest. */
static void take_rest(struct search *s, uint64_t rest)
{
    const struct rtpart_vcpu_set wanted = {.items = rest};
    const struct rtpart_priced like = {.column = &wanted};
    const struct rtpart_priced *key = &like;
    const struct rtpart_priced **found =
        bsearch(&key, s->sorted, s->count, sizeof *s->sorted, items_cmp);

    if (found != NULL && !dearer(s, (*found)->reduced, 0, 0))
        take(s, *found, rest, 1);
}

static void cover(struct search *s, uint64_t rest, size_t vcpus)
{
    if (rest == 0) {
        keep(s);
        return;
    }
    if (vcpus == 0 || rtpart_limit_reached(s->p->limit) ||
        rtpart_columns_use(s->p->columns, rest) > vcpus * s->cap_high)
        return;
    if (vcpus == 1) {
        take_rest(s, rest);
        return;
    }
    const struct bucket *b = &s->bucket[__builtin_ctzll(rest)];

    for (size_t i = 0; i < b->count && !s->p->limit->reached; i++) {
        if (dearer(s, b->first[i].reduced, rest & (rest - 1), vcpus - 1))
            break;
        if ((b->first[i].column->items & ~rest) == 0)
            take(s, &b->first[i], rest, vcpus);
    }
}

/* Price the columns, drop those that no better cover can have, and put the others in both
 * orders. */
static void prepare(struct search *s)
{
    const struct rtpart_columns *c = s->p->columns;
    const uint64_t all = rtpart_columns_all(c);
    size_t kept = 0;

    rtpart_prices_find(&s->prices, s->list, s->count, c->item_count, s->vcpus,
                       s->best->found ? s->best->overhead : c->width, s->p->limit);
    for (size_t i = 0; i < s->count; i++) {
        const int first = __builtin_ctzll(s->list[i].column->items);

        if (!dearer(s, s->list[i].reduced, all & ~(UINT64_C(1) << first), s->vcpus - 1))
            s->list[kept++] = s->list[i];
    }
    s->count = kept;
    qsort(s->list, s->count, sizeof *s->list, reduced_cmp);
    for (size_t i = 0; i < s->count; i++) {
        struct bucket *b = &s->bucket[__builtin_ctzll(s->list[i].column->items)];

        s->sorted[i] = &s->list[i];
        if (b->count++ == 0)
            b->first = &s->list[i];
    }
    qsort(s->sorted, s->count, sizeof *s->sorted, items_cmp);
}

enum rtpart_code rtpart_cover_search(const struct rtpart_cover_problem *p,
                                     struct rtpart_cover *best, struct rtpart_error *err)
{
    const struct rtpart_columns *c = p->columns;
    const size_t m = c->req->vcpus;
    struct search s = {.p = p,
                       .vcpus = m < c->item_count ? m : c->item_count,
                       .cap_high = rtpart_share_ceil(p->cap),
                       .slack = (rtpart_i128)c->item_count,
                       .best = best};
    enum rtpart_code code = RTPART_OK;

    s.list = rtpart_array(c->count, sizeof *s.list);
    s.sorted = rtpart_array(c->count, sizeof *s.sorted);
    if (s.list != NULL && s.sorted != NULL) {
        for (size_t i = 0; i < c->count; i++)
            if (rtpart_cover_allows(p, &c->list[i]))
                s.list[s.count++] = (struct rtpart_priced){.column = &c->list[i]};
        prepare(&s);
        cover(&s, rtpart_columns_all(c), s.vcpus);
    } else {
        code = rtpart_fail(err, RTPART_ENOMEM, "out of memory for %zu sets of tasks",
                           c->count);
    }
    free(s.list);
    free(s.sorted);
    return code;
}
