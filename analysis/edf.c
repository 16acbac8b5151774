/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/edf.h"

#include "analysis/edf_horizon.h"
#include "analysis/prm.h"

#define DBF_MAX ((rtpart_ns)1 << 62)

rtpart_ns rtpart_edf_dbf(const struct rtpart_load *l, rtpart_ns t)
{
    rtpart_ns sum = 0;

    for (size_t i = 0; i < l->count && l->deadline[i] <= t; i++) {
        const rtpart_ns jobs = (t - l->deadline[i]) / l->period[i] + 1;
        rtpart_ns work;

        if (__builtin_mul_overflow(jobs, l->wcet[i], &work) || work > DBF_MAX - sum)
            return DBF_MAX;
        sum += work;
    }
    return sum;
}

/*
 * A walk down the absolute deadlines, and the demand at each. load->next[i] is the last
 * deadline of task i up to t; where there is none it is D_i - T_i <= 0. The load has no
 * hopeless task and U <= 1, so the demand stays below 2^61.
 */
struct descent {
    struct rtpart_load *load;
    rtpart_ns t;      /* an absolute deadline; 0: there is none any more */
    rtpart_ns demand; /* dbf(t) + L */
};

/* Begin at the last absolute deadline up to `top`. */
static struct descent descent_from(struct rtpart_load *l, rtpart_ns top)
{
    struct descent d = {.load = l, .t = 0, .demand = l->latency};

    for (size_t i = 0; i < l->count; i++) {
        const rtpart_ns since = top - l->deadline[i];
        const rtpart_ns jobs = since < 0 ? 0 : since / l->period[i] + 1;

        l->next[i] = l->deadline[i] + (jobs - 1) * l->period[i];
        d.demand += jobs * l->wcet[i];
        if (l->next[i] > d.t)
            d.t = l->next[i];
    }
    return d;
}

/* Go on to the last absolute deadline before `end`. */
static void descend_below(struct descent *d, rtpart_ns end)
{
    const struct rtpart_load *const l = d->load;

    d->t = 0;
    for (size_t i = 0; i < l->count; i++) {
        rtpart_ns last = l->next[i];

        if (last >= end) {
            rtpart_ns jobs = 1; /* as a rule one is enough, and no division is needed */

            if (last - end >= l->period[i])
                jobs = (last - end) / l->period[i] + 1;
            last -= jobs * l->period[i];
            d->demand -= jobs * l->wcet[i];
            l->next[i] = last;
        }
        if (last > d->t)
            d->t = last;
    }
}

/* Answers of the walk below, beside a window. */
#define ALL_HOLD 0
#define TOO_MANY (-1)

/*
 * Largest absolute deadline above `done` whose demand exceeds its supply: the walk stands
 * there then; ALL_HOLD, or TOO_MANY where *steps left did not suffice. As [ZB09]: where
 * the demand at t is supplied already at x, all of [x, t] holds, its demand being no
 * larger.
 */
static rtpart_ns failing_window(struct descent *d, const struct rtpart_prm *r,
                                rtpart_ns done, int *steps)
{
    while (d->t > done) {
        const rtpart_ns x = rtpart_prm_window_for(r, d->demand);

        if (x > d->t || x == RTPART_NS_NONE)
            return d->t;
        if (--*steps < 0)
            return TOO_MANY;
        descend_below(d, x);
    }
    return ALL_HOLD;
}

/*
 * Windows are looked at in stretches, each twice as long as all before: what fails fails
 * early as a rule, and a budget that grows brings the horizon down. The first stretch has
 * the first job of every task.
 */
static rtpart_ns next_stretch(const struct rtpart_load *l, rtpart_ns done,
                              rtpart_ns bound)
{
    const rtpart_ns top = done > 0 ? 2 * done : l->deadline[l->count - 1];

    return top < bound ? top : bound;
}

/* The answer "no", with the window t, where the demand exceeds the supply. */
static struct rtpart_verdict fails_at(const struct rtpart_load *l,
                                      const struct rtpart_prm *r, rtpart_ns t)
{
    return (struct rtpart_verdict){.answer = RTPART_UNSCHEDULABLE,
                                   .task = RTPART_NO_TASK,
                                   .at = t,
                                   .demand = rtpart_edf_dbf(l, t) + l->latency,
                                   .supply = rtpart_prm_sbf(r, t)};
}

rtpart_ns rtpart_edf_horizon(const struct rtpart_load *l, const struct rtpart_prm *r)
{
    if (l->count == 0 || rtpart_load_hopeless(l))
        return -1;
    const struct rtpart_edf_sums s = rtpart_edf_sums(l);

    return rtpart_edf_last_window(l, &s, r);
}

