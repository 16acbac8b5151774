/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * gfb.c - the density bound for global EDF on m CPUs
 *
 *   sum C_i/D_i <= m - (m - 1) max C_i/D_i
 *
 * [GFB03] proves it for D = T with utilisations. For D < T the density C/D takes their
 * place: a job stream with period T is also one with period D, which only leaves out jobs.
 * Fractions are compared exactly (ratio_sum.h); equality is accepted.
 *
 * [GFB03] J. Goossens, S. Funk and S. Baruah, "Priority-driven scheduling of periodic task
 *         systems on multiprocessors", Real-Time Systems 25(2-3), pp. 187-205, 2003.
 *         doi:10.1023/A:1025120124771
 */
#include "analysis/global_tests.h"
#include "model/ratio_sum.h"

enum rtpart_code rtpart_gfb_run(const struct rtpart_global_request *req,
                                struct rtpart_cluster *c,
                                struct rtpart_global_result *out,
                                struct rtpart_error *err)
{
    const struct rtpart_taskset *ts = req->taskset;
    const struct rtpart_ratio all = {.num = req->cpus, .den = 1};
    struct rtpart_ratio_sum sum = rtpart_ratio_sum_zero();
    struct rtpart_ratio largest = {.num = 0, .den = 1};
    size_t heaviest = RTPART_NO_TASK;

    (void)c;
    (void)err;
    for (size_t i = 0; i < ts->count; i++) {
        const struct rtpart_ratio density = {.num = ts->tasks[i].wcet,
                                             .den = ts->tasks[i].deadline};

        rtpart_ratio_sum_add(&sum, density.num, density.den);
        if (rtpart_ratio_cmp(density, largest) > 0) {
            largest = density;
            heaviest = i;
        }
    }
    rtpart_ratio_sum_add(&sum, (rtpart_i128)(req->cpus - 1) * largest.num, largest.den);
    out->verdict =
        rtpart_ratio_sum_at_most(&sum, all)
            ? (struct rtpart_verdict){.answer = RTPART_SCHEDULABLE,
                                      .task = RTPART_NO_TASK}
            : (struct rtpart_verdict){.answer = RTPART_UNDECIDED, .task = heaviest};
    return RTPART_OK;
}
