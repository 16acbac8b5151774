/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/fp.h"

#include "analysis/prm.h"
#include "common/wide.h"

/*
 * A scan: an ascending walk over the demand W_k(t) of one task. The demand is constant
 * between the releases of higher-priority tasks, so the walk knows, beside the demand at
 * t, up to which point it lasts. load->next[j] is the first release of task j at or after
 * t.
 */
struct scan {
    struct rtpart_load *load;
    size_t k;
    rtpart_ns work;  /* W_k(t) */
    rtpart_ns until; /* largest point with the same demand, at most D_k */
};

/*
 * Move to t, which must not fall and not exceed D_k. False where the demand exceeds D_k:
 * from there on no point can hold.
 *
 * Sums stay in range: every task has C <= D <= T (sums_fit), so one task adds at most
 * t + C <= 2^54, and the walk stops once the sum exceeds D_k <= 2^53.
 */
static bool scan_to(struct scan *s, rtpart_ns t)
{
    const struct rtpart_load *l = s->load;
    const rtpart_ns limit = l->deadline[s->k];
    rtpart_ns until = limit;

    for (size_t j = 0; j < s->k; j++) {
        rtpart_ns next = l->next[j];

        if (next < t) {
            rtpart_ns jobs = 1; /* often enough, and it saves a division */

            if (t - next > l->period[j])
                jobs = rtpart_ns_ceil_div(t - next, l->period[j]);
            s->work += jobs * l->wcet[j];
            if (s->work > limit)
                return false;
            next += jobs * l->period[j];
            l->next[j] = next;
        }
        if (next < until)
            until = next;
    }
    s->until = until;
    return true;
}

/*
 * Does C <= D hold for task k and all above it? A latency alone can make a task hopeless;
 * the demand of the others is as good as any then.
 */
static bool sums_fit(const struct rtpart_load *load, size_t k)
{
    for (size_t j = load->hopeless; j <= k; j++)
        if (load->wcet[j] > load->deadline[j])
            return false;
    return true;
}

/* Begin before the first point: nobody has released yet. */
static struct scan scan_begin(struct rtpart_load *load, size_t k)
{
    for (size_t j = 0; j < k; j++)
        load->next[j] = 0;
    return (struct scan){
        .load = load, .k = k, .work = load->wcet[k] + load->latency, .until = 0};
}

rtpart_ns rtpart_fp_demand(const struct rtpart_load *load, size_t k, rtpart_ns t)
{
    const rtpart_ns limit = load->deadline[k];
    rtpart_ns work = load->latency;

    if (load->wcet[k] > limit - work)
        return limit + 1;
    work += load->wcet[k];
    for (size_t j = 0; j < k; j++) {
        if (load->wcet[j] > load->deadline[j])
            return limit + 1;
        work += rtpart_ns_ceil_div(t, load->period[j]) * load->wcet[j];
        if (work > limit)
            return limit + 1;
    }
    return work;
}

rtpart_ns rtpart_fp_response(struct rtpart_load *load, const struct rtpart_prm *r,
                             size_t k)
{
    const rtpart_ns limit = load->deadline[k];

    if (!sums_fit(load, k))
        return RTPART_NS_NONE;
    struct scan s = scan_begin(load, k);

    if (!scan_to(&s, 1))
        return RTPART_NS_NONE;
    for (;;) {
        const rtpart_ns work = s.work;
        const rtpart_ns t = rtpart_prm_window_for(r, work);

        if (t == RTPART_NS_NONE || t > limit || !scan_to(&s, t))
            return RTPART_NS_NONE;
        if (s.work == work)
            return t;
    }
}

/* Does task k hold on `r`? The deadline is the point most likely to show it. */
static bool task_holds(struct rtpart_load *load, size_t k, const struct rtpart_prm *r)
{
    return load->demand[k] <= rtpart_prm_sbf(r, load->deadline[k]) ||
           rtpart_fp_response(load, r, k) != RTPART_NS_NONE;
}

struct rtpart_verdict rtpart_fp_test(struct rtpart_load *load, const struct rtpart_prm *r)
{
    struct rtpart_verdict v = {.answer = RTPART_SCHEDULABLE, .task = RTPART_NO_TASK};

