/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * baker.c - Baker's test for global EDF on m CPUs
 *
 * For every task k, with lambda = C_k/D_k and u_i = C_i/T_i,
 *
 *   sum over all i of min(1, beta_i) <= m (1 - lambda) + lambda
 *
 *   beta_i = u_i (1 + (T_i - D_i)/D_k)                           where u_i <= lambda
 *            u_i (1 + (T_i - D_i)/D_k) + (C_i - lambda T_i)/D_k  where u_i > lambda
 *
 * Everything is multiplied by D_k here, which leaves fractions over T_i and D_k only; they
 * are compared exactly (ratio_sum.h), and equality is accepted, as in the paper.
 *
 * [Bak03] T. P. Baker, "Multiprocessor EDF and deadline monotonic schedulability analysis",
 *         RTSS 2003, pp. 120-129. doi:10.1109/REAL.2003.1253260
 */
#include "analysis/global_tests.h"
#include "model/ratio_sum.h"

/* Is whole + a + b >= limit? a and b are fractions in [0, 1). Exact. */
static bool reaches(rtpart_i128 whole, struct rtpart_ratio a, struct rtpart_ratio b,
                    rtpart_ns limit)
{
    const struct rtpart_ratio rest = {.num = b.den - b.num, .den = b.den}; /* 1 - b */

    if (whole != limit - 1)
        return whole >= limit;
    return rtpart_ratio_cmp(a, rest) >= 0;
}

/* Add min(1, beta_i) D_k to the sum. */
static void add_beta(struct rtpart_ratio_sum *sum, const struct rtpart_task *i,
                     const struct rtpart_task *k)
{
    const rtpart_i128 load =
        (rtpart_i128)i->wcet * (k->deadline + i->period - i->deadline); /* over T_i */
    const struct rtpart_ratio u = {.num = i->wcet, .den = i->period};
    const struct rtpart_ratio lambda = {.num = k->wcet, .den = k->deadline};
    rtpart_i128 carry = 0; /* over D_k, >= 0 since u_i > lambda */

    if (rtpart_ratio_cmp(u, lambda) > 0)
        carry = (rtpart_i128)i->wcet * k->deadline - (rtpart_i128)k->wcet * i->period;

    const struct rtpart_ratio a = {.num = (rtpart_ns)(load % i->period),
                                   .den = i->period};
    const struct rtpart_ratio b = {.num = (rtpart_ns)(carry % k->deadline),
                                   .den = k->deadline};

    if (reaches(load / i->period + carry / k->deadline, a, b, k->deadline)) {
        rtpart_ratio_sum_add(sum, k->deadline, 1);
        return;
    }
    rtpart_ratio_sum_add(sum, load, i->period);
    rtpart_ratio_sum_add(sum, carry, k->deadline);
}

enum rtpart_code rtpart_baker_run(const struct rtpart_global_request *req,
                                  struct rtpart_cluster *c,
                                  struct rtpart_global_result *out,
                                  struct rtpart_error *err)
{
    const struct rtpart_taskset *ts = req->taskset;
    const struct rtpart_ratio zero = {.num = 0, .den = 1};

    (void)c;
    (void)err;
    out->verdict =
        (struct rtpart_verdict){.answer = RTPART_SCHEDULABLE, .task = RTPART_NO_TASK};
    for (size_t k = 0; k < ts->count; k++) {
        const struct rtpart_task *task = &ts->tasks[k];
        struct rtpart_ratio_sum sum = rtpart_ratio_sum_zero();
        const rtpart_i128 bound =
            (rtpart_i128)req->cpus * (task->deadline - task->wcet) + task->wcet;

        rtpart_ratio_sum_add(&sum, -bound, 1);
        for (size_t i = 0; i < ts->count; i++)
            add_beta(&sum, &ts->tasks[i], task);
        if (!rtpart_ratio_sum_at_most(&sum, zero)) {
            out->verdict = (struct rtpart_verdict){.answer = RTPART_UNDECIDED, .task = k};
            break;
        }
    }
    return RTPART_OK;
}
