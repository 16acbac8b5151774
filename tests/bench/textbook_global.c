/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/bench/textbook_global.h"

#include <stdbool.h>
#include <stdlib.h>

static rtpart_ns least(rtpart_ns a, rtpart_ns b)
{
    return a < b ? a : b;
}

static int by_fall(const void *a, const void *b)
{
    const rtpart_ns x = *(const rtpart_ns *)a;
    const rtpart_ns y = *(const rtpart_ns *)b;

    return x < y ? 1 : x > y ? -1 : 0;
}

/* Sum of the `count` largest of n values, which are sorted for it. */
static rtpart_ns largest(rtpart_ns *values, size_t n, size_t count)
{
    rtpart_ns sum = 0;

    qsort(values, n, sizeof *values, by_fall);
    for (size_t i = 0; i < n && i < count; i++)
        sum += values[i];
    return sum;
}

/* --- global EDF on (Pi, Theta, m'), all times in units of 1/m' --- */

struct mpr {
    rtpart_ns period; /* m' Pi */
    rtpart_ns budget;
    rtpart_ns cpus;
};

static rtpart_ns supply(const struct mpr *r, rtpart_ns t)
{
    const rtpart_ns y = t - (r->period - r->budget);

    if (y < 0)
        return 0;
    const rtpart_ns k = y / r->period;
    const rtpart_ns rest = y - k * r->period - (r->period - r->budget);

    return k * r->budget + (rest > 0 ? rest : 0);
}

/* Does the window t of task k hold? */
static bool window_holds(const struct rtpart_task *tasks, size_t count, size_t k,
                         const struct mpr *r, rtpart_ns t)
{
    rtpart_ns extra[TEXTBOOK_GLOBAL_TASKS];
    rtpart_ns sum = r->cpus * tasks[k].wcet * r->cpus;

    for (size_t i = 0; i < count; i++) {
        const rtpart_ns c = tasks[i].wcet * r->cpus;
        const rtpart_ns p = tasks[i].period * r->cpus;
        const rtpart_ns jobs = t / p;
        const rtpart_ns carry = least(c, t - jobs * p);
        const rtpart_ns own = i == k ? c : 0;
        const rtpart_ns cap = i == k ? t - p : t - tasks[k].wcet * r->cpus;
        const rtpart_ns work = least(jobs * c - own, cap);

        extra[i] = least(jobs * c - own + carry, cap) - work;
        sum += work;
    }
    sum += largest(extra, count, (size_t)r->cpus - 1);
    return sum <= r->cpus * supply(r, t);
}

/* No window of task k beyond this can fail; 0: there is no bound. */
static rtpart_ns bound(const struct rtpart_task *tasks, size_t count, size_t k,
                       const struct mpr *r)
{
    const double share = (double)r->budget * (double)r->cpus / (double)r->period;
    const double delay = 2 * share * (double)(r->period - r->budget);
    rtpart_ns wcet[TEXTBOOK_GLOBAL_TASKS];
    double u = 0;

    for (size_t i = 0; i < count; i++) {
        u += (double)tasks[i].wcet / (double)tasks[i].period;
        wcet[i] = tasks[i].wcet * r->cpus;
    }
    const double sum = (double)largest(wcet, count, (size_t)r->cpus - 1) + delay +
                       (double)(r->cpus * r->cpus * tasks[k].wcet);

    return share > u ? (rtpart_ns)(sum / (share - u)) + 1 : 0;
}

/* Every point of task i, seen from task k, up to `end`. */
static bool points_hold(const struct rtpart_task *tasks, size_t count, size_t k, size_t i,
                        const struct mpr *r, rtpart_ns end)
{
    const rtpart_ns from = tasks[k].period * r->cpus;
    const rtpart_ns c = tasks[i].wcet * r->cpus;
    const rtpart_ns p = tasks[i].period * r->cpus;

    for (rtpart_ns n = 0; n * p <= end; n++) {
        const rtpart_ns at[] = {n * p, n * p + c, n * c + tasks[k].wcet * r->cpus};

        for (size_t a = 0; a < 3; a++)
            if (at[a] >= from && at[a] <= end && !window_holds(tasks, count, k, r, at[a]))
                return false;
    }
    return true;
}

static bool all_hold(const struct rtpart_task *tasks, size_t count, const struct mpr *r)
{
    for (size_t k = 0; k < count; k++) {
        const rtpart_ns from = tasks[k].period * r->cpus;
        const rtpart_ns end = bound(tasks, count, k, r);

        if (end == 0 || !window_holds(tasks, count, k, r, from))
            return false;
        for (size_t i = 0; i < count; i++)
            if (!points_hold(tasks, count, k, i, r, end))
                return false;
        for (rtpart_ns t = 2 * (r->period - r->budget); t <= end; t += r->period)
            if (t >= from && !window_holds(tasks, count, k, r, t))
                return false;
    }
    return true;
}

rtpart_ns textbook_gedf_min_budget(const struct rtpart_task *tasks, size_t count,
                                   rtpart_ns period, unsigned cpus, rtpart_ns step)
{
    struct mpr r = {.period = period * cpus, .budget = 0, .cpus = cpus};
    double u = 0;

    for (size_t i = 0; i < count; i++)
        u += (double)tasks[i].wcet / (double)tasks[i].period;
    r.budget = (rtpart_ns)(u * (double)period) / step * step;
    for (; r.budget < r.period; r.budget += step)
        if (all_hold(tasks, count, &r))
            return r.budget;
    return -1;
}

/* --- global fixed priority on m CPUs, whole slots --- */

static rtpart_ns omega(const struct rtpart_task *tasks, const rtpart_ns *response,
                       size_t k, unsigned cpus, rtpart_ns x)
{
    const rtpart_ns cap = x - tasks[k].wcet + 1;
    rtpart_ns extra[TEXTBOOK_GLOBAL_TASKS];
    rtpart_ns sum = 0;

    for (size_t i = 0; i < k; i++) {
        const rtpart_ns c = tasks[i].wcet;
        const rtpart_ns p = tasks[i].period;
        const rtpart_ns without = x / p * c + least(x % p, c);
        rtpart_ns with = x;

        if (x >= c) {
            const rtpart_ns late = (x - c) % p - (p - response[i]);

            with = (x - c) / p * c + c + (late > 0 ? least(late, c - 1) : 0);
        }
        extra[i] = least(with, cap) - least(without, cap);
        sum += least(without, cap);
    }
    return sum + largest(extra, k, cpus - 1);
}

void textbook_guan(const struct rtpart_task *tasks, size_t count, unsigned cpus,
                   rtpart_ns *response)
{
    for (size_t k = 0; k < count; k++)
        response[k] = -1;
    for (size_t k = 0; k < count; k++) {
        rtpart_ns x = tasks[k].wcet;
        rtpart_ns next = x;

        do {
            x = next;
            next = omega(tasks, response, k, cpus, x) / cpus + tasks[k].wcet;
        } while (next > x && next <= tasks[k].deadline);
        if (next > x)
            return;
        response[k] = x;
    }
}
