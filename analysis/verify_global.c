/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Certificates of global plans. In this file all times are multiplied by m', and so is work;
 * supplies, which are in ns, are multiplied where they are compared (verify_check.h).
 */
#include <stdlib.h>

#include "analysis/verify_check.h"

/* What task k must find in a window: its own C m' times over (while it waits all m' CPUs are
 * busy), and what the others, or its own earlier jobs, can take before it. */
struct demand {
    rtpart_i128 work;
    size_t cut; /* terms that are cut at what the window leaves beside C_k */
};

/* Terms added so far; the gains of carry-in jobs are kept in x->scratch. */
struct sum {
    struct demand d;
    size_t cut_with; /* cut only together with their carry-in */
    size_t count;
};

static void add(struct rtpart_verify *x, struct sum *s, rtpart_i128 work,
                rtpart_i128 carry, rtpart_i128 cap)
{
    const rtpart_i128 without = work < cap ? work : cap;
    const rtpart_i128 with = work + carry < cap ? work + carry : cap;

    s->d.cut += work > cap;
    s->cut_with += work <= cap && work + carry > cap;
    s->d.work += without;
    x->scratch[s->count++] = with - without;
}

static int largest_first(const void *a, const void *b)
{
    const rtpart_i128 x = *(const rtpart_i128 *)a;
    const rtpart_i128 y = *(const rtpart_i128 *)b;

    return (x < y) - (x > y);
}

/* The sum of the m' - 1 largest values of x->scratch. */
static rtpart_i128 largest(struct rtpart_verify *x, size_t count)
{
    rtpart_i128 sum = 0;

    qsort(x->scratch, count, sizeof *x->scratch, largest_first);
    for (size_t i = 0; i < count && (rtpart_i128)i < x->m - 1; i++)
        sum += x->scratch[i];
    return sum;
}

/* At most m' - 1 tasks have a job that was released before the window. */
static struct demand total(struct rtpart_verify *x, struct sum *s, size_t k)
{
    const rtpart_i128 own = rtpart_verify_task(x, k)->wcet + x->plan->latency;

    s->d.work += x->m * x->m * own + largest(x, s->count);
    s->d.cut += (rtpart_i128)s->cut_with < x->m - 1 ? s->cut_with : (size_t)(x->m - 1);
    return s->d;
}

/* Does `d` fit into what is supplied in t? Equality decides nothing where m' terms are cut. */
static bool fits(const struct rtpart_verify *x, struct demand d, rtpart_i128 t)
{
    return d.work <= x->m * rtpart_verify_supply(x, t) && (rtpart_i128)d.cut < x->m;
}

static enum rtpart_answer check_numbers(struct rtpart_verify *x, struct demand d)
{
    const struct rtpart_certificate *c = x->c;

    if ((d.work + x->m - 1) / x->m != c->demand ||
        rtpart_verify_supply(x, c->at) != c->supply || !fits(x, d, c->at))
        return rtpart_verify_refuse(
            x, "task \"%s\": demand and supply in its window are not as certified",
            rtpart_verify_task(x, c->task)->name);
    return RTPART_SCHEDULABLE;
}

/*
 * Global EDF [SEL08], [Bar07]: what is due in a window t that ends with the deadline of a job
 * of task k, which misses it.
 */
static struct demand demand_gedf(struct rtpart_verify *x, size_t k, rtpart_i128 t)
{
    const struct rtpart_task *late = rtpart_verify_task(x, k);
    struct sum s = {0};

    for (size_t i = 0; i < x->plan->taskset.count; i++) {
        const struct rtpart_task *h = rtpart_verify_task(x, i);
        const rtpart_i128 period = x->m * h->period;
        const rtpart_i128 wcet = x->m * h->wcet;
        const rtpart_i128 jobs = (t + period - x->m * h->deadline) / period;
        const rtpart_i128 rest = t - jobs * period; /* since an earlier release */
        const rtpart_i128 carry = rest < 0 ? 0 : rest < wcet ? rest : wcet;

        if (i == k) /* earlier jobs; they end when the last one comes */
            add(x, &s, (jobs - 1) * wcet, carry, t - x->m * late->deadline);
        else
            add(x, &s, jobs * wcet, carry, t - x->m * late->wcet);
    }
    return total(x, &s, k);
}

/*
 * Does every window t in [from, to) hold? Neither side falls, so all do where the demand at
 * `to` is supplied within `from` already. (m' terms that are cut cannot hide there: with them
 * the demand would be m' t at least, and growing.) Where that does not show it, the interval
 * is halved, down to single points. Those are enough: between whole t both sides are
 * straight, and the demand just before `to` is not more than at it.
 * False also where the intervals run out (x->left < 0).
 */
static bool holds_between(struct rtpart_verify *x, rtpart_i128 from, rtpart_i128 to)
{
    if (--x->left < 0)
        return false;
    if (demand_gedf(x, x->c->task, to).work <= x->m * rtpart_verify_supply(x, from))
        return true;
    if (to - from == 1)
        return fits(x, demand_gedf(x, x->c->task, from), from);
    const rtpart_i128 middle = from + (to - from) / 2;

    return holds_between(x, from, middle) && holds_between(x, middle, to);
}

#define BITS 52 /* after the point of shares: 12 + 52 + 60 bits fit into 128 */

