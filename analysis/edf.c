/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/edf.h"

#include "analysis/prm.h"
#include "common/wide.h"

#define DBF_MAX ((rtpart_ns)1 << 62)
#define T_MAX   RTPART_EDF_HORIZON_MAX

/* Utilisations in fixed point: num / den as a multiple of 2^-74, 53 + 74 bits fit. */
#define U_BITS 74
#define U_ONE  ((rtpart_u128)1 << U_BITS)

static rtpart_u128 fixed(rtpart_ns num, rtpart_ns den)
{
    return ((rtpart_u128)num << U_BITS) / (rtpart_u128)den;
}

/* What the bound on t needs to know of a load, for any budget. */
struct edf_sums {
    rtpart_u128 u_low;  /* U rounded down: at most count * 2^-74 below */
    rtpart_u128 u_high; /* U rounded up; 0 only where there is no work at all */
    rtpart_i128 laxity; /* sum u_i (T_i - D_i) + L, rounded up */
    rtpart_ns cycle;    /* least common multiple of the periods; 0: beyond T_MAX */
    rtpart_i128 work;   /* U times the cycle, exact; 0 where there is no cycle */
};

static rtpart_ns gcd(rtpart_ns a, rtpart_ns b)
{
    while (b != 0) {
        const rtpart_ns r = a % b;

        a = b;
        b = r;
    }
    return a;
}

/* Least common multiple, 0 where it leaves T_MAX or where one of them has already. */
static rtpart_ns lcm(rtpart_ns a, rtpart_ns b)
{
    rtpart_ns m;

    if (a == 0 || __builtin_mul_overflow(a / gcd(a, b), b, &m) || m > T_MAX)
        return 0;
    return m;
}

/* The load has no hopeless task, so every u_i <= 1 and the sums stay in range. */
static struct edf_sums sums_of(const struct rtpart_load *l)
{
    struct edf_sums s = {.laxity = l->latency, .cycle = 1};

    for (size_t i = 0; i < l->count; i++) {
        const rtpart_i128 lax = (rtpart_i128)l->wcet[i] * (l->period[i] - l->deadline[i]);

        s.u_low += fixed(l->wcet[i], l->period[i]);
        s.u_high += l->wcet[i] > 0;
        s.laxity += lax / l->period[i] + 1;
        s.cycle = lcm(s.cycle, l->period[i]);
    }
    if (s.cycle > 0)
        for (size_t i = 0; i < l->count; i++)
            s.work += (rtpart_i128)l->wcet[i] * (s.cycle / l->period[i]);
    s.u_high += s.u_low;
    return s;
}

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

/* Largest absolute deadline before t; 0 where there is none. */
static rtpart_ns deadline_before(const struct rtpart_load *l, rtpart_ns t)
{
    rtpart_ns last = 0;

    for (size_t i = 0; i < l->count && l->deadline[i] < t; i++) {
        const rtpart_ns since = (t - 1 - l->deadline[i]) % l->period[i];

        if (t - 1 - since > last)
            last = t - 1 - since;
    }
    return last;
}

/*
 * Longest synchronous busy period of a dedicated processor, latency included: no deadline
 * beyond it can be the first to be missed. 0 where it does not end within T_MAX, which
 * with U <= 1 is possible only for U = 1 or very close to it.
 */
static rtpart_ns busy_period(const struct rtpart_load *l)
{
    rtpart_ns t = 1;

    for (int step = 0; step < RTPART_EDF_STEPS / 100 && t <= T_MAX; step++) {
        rtpart_i128 work = l->latency;

        for (size_t i = 0; i < l->count; i++)
            work += (rtpart_i128)rtpart_ns_ceil_div(t, l->period[i]) * l->wcet[i];
        if (work <= t)
            return t;
        t = work > T_MAX ? T_MAX + 1 : (rtpart_ns)work;
    }
    return 0;
}

/* numerator / (alpha - U) rounded up, the difference being `rest` 2^-74; T_MAX + 1: more.
 */
static rtpart_ns bound_of(rtpart_i128 numerator, rtpart_u128 rest)
{
    int shift = U_BITS;
    rtpart_u128 n = (rtpart_u128)numerator;

    while (shift > 0 && n < (rtpart_u128)1
                                << 126) { /* n 2^74 may not fit: use what does */
        n <<= 1;
        shift--;
    }
    const rtpart_u128 d = rest >> shift; /* rounding down makes the bound longer: safe */

    if (d == 0 || n / d >= (rtpart_u128)T_MAX)
        return T_MAX + 1;
    return (rtpart_ns)(n / d) + 1;
}

#define TOO_CLOSE 2

/*
 * Sign of Q/P - U; TOO_CLOSE where the two are within 2^-74 for each task and the periods
 * have no common multiple in range that would tell them apart.
 */
