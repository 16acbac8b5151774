/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/support/small_set.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

static rtpart_ns draw_period(struct test_random *random,
                             const struct small_set_shape *shape)
{
    size_t n = 0;

    if (shape->periods == NULL)
        return test_random_range(random, 1, shape->max_period);
    while (shape->periods[n] > 0)
        n++;
    return shape->periods[test_random_range(random, 0, (int64_t)n - 1)];
}

static void draw_task(struct rtpart_task *task, struct test_random *random,
                      const struct small_set_shape *shape, rtpart_ns percent,
                      bool implicit)
{
    const rtpart_ns period = draw_period(random, shape);
    rtpart_ns wcet = percent * period / 100;

    if (wcet < 1)
        wcet = 1;
    if (wcet > period)
        wcet = period;
    *task = (struct rtpart_task){
        .wcet = wcet,
        .deadline = implicit ? period : test_random_range(random, wcet, period),
        .period = period,
        .prio = 1,
        .vcpu = -1};
    if (shape->hopeless && test_random_range(random, 0, 9) == 0)
        task->wcet = test_random_range(random, 0, 1) * (task->deadline + 1);
}

static rtpart_ns key_of(const struct rtpart_task *task, enum rtpart_scheduler scheduler)
{
    if (scheduler == RTPART_SCHED_PRIO)
        return 0;
    return scheduler == RTPART_SCHED_RM ? task->period : task->deadline;
}

/* Insertion sort: stable. */
static void sort(struct small_set *s, enum rtpart_scheduler scheduler)
{
    for (size_t i = 1; i < s->count; i++)
        for (size_t j = i;
             j > 0 && key_of(&s->task[j], scheduler) < key_of(&s->task[j - 1], scheduler);
             j--) {
            const struct rtpart_task other = s->task[j];

            s->task[j] = s->task[j - 1];
            s->task[j - 1] = other;
        }
}

void small_set_draw(struct small_set *s, struct test_random *random,
                    const struct small_set_shape *shape, enum rtpart_scheduler scheduler)
{
    const bool implicit = test_random_range(random, 0, 1) == 0;
    const rtpart_ns total = test_random_range(random, 10, 110); /* of U, in % */

    s->count = (size_t)test_random_range(random, 1, (int64_t)shape->max_count);
    s->latency = test_random_range(random, 0, 2) == 0
                     ? test_random_range(random, 0, shape->max_latency)
                     : 0;
    for (size_t i = 0; i < s->count; i++)
        draw_task(&s->task[i], random, shape,
                  test_random_range(random, 0, 2 * total / (rtpart_ns)s->count),
                  implicit);
    sort(s, scheduler);
}

void small_set_load(const struct small_set *s, enum rtpart_scheduler scheduler,
                    rtpart_ns scale, struct rtpart_load *load)
{
    assert_int_equal(
        rtpart_load_init(load, s->count, scheduler, s->latency * scale, NULL), RTPART_OK);
    for (size_t i = 0; i < s->count; i++) {
        const struct rtpart_task task = {.wcet = s->task[i].wcet * scale,
                                         .deadline = s->task[i].deadline * scale,
                                         .period = s->task[i].period * scale,
                                         .prio = (int)(s->count - i),
                                         .vcpu = -1};

        rtpart_load_push(load, &task, i);
    }
}

void load_rows(struct rtpart_load *load, enum rtpart_scheduler scheduler,
               rtpart_ns latency, size_t count, const rtpart_ns (*row)[3], rtpart_ns unit)
{
    assert_int_equal(rtpart_load_init(load, count, scheduler, latency, NULL), RTPART_OK);
    for (size_t i = 0; i < count; i++) {
        const struct rtpart_task t = {.wcet = row[i][0] * unit,
                                      .deadline = row[i][1] * unit,
                                      .period = row[i][2] * unit};

        rtpart_load_push(load, &t, i);
    }
}

void small_set_expect(const char *what, const struct small_set *s,
                      const struct rtpart_prm *r, rtpart_ns got, rtpart_ns want)
{
    char text[SMALL_SET_MAX * 70] = "";
    size_t used = 0;

    if (got == want)
        return;
    for (size_t i = 0; i < s->count; i++)
        used += (size_t)snprintf(text + used, sizeof text - used, "(%ld, %ld, %ld) ",
                                 (long)s->task[i].wcet, (long)s->task[i].deadline,
                                 (long)s->task[i].period);
    fail_msg("%s: got %ld, expected %ld; (C, D, T) = %sL = %ld, (Q, P) = (%ld, %ld)",
             what, (long)got, (long)want, text, (long)s->latency, (long)r->budget,
             (long)r->period);
}
