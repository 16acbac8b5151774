/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/bench/task_draw.h"

#include <math.h>
#include <stdlib.h>

#include "tests/support/random.h"

static int by_period(const void *a, const void *b)
{
    const struct rtpart_task *x = a;
    const struct rtpart_task *y = b;

    return (x->period > y->period) - (x->period < y->period);
}

static double uniform(struct test_random *random)
{
    return ldexp((double)(test_random_next(random) >> 11), -53);
}

void task_draw(const struct task_draw *d, struct rtpart_task *task)
{
    struct test_random random = {.state = d->seed};
    double left = d->utilization;

    for (size_t i = 0; i < d->count; i++) {
        const double others = (double)(d->count - i - 1);
        const double rest = others > 0 ? left * pow(uniform(&random), 1 / others) : 0;
        const double period =
            d->shortest_us * pow(d->longest_us / d->shortest_us, uniform(&random));
        const rtpart_ns t = (rtpart_ns)period * RTPART_US;

        task[i] = (struct rtpart_task){.wcet = (rtpart_ns)((left - rest) * (double)t) + 1,
                                       .deadline = t,
                                       .period = t,
                                       .vcpu = -1};
        left = rest;
    }
    qsort(task, d->count, sizeof *task, by_period);
}

size_t task_draw_table4(const char *which, struct rtpart_task *task)
{
    static const rtpart_ns us[10][2] = {{10321, 34000}, {1570, 40000},   {6300, 65000},
                                        {1720, 90000},  {14712, 98000},  {19691, 123000},
                                        {3440, 128000}, {23266, 164000}, {89843, 236000},
                                        {20937, 257000}};
    size_t n = 0;

    for (; *which != '\0'; which++) {
        const rtpart_ns *const row = us[*which - '0'];

        task[n++] = (struct rtpart_task){.wcet = row[0] * RTPART_US,
                                         .deadline = row[1] * RTPART_US,
                                         .period = row[1] * RTPART_US,
                                         .vcpu = -1};
    }
    return n;
}