static int share_cmp(const struct edf_sums *s, const struct rtpart_prm *r)
{
    const rtpart_u128 share =
        fixed(r->budget, r->period); /* Q/P is less than one above */

    if (share >= s->u_high && s->u_high > 0)
        return 1;
    if (share + 1 <= s->u_low)
        return -1;
    if (s->cycle == 0)
        return TOO_CLOSE;
    const rtpart_i128 supply = (rtpart_i128)r->budget * s->cycle;
    const rtpart_i128 demand = s->work * r->period; /* U is near Q/P <= 1: it fits */

    return (supply > demand) - (supply < demand);
}

/* Bound of edf.h for Q/P > U. Needs alpha - U in fixed point; T_MAX + 1 where that is 0. */
static rtpart_ns analytic_bound(const struct edf_sums *s, const struct rtpart_prm *r)
{
    const rtpart_u128 share = fixed(r->budget, r->period);
    const rtpart_i128 delay =
        (rtpart_i128)2 * (r->period - r->budget) * r->budget / r->period + 1;

    return share > s->u_high ? bound_of(delay + s->laxity, share - s->u_high) : T_MAX + 1;
}

/* Last window to look at where the processor is the load's own. */
static rtpart_ns dedicated_horizon(const struct rtpart_load *l, const struct edf_sums *s,
                                   const struct rtpart_prm *r)
{
    const int cmp = share_cmp(s, r);

    if (cmp == -1)
        return -1;
    const rtpart_ns busy = busy_period(l);

    if (busy > 0)
        return busy;
    const rtpart_ns bound = cmp == 1 ? analytic_bound(s, r) : T_MAX + 1;

    return s->cycle > 0 && s->cycle < bound ? s->cycle : bound;
}

/*
 * Last window that has to be looked at on `r`; T_MAX + 1 where it is out of reach, -1
 * where no window has to be looked at because Q/P <= U already says no.
 *
 * Two bounds, the smaller one counts. The analytic one (edf.h) needs Q/P > U. The cyclic
 * one: with H a common multiple of all periods and of P, the demand grows by U H and the
 * supply by Q/P H from t to t + H, for t >= P - Q, so no window beyond H + P can be the
 * first to fail where Q/P >= U.
 */
static rtpart_ns horizon(const struct rtpart_load *l, const struct edf_sums *s,
                         const struct rtpart_prm *r)
{
    if (s->u_high == 0) /* only the latency is to be supplied, by the first deadline */
        return l->deadline[0];
    if (r->budget == r->period)
        return dedicated_horizon(l, s, r);
    const int cmp = share_cmp(s, r);

    if (cmp <= 0)
        return -1;
    const rtpart_ns bound = analytic_bound(s, r);

    if (bound <= s->cycle)
        return bound;
    const rtpart_ns cycle = lcm(s->cycle, r->period);

    return cycle > 0 && cycle + r->period < bound ? cycle + r->period : bound;
}

/* Answers of the walk below. */
#define ALL_HOLD 0
#define TOO_MANY (-1)

/*
 * Largest absolute deadline in (done, top] whose demand exceeds its supply; ALL_HOLD, or
 * TOO_MANY where *steps left did not suffice. Walks down as [ZB09]: where the demand at t
 * is supplied already at x, all of [x, t] holds, its demand being no larger.
 */
