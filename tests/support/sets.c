/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/support/sets.h"

struct rtpart_taskset sets_small(struct test_random *r, struct rtpart_task *room,
                                 size_t count, rtpart_ns longest)
{
    const bool mixed = test_random_range(r, 0, 1) == 0;
    int64_t share = test_random_range(r, 1, 6); /* C is about T / share */
    const bool implicit = test_random_range(r, 0, 1) == 0;

    for (size_t i = 0; i < count; i++) {
        const rtpart_ns period = test_random_range(r, 2, longest);

        if (mixed)
            share = test_random_range(r, 1, 8);
        const rtpart_ns most = period / share > 1 ? period / share : 1;
        const rtpart_ns wcet = test_random_range(r, 1, most);

        room[i] = (struct rtpart_task){
            .wcet = wcet,
            .deadline = implicit ? period : test_random_range(r, wcet, period),
            .period = period,
            .vcpu = -1};
    }
    return (struct rtpart_taskset){.tasks = room, .count = count};
}
