/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "partition/column_search.h"

#include "partition/heuristics.h"
#include "partition/local_search.h"
#include "partition/placement.h"
#include "partition/portfolio.h"

struct search {
    const struct rtpart_partition_request *req; /* interfaces wanted */
    rtpart_cover_fn *solve;
    struct rtpart_columns columns;
    struct rtpart_limit limit;
    rtpart_share proved; /* no cover has less overhead */
    struct rtpart_error *err;
};

/* The partition as a cover. */
static void cover_of(const struct search *s, const struct rtpart_partition *p,
                     struct rtpart_cover *out)
{
    *out = (struct rtpart_cover){.found = true};
    for (unsigned v = 0; v < p->vcpus; v++) {
        struct rtpart_vcpu_set c = {.prm = p->prm[v]};

        for (size_t i = 0; i < p->task_count; i++)
            if (p->vcpu[i] == v)
                c.items |= UINT64_C(1) << s->columns.item[i];
        if (c.items == 0)
            continue;
        c.cost = rtpart_share_bandwidth(&c.prm);
        c.overhead = c.cost - rtpart_columns_use(&s->columns, c.items);
        out->overhead += c.overhead;
        out->column[out->count++] = c;
    }
}

/* The best that is quickly found. */
static enum rtpart_code start(struct search *s, struct rtpart_cover *best)
{
    struct rtpart_partition p;
    enum rtpart_code code = rtpart_portfolio(s->req, &p, s->err);

    if (code == RTPART_OK && p.answer == RTPART_SCHEDULABLE)
        code = rtpart_local_search(s->req, &p, &s->limit, s->err);
    if (code == RTPART_OK && p.answer == RTPART_SCHEDULABLE)
        cover_of(s, &p, best);
    rtpart_partition_free(&p);
    return code;
}

/* More overhead than this and the tasks do not fit under the cap. */
static rtpart_share most_overhead(const struct search *s, struct rtpart_ratio cap)
{
    const struct rtpart_columns *c = &s->columns;
    const size_t m = s->req->vcpus;
    const rtpart_share room =
        (m < c->item_count ? m : c->item_count) * rtpart_share_ceil(cap);

    return room > c->all ? room - c->all : 0;
}

/*
 * Least total with every vCPU within the cap (`below`: below it): widen the columns until
 * no cover that needs a dearer one can be the best. The widths double, so that a tight
 * optimum is found with few columns.
 */
static enum rtpart_code least_total(struct search *s, struct rtpart_ratio cap, bool below,
                                    struct rtpart_cover *best)
{
    const struct rtpart_cover_problem problem = {
        .columns = &s->columns, .cap = cap, .below = below, .limit = &s->limit};
    const rtpart_share slack = s->columns.item_count; /* what rounding its shares hides */
    const rtpart_share most = most_overhead(s, cap) + 1;

    for (int halvings = 3;; halvings--) {
        rtpart_share enough = most;
        enum rtpart_code code;

        if (best->found && best->overhead + slack < most)
            enough = best->overhead + slack;
        if (halvings > 0)
            enough >>= halvings;
        code = rtpart_columns_widen(&s->columns, enough, cap, &s->limit, s->err);
        if (code != RTPART_OK || s->limit.reached)
            return code;
        code = s->solve(&problem, best, s->err);
        if (code != RTPART_OK || s->limit.reached)
            return code;
        if (s->columns.width > s->proved && !s->columns.load.gave_up)
            s->proved = s->columns.width;
        if (s->columns.width >= most ||
            (best->found && best->overhead + slack <= s->columns.width))
            return RTPART_OK;
    }
}

static struct rtpart_ratio largest(const struct rtpart_cover *c)
{
    struct rtpart_ratio most = {.num = 0, .den = 1};

    for (size_t i = 0; i < c->count; i++)
        if (rtpart_ratio_cmp(rtpart_prm_bandwidth(&c->column[i].prm), most) > 0)
            most = rtpart_prm_bandwidth(&c->column[i].prm);
    return most;
}

static enum rtpart_code least_largest(struct search *s, struct rtpart_cover *best)
{
    enum rtpart_code code = RTPART_OK;

    if (!best->found)
        code = least_total(s, s->req->max_bandwidth, false, best);
    while (code == RTPART_OK && best->found && best->count > 0 && !s->limit.reached) {
        struct rtpart_cover lower = {.found = false};

        code = least_total(s, largest(best), true, &lower);
        if (!lower.found)
            break;
        *best = lower;
    }
    /* the start was not chosen by its total */
    if (code == RTPART_OK && best->found && best->count > 0 && !s->limit.reached)
        code = least_total(s, largest(best), false, best);
    return code;
}