static rtpart_ns failing_window(const struct rtpart_load *l, const struct rtpart_prm *r,
                                rtpart_ns done, rtpart_ns top, int *steps)
{
    rtpart_ns t = deadline_before(l, top + 1);

    while (t > done) {
        const rtpart_ns demand = rtpart_edf_dbf(l, t) + l->latency;

        if (demand > rtpart_prm_sbf(r, t))
            return t;
        if (--*steps < 0)
            return TOO_MANY;
        t = deadline_before(l, rtpart_prm_window_for(r, demand));
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
    const struct edf_sums s = sums_of(l);

    return horizon(l, &s, r);
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
    const struct edf_sums s = sums_of(l);
    const rtpart_ns bound = horizon(l, &s, r);
    int steps = RTPART_EDF_STEPS;

    if (bound < 0)
        v.answer = RTPART_UNSCHEDULABLE;
    for (rtpart_ns done = 0; done < bound;) {
        const rtpart_ns top = next_stretch(l, done, bound);
        const rtpart_ns t = failing_window(l, r, done, top, &steps);

        if (t > 0)
            return fails_at(l, r, t);
        if (t == TOO_MANY || top > T_MAX) {
            v.answer = RTPART_UNDECIDED;
            return v;
        }
        done = top;
    }
    return v;
}

/* Least multiple of `step` at which the utilisation alone does not forbid the budget. */
static rtpart_ns budget_above(const struct edf_sums *s, rtpart_ns period, rtpart_ns step)
{
    /* floor(U P) from above; the fixed point has 74 bits below one, P at most 53 above */
    const rtpart_u128 whole = (s->u_high >> 21) * (rtpart_u128)period >> (U_BITS - 21);
    rtpart_ns q = (rtpart_ns)whole / step * step;

    if (s->u_high == 0)
        return 0;
    while (q < period &&
           share_cmp(s, &(struct rtpart_prm){.period = period, .budget = q}) <= 0)
        q += step;
    return q;
}

/*
 * Raise the budget until the horizon is within reach; what is below is passed over. The
 * horizon falls with the budget, so that it is found by bisection. Returns the horizon;
 * where no budget up to `hi` has one within reach, r->budget exceeds `hi`.
 */
static rtpart_ns reachable_horizon(const struct rtpart_load *l, const struct edf_sums *s,
                                   struct rtpart_prm *r, rtpart_ns step, rtpart_ns hi)
{
    const rtpart_ns bound = r->budget <= hi ? horizon(l, s, r) : 0;
    rtpart_ns out = r->budget; /* out of reach */
    rtpart_ns in = hi + step;  /* within reach, or more than there is */

    if (bound <= T_MAX)
        return bound;
    while (in - out > step) {
        r->budget = out + (in - out) / step / 2 * step;
        if (horizon(l, s, r) > T_MAX)
            out = r->budget;
        else
            in = r->budget;
    }
    r->budget = in;
    return in <= hi ? horizon(l, s, r) : 0;
}

rtpart_ns rtpart_edf_min_budget(struct rtpart_load *l, rtpart_ns period, rtpart_ns step,
                                rtpart_ns lo, rtpart_ns hi)
{
    struct rtpart_prm r = {.period = period, .budget = lo};

    if (lo > hi || rtpart_load_hopeless(l))
        return RTPART_NS_NONE;
    if (l->count == 0)
        return lo;
    const struct edf_sums s = sums_of(l);

    if (s.u_low > U_ONE)
        return RTPART_NS_NONE;
    const rtpart_ns least = budget_above(&s, period, step);

    if (least > r.budget)
        r.budget = least;
    rtpart_ns bound = reachable_horizon(l, &s, &r, step, hi);
    int steps = RTPART_EDF_STEPS;

    if (bound < 0) /* Q = P, and U > 1 */
        return RTPART_NS_NONE;
    for (rtpart_ns done = 0; done < bound && r.budget <= hi;) {
        const rtpart_ns stretch = next_stretch(l, done, bound);
        rtpart_ns t = stretch; /* what held above t with less still holds with more */

        while (r.budget <= hi &&
               (t = failing_window(l, &r, done, t, &steps)) != ALL_HOLD) {
            if (t == TOO_MANY) { /* too close to U: pass over, twice as far from it */
                r.budget += r.budget > least ? r.budget - least : step;
                steps = RTPART_EDF_STEPS;
                t = stretch;
                continue;
            }
            const rtpart_ns q =
                rtpart_prm_budget_for(period, t, rtpart_edf_dbf(l, t) + l->latency);

            if (q == RTPART_NS_NONE)
                return RTPART_NS_NONE;
            r.budget = rtpart_ns_round_up(q, step);
        }
        done = stretch;
        bound = reachable_horizon(l, &s, &r, step, hi);
    }
    return r.budget <= hi ? r.budget : RTPART_NS_NONE;
}

/*
 * Last d that rtpart_edf_response_bound has to look at once it has found `best`. The
 * demand is at most U d + laxity and the linear supply bound gives sbf^-1(w) <= w/alpha +
 * 2(P - Q), so the response time seen from d is at most (U d + laxity)/alpha + 2(P - Q) +
 * D_k - d, which falls with d and reaches `best` at d = (laxity + (2(P - Q) + D_k - best)
 * alpha) / (alpha - U). On a dedicated processor no busy interval is longer than the busy
 * period.
 */
static rtpart_ns response_horizon(const struct edf_sums *s, const struct rtpart_prm *r,
                                  rtpart_ns deadline, rtpart_ns best, rtpart_ns busy)
{
    const rtpart_u128 alpha = fixed(r->budget, r->period);
    const rtpart_ns delay = 2 * (r->period - r->budget) + deadline - best;
    rtpart_ns bound = T_MAX + 1;

    if (alpha > s->u_high)
        bound = bound_of((rtpart_i128)delay * r->budget / r->period + 1 + s->laxity,
                         alpha - s->u_high);
    if (busy > 0 && busy + deadline < bound)
        bound = busy + deadline;
    return bound;
}

rtpart_ns rtpart_edf_response_bound(struct rtpart_load *l, const struct rtpart_prm *r,
                                    size_t k)
{
    const rtpart_ns deadline = l->deadline[k];
    const struct edf_sums s = sums_of(l);
    const rtpart_ns busy = r->budget == r->period ? busy_period(l) : 0;
    rtpart_ns best = l->wcet[k];
    rtpart_ns stop = response_horizon(&s, r, deadline, best, busy);
    rtpart_ns work = l->latency;

    for (size_t i = 0; i < l->count; i++)
        l->next[i] = l->deadline[i];
    for (int steps = 0; steps < RTPART_EDF_STEPS / 100; steps++) {
        rtpart_ns d = T_MAX;

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
