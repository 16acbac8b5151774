/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * stranger.c - a program outside the tree that uses the installed library and nothing else
 */
#include <stdio.h>

#include "model/ratio.h"
#include "model/reservation.h"

int main(void)
{
    const struct rtpart_prm vcpu = {.period = 11 * RTPART_MS,
                                    .budget = 15 * RTPART_MS / 2};
    const struct rtpart_ratio bandwidth = rtpart_prm_bandwidth(&vcpu);
    const struct rtpart_ratio half = {.num = 1, .den = 2};
    const struct rtpart_ratio zero = {.num = 0, .den = 1};

    if (rtpart_ratio_cmp(bandwidth, half) <= 0)
        return 1;
    if (rtpart_ratio_diff_cmp(bandwidth, half, half, zero) >= 0)
        return 1;
    printf("%.4f\n", rtpart_ratio_value(bandwidth));
    return 0;
}
