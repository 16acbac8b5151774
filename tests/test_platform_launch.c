/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One run from its launch to its end: times, limits, and what it leaves behind. */
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/support/folder.h"
#include "validate/platform_launch.h"
#include "validate/process_tree.h"

static struct test_folder folder;

static int set_up(void **state)
{
    (void)state;
    test_folder_make(&folder);
    rtpart_launch_adopt();
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    test_folder_remove(&folder);
    return 0;
}

/* Run a script of sh. */
static struct rtpart_launched run(const char *script, struct rtpart_launch l)
{
    const char *const argv[] = {"sh", "-c", script, NULL};
    struct rtpart_launched out;
    struct rtpart_error err = {.message = ""};

    l.argv = argv;
    l.directory = folder.path;
    assert_int_equal(rtpart_launch_run(&l, &out, &err), RTPART_OK);
    return out;
}

/* Has this process no child left, running or not? */
static bool childless(void)
{
    return waitpid(-1, NULL, WNOHANG) < 0 && errno == ECHILD;
}

static void test_launch_takes_the_time_of_the_first_word_and_of_the_end(void **state)
{
    struct rtpart_launched out =
        run("sleep 0.2; echo noise; echo 'rtpart-platform: first'; sleep 0.3; exit 3",
            (struct rtpart_launch){.limit_ms = 20000});

    (void)state;
    assert_int_equal(out.end, RTPART_LAUNCH_ENDED);
    assert_int_equal(WEXITSTATUS(out.status), 3);
    assert_true(out.first >= 200 * RTPART_MS);
    assert_true(out.total >= out.first + 250 * RTPART_MS);
    assert_string_equal(out.console, "noise\nrtpart-platform: first\n");
    rtpart_launched_free(&out);
    assert_true(childless());
}

static void test_launch_without_a_word_has_no_first(void **state)
{
    struct rtpart_launched out =
        run("printf 'a\\000b'", (struct rtpart_launch){.limit_ms = 20000});
    struct rtpart_error err = {.message = ""};

    (void)state;
    assert_int_equal(out.first, RTPART_NS_NONE);
    assert_string_equal(out.console, "a b"); /* no NUL hides what comes behind it */
    (void)rtpart_launch_failed(&out, "box", &err);
    assert_string_equal(err.message, "box: exit status 0: a b");
    rtpart_launched_free(&out);
}

static void test_launch_ends_at_its_limit_with_all_that_it_started(void **state)
{
    struct rtpart_launched out =
        run("trap '' TERM INT; sleep 50 & setsid sleep 60 & echo started; wait; sleep 70",
            (struct rtpart_launch){.limit_ms = 500});
    struct rtpart_error err = {.message = ""};

    (void)state;
    assert_int_equal(out.end, RTPART_LAUNCH_LATE);
    assert_true(out.total >= 500 * RTPART_MS && out.total < 20 * RTPART_S);
    assert_int_equal(rtpart_launch_failed(&out, "box", &err), RTPART_EHOST);
    assert_non_null(strstr(err.message, "did not end within"));
    assert_non_null(strstr(err.message, "started"));
    rtpart_launched_free(&out);
    assert_true(childless());
}

/* A daemon that leaves its parent, as the keepers of containers do. */
static void test_launch_ends_what_is_left_behind(void **state)
{
    struct rtpart_launched out = run("(setsid sleep 60 >/dev/null 2>&1 &)",
                                     (struct rtpart_launch){.limit_ms = 20000});

    (void)state;
    assert_int_equal(out.end, RTPART_LAUNCH_ENDED);
    assert_true(out.total < 10 * RTPART_S);
    rtpart_launched_free(&out);
    assert_true(childless());
}

static void test_launch_leaves_other_children_alone(void **state)
{
    const pid_t other = fork();

    (void)state;
    if (other == 0) {
        (void)sleep(60);
        _exit(0);
    }
    struct rtpart_launched out =
        run("sleep 60 & exit 0", (struct rtpart_launch){.limit_ms = 20000});

    rtpart_launched_free(&out);
    assert_int_equal(waitpid(other, NULL, WNOHANG), 0); /* still there */
    (void)kill(other, SIGKILL);
    assert_int_equal(waitpid(other, NULL, 0), other);
    assert_true(childless());
}

