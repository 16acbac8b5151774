/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What this machine's kernel refuses is what the messages say it refuses. Only with
 * RTPART_MACHINE=1 (ctest -L machine).
 */
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "deploy/cgroup_path.h"
#include "deploy/sched_deadline.h"
#include "deploy/sched_explain.h"

#define MS RTPART_MS

static const struct rtpart_kernel *const real = &rtpart_kernel_linux;
static struct rtpart_error err;
static pthread_t sleeper;
static pid_t tid;
static sem_t ready;
static sem_t stop;

static void *sleep_until_stopped(void *arg)
{
    (void)arg;
    tid = gettid();
    (void)sem_post(&ready);
    while (sem_wait(&stop) != 0)
        ;
    return NULL;
}

static int setup(void **state)
{
    (void)state;
    (void)sem_init(&ready, 0, 0);
    (void)sem_init(&stop, 0, 0);
    assert_int_equal(pthread_create(&sleeper, NULL, sleep_until_stopped, NULL), 0);
    while (sem_wait(&ready) != 0)
        ;
    return 0;
}

static int teardown(void **state)
{
    const struct rtpart_sched other = {.policy = RTPART_POLICY_OTHER};

    (void)state;
    (void)rtpart_sched_restore(real, "vCPU 1", tid, &other, NULL, NULL);
    (void)sem_post(&stop);
    (void)pthread_join(sleeper, NULL);
    return 0;
}

static void need_machine(void)
{
    const char *asked = getenv("RTPART_MACHINE");

    if (asked == NULL || strcmp(asked, "1") != 0 || !rtpart_may_schedule(real)) {
        print_message("skipped: RTPART_MACHINE=1 ctest -L machine, as root\n");
        skip();
    }
}

/* The kernel refuses with that errno, and the message says that. */
static void refused(rtpart_ns runtime, rtpart_ns deadline, rtpart_ns period, int errnum,
                    const char *words)
{
    const struct rtpart_sched s = {.policy = RTPART_POLICY_DEADLINE,
                                   .flags = RTPART_SCHED_RESET_ON_FORK,
                                   .runtime = runtime,
                                   .deadline = deadline,
                                   .period = period};

    assert_int_equal(real->sched_set(NULL, tid, &s), errnum);
    assert_int_equal(rtpart_sched_apply(real, "vCPU 1", tid, &s, 0, NULL, &err),
                     RTPART_EHOST);
    if (strstr(err.message, words) == NULL)
        fail_msg("\"%s\" is not in: %s", words, err.message);
}

static void test_einval_is_one_of_the_rules(void **state)
{
    (void)state;
    need_machine();
    refused(1023, 10 * MS, 10 * MS, EINVAL, "runtime 1.023 us is below the 1024 ns");
    refused(11 * MS, 10 * MS, 10 * MS, EINVAL, "longer than the deadline 10 ms");
    refused(MS, 10 * MS, 9 * MS, EINVAL, "deadline 10 ms is longer than the period 9 ms");
    refused(50000, 99000, 99000, EINVAL, "below the kernel's limit of 100 us");
    refused(MS, 5 * RTPART_S, 5 * RTPART_S, EINVAL,
            "above the kernel's limit of 4.194304 s");
}

static void test_eperm_is_a_pinned_thread(void **state)
{
    struct rtpart_cpus one = {0};
    struct rtpart_cpus all;

    (void)state;
    need_machine();
    assert_int_equal(rtpart_cpus_online(real, &all, &err), RTPART_OK);
    if (rtpart_cpus_count(&all) < 2)
        skip();
    rtpart_cpus_add(&one, rtpart_cpus_next(&all, 0));
    assert_int_equal(real->affinity_set(NULL, tid, &one), 0);
    refused(MS, 10 * MS, 10 * MS, EPERM, "may run on CPU 0 only");
}

static void test_ebusy_is_an_affinity_or_the_cap(void **state)
{
    const struct rtpart_sched small =
        rtpart_sched_reservation(&(struct rtpart_prm){.period = 100 * MS, .budget = MS});
    const struct rtpart_sched_refusal why = {
        .who = "vCPU 1", .tid = 1, .allowed = "0", .domain = "0-1"};
    struct rtpart_cpus one = {0};
    struct rtpart_cpus all;

    (void)state;
    need_machine();
    assert_int_equal(rtpart_cpus_online(real, &all, &err), RTPART_OK);
    if (rtpart_cpus_count(&all) < 2)
        skip();
    rtpart_cpus_add(&one, rtpart_cpus_next(&all, 0));
    assert_int_equal(
        rtpart_sched_apply(real, "vCPU 1", tid, &small, RTPART_S, NULL, &err), RTPART_OK);
    assert_int_equal(real->affinity_set(NULL, tid, &one), EBUSY);
    assert_int_equal(rtpart_sched_explain(EBUSY, &why, &err), RTPART_EHOST);
    assert_non_null(strstr(err.message, "cannot be pinned to CPU 0"));
}

static void test_esrch_is_a_thread_that_is_gone(void **state)
{
    (void)state;
    need_machine();
    const pid_t alive = tid;

    tid = 4194303; /* above every number that the kernel gives by default */
    refused(MS, 10 * MS, 10 * MS, ESRCH, "is gone");
    tid = alive;
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_einval_is_one_of_the_rules),
        TEST(test_eperm_is_a_pinned_thread),
        TEST(test_ebusy_is_an_affinity_or_the_cap),
        TEST(test_esrch_is_a_thread_that_is_gone),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
