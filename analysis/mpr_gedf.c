/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/mpr_gedf.h"

#include <assert.h>

#include "analysis/mpr.h"

/* Every time in this file is in units of 1/m' ns, and `fast` is the resource seen on one
 * CPU that is m' times as fast (mpr.h), so that demand / m' compares with its supply. */
struct scan {
    struct rtpart_cluster *cluster;
    struct rtpart_prm fast;
    bool cap;
    int64_t steps;                      /* left */
    struct rtpart_mpr_window *tightest; /* of those looked at; NULL: nobody asks */
};

/* n: jobs of task i with their whole window inside t. */
static inline rtpart_ns jobs_due(const struct rtpart_cluster *c, size_t i, rtpart_ns t)
{
    return (t + c->period[i] - c->deadline[i]) / c->period[i];
}

/* What the window of task k and its other jobs ask for, and whether equality is enough. */
struct demand {
    rtpart_ns work; /* the sum, in ns, rounded up; at most RTPART_CLUSTER_WORK_MAX */
    bool full; /* m' terms are cut: only a larger supply would help, not an equal one */
};

static struct demand demand_at(struct scan *s, size_t k, rtpart_ns t)
{
    struct rtpart_cluster *c = s->cluster;
    const unsigned m = c->cpus;
    rtpart_i128 sum = (rtpart_i128)m * (c->wcet[k] + c->latency);
    size_t cut = 0;    /* terms whose W alone is beyond the cap */
    size_t cut_in = 0; /* ... only together with their carry-in */

    rtpart_largest_clear(&c->largest);
    for (size_t i = 0; i < c->count; i++) {
        const rtpart_ns n = jobs_due(c, i, t);
        const rtpart_ns since = t - n * c->period[i];
        const rtpart_ns carry = since <= 0 ? 0 : since < c->wcet[i] ? since : c->wcet[i];
        rtpart_ns work = n * c->wcet[i] - (i == k ? c->wcet[k] : 0);
        rtpart_ns with = work + carry;

        if (s->cap && i != k) { /* the cap A of k itself never bites where D <= T */
            const rtpart_ns cap = t - c->wcet[k];

            cut += work > cap;
            cut_in += work <= cap && with > cap;
            work = work < cap ? work : cap;
            with = with < cap ? with : cap;
        }
        sum += work;
        rtpart_largest_offer(&c->largest, with - work);
    }
    sum += c->largest.sum;
    cut += cut_in < m - 1 ? cut_in : m - 1;
    return (struct demand){.work = rtpart_cluster_ns(c, sum), .full = cut >= m};
}

/* Largest of best and x, where x is a point below t. */
static inline rtpart_ns later(rtpart_ns best, rtpart_ns x, rtpart_ns t)
{
    return x < t && x > best ? x : best;
}

/* Last point below t at which demand - supply of task k can have a maximum; at least D_k. */
static rtpart_ns point_before(const struct scan *s, size_t k, rtpart_ns t)
{
    const struct rtpart_cluster *c = s->cluster;
    rtpart_ns last = c->deadline[k];

    for (size_t i = 0; i < c->count; i++) {
        const rtpart_ns n = jobs_due(c, i, t - 1);
        const rtpart_ns released = n * c->period[i];

        if (n > 0) /* the n-th job becomes due */
            last = later(last, released - c->period[i] + c->deadline[i], t);
        last = later(last, released + c->wcet[i], t); /* the carry-in is complete */
        if (s->cap) {                                 /* the cap meets W, and W + C */
            last = later(last, n * c->wcet[i] + c->wcet[k], t);
            last = later(last, (n + 1) * c->wcet[i] + c->wcet[k], t);
        }
    }
    if (s->fast.budget == s->fast.period)
        return last;
    /* The supply starts to flow again 2 Theta before a multiple of the period. */
    const rtpart_ns flow =
        (t - 1 + 2 * s->fast.budget) / s->fast.period * s->fast.period -
        2 * s->fast.budget;

    return later(last, flow, t);
}

enum outcome { HOLDS, FAILS, TOO_LONG };

/* Where a descent stands, and what is needed there. */
struct place {
    rtpart_ns t;
    struct demand need;
};

static void note_window(struct rtpart_mpr_window *w, const struct place *at,
                        rtpart_ns supply)
{
    if (w->at == 0 || supply - at->need.work < w->supply - w->demand) {
        w->at = at->t;
        w->demand = at->need.work;
        w->supply = supply;
    }
}

/*
 * Look at the points of task k from at->t down to `from`, those below D_k left out. Stops
 * at the first that fails, with *at showing it.
 */
static enum outcome descend(struct scan *s, size_t k, rtpart_ns from, struct place *at)
{
    const rtpart_ns least = s->cluster->deadline[k];

