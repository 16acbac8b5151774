/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/largest.h"

/* Let the value at the end rise to where its parent is not larger. */
static void rise(rtpart_ns *kept, size_t i)
{
    const rtpart_ns value = kept[i];

    while (i > 0 && kept[(i - 1) / 2] > value) {
        kept[i] = kept[(i - 1) / 2];
        i = (i - 1) / 2;
    }
    kept[i] = value;
}

/* Let `value` sink from the top to where no child is smaller. */
static void sink(rtpart_ns *kept, size_t count, rtpart_ns value)
{
    size_t i = 0;

    for (size_t child = 1; child < count; child = 2 * i + 1) {
        if (child + 1 < count && kept[child + 1] < kept[child])
            child++;
        if (kept[child] >= value)
            break;
        kept[i] = kept[child];
        i = child;
    }
    kept[i] = value;
}

void rtpart_largest_keep(struct rtpart_largest *l, rtpart_ns value)
{
    l->sum += value;
    if (l->count < l->room) {
        l->kept[l->count++] = value;
        rise(l->kept, l->count - 1);
        return;
    }
    l->sum -= l->kept[0];
    sink(l->kept, l->count, value);
}
