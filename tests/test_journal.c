/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The journal keeps every field, and trusts neither its folder nor its files. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "deploy/journal.h"
#include "deploy/sched_deadline.h"
#include "tests/support/fake_kernel.h"

static struct fake_kernel host;
static struct rtpart_state state_dir;
static char path[RTPART_PATH_SIZE];
static struct rtpart_error err;

static int setup(void **state)
{
    (void)state;
    fake_kernel_init(&host, 2);
    assert_true(rtpart_path(path, "%s/run/rtpart", host.root));
    assert_int_equal(rtpart_state_open(&state_dir, path, true, &err), RTPART_OK);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    rtpart_state_close(&state_dir);
    fake_kernel_free(&host);
    return 0;
}

static void test_write_and_read_keep_every_field(void **state)
{
    struct rtpart_deployment d = {.name = (char[]){"vm1"},
                                  .target = (char[]){"qmp"},
                                  .target_name = (char[]){"/run/a b\n\".qmp"},
                                  .boot_id = "boot",
                                  .applied = true,
                                  .free_before = 1887438,
                                  .booked_before = -1};
    struct rtpart_change c[5] = {
        {.kind = RTPART_CHANGE_SCHED,
         .who = (char[]){"vCPU 0"},
         .thread = {.pid = 100, .tid = 101, .start = 1ull << 60, .comm = "CPU 0/KVM"},
         .sched_found = {.policy = RTPART_POLICY_OTHER, .nice = -20, .runtime = 2800000},
         .sched_wanted = {.policy = RTPART_POLICY_DEADLINE,
                          .flags = 1,
                          .runtime = 1,
                          .deadline = RTPART_NS_MAX,
                          .period = RTPART_NS_MAX}},
        {.kind = RTPART_CHANGE_MOVE,
         .who = (char[]){"emulator"},
         .vcpu = -1,
         .thread = {.pid = 1, .tid = 2, .comm = "x"},
         .path = (char[]){"/cpuset/a"},
         .found = (char[]){"/cpuset"},
         .wanted = (char[]){"tasks"}},
        {.kind = RTPART_CHANGE_GROUP, .who = (char[]){"g"}, .path = (char[]){"/a"}},
        {.kind = RTPART_CHANGE_FILE,
         .who = (char[]){"g"},
         .path = (char[]){"/a/b"},
         .wanted = (char[]){"1"}},
        {.kind = RTPART_CHANGE_MOVE,
         .who = (char[]){"g"},
         .thread = {.pid = 1, .tid = 2, .comm = "x"},
         .path = (char[]){"/a"},
         .found = (char[]){"/"},
         .wanted = (char[]){"tasks"}},
    };
    struct rtpart_deployment back;

    (void)state;
    rtpart_cpus_add(&c[1].cpus_found, 0);
    rtpart_cpus_add(&c[1].cpus_found, 8191);
    d.changes = c;
    d.count = 5;
    assert_int_equal(rtpart_journal_write(&host.kernel, &state_dir, &d, &err), RTPART_OK);
    if (rtpart_journal_read(&state_dir, "vm1", &back, &err) != RTPART_OK)
        fail_msg("%s", err.message);
    assert_string_equal(back.target_name, "/run/a b\n\".qmp");
    assert_string_equal(back.boot_id, "boot");
    assert_null(back.plan);
    assert_true(back.applied);
    assert_int_equal(back.free_before, 1887438);
    assert_int_equal(back.booked_before, -1);
    assert_int_equal(back.count, 5);
    assert_memory_equal(&back.changes[0].thread, &c[0].thread, sizeof c[0].thread);
    assert_true(rtpart_sched_equal(&back.changes[0].sched_found, &c[0].sched_found));
    assert_true(rtpart_sched_equal(&back.changes[0].sched_wanted, &c[0].sched_wanted));
    assert_true(rtpart_cpus_equal(&back.changes[1].cpus_found, &c[1].cpus_found));
    assert_int_equal(back.changes[1].vcpu, -1);
    assert_null(back.changes[3].found);
    assert_string_equal(back.changes[4].found, "/");
    rtpart_deployment_free(&back);
}