    if (from < least)
        from = least;
    while (at->t >= from) {
        const rtpart_ns supply = rtpart_prm_sbf(&s->fast, at->t);

        at->need = demand_at(s, k, at->t);
        if (at->need.full || at->need.work > supply)
            return FAILS;
        if (s->tightest != NULL)
            note_window(s->tightest, at, supply);
        if (--s->steps < 0)
            return TOO_LONG;
        const rtpart_ns held = rtpart_prm_window_for(&s->fast, at->need.work);

        if (held <= least)
            break;
        at->t = point_before(s, k, held);
    }
    return HOLDS;
}

/* Theta/Pi - U in units of 2^-74, rounded down: only what is above 0 can be relied on. */
static rtpart_i128 spare(const struct scan *s)
{
    const struct rtpart_ratio_sum *u = &s->cluster->utilization;
    const rtpart_ns period = s->fast.period / s->cluster->cpus;
    const rtpart_u128 rest = (rtpart_u128)(s->fast.budget % period) << RTPART_SUM_BITS;
    const rtpart_i128 whole = s->fast.budget / period - u->whole;

    return whole * ((rtpart_i128)1 << RTPART_SUM_BITS) +
           (rtpart_i128)(rest / (rtpart_u128)period) - (rtpart_i128)u->high;
}

/* floor(num 2^74 / den) for 0 <= num < 2^100, 0 < den < 2^100; `most` where it is larger. */
static rtpart_ns shifted_quotient(rtpart_u128 num, rtpart_u128 den, rtpart_ns most)
{
    rtpart_u128 quotient = num / den;
    rtpart_u128 rest = num % den;

    for (int bit = 0; bit < RTPART_SUM_BITS; bit++) {
        if (quotient >= (rtpart_u128)most)
            return most;
        rest <<= 1;
        quotient = 2 * quotient + (rest >= den);
        rest -= rest >= den ? den : 0;
    }
    return quotient >= (rtpart_u128)most ? most : (rtpart_ns)quotient;
}

/*
 * No window of a task with WCET `wcet` beyond this one can fail (mpr_gedf.h, the bound on
 * A plus D_k); RTPART_MPR_WINDOW_MAX where it is out of reach.
 */
static rtpart_ns last_window(const struct scan *s, rtpart_ns wcet)
{
    const struct rtpart_cluster *c = s->cluster;
    const rtpart_i128 rest = spare(s);
    const rtpart_i128 gap = s->fast.period - s->fast.budget;
    const rtpart_i128 delay = 2 * gap * s->fast.budget / (s->fast.period / c->cpus) + 1;
    const rtpart_i128 sum =
        c->carry + c->laxity + delay + (rtpart_i128)c->cpus * (wcet + c->latency);

    if (rest <= 0)
        return RTPART_MPR_WINDOW_MAX;
    return shifted_quotient((rtpart_u128)sum, (rtpart_u128)rest,
                            RTPART_MPR_WINDOW_MAX - 1) +
           1;
}

static struct scan scan_of(struct rtpart_cluster *c, rtpart_ns period, rtpart_ns budget,
                           bool cap)
{
    return (struct scan){.cluster = c,
                         .fast = {.period = period * c->cpus, .budget = budget},
                         .cap = cap,
                         .steps = RTPART_MPR_STEPS};
}

/* Work due in t, as any scheduler would have to do it, without carry-in, and L. */
static rtpart_ns due_in(const struct rtpart_cluster *c, rtpart_ns t)
{
    rtpart_i128 sum = (rtpart_i128)c->cpus * c->latency;

    for (size_t i = 0; i < c->count; i++)
        sum += (rtpart_i128)jobs_due(c, i, t) * c->wcet[i];
    return rtpart_cluster_ns(c, sum);
}

struct rtpart_verdict rtpart_mpr_gedf_test(struct rtpart_cluster *c,
                                           const struct rtpart_mpr *r, bool cap)
{
    struct scan s = scan_of(c, r->period, r->budget, cap);
    struct rtpart_verdict v = rtpart_cluster_necessary(c, &s.fast);

    assert(r->cpus == c->cpus);
    for (size_t k = 0; k < c->count && v.answer == RTPART_SCHEDULABLE; k++) {
        struct place at = {.t = last_window(&s, c->wcet[k])};

        if (at.t >= RTPART_MPR_WINDOW_MAX) {
            v.answer = RTPART_UNDECIDED;
            break;
        }
        switch (descend(&s, k, 0, &at)) {
        case HOLDS:
            break;
        case TOO_LONG:
            v.answer = RTPART_UNDECIDED;
            break;
        case FAILS:
            v = rtpart_cluster_verdict(c, &s.fast, RTPART_UNDECIDED, k, at.t,
                                       at.need.work);
            if (due_in(c, at.t) > v.supply) {
                v.answer = RTPART_UNSCHEDULABLE;
                v.demand = due_in(c, at.t);
            }
        }
    }
    return v;
}