/* Is some item fixed to vCPU v? */
static bool is_taken(const struct rtpart_columns *c, unsigned v)
{
    for (uint64_t left = c->fixed; left != 0; left &= left - 1)
        if (c->vcpu[__builtin_ctzll(left)] == v)
            return true;
    return false;
}

/* vCPU of each task: fixed ones where they are, the others numbered by their first task. */
static enum rtpart_code place_cover(const struct search *s,
                                    const struct rtpart_cover *best,
                                    struct rtpart_placement *place)
{
    const struct rtpart_columns *c = &s->columns;
    unsigned vcpu[RTPART_ITEMS_MAX] = {0};
    unsigned next = 0;
    enum rtpart_code code = RTPART_OK;

    for (size_t k = 0; k < best->count; k++) {
        const uint64_t fixed = best->column[k].items & c->fixed;

        vcpu[k] = fixed != 0 ? c->vcpu[__builtin_ctzll(fixed)] : RTPART_NO_VCPU;
    }
    for (size_t i = 0; code == RTPART_OK && i < s->req->taskset->count; i++) {
        size_t k = 0;

        while ((best->column[k].items >> c->item[i] & 1) == 0)
            k++;
        if (vcpu[k] == RTPART_NO_VCPU) {
            while (is_taken(c, next))
                next++;
            vcpu[k] = next++;
        }
        code = rtpart_placement_add(place, vcpu[k], i, s->err);
    }
    return code;
}

/* The cover as a partition; the interfaces are computed anew. */
static enum rtpart_code finish(const struct search *s, const struct rtpart_cover *best,
                               struct rtpart_partition *out)
{
    struct rtpart_placement place;
    enum rtpart_code code = rtpart_placement_init(&place, s->req, s->err);

    if (code == RTPART_OK)
        code = place_cover(s, best, &place);
    if (code == RTPART_OK)
        code = rtpart_placement_finish(&place, out, s->err);
    rtpart_placement_free(&place);
    return code;
}

static double value_of(const struct search *s, const struct rtpart_partition *p)
{
    return s->req->objective == RTPART_OBJECTIVE_MAX ? rtpart_partition_max_bandwidth(p)
                                                     : rtpart_partition_bandwidth(p);
}

/* What the objective cannot go below, as far as the search came. */
static double bound(const struct search *s)
{
    const double all = (double)s->columns.all / (double)RTPART_SHARE_ONE;

    if (s->req->objective == RTPART_OBJECTIVE_MAX)
        return all / s->req->vcpus;
    return all + (double)s->proved / (double)RTPART_SHARE_ONE;
}

static enum rtpart_code search(struct search *s, bool exact, struct rtpart_partition *out)
{
    struct rtpart_cover best = {.found = false};
    enum rtpart_code code = start(s, &best);

    if (code == RTPART_OK && s->req->objective == RTPART_OBJECTIVE_MAX)
        code = least_largest(s, &best);
    else if (code == RTPART_OK)
        code = least_total(s, s->req->max_bandwidth, false, &best);
    if (code != RTPART_OK)
        return code;
    const bool gave_up = s->columns.load.gave_up; /* sets are missing, or dear */
    const bool proved = exact && !s->limit.reached && !gave_up;

    if (!best.found) {
        rtpart_partition_none(out, s->req,
                              proved ? RTPART_UNSCHEDULABLE : RTPART_UNDECIDED,
                              RTPART_NO_TASK);
        out->gave_up = gave_up;
        return RTPART_OK;
    }
    code = finish(s, &best, out);
    out->optimal = proved;
    out->lower_bound = proved ? value_of(s, out) : exact ? bound(s) : 0;
    return code;
}

enum rtpart_code rtpart_column_search(const struct rtpart_partition_request *req,
                                      rtpart_cover_fn *solve, bool exact,
                                      struct rtpart_partition *out,
                                      struct rtpart_error *err)
{
    struct rtpart_partition_request whole = *req;
    struct search s = {.req = &whole, .solve = solve, .err = err};
    enum rtpart_code code;

    whole.partition_only = false;
    rtpart_limit_start(&s.limit, &whole);
    code = rtpart_columns_init(&s.columns, &whole, err);
    if (code == RTPART_OK)
        code = search(&s, exact, out);
    if (code == RTPART_OK && req->partition_only)
        rtpart_partition_drop_interfaces(out);
    rtpart_columns_free(&s.columns);
    return code;
}