    for (size_t k = 0; k < load->count; k++) {
        const rtpart_ns d = load->deadline[k];

        if (task_holds(load, k, r))
            continue;
        v = (struct rtpart_verdict){.answer = RTPART_UNSCHEDULABLE,
                                    .task = load->task[k],
                                    .at = d,
                                    .demand = load->demand[k],
                                    .supply = rtpart_prm_sbf(r, d)};
        break;
    }
    return v;
}

/* Least multiple of `step` that supplies `work` in t; more than any budget if none does.
 */
static rtpart_ns budget_at(rtpart_ns period, rtpart_ns step, rtpart_ns t, rtpart_ns work)
{
    const rtpart_ns q = rtpart_prm_budget_for(period, t, work);

    return q == RTPART_NS_NONE ? RTPART_NS_MAX * 2 : rtpart_ns_round_up(q, step);
}

/* A scan that finds a better point so many times may go on like that for millions. */
#define PATIENCE 16

/* Least budget in [lo, enough] with which task k holds, by halving; `enough` is known. */
static rtpart_ns bisect_budget(struct rtpart_load *load, size_t k, rtpart_ns period,
                               rtpart_ns step, rtpart_ns lo, rtpart_ns enough)
{
    while (lo < enough) {
        const rtpart_ns middle = lo + (enough - lo) / step / 2 * step;
        const struct rtpart_prm r = {.period = period, .budget = middle};

        if (rtpart_fp_response(load, &r, k) != RTPART_NS_NONE)
            enough = middle;
        else
            lo = middle + step;
    }
    return enough;
}

/*
 * Least budget in [lo, hi] with which task k holds. The scan asks always for the next
 * point that holds with less than the best budget so far: points that cannot beat it are
 * jumped over, and where the end of the interval of equal demand is reached the inverse
 * supply tells the new best. Time and best budget are both monotone, so one pass is all.
 */
static rtpart_ns task_min_budget(struct rtpart_load *load, size_t k, rtpart_ns period,
                                 rtpart_ns step, rtpart_ns lo, rtpart_ns hi)
{
    const rtpart_ns limit = load->deadline[k];
    rtpart_ns best = budget_at(period, step, limit, load->demand[k]);
    struct scan s = scan_begin(load, k);
    rtpart_ns t = 1;

    if (best > hi)
        best = hi + step; /* nothing found yet */
    for (int found = 0; best > lo && t <= limit && scan_to(&s, t);) {
        const struct rtpart_prm r = {.period = period, .budget = best - step};
        const rtpart_ns needs = rtpart_prm_window_for(&r, s.work);

        if (needs == RTPART_NS_NONE)
            break;
        if (needs > s.until) {
            t = needs;
            continue;
        }
        best = budget_at(period, step, s.until, s.work);
        t = s.until + 1;
        if (++found == PATIENCE)
            return bisect_budget(load, k, period, step, lo, best > lo ? best : lo);
    }
    if (best > hi)
        return RTPART_NS_NONE;
    return best > lo ? best : lo;
}

rtpart_ns rtpart_fp_min_budget(struct rtpart_load *load, rtpart_ns period, rtpart_ns step,
                               rtpart_ns lo, rtpart_ns hi, size_t *first)
{
    const size_t start = *first < load->count ? *first : 0;
    rtpart_ns budget = lo;

    if (lo > hi || rtpart_load_hopeless(load))
        return RTPART_NS_NONE;
    for (size_t i = 0; i < load->count; i++) {
        /* the one that decided last time, then the others in order */
        const size_t k = i == 0 ? start : i <= start ? i - 1 : i;
        const struct rtpart_prm r = {.period = period, .budget = budget};

        if (task_holds(load, k, &r))
            continue;
        budget = task_min_budget(load, k, period, step, budget + step, hi);
        if (budget == RTPART_NS_NONE) {
            *first = k;
            return RTPART_NS_NONE;
        }
        *first = k;
    }
    return budget;
}