struct rtpart_verdict rtpart_edf_test(struct rtpart_load *l, const struct rtpart_prm *r)
{
    struct rtpart_verdict v = {.answer = RTPART_SCHEDULABLE, .task = RTPART_NO_TASK};

    if (l->count == 0)
        return v;
    if (rtpart_load_hopeless(l)) {
        v = fails_at(l, r, l->deadline[l->hopeless]);
        v.task = l->task[l->hopeless];
        return v;
    }
    const struct rtpart_edf_sums s = rtpart_edf_sums(l);
    const rtpart_ns bound = rtpart_edf_last_window(l, &s, r);
    int steps = RTPART_EDF_STEPS;

    if (bound < 0)
        v.answer = RTPART_UNSCHEDULABLE;
    for (rtpart_ns done = 0; done < bound;) {
        const rtpart_ns top = next_stretch(l, done, bound);
        struct descent d =
            descent_from(l, top < RTPART_EDF_HORIZON_MAX ? top : RTPART_EDF_HORIZON_MAX);
        const rtpart_ns t = failing_window(&d, r, done, &steps);

        if (t > 0)
            return fails_at(l, r, t);
        if (t == TOO_MANY || top > RTPART_EDF_HORIZON_MAX) {
            l->gave_up = true;
            v.answer = RTPART_UNDECIDED;
            return v;
        }
        done = top;
    }
    return v;
}

/* Least multiple of `step` at which the utilisation alone does not forbid the budget. */
static rtpart_ns budget_above(const struct rtpart_load *l,
                              const struct rtpart_edf_sums *s, rtpart_ns period,
                              rtpart_ns step)
{
    const rtpart_ns whole = (rtpart_ns)(s->u_low * (rtpart_u128)period >> 64);
    struct rtpart_prm r = {.period = period, .budget = whole / step * step};

    if (s->u_high == 0)
        return 0;
    while (r.budget < period) {
        const enum rtpart_share share = rtpart_edf_share_cmp(l, s, &r);

        if (share != RTPART_SHARE_BELOW && share != RTPART_SHARE_EQUAL)
            break;
        r.budget += step;
    }
    return r.budget;
}

/* The search for the least budget, which rises. */
struct climb {
    struct rtpart_load *load;
    const struct rtpart_edf_sums *sums;
    struct rtpart_prm r;
    rtpart_ns step;
    rtpart_ns hi;
    rtpart_ns least; /* what the utilisation asks for */
    bool
        passed_over; /* some budget below r.budget, and no window is known to refuse it */
};

/*
 * Raise the budget until the horizon is within reach; what is below is passed over. The
 * horizon falls with the budget, so that it is found by bisection. Returns the horizon;
 * where no budget up to `hi` has one within reach, the budget exceeds `hi`.
 */
static rtpart_ns reachable_horizon(struct climb *c)
{
    struct rtpart_prm *const r = &c->r;
    const rtpart_ns bound =
        r->budget <= c->hi ? rtpart_edf_last_window(c->load, c->sums, r) : 0;
    rtpart_ns out = r->budget;      /* out of reach */
    rtpart_ns in = c->hi + c->step; /* within reach, or more than there is */

    if (bound <= RTPART_EDF_HORIZON_MAX)
        return bound;
    c->passed_over = true;
    while (in - out > c->step) {
        r->budget = out + (in - out) / c->step / 2 * c->step;
        if (rtpart_edf_last_window(c->load, c->sums, r) > RTPART_EDF_HORIZON_MAX)
            out = r->budget;
        else
            in = r->budget;
    }
    r->budget = in;
    return in <= c->hi ? rtpart_edf_last_window(c->load, c->sums, r) : 0;
}

/*
 * Raise the budget until all windows in (done, top] hold: what held above t with less
 * still holds with more, so that one walk is enough. False where it exceeds `hi`.
 */
static bool raise_in_stretch(struct climb *c, rtpart_ns done, rtpart_ns top)
{
    struct rtpart_prm *const r = &c->r;
    struct descent d = descent_from(c->load, top);
    int steps = RTPART_EDF_STEPS;

    while (r->budget <= c->hi) {
        const rtpart_ns t = failing_window(&d, r, done, &steps);

        if (t == ALL_HOLD)
            return true;
        if (t == TOO_MANY) { /* too close to U: pass over, twice as far from it */
            r->budget += r->budget > c->least ? r->budget - c->least : c->step;
            c->passed_over = true;
            steps = RTPART_EDF_STEPS;
            continue;
        }
        const rtpart_ns q = rtpart_prm_budget_for(r->period, t, d.demand);

        c->passed_over = false; /* the window refuses all that is less than q */
        if (q == RTPART_NS_NONE)
            return false;
        r->budget = rtpart_ns_round_up(q, c->step);
    }
    return false;
}

