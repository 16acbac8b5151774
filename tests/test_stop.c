/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signals to a long task: each case in a process of its own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "common/stop.h"

/* Run it in a child. Returns the status of wait(2). */
static int in_child(void (*body)(void))
{
    int status = 0;
    const pid_t pid = fork();

    assert_true(pid >= 0);
    if (pid == 0) {
        (void)alarm(10);
        body();
        _exit(0);
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    return status;
}

static void one(void)
{
    const volatile sig_atomic_t *flag = rtpart_stop_on_signals();

    (void)raise(SIGTERM);
    _exit(*flag == SIGTERM ? 7 : 1);
}

static void two(void)
{
    (void)rtpart_stop_on_signals();
    (void)raise(SIGINT);
    (void)raise(SIGINT);
}

static void two_patiently(void)
{
    const volatile sig_atomic_t *flag = rtpart_stop_patiently();

    (void)raise(SIGINT);
    (void)raise(SIGINT);
    _exit(*flag == SIGINT ? 7 : 1);
}

static void ignored(void)
{
    (void)signal(SIGHUP, SIG_IGN); /* as nohup(1) does */
    const volatile sig_atomic_t *flag = rtpart_stop_on_signals();

    (void)raise(SIGHUP);
    (void)raise(SIGHUP);
    _exit(*flag == 0 ? 7 : 1);
}

static void test_a_signal_sets_the_flag(void **state)
{
    (void)state;
    assert_int_equal(WEXITSTATUS(in_child(one)), 7);
}

static void test_a_second_signal_ends_the_process(void **state)
{
    (void)state;
    assert_int_equal(WTERMSIG(in_child(two)), SIGINT);
}

static void test_a_patient_task_is_not_ended_by_a_second_signal(void **state)
{
    (void)state;
    assert_int_equal(WEXITSTATUS(in_child(two_patiently)), 7);
}

static void test_a_hangup_that_is_ignored_stays_so(void **state)
{
    (void)state;
    assert_int_equal(WEXITSTATUS(in_child(ignored)), 7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_signal_sets_the_flag),
        cmocka_unit_test(test_a_second_signal_ends_the_process),
        cmocka_unit_test(test_a_patient_task_is_not_ended_by_a_second_signal),
        cmocka_unit_test(test_a_hangup_that_is_ignored_stays_so),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
