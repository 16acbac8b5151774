/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "partition/portfolio.h"
#include "tests/support/partitions.h"

/* The best of all methods that do not search, of equals the first, by asking each. */
static void ask_each(const struct rtpart_partition_request *req,
                     struct rtpart_partition *out)
{
    size_t count;
    const struct rtpart_heuristic *h = rtpart_heuristics(&count);
    bool any = false;

    *out = (struct rtpart_partition){0};
    for (size_t i = 0; i < count; i++) {
        struct rtpart_partition p = {0};

        if (h[i].searches)
            continue;
        assert_int_equal(h[i].run(req, &p, NULL), RTPART_OK);
        if (!any || rtpart_partition_cmp(&p, out, req->objective) < 0) {
            rtpart_partition_free(out);
            *out = p;
        } else {
            rtpart_partition_free(&p);
        }
        any = true;
    }
    assert_true(any);
}

static void test_portfolio_keeps_the_first_of_the_best(void **state)
{
    struct test_random r = {.state = 141};
    int found = 0;
    int none = 0;

    (void)state;
    for (int round = 0; round < 600; round++) {
        struct rtpart_taskset ts;
        struct rtpart_partition_request req;
        struct rtpart_partition want;
        struct rtpart_partition got;

        partitions_question(&r, round, 4, 8, &ts, &req);
        ask_each(&req, &want);
        assert_int_equal(rtpart_portfolio(&req, &got, NULL), RTPART_OK);
        assert_int_equal(got.answer, want.answer);
        if (got.answer == RTPART_SCHEDULABLE) {
            assert_memory_equal(got.vcpu, want.vcpu, ts.count * sizeof *got.vcpu);
            assert_memory_equal(got.prm, want.prm, req.vcpus * sizeof *got.prm);
            found++;
        } else {
            assert_int_equal(got.blocked, want.blocked);
            none++;
        }
        rtpart_partition_free(&got);
        rtpart_partition_free(&want);
        rtpart_taskset_free(&ts);
    }
    assert_true(found > 200 && none > 50);
}

/* Priorities are missing: no method can run. */
static void test_portfolio_passes_errors_on(void **state)
{
    struct rtpart_taskset ts;
    struct rtpart_partition p;

    (void)state;
    partitions_table4(&ts);
    struct rtpart_partition_request req = partitions_request(&ts, 2);

    req.scheduler = RTPART_SCHED_PRIO;
    assert_int_equal(rtpart_portfolio(&req, &p, NULL), RTPART_EMODEL);
    assert_null(p.vcpu);
    rtpart_taskset_free(&ts);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_portfolio_keeps_the_first_of_the_best),
        cmocka_unit_test(test_portfolio_passes_errors_on),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