/*
 * No window from the horizon h on can fail where the linear bounds are apart there, and the
 * demand grows no faster: with a = Theta/Pi and the m' - 1 largest C as carry-in,
 *   U h + sum u_i (T_i - D_i) + carry-in + (m' - 1) C_k + m' L  <  a (h - 2 (m' Pi - Theta)).
 * (m' C_k adds to the demand of the window; one C_k of it is counted in U already.)
 */
static bool horizon_is_enough(struct rtpart_verify *x)
{
    const struct rtpart_plan *p = x->plan;
    const rtpart_i128 h = x->c->horizon;
    const rtpart_i128 late = 2 * (x->period - x->budget);
    const rtpart_i128 rate = (x->budget << BITS) / p->mpr.period;
    rtpart_i128 fixed =
        x->m * x->m * (rtpart_verify_task(x, x->c->task)->wcet + p->latency) -
        x->m * rtpart_verify_task(x, x->c->task)->wcet;
    rtpart_i128 u = 0;    /* 2^BITS U, from above */
    rtpart_i128 rest = 0; /* 2^BITS sum u_i (T_i - D_i) */

    for (size_t i = 0; i < p->taskset.count; i++) {
        const struct rtpart_task *t = rtpart_verify_task(x, i);
        const rtpart_i128 share =
            (((rtpart_i128)t->wcet << BITS) + t->period - 1) / t->period;

        u += share;
        if (u > rate)
            return false;
        rest += share * (x->m * (t->period - t->deadline));
        x->scratch[i] = x->m * t->wcet;
    }
    fixed += largest(x, p->taskset.count);
    return h > late && u * h + rest + (fixed << BITS) < rate * (h - late);
}

/* Can all this be computed? Then 128 bits are enough everywhere here. */
static bool in_range(const struct rtpart_verify *x)
{
    const rtpart_i128 most = (rtpart_i128)1 << 60;

    for (size_t i = 0; i < x->plan->taskset.count; i++)
        if (x->m * rtpart_verify_task(x, i)->period > most)
            return false;
    return x->period <= most && x->m * x->plan->latency <= most && x->c->at >= 0 &&
           x->c->at <= most && x->c->horizon >= 0 && x->c->horizon <= most;
}

enum rtpart_answer rtpart_verify_gedf(struct rtpart_verify *x)
{
    const struct rtpart_certificate *c = x->c;
    const struct rtpart_task *t = rtpart_verify_task(x, c->task);
    const rtpart_i128 first = x->m * t->deadline;

    if (!in_range(x))
        return rtpart_verify_refuse(x, "task \"%s\": its times are out of range",
                                    t->name);
    if (!horizon_is_enough(x))
        return rtpart_verify_refuse(
            x, "task \"%s\": later windows than its certificate looks at may fail",
            t->name);
    if (c->at > 0 && (c->at < first || check_numbers(x, demand_gedf(x, c->task, c->at)) !=
                                           RTPART_SCHEDULABLE))
        return rtpart_verify_refuse(
            x, "task \"%s\": demand and supply in its window are not as certified",
            t->name);
    if (c->horizon <= first || holds_between(x, first, c->horizon))
        return RTPART_SCHEDULABLE;
    if (x->left >= 0)
        return rtpart_verify_refuse(
            x, "task \"%s\": more work is due in some window than is supplied", t->name);
    (void)rtpart_verify_refuse(x, "task \"%s\": its horizon is too far to check",
                               t->name);
    return RTPART_UNDECIDED;
}

/*
 * Global fixed priority [GSYY09]: the work of the task, and of those above it, is done within
 * the window `at`. A job of a task above that was released before the window is done within
 * *its* certified window, so it ends at most that long after its release; it is latest where
 * a job of the same task runs at the very end of the window.
 */
enum rtpart_answer rtpart_verify_gfp(struct rtpart_verify *x)
{
    const struct rtpart_certificate *c = x->c;
    const struct rtpart_task *t = rtpart_verify_task(x, c->task);
    const rtpart_i128 cap = c->at - x->m * t->wcet;
    struct sum s = {0};

    if (!in_range(x))
        return rtpart_verify_refuse(x, "task \"%s\": its times are out of range",
                                    t->name);
    if (cap < 0 || c->at > x->m * t->deadline)
        return rtpart_verify_refuse(
            x, "task \"%s\": its window is not within its deadline", t->name);
    for (size_t i = 0; i < x->plan->taskset.count; i++) {
        const struct rtpart_task *h = rtpart_verify_task(x, i);
        const rtpart_i128 period = x->m * h->period;
        const rtpart_i128 wcet = x->m * h->wcet;

        if (i == c->task || !rtpart_verify_above(x, i, c->task))
            continue;
        /* Released with the window and every T from there on. */
        const rtpart_i128 part = c->at % period;
        const rtpart_i128 work = c->at / period * wcet + (part < wcet ? part : wcet);
        /* The last job begins C before the end, the one before it T earlier, and so on. */
        const rtpart_i128 response = rtpart_verify_certificate(x->plan, i)->at;
        const rtpart_i128 back = c->at - wcet; /* from the start to the last release */
        rtpart_i128 with = c->at;

        if (back >= 0) {
            const rtpart_i128 carry = back % period - (period - response);

            with = wcet + back / period * wcet +
                   (carry < 0      ? 0
                    : carry < wcet ? carry
                                   : wcet);
        }
        add(x, &s, work, with > work ? with - work : 0, cap);
    }
    return check_numbers(x, total(x, &s, c->task));
}
