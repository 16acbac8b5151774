/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Programs that run beside this one, and the load beside a run. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "common/child.h"
#include "tests/support/folder.h"
#include "validate/background.h"

static void wait_end(struct rtpart_child *c)
{
    for (int i = 0; i < 500 && !rtpart_child_ended(c); i++)
        (void)usleep(10000);
    assert_true(rtpart_child_ended(c));
}

static void test_child_output_and_last_words(void **state)
{
    static const char *const argv[] = {"sh", "-c", "echo a; echo b >&2; echo; exit 3",
                                       NULL};
    struct rtpart_child c;
    struct test_folder f;
    char words[32];
    const char *out;

    (void)state;
    test_folder_make(&f);
    out = test_folder_file(&f, "out");
    assert_int_equal(rtpart_child_start(&c, argv, out, NULL), RTPART_OK);
    wait_end(&c);
    assert_false(rtpart_child_succeeded(&c));
    assert_int_equal(WEXITSTATUS(c.status), 3);
    assert_string_equal(rtpart_last_words(out, words, sizeof words), "b");
    assert_string_equal(rtpart_last_words("/nonexistent", words, sizeof words),
                        "it says nothing");
    rtpart_child_kill(&c); /* does nothing any more */
    test_folder_remove(&f);
}

static void test_child_not_installed_is_said_at_once(void **state)
{
    static const char *const argv[] = {"no-such-program-here", NULL};
    struct rtpart_child c;
    struct rtpart_error err;

    (void)state;
    assert_int_equal(rtpart_child_start(&c, argv, "/dev/null", &err), RTPART_EHOST);
    assert_string_equal(err.message, "no-such-program-here: not installed");
    assert_true(rtpart_child_ended(&c));
    assert_int_equal(rtpart_child_start(&c, argv, "/nonexistent/out", &err),
                     RTPART_EHOST);
}

/* Also the children of a child: they are in its group. */
static void test_child_is_killed_with_all_that_it_started(void **state)
{
    static const char *const argv[] = {"sh", "-c", "sleep 60 & echo $!; wait", NULL};
    struct rtpart_child c;
    struct test_folder f;
    char words[32] = "";
    const char *out;

    (void)state;
    test_folder_make(&f);
    out = test_folder_file(&f, "out");
    assert_int_equal(rtpart_child_start(&c, argv, out, NULL), RTPART_OK);
    for (int i = 0; i < 500 && atoi(words) == 0; i++) {
        (void)usleep(10000);
        (void)rtpart_last_words(out, words, sizeof words);
    }
    const pid_t grandchild = atoi(words);

    assert_true(grandchild > 0);
    assert_int_equal(kill(grandchild, 0), 0);
    rtpart_child_kill(&c);
    for (int i = 0; i < 500 && kill(grandchild, 0) == 0; i++) {
        char path[64];
        char stat[256] = "";
        FILE *s;

        (void)snprintf(path, sizeof path, "/proc/%d/stat", (int)grandchild);
        s = fopen(path, "r");
        if (s == NULL || fgets(stat, sizeof stat, s) == NULL ||
            strstr(stat, ") Z") != NULL) {
            if (s != NULL)
                (void)fclose(s);
            break; /* nobody has waited for it yet */
        }
        (void)fclose(s);
        (void)usleep(10000);
        assert_true(i < 499);
    }
    test_folder_remove(&f);
}

static void test_interference_is_halves_and_what_is_left(void **state)
{
    struct rtpart_prm *servers = NULL;

    (void)state;
    assert_int_equal(rtpart_interfering(1.2, &servers), 3);
    assert_int_equal(servers[0].budget, 2500 * RTPART_US);
    assert_int_equal(servers[1].period, 5 * RTPART_MS);
    assert_true(servers[2].budget >= 999999 && servers[2].budget <= RTPART_MS);
    free(servers);
    assert_int_equal(rtpart_interfering(0, &servers), 0);
    free(servers);
}

static void test_hogs_run_until_they_are_stopped(void **state)
{
    struct rtpart_background b = {0};
    pid_t pid[2];

    (void)state;
    assert_int_equal(rtpart_background_start(&rtpart_kernel_linux, &b, 0, 2, 5, NULL),
                     RTPART_OK);
    assert_int_equal(b.count, 2);
    for (int i = 0; i < 2; i++) {
        pid[i] = b.children[i].pid;
        assert_false(rtpart_child_ended(&b.children[i]));
    }
    rtpart_background_stop(&b);
    for (int i = 0; i < 2; i++)
        assert_int_not_equal(kill(pid[i], 0), 0);
    rtpart_background_stop(&b);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_child_output_and_last_words),
        cmocka_unit_test(test_child_not_installed_is_said_at_once),
        cmocka_unit_test(test_child_is_killed_with_all_that_it_started),
        cmocka_unit_test(test_interference_is_halves_and_what_is_left),
        cmocka_unit_test(test_hogs_run_until_they_are_stopped),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
