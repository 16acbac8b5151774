/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/mpr.h"

#include "common/decimal.h"
#include "model/taskset.h"

enum rtpart_code rtpart_mpr_range_check(rtpart_ns period, unsigned cpus,
                                        struct rtpart_error *err)
{
    char p[RTPART_DECIMAL_SIZE];
    char most[RTPART_DECIMAL_SIZE];

    if (cpus < 1 || cpus > RTPART_VCPUS_MAX)
        return rtpart_fail(err, RTPART_EUSAGE, "%u CPUs; give 1 to %d", cpus,
                           RTPART_VCPUS_MAX);
    (void)rtpart_time_format_auto(p, sizeof p, period);
    (void)rtpart_time_format_auto(most, sizeof most, RTPART_MPR_SPAN_MAX / cpus);
    if (period <= 0 || period > RTPART_NS_MAX)
        return rtpart_fail(err, RTPART_EUSAGE,
                           "period %s is not in 1 ns .. 2^53 ns (about 104 days)", p);
    if (period > RTPART_MPR_SPAN_MAX / cpus)
        return rtpart_fail(err, RTPART_ERANGE,
                           "period %s is out of range on %u CPUs; there it may be %s", p,
                           cpus, most);
    return RTPART_OK;
}
