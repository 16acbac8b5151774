/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "partition/columns.h"

#include <stdlib.h>

#include "analysis/fp.h"
#include "analysis/interface.h"
#include "common/array.h"
#include "partition/placement.h"

/* Item of each task, before they are numbered by utilisation. */
struct group {
    rtpart_share use;
    size_t number; /* as found */
    unsigned vcpu;
};

static int group_cmp(const void *a, const void *b)
{
    const struct group *x = a;
    const struct group *y = b;

    if (x->use != y->use)
        return x->use > y->use ? -1 : 1;
    return rtpart_order(x->number, y->number);
}

static enum rtpart_code find_items(struct rtpart_columns *c, struct rtpart_error *err)
{
    const struct rtpart_taskset *ts = c->req->taskset;
    struct group group[RTPART_ITEMS_MAX] = {{0}};
    uint8_t place[RTPART_ITEMS_MAX];
    size_t count = 0;

    for (size_t i = 0; i < ts->count; i++) {
        const struct rtpart_task *t = &ts->tasks[i];
        const unsigned v = t->vcpu < 0 ? RTPART_NO_VCPU : (unsigned)t->vcpu;
        size_t g = 0;

        while (g < count && (v == RTPART_NO_VCPU || group[g].vcpu != v))
            g++;
        if (g == RTPART_ITEMS_MAX)
            return rtpart_fail(err, RTPART_EMODEL,
                               "%zu tasks: a search over all partitions takes at most %d "
                               "that are not fixed to a vCPU",
                               ts->count, RTPART_ITEMS_MAX);
        if (g == count)
            group[count++] = (struct group){.vcpu = v, .number = g};
        group[g].use += rtpart_share_floor(rtpart_task_utilization(t));
        c->item[i] = (uint8_t)g;
    }
    qsort(group, count, sizeof *group, group_cmp);
    for (size_t g = 0; g < count; g++) {
        place[group[g].number] = (uint8_t)g;
        c->vcpu[g] = group[g].vcpu;
        c->use[g] = group[g].use;
        c->all += group[g].use;
        if (group[g].vcpu != RTPART_NO_VCPU)
            c->fixed |= UINT64_C(1) << g;
    }
    for (size_t i = 0; i < ts->count; i++)
        c->item[i] = place[c->item[i]];
    c->item_count = count;
    return RTPART_OK;
}

enum rtpart_code rtpart_columns_init(struct rtpart_columns *c,
                                     const struct rtpart_partition_request *req,
                                     struct rtpart_error *err)
{
    const size_t n = req->taskset->count;
    enum rtpart_code code;

    *c = (struct rtpart_columns){.req = req};
    c->order = rtpart_array(n, sizeof *c->order);
    c->item = rtpart_array(n, sizeof *c->item);
    if (c->order == NULL || c->item == NULL) {
        rtpart_columns_free(c);
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory for %zu tasks", n);
    }
    code = find_items(c, err);
    if (code == RTPART_OK)
        code = rtpart_load_order(req->taskset, req->scheduler, c->order, err);
    if (code == RTPART_OK)
        code = rtpart_load_init(&c->load, n, req->scheduler, req->latency, err);
    if (code != RTPART_OK)
        rtpart_columns_free(c);
    return code;
}

void rtpart_columns_free(struct rtpart_columns *c)
{
    rtpart_load_free(&c->load);
    free(c->order);
    free(c->item);
    free(c->list);
    *c = (struct rtpart_columns){0};
}

rtpart_share rtpart_columns_use(const struct rtpart_columns *c, uint64_t items)
{
    rtpart_share use = 0;

    for (; items != 0; items &= items - 1)
        use += c->use[__builtin_ctzll(items)];
    return use;
}

/* One walk over the sets. */
struct walk {
    struct rtpart_columns *c;
    struct rtpart_limit *limit;
    rtpart_share width;
    struct rtpart_ratio cap;
    rtpart_share cap_high; /* cap, rounded up */
    rtpart_share least;    /* a set with less utilisation leaves too much behind: what is
                              left is not more than it is rounded down, as `all` is */
    uint64_t decided;
    uint64_t items;
    rtpart_share use;  /* of `items` */
    rtpart_share left; /* of the items not decided yet */
    enum rtpart_code code;
};

