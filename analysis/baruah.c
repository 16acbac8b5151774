/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * baruah.c - Baruah's test for global EDF on m CPUs: every window, at most m-1 carry-ins
 *
 * The test that mpr_gedf.h carries over to a reservation, on whole CPUs: sbf(t) = m t. Its
 * bound on the windows needs U < m. The paper's condition accepts equality; where m terms
 * are cut that is unsound ({C 9, D 10, T 20; C 2, D 10, T 20} on one CPU misses), and is
 * refused.
 *
 * [Bar07] S. Baruah, "Techniques for multiprocessor global schedulability analysis", RTSS
 *         2007, pp. 119-128. doi:10.1109/RTSS.2007.35
 */
#include "analysis/global_tests.h"
#include "analysis/mpr_gedf.h"

enum rtpart_code rtpart_baruah_run(const struct rtpart_global_request *req,
                                   struct rtpart_cluster *c,
                                   struct rtpart_global_result *out,
                                   struct rtpart_error *err)
{
    const struct rtpart_mpr whole = {.period = 1, .budget = req->cpus, .cpus = req->cpus};

    (void)err;
    out->verdict = rtpart_mpr_gedf_test(c, &whole, true);
    return RTPART_OK;
}