/* The least budget that is known to hold; RTPART_NS_NONE. */
static rtpart_ns climb(struct climb *c)
{
    rtpart_ns settled = -1; /* the budget whose horizon is `bound` */
    rtpart_ns bound = 0;
    rtpart_ns done = 0;

    for (;;) {
        const rtpart_ns top =
            next_stretch(c->load, done, done > 0 ? bound : RTPART_EDF_HORIZON_MAX);

        if (!raise_in_stretch(c, done, top))
            return RTPART_NS_NONE;
        done = top;
        if (c->r.budget != settled) {
            bound = reachable_horizon(c);
            settled = c->r.budget;
        }
        if (bound < 0 || c->r.budget > c->hi) /* U > 1; or no horizon within reach */
            return RTPART_NS_NONE;
        if (done >= bound)
            return c->r.budget;
    }
}

rtpart_ns rtpart_edf_min_budget(struct rtpart_load *l, rtpart_ns period, rtpart_ns step,
                                rtpart_ns lo, rtpart_ns hi)
{
    if (lo > hi || rtpart_load_hopeless(l))
        return RTPART_NS_NONE;
    if (l->count == 0)
        return lo;
    const struct rtpart_edf_sums s = rtpart_edf_sums(l);

    if (s.u_low > RTPART_U_ONE)
        return RTPART_NS_NONE;
    const rtpart_ns least = budget_above(l, &s, period, step);
    struct climb c = {.load = l,
                      .sums = &s,
                      .r = {.period = period, .budget = least > lo ? least : lo},
                      .step = step,
                      .hi = hi,
                      .least = least};
    const rtpart_ns q = climb(&c);

    if (q == RTPART_NS_NONE && c.passed_over) {
        c.r.budget = hi; /* has the nearest horizon; what refuses it refuses all */
        c.passed_over = rtpart_edf_test(l, &c.r).answer != RTPART_UNSCHEDULABLE;
    }
    l->gave_up = l->gave_up || c.passed_over;
    return q;
}

/*
 * Last d that rtpart_edf_response_bound has to look at once it has found `best`. The
 * demand is at most U d + laxity and the linear supply bound gives sbf^-1(w) <= w/alpha +
 * 2(P - Q), so the response time seen from d is at most (U d + laxity)/alpha + 2(P - Q) +
 * D_k - d, which falls with d and reaches `best` at d = (laxity + (2(P - Q) + D_k - best)
 * alpha) / (alpha - U). On a dedicated processor no busy interval is longer than the busy
 * period.
 */
static rtpart_ns response_horizon(const struct rtpart_edf_sums *s,
                                  const struct rtpart_prm *r, rtpart_ns deadline,
                                  rtpart_ns best, rtpart_ns busy)
{
    const rtpart_ns bound =
        rtpart_edf_bound(s, r, 2 * (r->period - r->budget) + deadline - best);

    return busy > 0 && busy + deadline < bound ? busy + deadline : bound;
}

rtpart_ns rtpart_edf_response_bound(struct rtpart_load *l, const struct rtpart_prm *r,
                                    size_t k)
{
    const rtpart_ns deadline = l->deadline[k];
    const struct rtpart_edf_sums s = rtpart_edf_sums(l);
    const rtpart_ns busy = r->budget == r->period ? rtpart_edf_busy_period(l) : 0;
    rtpart_ns best = l->wcet[k];
    rtpart_ns stop = response_horizon(&s, r, deadline, best, busy);
    rtpart_ns work = l->latency;

    for (size_t i = 0; i < l->count; i++)
        l->next[i] = l->deadline[i];
    for (int steps = 0; steps < RTPART_EDF_STEPS / 100; steps++) {
        rtpart_ns d = RTPART_EDF_HORIZON_MAX;

        for (size_t i = 0; i < l->count; i++)
            if (l->next[i] < d)
                d = l->next[i];
        if (d > stop)
            return best;
        for (size_t i = 0; i < l->count; i++)
            if (l->next[i] == d) {
                work += l->wcet[i];
                l->next[i] += l->period[i];
            }
        const rtpart_ns response = rtpart_prm_window_for(r, work) - (d - deadline);

        if (d >= deadline && response > best) {
            best = response;
            stop = response_horizon(&s, r, deadline, best, busy);
        }
    }
    return deadline; /* schedulable, and no closer bound found in good time */
}