static void test_launch_stops_when_asked(void **state)
{
    static volatile sig_atomic_t stop = 1;
    struct rtpart_launched out =
        run("sleep 60", (struct rtpart_launch){.limit_ms = 20000, .stop = &stop});

    (void)state;
    assert_int_equal(out.end, RTPART_LAUNCH_STOPPED);
    assert_true(out.total < 10 * RTPART_S);
    rtpart_launched_free(&out);
    assert_true(childless());
}

/* All processes of the run, the one that left its parent too. */
static void count_sleeps(void *ctx, const pid_t *pids, size_t count)
{
    struct rtpart_memory_use use = {0};
    char name[16];

    for (size_t i = 0; i < count; i++) {
        *(int *)ctx += strcmp(rtpart_process_name("/proc", pids[i], name), "sleep") == 0;
        rtpart_memory_add("/proc", pids[i], &use);
    }
    if (use.processes < 2 || use.pss <= 0 || use.rss < use.pss || use.pmap < use.rss)
        *(int *)ctx = -100;
}

/* A run that closed its console must not be watched with all the CPU there is. */
static void test_launch_sleeps_while_the_console_is_closed(void **state)
{
    const clock_t before = clock(); /* CPU time of this program */
    struct rtpart_launched out =
        run("exec >&- 2>&-; sleep 0.6", (struct rtpart_launch){.limit_ms = 20000});

    (void)state;
    assert_int_equal(out.end, RTPART_LAUNCH_ENDED);
    assert_true(out.total >= 600 * RTPART_MS);
    assert_true(clock() - before < CLOCKS_PER_SEC / 10);
    rtpart_launched_free(&out);
}

static void test_launch_shows_all_processes_once(void **state)
{
    int sleeps = 0;
    struct rtpart_launched out = run(
        "(setsid sleep 1.5 &) ; echo 'rtpart-platform: ready'; sleep 1.4 & wait; exit 0",
        (struct rtpart_launch){.limit_ms = 20000,
                               .look = count_sleeps,
                               .ctx = &sleeps,
                               .look_after_ms = 500});

    (void)state;
    assert_int_equal(sleeps, 2);
    rtpart_launched_free(&out);
}

static void test_launch_tells_of_a_program_that_is_not_there(void **state)
{
    const char *const argv[] = {"rtpart-no-such-program", NULL};
    const struct rtpart_launch l = {
        .argv = argv, .directory = folder.path, .limit_ms = 1000};
    struct rtpart_launched out;
    struct rtpart_error err = {.message = ""};

    (void)state;
    assert_int_equal(rtpart_launch_run(&l, &out, &err), RTPART_EHOST);
    assert_non_null(strstr(err.message, "not installed"));
    rtpart_launched_free(&out);
}

/* What pmap(1) prints is the sum of the mappings in /proc/PID/maps; ours is that of it. */
static void test_memory_is_that_of_this_process(void **state)
{
    struct rtpart_memory_use use = {0};
    struct rtpart_memory_use none = {0};

    (void)state;
    rtpart_memory_add("/proc", getpid(), &use);
    assert_int_equal(use.processes, 1);
    assert_true(use.pss > 100000 && use.pss <= use.rss && use.rss <= use.pmap);
    rtpart_memory_add("/proc", 1 << 29, &none);
    assert_int_equal(none.processes, 0);
    assert_int_equal(none.pmap, 0);
    assert_int_equal(rtpart_process_parent("/proc", getpid()), getppid());
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_launch_takes_the_time_of_the_first_word_and_of_the_end),
        cmocka_unit_test(test_launch_without_a_word_has_no_first),
        cmocka_unit_test(test_launch_ends_at_its_limit_with_all_that_it_started),
        cmocka_unit_test(test_launch_ends_what_is_left_behind),
        cmocka_unit_test(test_launch_leaves_other_children_alone),
        cmocka_unit_test(test_launch_stops_when_asked),
        cmocka_unit_test(test_launch_sleeps_while_the_console_is_closed),
        cmocka_unit_test(test_launch_shows_all_processes_once),
        cmocka_unit_test(test_launch_tells_of_a_program_that_is_not_there),
        cmocka_unit_test(test_memory_is_that_of_this_process),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
