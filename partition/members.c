/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "partition/members.h"

#include <stdlib.h>

#include "common/array.h"

enum rtpart_code rtpart_members_list(const struct rtpart_partition *p,
                                     struct rtpart_members *out, struct rtpart_error *err)
{
    const size_t count = p->answer == RTPART_SCHEDULABLE ? p->task_count : 0;

    out->tasks = rtpart_array(count, sizeof *out->tasks);
    out->first = calloc((size_t)p->vcpus + 2, sizeof *out->first);
    if (out->tasks == NULL || out->first == NULL) {
        rtpart_members_free(out);
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory for %zu tasks", count);
    }
    /* Counting sort, shifted by one: first[v + 1] runs from the begin of v to its end. */
    for (size_t i = 0; i < count; i++)
        out->first[p->vcpu[i] + 2]++;
    for (unsigned v = 0; v < p->vcpus; v++)
        out->first[v + 2] += out->first[v + 1];
    for (size_t i = 0; i < count; i++)
        out->tasks[out->first[p->vcpu[i] + 1]++] = i;
    return RTPART_OK;
}

void rtpart_members_free(struct rtpart_members *m)
{
    free(m->tasks);
    free(m->first);
    *m = (struct rtpart_members){0};
}