enum rtpart_answer rtpart_mpr_gedf_window(struct rtpart_cluster *c,
                                          const struct rtpart_mpr *r, size_t k,
                                          struct rtpart_mpr_window *out)
{
    struct scan s = scan_of(c, r->period, r->budget, true);
    struct place at = {.t = last_window(&s, c->wcet[k])};

    assert(r->cpus == c->cpus);
    *out = (struct rtpart_mpr_window){.horizon = at.t};
    s.tightest = out;
    return at.t < RTPART_MPR_WINDOW_MAX && descend(&s, k, 0, &at) == HOLDS
               ? RTPART_SCHEDULABLE
               : RTPART_UNDECIDED;
}

/* Raise the budget to a multiple of `step` that is at least `budget`; false beyond hi. */
static bool raise_to(struct scan *s, rtpart_ns budget, rtpart_ns step, rtpart_ns hi)
{
    if (budget > hi)
        return false;
    s->fast.budget = rtpart_ns_round_up(budget, step);
    return s->fast.budget <= hi;
}

/* floor(U Pi) + 1, the least budget that can have Theta/Pi > U; INT64_MAX: out of range. */
static rtpart_ns above_utilization(const struct scan *s)
{
    const struct rtpart_ratio_sum *u = &s->cluster->utilization;
    const rtpart_u128 mask = ((rtpart_u128)1 << RTPART_SUM_BITS) - 1;
    const rtpart_ns period = s->fast.period / s->cluster->cpus;
    const rtpart_i128 whole = u->whole + (rtpart_i128)(u->high >> RTPART_SUM_BITS);

    if (whole > s->cluster->cpus)
        return INT64_MAX;
    return (rtpart_ns)whole * period +
           (rtpart_ns)((u->high & mask) * (rtpart_u128)period >> RTPART_SUM_BITS) + 1;
}

/*
 * Far too close to U: windows out of reach. Double what the budget has above U, which
 * passes over budgets that the test would leave undecided. (No budget that is asked about is
 * below the least above U: `above` is at least 1.)
 */
static bool move_away_from_utilization(struct scan *s, rtpart_ns step, rtpart_ns hi)
{
    const rtpart_ns above = s->fast.budget - above_utilization(s) + 1;

    s->steps = RTPART_MPR_STEPS;
    return raise_to(s, s->fast.budget + above, step, hi);
}

/* Raise the budget until the points of task k from `from` up to `to` hold. */
static bool settle(struct scan *s, size_t k, rtpart_ns from, rtpart_ns to, rtpart_ns step,
                   rtpart_ns hi)
{
    const rtpart_ns last = last_window(s, s->cluster->wcet[k]);
    struct place at = {.t = last < to ? last : to};
    enum outcome outcome;

    while ((outcome = descend(s, k, from, &at)) != HOLDS) {
        if (outcome == TOO_LONG) {
            if (!move_away_from_utilization(s, step, hi))
                return false;
            continue;
        }
        const rtpart_ns budget =
            at.need.full ? RTPART_NS_NONE
                         : rtpart_prm_budget_for(s->fast.period, at.t, at.need.work);

        if (budget == RTPART_NS_NONE || !raise_to(s, budget, step, hi))
            return false;
    }
    return true;
}

rtpart_ns rtpart_mpr_gedf_min_budget(struct rtpart_cluster *c, rtpart_ns period,
                                     rtpart_ns step, rtpart_ns lo, rtpart_ns hi, bool cap)
{
    struct scan s = scan_of(c, period, lo, cap);
    rtpart_ns wcet = 0;
    rtpart_ns from = 0;
    rtpart_ns to = 2 * c->longest;

    if (c->count == 0)
        return raise_to(&s, lo, step, hi) ? s.fast.budget : RTPART_NS_NONE;
    const rtpart_ns least = above_utilization(&s);

    if (rtpart_cluster_hopeless(c) != RTPART_NO_TASK ||
        !raise_to(&s, least > lo ? least : lo, step, hi))
        return RTPART_NS_NONE;
    for (size_t k = 0; k < c->count; k++)
        wcet = c->wcet[k] > wcet ? c->wcet[k] : wcet;
    for (;;) {
        for (size_t k = 0; k < c->count; k++)
            if (!settle(&s, k, from, to, step, hi))
                return RTPART_NS_NONE;
        const rtpart_ns last = last_window(&s, wcet);

        if (last <= to && last < RTPART_MPR_WINDOW_MAX)
            return s.fast.budget;
        if (to < RTPART_MPR_WINDOW_MAX) {
            from = to;
            to = to < RTPART_MPR_WINDOW_MAX / 2 ? 2 * to : RTPART_MPR_WINDOW_MAX;
        } else if (!move_away_from_utilization(&s, step, hi)) {
            return RTPART_NS_NONE;
        }
    }
}
