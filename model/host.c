/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/host.h"

#include <stdlib.h>

#include "common/auto.h"
#include "model/packing.h"
#include "model/ratio_sum.h"

const char *rtpart_guarantee_name(enum rtpart_guarantee g)
{
    switch (g) {
    case RTPART_GUARANTEE_KERNEL:
        return "kernel-admitted";
    case RTPART_GUARANTEE_HARD_GLOBAL:
        return "hard, global EDF";
    case RTPART_GUARANTEE_HARD_PARTITIONED:
        return "hard, partitioned";
    case RTPART_GUARANTEE_NONE:
        break;
    }
    return "refused";
}

bool rtpart_host_admits(unsigned cpus, int64_t limit, const struct rtpart_prm *r,
                        size_t count)
{
    rtpart_i128 sum = 0;

    for (size_t i = 0; i < count; i++)
        sum += rtpart_prm_booked(&r[i]);
    return sum <= (rtpart_i128)cpus * limit;
}

bool rtpart_host_gfb(unsigned cpus, const struct rtpart_prm *r, size_t count)
{
    const struct rtpart_ratio all = {.num = cpus, .den = 1};
    const struct rtpart_ratio one = {.num = 1, .den = 1};
    struct rtpart_ratio most = {.num = 0, .den = 1};
    struct rtpart_ratio_sum sum = rtpart_ratio_sum_zero();

    for (size_t i = 0; i < count; i++) {
        if (r[i].budget == 0)
            continue;
        rtpart_ratio_sum_add(&sum, r[i].budget, r[i].period);
        if (rtpart_ratio_cmp(rtpart_prm_bandwidth(&r[i]), most) > 0)
            most = rtpart_prm_bandwidth(&r[i]);
    }
    if (cpus == 0 || rtpart_ratio_cmp(most, one) > 0)
        return false;
    rtpart_ratio_sum_add(&sum, (rtpart_i128)most.num * (cpus - 1), most.den);
    return rtpart_ratio_sum_at_most(&sum, all);
}

enum rtpart_guarantee rtpart_host_unpinned(unsigned cpus, bool admitted,
                                           const struct rtpart_prm *r, size_t count)
{
    if (!admitted)
        return RTPART_GUARANTEE_NONE;
    if (!rtpart_host_gfb(cpus, r, count))
        return RTPART_GUARANTEE_KERNEL;
    return cpus == 1 ? RTPART_GUARANTEE_HARD_PARTITIONED : RTPART_GUARANTEE_HARD_GLOBAL;
}

/* Does no CPU give more than the whole of itself? The kernel's rounding may hide that. */
static bool hard(unsigned cpus, const int64_t *used, const struct rtpart_prm *r,
                 size_t count, const unsigned *cpu_of)
{
    const struct rtpart_ratio one = {.num = 1, .den = 1};

    for (unsigned c = 0; c < cpus; c++) {
        struct rtpart_ratio_sum sum = rtpart_ratio_sum_zero();
        bool any = false;

        for (size_t i = 0; i < count; i++)
            if (cpu_of[i] == c && r[i].budget > 0) {
                rtpart_ratio_sum_add(&sum, r[i].budget, r[i].period);
                any = true;
            }
        if (used != NULL)
            rtpart_ratio_sum_add(&sum, used[c], RTPART_BW_UNIT);
        if (any && !rtpart_ratio_sum_at_most(&sum, one))
            return false;
    }
    return true;
}

enum rtpart_code rtpart_host_place(unsigned cpus, int64_t limit, const int64_t *used,
                                   const struct rtpart_prm *r, size_t count,
                                   unsigned *cpu_of, enum rtpart_answer *answer,
                                   struct rtpart_error *err)
{
    RTPART_AUTO_FREE int64_t *rooms = calloc(cpus > 0 ? cpus : 1, sizeof *rooms);
    RTPART_AUTO_FREE int64_t *weights = calloc(count > 0 ? count : 1, sizeof *weights);
    enum rtpart_code code;

    if (rooms == NULL || weights == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory");
    for (unsigned c = 0; c < cpus; c++)
        rooms[c] = limit - (used != NULL ? used[c] : 0);
    for (size_t i = 0; i < count; i++)
        weights[i] = rtpart_prm_booked(&r[i]);
    code = rtpart_pack(weights, count, rooms, cpus, cpu_of, answer, err);
    if (code != RTPART_OK || *answer != RTPART_SCHEDULABLE ||
        hard(cpus, used, r, count, cpu_of))
        return code;
    /* as the kernel counts it fits, but only by rounding: count a unit more for each */
    for (size_t i = 0; i < count; i++)
        weights[i] += r[i].budget > 0;
    code = rtpart_pack(weights, count, rooms, cpus, cpu_of, answer, err);
    if (code == RTPART_OK && *answer == RTPART_UNSCHEDULABLE)
        *answer = RTPART_UNDECIDED; /* that was more than is needed */
    return code;
}