static void test_read_refuses_what_is_damaged(void **state)
{
    static const char *const bad[] = {
        "",
        "{",
        "[]",
        "{}",
        "{\"schema\":\"rtpart.journal/2\",\"name\":\"vm1\",\"free_before\":0,"
        "\"booked_before\":0,\"changes\":[]}",
        "{\"schema\":\"rtpart.journal/1\",\"name\":\"vm2\",\"free_before\":0,"
        "\"booked_before\":0,\"changes\":[]}",
        "{\"schema\":\"rtpart.journal/1\",\"name\":\"vm1\",\"free_before\":0,"
        "\"booked_before\":0,\"changes\":[{}]}",
        "{\"schema\":\"rtpart.journal/1\",\"name\":\"vm1\",\"free_before\":0,"
        "\"booked_before\":0,\"changes\":[{\"kind\":\"move\",\"who\":\"x\",\"vcpu\":0}]}",
    };
    struct rtpart_deployment d;

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        fake_file(&host, "run/rtpart/vm1.json", bad[i]);
        assert_int_equal(rtpart_journal_read(&state_dir, "vm1", &d, &err), RTPART_EINPUT);
        assert_non_null(strstr(err.message, "vm1.json"));
        assert_int_equal(d.count, 0);
    }
}

static void test_names_cannot_leave_the_folder(void **state)
{
    static const char *const bad[] = {"",   ".",   "..", "../x", "a/b",
                                      "-a", "a b", ".x", "a\n"};
    struct rtpart_deployment d;

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(rtpart_journal_read(&state_dir, bad[i], &d, &err),
                         RTPART_EUSAGE);
    assert_int_equal(rtpart_journal_read(&state_dir, "vm1", &d, &err), RTPART_EUSAGE);
    assert_non_null(strstr(err.message, "there is no deployment \"vm1\""));
}

static void test_a_journal_that_is_a_link_is_not_followed(void **state)
{
    char file[RTPART_PATH_SIZE];
    struct rtpart_deployment d;

    (void)state;
    assert_true(rtpart_path(file, "%s/vm1.json", path));
    assert_int_equal(symlink("/etc/passwd", file), 0);
    assert_int_equal(rtpart_journal_read(&state_dir, "vm1", &d, &err), RTPART_EHOST);
}

static void test_open_refuses_folders_of_others(void **state)
{
    struct rtpart_state s;
    char other[RTPART_PATH_SIZE];

    (void)state;
    assert_true(rtpart_path(other, "%s/run/open", host.root));
    assert_int_equal(mkdir(other, 0700), 0);
    assert_int_equal(chmod(other, 0777), 0);
    assert_int_equal(rtpart_state_open(&s, other, true, &err), RTPART_EHOST);
    assert_non_null(strstr(err.message, "chmod 700"));
    assert_true(rtpart_path(other, "%s/run/link", host.root));
    assert_int_equal(symlink(path, other), 0);
    assert_int_equal(rtpart_state_open(&s, other, true, &err), RTPART_EHOST);
    assert_non_null(strstr(err.message, "a link"));
    assert_int_equal(s.dir, -1);
}

static void test_open_locks(void **state)
{
    struct rtpart_state s;

    (void)state;
    assert_int_equal(rtpart_state_open(&s, path, true, &err), RTPART_EHOST);
    assert_non_null(strstr(err.message, "another rtdeploy is at work"));
}

static void test_a_missing_folder_is_empty(void **state)
{
    struct rtpart_state s;
    char other[RTPART_PATH_SIZE];
    char **names = NULL;
    size_t count = 7;

    (void)state;
    assert_true(rtpart_path(other, "%s/run/missing", host.root));
    assert_int_equal(rtpart_state_open(&s, other, false, &err), RTPART_OK);
    assert_int_equal(rtpart_journal_list(&s, &names, &count, &err), RTPART_OK);
    assert_int_equal(count, 0);
}

static void test_list_is_sorted_and_holds_only_journals(void **state)
{
    char **names = NULL;
    size_t count = 0;

    (void)state;
    fake_file(&host, "run/rtpart/b.json", "");
    fake_file(&host, "run/rtpart/a.json", "");
    fake_file(&host, "run/rtpart/.writing", "");
    fake_file(&host, "run/rtpart/.json", "");
    fake_file(&host, "run/rtpart/notes", "");
    assert_int_equal(rtpart_journal_list(&state_dir, &names, &count, &err), RTPART_OK);
    assert_int_equal(count, 2);
    assert_string_equal(names[0], "a");
    assert_string_equal(names[1], "b");
    rtpart_names_free(names, count);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_write_and_read_keep_every_field),
        TEST(test_read_refuses_what_is_damaged),
        TEST(test_names_cannot_leave_the_folder),
        TEST(test_a_journal_that_is_a_link_is_not_followed),
        TEST(test_open_refuses_folders_of_others),
        TEST(test_open_locks),
        TEST(test_a_missing_folder_is_empty),
        TEST(test_list_is_sorted_and_holds_only_journals),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
