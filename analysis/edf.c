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
    rtpart_u128 u_high; /* U rounded up */
    rtpart_ns laxity;   /* sum u_i (T_i - D_i) + L, rounded up */
    rtpart_ns cycle;    /* least common multiple of the periods; 0: beyond T_MAX */
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
        s.laxity += (rtpart_ns)(lax / l->period[i]) + 1;
        s.cycle = lcm(s.cycle, l->period[i]);
    }
    s.u_high = s.u_low + l->count;
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
    const rtpart_u128 alpha = fixed(r->budget, r->period);
    const rtpart_ns gap = r->period - r->budget;

    if (gap == 0 && s->u_low <= U_ONE) {
        const rtpart_ns busy = busy_period(l);

        if (busy > 0)
            return busy;
    }
    if (alpha <= s->u_high)
        return -1;
    const rtpart_i128 delay = (rtpart_i128)2 * gap * r->budget / r->period + 1;
    rtpart_ns bound = bound_of(delay + s->laxity, alpha - s->u_high);

    const rtpart_ns cycle = lcm(s->cycle, r->period);

    if (cycle > 0 && cycle + r->period < bound)
        bound = cycle + r->period;
    return bound;
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
        const size_t k = l->hopeless;

        return (struct rtpart_verdict){.answer = RTPART_UNSCHEDULABLE,
                                       .task = l->task[k],
                                       .at = l->deadline[k],
                                       .demand = l->wcet[k] + l->latency,
                                       .supply = rtpart_prm_sbf(r, l->deadline[k])};
    }
    const struct edf_sums s = sums_of(l);
    const rtpart_ns bound = horizon(l, &s, r);
    int steps = 0;

    if (bound > T_MAX)
        v.answer = RTPART_UNDECIDED;
    else if (bound < 0)
        v.answer = RTPART_UNSCHEDULABLE;
    for (rtpart_ns t = deadline_before(l, bound + 1);
         t > 0 && v.answer == RTPART_SCHEDULABLE;) {
        const rtpart_ns demand = rtpart_edf_dbf(l, t) + l->latency;
        const rtpart_ns supply = rtpart_prm_sbf(r, t);

        if (demand > supply) {
            v = (struct rtpart_verdict){.answer = RTPART_UNSCHEDULABLE,
                                        .task = RTPART_NO_TASK,
                                        .at = t,
                                        .demand = demand,
                                        .supply = supply};
        } else if (++steps > RTPART_EDF_STEPS) {
            v.answer = RTPART_UNDECIDED;
        } else {
            /* [x, t] holds: its demand is at most that at t, its supply at least that */
            t = deadline_before(l, rtpart_prm_window_for(r, demand));
        }
    }
    return v;
}

/* Least multiple of `step` at which the utilisation alone does not forbid the budget. */
static rtpart_ns budget_above(const struct edf_sums *s, rtpart_ns period, rtpart_ns step)
{
    /* floor(U P) from above; the fixed point has 74 bits below one, P at most 53 above */
    const rtpart_u128 whole = (s->u_high >> 21) * (rtpart_u128)period >> (U_BITS - 21);
    rtpart_ns q = (rtpart_ns)whole / step * step;

    while (q < period && fixed(q, period) <= s->u_high)
        q += step;
    return q;
}

/* Least multiple of `step` that supplies the demand of t, not below `budget`. */
static rtpart_ns raise_to(const struct rtpart_prm *r, rtpart_ns step, rtpart_ns t,
                          rtpart_ns demand)
{
    if (demand <= rtpart_prm_sbf(r, t))
        return r->budget;
    const rtpart_ns q = rtpart_prm_budget_for(r->period, t, demand);

    return q == RTPART_NS_NONE ? RTPART_NS_MAX * 2 : rtpart_ns_round_up(q, step);
}

/* Raise the budget until the horizon is within reach; what is below is passed over. */
static rtpart_ns reachable_horizon(const struct rtpart_load *l, const struct edf_sums *s,
                                   struct rtpart_prm *r, rtpart_ns step, rtpart_ns hi)
{
    rtpart_ns bound = T_MAX + 1;

    while (r->budget <= hi && (bound = horizon(l, s, r)) > T_MAX)
        r->budget += step;
    return bound;
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
    /* The first jobs are cheap to look at and bring the budget near its final value,
     * which keeps the descent short. */
    for (size_t i = 0; i < l->count && r.budget <= hi; i++) {
        const rtpart_ns t = l->deadline[i];

        r.budget = raise_to(&r, step, t, rtpart_edf_dbf(l, t) + l->latency);
    }
    rtpart_ns bound = reachable_horizon(l, &s, &r, step, hi);
    rtpart_ns t = bound < 0 ? 0 : deadline_before(l, bound + 1);
    int steps = 0;

    if (bound < 0) /* Q = P, and the busy period never ends */
        return RTPART_NS_NONE;
    while (t > 0 && r.budget <= hi) {
        const rtpart_ns demand = rtpart_edf_dbf(l, t) + l->latency;

        /* What held above t with less still holds with more. */
        r.budget = raise_to(&r, step, t, demand);
        if (r.budget > hi)
            break;
        t = deadline_before(l, rtpart_prm_window_for(&r, demand));
        if (++steps % 4096 == 0) {
            bound = reachable_horizon(l, &s, &r, step, hi);
            if (t > bound)
                t = deadline_before(l, bound + 1);
        }
        if (steps >= RTPART_EDF_STEPS) { /* too close to U: pass over */
            r.budget += step;
            steps = 0;
        }
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
