/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * stranger.c - a program outside the tree that uses the installed library and nothing else
 */
#include <stdio.h>

#include "model/ratio.h"
#include "model/reservation.h"
#include "model/taskset.h"

/* Two tasks of the paper's first vCPU are sound, and 34 ms is the shorter deadline. */
static int shortest_deadline_is_34_ms(void)
{
    struct rtpart_taskset set = {0};
    struct rtpart_error err;
    int yes = 0;

    if (rtpart_taskset_add(&set, "t0", 10321 * RTPART_US, 34 * RTPART_MS, 34 * RTPART_MS,
                           &err) == RTPART_OK &&
        rtpart_taskset_add(&set, NULL, 1720 * RTPART_US, 90 * RTPART_MS, 90 * RTPART_MS,
                           &err) == RTPART_OK &&
        rtpart_taskset_check(&set, &err) == RTPART_OK)
        yes = rtpart_taskset_min_deadline(&set) == 34 * RTPART_MS;
    else
        fprintf(stderr, "%s\n", err.message);
    rtpart_taskset_free(&set);
    return yes;
}

int main(void)
{
    const struct rtpart_prm vcpu = {.period = 11 * RTPART_MS, .budget = 7500 * RTPART_US};
    const struct rtpart_ratio bandwidth = rtpart_prm_bandwidth(&vcpu);
    const struct rtpart_ratio half = {.num = 1, .den = 2};

    if (!shortest_deadline_is_34_ms() || rtpart_ratio_cmp(bandwidth, half) <= 0)
        return 1;
    printf("%.4f\n", rtpart_ratio_value(bandwidth));
    return 0;
}
