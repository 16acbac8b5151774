/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * guan.c - response times under global fixed priority on m CPUs, at most m-1 carry-ins
 *
 * The least x, C_k <= x <= D_k, with
 *
 *   floor(Omega(x) / m) + C_k <= x
 *   Omega(x) = sum I_i + the m-1 largest I'_i - I_i                i of higher priority
 *   I_i = min(W_i(x), x - C_k + 1),   I'_i = min(W'_i(x), x - C_k + 1)
 *
 * with W, W' the work in x without and with carry-in (fp_interference.h). Time is whole
 * slots of 1 ns, as in the paper, which explains the floor, the "+1", and that a carry-in
 * job has run for a slot: releases are taken to be at whole ns. (mpr_gfp.h does without.)
 *
 * The paper steps through x with the fixed-point iteration of the first line. That is slow
 * where terms grow as x does: with m of them it goes on in steps of 1 ns. Here s terms that
 * grow up to some x' give one more lower bound for the next candidate: a solution y < x' has
 * Omega(x) + s (y - x) < m (y - C_k + 1), of which there is none for s >= m. No solution is
 * passed over, so the answer is the same least x.
 *
 * Audsley's assignment is that of mpr_gfp.h on whole CPUs.
 *
 * [GSYY09] N. Guan, M. Stigge, W. Yi and G. Yu, "New response time bounds for fixed
 *          priority multiprocessor scheduling", RTSS 2009, pp. 387-397.
 *          doi:10.1109/RTSS.2009.11
 */
#include <assert.h>
#include <stdlib.h>

#include "analysis/fp_interference.h"
#include "analysis/global_tests.h"
#include "analysis/mpr_gfp.h"
#include "analysis/prm.h"
#include "common/array.h"
#include "common/auto.h"

/* A task above the one looked at. */
struct above {
    rtpart_ns wcet;
    rtpart_ns period;
    rtpart_ns response;
};

/* What the tasks above can do in x; `carry` then has the gains that count. */
static rtpart_i128 omega_at(const struct above *above, size_t count, rtpart_ns wcet,
                            rtpart_ns x, struct rtpart_largest *carry)
{
    const rtpart_ns cap = x - wcet + 1;
    rtpart_i128 sum = 0;

    rtpart_largest_clear(carry);
    for (size_t i = 0; i < count; i++) {
        const struct rtpart_fp_work w =
            rtpart_fp_work_in(x, above[i].wcet, above[i].period, above[i].response, 1);
        const rtpart_ns without = w.without < cap ? w.without : cap;

        sum += without;
        rtpart_largest_offer(carry, (w.with < cap ? w.with : cap) - without);
    }
    return sum + carry->sum;
}

/* How omega grows from x on; omega_at has just been asked about x. */
static struct rtpart_fp_growth growth_at(const struct above *above, size_t count,
                                         rtpart_ns wcet, rtpart_ns x,
                                         const struct rtpart_largest *carry)
{
    struct rtpart_fp_growth g = {.lasts = INT64_MAX};
    size_t equal = rtpart_largest_ties(carry);

    for (size_t i = 0; i < count; i++) {
        const struct rtpart_fp_work w =
            rtpart_fp_work_in(x, above[i].wcet, above[i].period, above[i].response, 1);

        rtpart_fp_grow(&g, &w, x - wcet + 1, carry, &equal);
    }
    return g;
}

/*
 * Least step from x to anything that can be a solution, x being none; lack >= 0 is what
 * omega has above m (x - C_k + 1).
 */
static rtpart_i128 step_from(struct rtpart_fp_growth g, rtpart_i128 lack, unsigned m)
{
    assert(m > 0);
    const rtpart_i128 plain = lack / m + 1;
    rtpart_i128 grown = g.lasts;

    if (g.rising < m) {
        const rtpart_i128 slow = lack / (rtpart_ns)(m - g.rising) + 1;

        grown = slow < grown ? slow : grown;
    }
    return grown > plain ? grown : plain;
}

/* The least x of the file comment; RTPART_NS_NONE beyond the deadline. */
static rtpart_ns response_of(const struct above *above, size_t count,
                             const struct rtpart_task *task, unsigned m,
                             struct rtpart_largest *carry)
{
    rtpart_ns x = task->wcet;

    for (;;) {
        const rtpart_i128 lack = omega_at(above, count, task->wcet, x, carry) -
                                 (rtpart_i128)m * (x - task->wcet + 1);

        if (lack < 0)
            return x;
        const rtpart_i128 step =
            step_from(growth_at(above, count, task->wcet, x, carry), lack, m);

        if (step > task->deadline - x)
            return RTPART_NS_NONE;
        x += (rtpart_ns)step;
    }
}

/* Response times in the order of out->order; the verdict names the first that fails. */
static void responses(const struct rtpart_global_request *req,
                      struct rtpart_global_result *out, struct above *above,
                      struct rtpart_largest *carry)
{
    out->verdict =
        (struct rtpart_verdict){.answer = RTPART_SCHEDULABLE, .task = RTPART_NO_TASK};
    for (size_t rank = 0; rank < out->count; rank++) {
        const size_t k = out->order[rank];
        const struct rtpart_task *task = &req->taskset->tasks[k];

        out->response[k] = response_of(above, rank, task, req->cpus, carry);
        if (out->response[k] == RTPART_NS_NONE) {
            const rtpart_i128 demand =
                omega_at(above, rank, task->wcet, task->deadline, carry) +
                (rtpart_i128)req->cpus * task->wcet;

            out->verdict = (struct rtpart_verdict){
                .answer = RTPART_UNDECIDED,
                .task = k,
                .at = task->deadline,
                .demand = demand > INT64_MAX ? INT64_MAX : (rtpart_ns)demand,
                .supply = task->deadline * req->cpus};
            return;
        }
        above[rank] = (struct above){
            .wcet = task->wcet, .period = task->period, .response = out->response[k]};
    }
}

enum rtpart_code rtpart_guan_run(const struct rtpart_global_request *req,
                                 struct rtpart_cluster *c,
                                 struct rtpart_global_result *out,
                                 struct rtpart_error *err)
{
    const struct rtpart_mpr whole = {.period = 1, .budget = req->cpus, .cpus = req->cpus};
    RTPART_AUTO_FREE struct above *above = rtpart_array(out->count, sizeof *above);

    if (above == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory for %zu tasks", out->count);
    if (req->policy == RTPART_GFP_OPA)
        out->verdict = rtpart_mpr_gfp_audsley(c, &whole, out->order);
    if (out->verdict.answer == RTPART_SCHEDULABLE)
        responses(req, out, above, &c->largest);
    return RTPART_OK;
}
