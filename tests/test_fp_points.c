/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_fp_points.c - fixed priorities with times of any size, against a second version:
 *                    every point of the testing set, in 128 bits
 *
 * [LSD89] J. Lehoczky, L. Sha and Y. Ding, "The rate monotonic scheduling algorithm:
 *         exact characterization and average case behavior", RTSS 1989, pp. 166-171.
 *         doi:10.1109/REAL.1989.63567
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "analysis/fp.h"
#include "analysis/prm.h"
#include "common/wide.h"
#include "tests/support/oracle_fp.h"
#include "tests/support/small_set.h"

/* Does task k hold? The testing set of [LSD89], every point of it. */
static bool holds_by_points(const struct rtpart_load *l, size_t k,
                            const struct rtpart_prm *r)
{
    for (size_t j = 0; j <= k; j++) {
        const rtpart_ns step = j < k ? l->period[j] : l->deadline[k];

        for (rtpart_ns t = step; t <= l->deadline[k]; t += step) {
            rtpart_i128 work = (rtpart_i128)l->wcet[k] + l->latency;

            for (size_t i = 0; i < k; i++)
                work += (rtpart_i128)(t / l->period[i] + (t % l->period[i] != 0)) *
                        l->wcet[i];
            if (work <= rtpart_prm_sbf(r, t))
                return true;
        }
    }
    return false;
}

static bool all_hold_by_points(const struct rtpart_load *l, const struct rtpart_prm *r)
{
    for (size_t k = 0; k < l->count; k++)
        if (!holds_by_points(l, k, r))
            return false;
    return true;
}

/* A load of up to 8 tasks in order; periods over `ratio`, times that share no factor. */
static void draw_real_load(struct test_random *random, rtpart_ns longest, rtpart_ns ratio,
                           struct rtpart_load *load)
{
    const size_t count = (size_t)test_random_range(random, 1, 8);
    struct rtpart_task task[8];
    const struct rtpart_taskset ts = {.tasks = task, .count = count};

    memset(task, 0, sizeof task);
    for (size_t i = 0; i < count; i++) {
        task[i].period = test_random_range(random, longest / ratio, longest);
        task[i].wcet = 1 + (rtpart_ns)((rtpart_i128)task[i].period *
                                       test_random_range(random, 0, 1500) /
                                       (1000 * (rtpart_ns)count));
        if (task[i].wcet > task[i].period)
            task[i].wcet = task[i].period;
        task[i].deadline = test_random_range(random, task[i].wcet, task[i].period);
        if (test_random_range(random, 0, 1) == 0)
            task[i].deadline = task[i].period;
    }
    assert_int_equal(
        rtpart_load_of(load, &ts,
                       test_random_range(random, 0, 1) == 0 ? RTPART_SCHED_RM
                                                            : RTPART_SCHED_DM,
                       test_random_range(random, 0, longest / ratio / 10), NULL),
        RTPART_OK);
}

static void test_fp_min_budget_is_the_least_to_the_nanosecond(void **state)
{
    struct test_random random = {.state = 38};
    int found = 0;

    (void)state;
    for (int n = 0; n < 12000; n++) {
        const rtpart_ns longest = (rtpart_ns)1 << test_random_range(&random, 12, 53);
        struct rtpart_load load;
        size_t first = 0;

        draw_real_load(&random, longest, n % 8 == 0 ? 400 : 30, &load);
        const rtpart_ns period =
            test_random_range(&random, longest / (n % 8 == 0 ? 2000 : 100), longest / 3);
        struct rtpart_prm r = {
            .period = period,
            .budget = rtpart_fp_min_budget(&load, period, 1, 0, period, &first)};
        const bool none = r.budget == RTPART_NS_NONE;

        if (none)
            r.budget = period + 1;
        else
            assert_true(all_hold_by_points(&load, &r));
        r.budget--;
        assert_true(r.budget < 0 || !all_hold_by_points(&load, &r));
        assert_true(r.budget < 0 ||
                    rtpart_fp_test(&load, &r).answer == RTPART_UNSCHEDULABLE);
        found += !none;
        rtpart_load_free(&load);
    }
    assert_true(found > 3000);
}

