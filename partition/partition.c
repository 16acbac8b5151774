/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "partition/partition.h"

#include <stdlib.h>

#include "partition/share.h"

void rtpart_partition_free(struct rtpart_partition *p)
{
    free(p->vcpu);
    free(p->prm);
    *p = (struct rtpart_partition){0};
}

void rtpart_partition_drop_interfaces(struct rtpart_partition *p)
{
    free(p->prm);
    p->prm = NULL;
}

double rtpart_partition_bandwidth(const struct rtpart_partition *p)
{
    double sum = 0;

    for (unsigned v = 0; p->prm != NULL && v < p->vcpus; v++)
        if (p->prm[v].budget > 0)
            sum += rtpart_ratio_value(rtpart_prm_bandwidth(&p->prm[v]));
    return sum;
}

/* Largest Q/P; 0/1 where nothing is reserved. */
static struct rtpart_ratio largest(const struct rtpart_partition *p)
{
    struct rtpart_ratio most = {.num = 0, .den = 1};

    for (unsigned v = 0; p->prm != NULL && v < p->vcpus; v++) {
        const struct rtpart_ratio b = rtpart_prm_bandwidth(&p->prm[v]);

        if (b.num > 0 && rtpart_ratio_cmp(b, most) > 0)
            most = b;
    }
    return most;
}

double rtpart_partition_max_bandwidth(const struct rtpart_partition *p)
{
    return rtpart_ratio_value(largest(p));
}

int rtpart_partition_cmp(const struct rtpart_partition *a,
                         const struct rtpart_partition *b,
                         enum rtpart_objective objective)
{
    const bool found_a = a->answer == RTPART_SCHEDULABLE;
    const bool found_b = b->answer == RTPART_SCHEDULABLE;

    if (!found_a || !found_b)
        return found_b - found_a;
    if (a->prm == NULL || b->prm == NULL)
        return 0;
    if (objective == RTPART_OBJECTIVE_MAX) {
        const int order = rtpart_ratio_cmp(largest(a), largest(b));

        if (order != 0)
            return order;
    }
    return rtpart_bandwidth_sum_cmp(a->prm, a->vcpus, b->prm, b->vcpus);
}
