/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/host.h"

#include <stdlib.h>

#include "common/auto.h"
#include "model/packing.h"

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
    const rtpart_i128 one = (rtpart_i128)1 << 40;
    rtpart_i128 sum = 0;
    rtpart_i128 max = 0;

    for (size_t i = 0; i < count; i++) {
        if (r[i].budget == 0)
            continue;
        /* budget <= 2^53, so the product stays below 2^94 */
        const rtpart_i128 share = (r[i].budget * one + r[i].period - 1) / r[i].period;

        sum += share;
        if (share > max)
            max = share;
    }
    return cpus > 0 && max <= one && sum <= cpus * one - (cpus - 1) * max;
}

enum rtpart_code rtpart_host_place(unsigned cpus, int64_t limit, const int64_t *used,
                                   const struct rtpart_prm *r, size_t count,
                                   unsigned *cpu_of, enum rtpart_answer *answer,
                                   struct rtpart_error *err)
{
    RTPART_AUTO_FREE int64_t *rooms = calloc(cpus > 0 ? cpus : 1, sizeof *rooms);
    RTPART_AUTO_FREE int64_t *weights = calloc(count > 0 ? count : 1, sizeof *weights);

    if (rooms == NULL || weights == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory");
    for (unsigned c = 0; c < cpus; c++)
        rooms[c] = limit - (used != NULL ? used[c] : 0);
    for (size_t i = 0; i < count; i++)
        weights[i] = rtpart_prm_booked(&r[i]);
    return rtpart_pack(weights, count, rooms, cpus, cpu_of, answer, err);
}
