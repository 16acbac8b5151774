/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * bcl.c - the interference test of Bertogna, Cirinei and Lipari for global EDF on m CPUs
 *
 * In the window of a job of task k, from its release to its deadline, task i does at most
 * W_i = N_i C_i + min(C_i, max(0, D_k - N_i T_i)), N_i = floor((D_k - D_i)/T_i) + 1. The
 * job holds if
 *
 *   sum over i != k of min(W_i, D_k - C_k) <= m (D_k - C_k),
 *
 * in case of equality only if fewer than m terms are cut. (The paper asks for a term with
 * 0 < W_i <= D_k - C_k then, which is the same where D_k > C_k; where D_k = C_k it would
 * refuse a job that fewer than m others can disturb.) It is mpr_bcl.h on whole CPUs.
 *
 * [BCL05] M. Bertogna, M. Cirinei and G. Lipari, "Improved schedulability analysis of EDF
 *         on multiprocessor platforms", ECRTS 2005, pp. 209-218. doi:10.1109/ECRTS.2005.18
 */
#include "analysis/global_tests.h"
#include "analysis/mpr_bcl.h"

enum rtpart_code rtpart_bcl_run(const struct rtpart_global_request *req,
                                struct rtpart_cluster *c,
                                struct rtpart_global_result *out,
                                struct rtpart_error *err)
{
    const struct rtpart_mpr whole = {.period = 1, .budget = req->cpus, .cpus = req->cpus};

    (void)err;
    out->verdict = rtpart_mpr_bcl_test(c, &whole);
    return RTPART_OK;
}