/* Least t with work / t <= r; strict: with work / t < r. */
static rtpart_ns window_at_speed(rtpart_ns work, struct rtpart_ratio r, bool strict)
{
    if (r.num == 0)
        return work == 0 && !strict ? 1 : RTPART_NS_MAX + 1;
    const rtpart_i128 scaled = (rtpart_i128)work * r.den;
    const rtpart_i128 t = scaled / r.num + (strict || scaled % r.num != 0);

    return t > RTPART_NS_MAX ? RTPART_NS_MAX + 1 : (rtpart_ns)t;
}

/*
 * Does task k hold on a dedicated processor of speed r? Then *speed is what the point that
 * shows it asks for, at most r.
 */
static bool task_holds_at_speed(struct rtpart_load *load, size_t k, struct rtpart_ratio r,
                                struct rtpart_ratio *speed)
{
    const rtpart_ns limit = load->deadline[k];
    struct scan s = scan_begin(load, k);
    rtpart_ns t = 1;

    while (t <= limit && scan_to(&s, t)) {
        const rtpart_ns needs = window_at_speed(s.work, r, false);

        if (needs <= s.until) {
            *speed = (struct rtpart_ratio){.num = s.work, .den = s.until};
            return true;
        }
        t = needs;
    }
    return false;
}

bool rtpart_fp_task_holds_at(struct rtpart_load *load, size_t k, struct rtpart_ratio r)
{
    struct rtpart_ratio speed;

    return sums_fit(load, k) && task_holds_at_speed(load, k, r, &speed);
}

/* Speeds that are tried in bisection are multiples of 2^-40. */
#define SPEED_BITS 40
#define SPEED_ONE  ((rtpart_ns)1 << SPEED_BITS)

/*
 * Halve the distance between the speed `low`, which is not enough, and `best`, which is
 * what some point asks for, until they are next to each other. Returns the new best: still
 * what some point asks for.
 */
static struct rtpart_ratio narrow(struct rtpart_load *load, size_t k,
                                  struct rtpart_ratio low, struct rtpart_ratio best)
{
    rtpart_ns lo = (rtpart_ns)(((rtpart_i128)low.num << SPEED_BITS) / low.den);
    rtpart_ns hi = (rtpart_ns)(((rtpart_i128)best.num << SPEED_BITS) / best.den);

    while (hi - lo > 1) {
        const struct rtpart_ratio middle = {.num = lo + (hi - lo) / 2, .den = SPEED_ONE};

        if (task_holds_at_speed(load, k, middle, &best))
            hi = (rtpart_ns)(((rtpart_i128)best.num << SPEED_BITS) / best.den);
        else
            lo = middle.num;
    }
    return best;
}

struct rtpart_ratio rtpart_fp_task_alpha(struct rtpart_load *load, size_t k,
                                         struct rtpart_ratio floor)
{
    const rtpart_ns limit = load->deadline[k];
    struct rtpart_ratio best = {.num = load->demand[k], .den = limit};
    struct rtpart_ratio enough;
    rtpart_ns t = 1;

    if (rtpart_ratio_cmp(best, floor) <= 0)
        return floor;
    if (!sums_fit(load, k))
        return best;
    if (task_holds_at_speed(load, k, floor, &enough))
        return floor;
    /* As task_min_budget, with W(t)/t in the place of the inverse supply. */
    struct scan s = scan_begin(load, k);

    for (int found = 0; t <= limit && scan_to(&s, t);) {
        const rtpart_ns needs = window_at_speed(s.work, best, true);

        if (needs > s.until) {
            t = needs;
            continue;
        }
        best = (struct rtpart_ratio){.num = s.work, .den = s.until};
        t = s.until + 1;
        if (++found == PATIENCE) {
            best = narrow(load, k, floor, best);
            s = scan_begin(load, k);
            t = 1;
        }
    }
    return best;
}

struct rtpart_ratio rtpart_fp_alpha(struct rtpart_load *load)
{
    struct rtpart_ratio alpha = {.num = 0, .den = 1};

    for (size_t k = 0; k < load->count; k++)
        alpha = rtpart_fp_task_alpha(load, k, alpha);
    return alpha;
}
