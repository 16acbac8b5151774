/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/support/theorem_gedf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "analysis/mpr.h"
#include "analysis/prm.h"

struct rtpart_verdict gedf_verdict_late(const struct rtpart_taskset *ts,
                                        const struct rtpart_mpr *r, rtpart_ns latency,
                                        bool cap)
{
    struct rtpart_cluster c;
    struct rtpart_error err;

    assert_int_equal(rtpart_mpr_check(r, &err), RTPART_OK);
    assert_int_equal(rtpart_cluster_of(&c, ts, r->cpus, latency, &err), RTPART_OK);
    const struct rtpart_verdict v = rtpart_mpr_gedf_test(&c, r, cap);

    rtpart_cluster_free(&c);
    return v;
}

struct rtpart_verdict gedf_verdict(const struct rtpart_taskset *ts,
                                   const struct rtpart_mpr *r, bool cap)
{
    return gedf_verdict_late(ts, r, 0, cap);
}

rtpart_ns gedf_least_budget(const struct rtpart_taskset *ts, rtpart_ns period,
                            unsigned cpus, rtpart_ns step, bool cap)
{
    struct rtpart_cluster c;
    struct rtpart_error err;

    assert_int_equal(rtpart_cluster_of(&c, ts, cpus, 0, &err), RTPART_OK);
    const rtpart_ns q =
        rtpart_mpr_gedf_min_budget(&c, period, step, 0, period * cpus, cap);

    rtpart_cluster_free(&c);
    return q;
}

/* All times are in units of 1/m already. Demand of the theorem times m. */
rtpart_ns theorem_gedf_demand(const struct rtpart_task *t, size_t n, size_t k,
                              rtpart_ns m, rtpart_ns len, bool cap, int *cut)
{
    const rtpart_ns a = len - t[k].deadline;
    rtpart_ns sum = m * t[k].wcet;
    rtpart_ns extra[16];
    int cut_in = 0;

    *cut = 0;
    for (size_t i = 0; i < n; i++) {
        const rtpart_ns jobs = (len + t[i].period - t[i].deadline) / t[i].period;
        const rtpart_ns over = len - jobs * t[i].period;
        const rtpart_ns ci = over < 0 ? 0 : over < t[i].wcet ? over : t[i].wcet;
        const rtpart_ns w = jobs * t[i].wcet - (i == k ? t[k].wcet : 0);
        const rtpart_ns bound = i == k ? a : len - t[k].wcet;
        const rtpart_ns low = cap && w > bound ? bound : w;
        const rtpart_ns high = cap && w + ci > bound ? bound : w + ci;

        if (cap && i != k && w > bound)
            (*cut)++;
        else if (cap && i != k && w + ci > bound)
            cut_in++;
        sum += low;
        extra[i] = high - low;
    }
    *cut += cut_in < m - 1 ? cut_in : (int)m - 1;
    for (rtpart_ns picked = 0; picked < m - 1; picked++) {
        size_t best = 0;

        for (size_t i = 1; i < n; i++)
            if (extra[i] > extra[best])
                best = i;
        sum += extra[best];
        extra[best] = 0;
    }
    return sum;
}

bool theorem_gedf(const struct rtpart_taskset *ts, const struct rtpart_mpr *r,
                  rtpart_ns latency, bool cap)
{
    const rtpart_ns m = r->cpus;
    struct rtpart_task t[8];
    rtpart_ns numerator = 0; /* of the bound, times Pi and all periods' product */
    rtpart_ns product = 1;
    rtpart_ns u = 0;
    rtpart_ns work = 0;

    for (size_t i = 0; i < ts->count; i++) {
        t[i] = ts->tasks[i];
        product *= t[i].period;
        t[i].wcet *= m;
        t[i].deadline *= m;
        t[i].period *= m;
    }
    for (size_t i = 0; i < ts->count; i++) {
        u += product / ts->tasks[i].period * ts->tasks[i].wcet;
        work += t[i].wcet;
        numerator += t[i].wcet * (t[i].period - t[i].deadline) / t[i].period + 1;
    }
    const rtpart_ns above = r->budget * product - u * r->period; /* (a - U) Pi product */

    if (above <= 0)
        return ts->count == 0;
    /* generous: all C for the carry-in, the sum of all C for C_k, a = m for the delay */
    numerator += work + m * work + 2 * m * (r->period * m - r->budget) + m * m * latency;
    const rtpart_ns end = numerator * r->period * product / above + 1;

    for (size_t k = 0; k < ts->count; k++)
        for (rtpart_ns len = t[k].deadline; len <= end; len++) {
            const struct rtpart_prm fast = {.period = m * r->period, .budget = r->budget};
            int cut;
            const rtpart_ns d =
                theorem_gedf_demand(t, ts->count, k, m, len, cap, &cut) + m * m * latency;

            if (d > m * rtpart_prm_sbf(&fast, len) || cut >= m)
                return false;
        }
    return true;
}