static void store(struct walk *w, const struct rtpart_vcpu_set *column)
{
    struct rtpart_columns *c = w->c;

    if (c->count == RTPART_COLUMNS_MAX) {
        w->limit->reached = true;
        return;
    }
    if (c->count == c->capacity) {
        const size_t wider = c->capacity * 2 + 256;
        struct rtpart_vcpu_set *list = realloc(c->list, wider * sizeof *list);

        if (list == NULL) {
            w->code = RTPART_ENOMEM;
            return;
        }
        c->list = list;
        c->capacity = wider;
    }
    c->list[c->count++] = *column;
}

/* Share of a core that a set may take to be within the cap and the width. */
static struct rtpart_ratio most_useful(const struct walk *w)
{
    const rtpart_share most = w->use + w->width;

    if (most >= w->cap_high || rtpart_ratio_cmp(rtpart_share_ratio(most), w->cap) > 0)
        return w->cap;
    return rtpart_share_ratio(most);
}

/* The set is complete: is its interface worth having? */
static void look(struct walk *w, struct rtpart_ratio alpha)
{
    struct rtpart_columns *c = w->c;
    struct rtpart_vcpu_set column = {.items = w->items};

    if (w->items == 0 || w->use < w->least ||
        rtpart_share_floor(alpha) >= w->use + w->width)
        return;
    if (rtpart_interface_within(&c->load, &c->req->grid, most_useful(w), &column.prm) !=
        RTPART_SCHEDULABLE)
        return;
    column.cost = rtpart_share_bandwidth(&column.prm);
    column.overhead = column.cost - w->use;
    if (column.overhead >= c->width && column.overhead < w->width)
        store(w, &column);
}

/* Put a task at the end of the set; false where no vCPU holds the set any more. */
static bool push(struct walk *w, size_t task, struct rtpart_ratio *alpha)
{
    struct rtpart_load *load = &w->c->load;

    rtpart_load_push(load, &w->c->req->taskset->tasks[task], task);
    if (load->scheduler == RTPART_SCHED_EDF)
        return true;
    *alpha = rtpart_fp_task_alpha(load, load->count - 1, *alpha);
    return rtpart_ratio_cmp(*alpha, w->cap) <= 0;
}

/* All sets that go on from the tasks before `at`: first without the next free task, then
 * with it. Tasks of an item that is decided follow it. */
static void walk(struct walk *w, size_t at, struct rtpart_ratio alpha)
{
    struct rtpart_columns *c = w->c;
    const size_t n = c->req->taskset->count;
    const size_t depth = c->load.count;
    bool holds = true;
    uint64_t bit = 0;

    for (; at < n && holds; at++) {
        bit = UINT64_C(1) << c->item[c->order[at]];
        if ((w->decided & bit) == 0)
            break;
        if (w->items & bit)
            holds = push(w, c->order[at], &alpha);
    }
    if (holds && at == n) {
        if (!rtpart_limit_reached(w->limit))
            look(w, alpha);
    } else if (holds && w->use + w->left >= w->least) {
        const rtpart_share use = c->use[c->item[c->order[at]]];

        w->decided |= bit;
        w->left -= use;
        if (w->code == RTPART_OK && !w->limit->reached)
            walk(w, at, alpha);
        if (w->code == RTPART_OK && !w->limit->reached && w->use + use <= w->cap_high &&
            !(bit & c->fixed && w->items & c->fixed)) {
            w->items |= bit;
            w->use += use;
            walk(w, at, alpha);
            w->items &= ~bit;
            w->use -= use;
        }
        w->decided &= ~bit;
        w->left += use;
    }
    while (c->load.count > depth)
        rtpart_load_pop(&c->load);
}

enum rtpart_code rtpart_columns_widen(struct rtpart_columns *c, rtpart_share width,
                                      struct rtpart_ratio cap, struct rtpart_limit *l,
                                      struct rtpart_error *err)
{
    const rtpart_share cap_high = rtpart_share_ceil(cap);
    const rtpart_share others = (c->req->vcpus - 1) * cap_high;
    const size_t before = c->count;
    struct walk w = {.c = c,
                     .limit = l,
                     .width = width,
                     .cap = cap,
                     .cap_high = cap_high,
                     .least = c->all > others ? c->all - others : 0,
                     .left = c->all};

    if (width <= c->width)
        return RTPART_OK;
    walk(&w, 0, (struct rtpart_ratio){.num = 0, .den = 1});
    if (w.code != RTPART_OK)
        return rtpart_fail(err, w.code, "out of memory for %zu sets of tasks", c->count);
    if (l->reached)
        c->count = before;
    else
        c->width = width;
    return RTPART_OK;
}
