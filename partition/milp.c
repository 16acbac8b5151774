/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * milp.c - the best partition as an integer programme, solved by GLPK
 *
 * Set partitioning over the columns of columns.h, the same sets that exact.c covers by its
 * own search:
 *
 *   minimise   sum of overhead(T) x_T
 *   such that  sum of x_T over the sets T with item i = 1    for every item i
 *              sum of x_T <= m,  x_T in {0, 1}
 *
 * GLPK computes in floating point: it may miss a partition that is better by less than its
 * tolerances, and what it says of optimality is no proof; so none is claimed. The partition
 * it gives is taken only after an exact check that it is one, and its interfaces come from
 * the exact analysis.
 */
#include <math.h>
#include <stdlib.h>

#include "common/array.h"
#include "partition/column_search.h"
#include "partition/glpk_guard.h"
#include "partition/heuristics.h"

#define SETS_MAX 200000 /* that GLPK is asked to look at */

struct programme {
    const struct rtpart_cover_problem *p;
    uint64_t *members;
    double *cost;
    size_t *column; /* place in the list of columns */
    size_t count;
};

static bool stop(void *ctx)
{
    return rtpart_limit_reached(ctx);
}

static void select_sets(struct programme *m)
{
    const struct rtpart_columns *c = m->p->columns;

    for (size_t i = 0; i < c->count; i++) {
        if (!rtpart_cover_allows(m->p, &c->list[i]))
            continue;
        m->members[m->count] = c->list[i].items;
        m->cost[m->count] = ldexp((double)c->list[i].overhead, -RTPART_SHARE_BITS);
        m->column[m->count++] = i;
    }
}

/* The chosen sets as a cover, where they are one. */
static void check(const struct programme *m, const size_t *chosen, size_t count,
                  struct rtpart_cover *out)
{
    const struct rtpart_columns *c = m->p->columns;
    uint64_t covered = 0;

    *out = (struct rtpart_cover){.found = false};
    if (count > c->req->vcpus)
        return;
    for (size_t k = 0; k < count; k++) {
        const struct rtpart_vcpu_set *column = &c->list[m->column[chosen[k]]];

        if (covered & column->items)
            return;
        covered |= column->items;
        out->overhead += column->overhead;
        out->column[out->count++] = *column;
    }
    out->found = covered == rtpart_columns_all(c);
}

static enum rtpart_code ask_glpk(const struct programme *m, struct rtpart_cover *best,
                                 struct rtpart_error *err)
{
    const struct rtpart_columns *c = m->p->columns;
    const struct rtpart_set_programme p = {.items = c->item_count,
                                           .sets = m->count,
                                           .members = m->members,
                                           .cost = m->cost,
                                           .most = c->req->vcpus,
                                           .stop = stop,
                                           .ctx = m->p->limit};
    size_t chosen[RTPART_ITEMS_MAX];
    size_t count;
    enum rtpart_programme_end end;
    struct rtpart_cover found;
    const enum rtpart_code code =
        rtpart_set_programme_solve(&p, chosen, &count, &end, err);

    if (code != RTPART_OK)
        return code;
    check(m, chosen, count, &found);
    if (rtpart_cover_cmp(&found, best) < 0)
        *best = found;
    return RTPART_OK;
}

static enum rtpart_code solve(const struct rtpart_cover_problem *p,
                              struct rtpart_cover *best, struct rtpart_error *err)
{
    const struct rtpart_columns *c = p->columns;
    struct programme m = {.p = p};
    enum rtpart_code code = RTPART_OK;

    if (c->count > SETS_MAX) {
        p->limit->reached = true;
        return RTPART_OK;
    }
    m.members = rtpart_array(c->count, sizeof *m.members);
    m.cost = rtpart_array(c->count, sizeof *m.cost);
    m.column = rtpart_array(c->count, sizeof *m.column);
    if (m.members == NULL || m.cost == NULL || m.column == NULL) {
        code = rtpart_fail(err, RTPART_ENOMEM, "out of memory for %zu sets", c->count);
    } else {
        select_sets(&m);
        if (c->item_count == 0)
            best->found = true;
        else if (m.count > 0)
            code = ask_glpk(&m, best, err);
    }
    free(m.members);
    free(m.cost);
    free(m.column);
    return code;
}

enum rtpart_code rtpart_milp(const struct rtpart_partition_request *req,
                             struct rtpart_partition *out, struct rtpart_error *err)
{
    return rtpart_column_search(req, solve, false, out, err);
}