/*
 * A fast task, a heavy one, and one whose deadline is just after the second job of the
 * heavy one: up to there each release of the fast task is a better point than the last,
 * and a scan that takes one after the other would not come to an end in a real set.
 */
static void draw_many_points(struct small_set *s, struct test_random *random)
{
    const rtpart_ns fast = test_random_range(random, 2, 5);
    const rtpart_ns heavy = test_random_range(random, 60, 160);
    const rtpart_ns deadline = test_random_range(random, heavy + 1, heavy + 30);

    *s = (struct small_set){.count = 3};
    s->task[0] = (struct rtpart_task){.wcet = 1, .deadline = fast, .period = fast};
    s->task[1] =
        (struct rtpart_task){.wcet = test_random_range(random, heavy / 8, heavy / 3),
                             .deadline = heavy,
                             .period = heavy};
    s->task[2] = (struct rtpart_task){.wcet = test_random_range(random, 1, 9),
                                      .deadline = deadline,
                                      .period = deadline};
}

static void test_fp_alpha_where_point_after_point_is_better(void **state)
{
    struct test_random random = {.state = 41};

    (void)state;
    for (int n = 0; n < 2000; n++) {
        const struct rtpart_prm none = {.period = 1, .budget = 0};
        const struct rtpart_ratio zero = {.num = 0, .den = 1};
        struct small_set s;
        struct rtpart_load load;

        draw_many_points(&s, &random);
        small_set_load(&s, RTPART_SCHED_RM, test_random_range(&random, 1, RTPART_MS),
                       &load);
        const struct rtpart_ratio want = oracle_fp_task_alpha(&s, 2);

        if (want.num <= want.den)
            small_set_expect("alpha", &s, &none,
                             rtpart_ratio_cmp(rtpart_fp_task_alpha(&load, 2, zero), want),
                             0);
        rtpart_load_free(&load);
    }
}

static void test_fp_min_budget_where_point_after_point_is_better(void **state)
{
    struct test_random random = {.state = 42};

    (void)state;
    for (int n = 0; n < 2000; n++) {
        struct rtpart_prm r = {.period = test_random_range(&random, 1000, 20000)};
        const rtpart_ns step = test_random_range(&random, 1, 3);
        const rtpart_ns hi = r.period / step * step;
        struct small_set s;
        struct rtpart_load load;
        size_t first = 2;

        draw_many_points(&s, &random);
        small_set_load(&s, RTPART_SCHED_RM, 1000, &load);
        r.budget = rtpart_fp_min_budget(&load, r.period, step, 0, hi, &first);
        if (r.budget != RTPART_NS_NONE) {
            assert_true(all_hold_by_points(&load, &r));
            r.budget -= step;
        } else {
            r.budget = hi;
        }
        assert_false(all_hold_by_points(&load, &r));
        rtpart_load_free(&load);
    }
}

static void test_fp_more_budget_never_hurts(void **state)
{
    struct test_random random = {.state = 39};

    (void)state;
    for (int n = 0; n < 10000; n++) {
        const rtpart_ns longest = (rtpart_ns)1 << test_random_range(&random, 12, 53);
        const rtpart_ns period = test_random_range(&random, longest / 200, longest);
        struct rtpart_prm r = {.period = period,
                               .budget = test_random_range(&random, 0, period)};
        struct rtpart_load load;

        draw_real_load(&random, longest, 20, &load);
        for (size_t k = 0; k < load.count; k++) {
            const struct rtpart_prm more = {
                .period = period, .budget = test_random_range(&random, r.budget, period)};
            const rtpart_ns before = rtpart_fp_response(&load, &r, k);
            const rtpart_ns after = rtpart_fp_response(&load, &more, k);

            if (before == RTPART_NS_NONE)
                continue;
            assert_in_range(after, load.wcet[k], before);
        }
        rtpart_load_free(&load);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fp_min_budget_is_the_least_to_the_nanosecond),
        cmocka_unit_test(test_fp_alpha_where_point_after_point_is_better),
        cmocka_unit_test(test_fp_min_budget_where_point_after_point_is_better),
        cmocka_unit_test(test_fp_more_budget_never_hurts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
