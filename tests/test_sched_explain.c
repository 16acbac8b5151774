/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every reason for which the kernel refuses a reservation has words, values and a way out. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "deploy/sched_deadline.h"
#include "deploy/sched_explain.h"
#include "tests/support/fake_kernel.h"

#define MS RTPART_MS

/* A refusal in which everything is fine; each test breaks one thing. */
static struct rtpart_sched_refusal sound(void)
{
    return (struct rtpart_sched_refusal){
        .who = "vCPU 1",
        .tid = 4711,
        .asked = {.policy = RTPART_POLICY_DEADLINE,
                  .runtime = 27500000,
                  .deadline = 33 * MS,
                  .period = 33 * MS},
        .privileged = true,
        .period_min = RTPART_KERNEL_PERIOD_MIN,
        .period_max = RTPART_KERNEL_PERIOD_MAX,
        .allowed = "0-1",
        .domain = "0-1",
    };
}

/* The message has all the words (they end with NULL), and begins with who is concerned. */
static void says_all(int errnum, const struct rtpart_sched_refusal *w,
                     const char *const *words)
{
    struct rtpart_error err;

    assert_int_equal(rtpart_sched_explain(errnum, w, &err), RTPART_EHOST);
    assert_int_equal(strncmp(err.message, "vCPU 1", 6), 0);
    assert_true(strlen(err.message) < sizeof err.message - 4);
    for (; *words != NULL; words++)
        if (strstr(err.message, *words) == NULL)
            fail_msg("\"%s\" is not in: %s", *words, err.message);
}

#define SAYS(errnum, w, ...) says_all(errnum, w, (const char *const[]){__VA_ARGS__, NULL})

static void test_einval_runtime_below_1024_ns(void **state)
{
    struct rtpart_sched_refusal w = sound();

    (void)state;
    w.asked.runtime = 1023;
    SAYS(EINVAL, &w, "runtime 1.023 us", "1024 ns", "rtpart --min-period");
}

static void test_einval_runtime_above_deadline(void **state)
{
    struct rtpart_sched_refusal w = sound();

    (void)state;
    w.asked.runtime = 34 * MS;
    SAYS(EINVAL, &w, "runtime 34 ms", "deadline 33 ms", "runtime <= deadline <= period");
}

static void test_einval_deadline_above_period(void **state)
{
    struct rtpart_sched_refusal w = sound();

    (void)state;
    w.asked.deadline = 40 * MS;
    SAYS(EINVAL, &w, "deadline 40 ms", "period 33 ms", "runtime <= deadline <= period");
}

static void test_einval_period_below_the_limit(void **state)
{
    struct rtpart_sched_refusal w = sound();

    (void)state;
    w.asked = (struct rtpart_sched){.policy = RTPART_POLICY_DEADLINE,
                                    .runtime = 50000,
                                    .deadline = 99500,
                                    .period = 99500};
    SAYS(EINVAL, &w, "period 99.5 us", "100 us",
         "sysctl -w kernel.sched_deadline_period_min_us=99");
}

static void test_einval_period_above_the_limit(void **state)
{
    struct rtpart_sched_refusal w = sound();

    (void)state;
    w.asked.period = w.asked.deadline = RTPART_KERNEL_PERIOD_MAX + 1;
    SAYS(EINVAL, &w, "period 4.194304001 s", "4.194304 s",
         "sysctl -w kernel.sched_deadline_period_max_us=4194305");
}

static void test_einval_for_no_known_reason(void **state)
{
    const struct rtpart_sched_refusal w = sound();

    (void)state;
    SAYS(EINVAL, &w, "27.5 ms", "33 ms", "rtdeploy doctor");
}

static void test_eperm_without_the_capability(void **state)
{
    struct rtpart_sched_refusal w = sound();

    (void)state;
    w.privileged = false;
    w.pinned = true; /* looked at first, and told first */
    SAYS(EPERM, &w, "CAP_SYS_NICE", "as root", "4711");
}

static void test_eperm_of_a_pinned_thread(void **state)
{
    struct rtpart_sched_refusal w = sound();

    (void)state;
    w.pinned = true;
    w.allowed = "1";
    SAYS(EPERM, &w, "CPU 1 only", "(0-1)", "taskset -pc 0-1 4711",
         "cpuset partition of its own");
}

static void test_eperm_that_neither_explains(void **state)
{
    const struct rtpart_sched_refusal w = sound();

    (void)state;
    SAYS(EPERM, &w, "last ran outside", "wake", "0-1");
}

static void test_ebusy_tells_the_demand(void **state)
{
    const struct rtpart_sched_refusal w = sound();

    (void)state;
    SAYS(EBUSY, &w, "needs 83.33 %", "rtdeploy doctor");
}

static void test_ebusy_of_an_affinity(void **state)
{
    struct rtpart_sched_refusal w = sound();

    (void)state;
    w.asked = (struct rtpart_sched){0};
    w.allowed = "1";
    SAYS(EBUSY, &w, "cannot be pinned to CPU 1", "cpuset partition of its own");
}

static void test_esrch_is_a_vm_that_stopped(void **state)
{
    const struct rtpart_sched_refusal w = sound();

    (void)state;
    SAYS(ESRCH, &w, "4711 is gone", "the VM stopped");
}

static void test_enosys_and_unknown_ones(void **state)
{
    const struct rtpart_sched_refusal w = sound();

    (void)state;
    SAYS(ENOSYS, &w, "sched_setattr(2)", "Linux 3.14");
    SAYS(EIO, &w, strerror(EIO));
}

static void test_check_refuses_before_the_kernel_does(void **state)
{
    struct fake_kernel f;
    struct rtpart_error err;
    struct rtpart_sched s = sound().asked;

    (void)state;
    fake_kernel_init(&f, 2);
    assert_int_equal(rtpart_sched_check(&f.kernel, "vCPU 1", 1, &s, &err), RTPART_OK);
    s.runtime = 1023;
    assert_int_equal(rtpart_sched_check(&f.kernel, "vCPU 1", 1, &s, &err), RTPART_EHOST);
    s = sound().asked;
    fake_file(&f, "proc/sys/kernel/sched_deadline_period_max_us", "32999\n");
    assert_int_equal(rtpart_sched_check(&f.kernel, "vCPU 1", 1, &s, &err), RTPART_EHOST);
    assert_non_null(strstr(err.message, "32.999 ms"));
    fake_kernel_free(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_einval_runtime_below_1024_ns),
        cmocka_unit_test(test_einval_runtime_above_deadline),
        cmocka_unit_test(test_einval_deadline_above_period),
        cmocka_unit_test(test_einval_period_below_the_limit),
        cmocka_unit_test(test_einval_period_above_the_limit),
        cmocka_unit_test(test_einval_for_no_known_reason),
        cmocka_unit_test(test_eperm_without_the_capability),
        cmocka_unit_test(test_eperm_of_a_pinned_thread),
        cmocka_unit_test(test_eperm_that_neither_explains),
        cmocka_unit_test(test_ebusy_tells_the_demand),
        cmocka_unit_test(test_ebusy_of_an_affinity),
        cmocka_unit_test(test_esrch_is_a_vm_that_stopped),
        cmocka_unit_test(test_enosys_and_unknown_ones),
        cmocka_unit_test(test_check_refuses_before_the_kernel_does),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
