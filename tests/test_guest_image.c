/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a guest boots, and what is seen of the host meanwhile. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "common/child_run.h"
#include "tests/support/folder.h"
#include "validate/guest_image.h"
#include "validate/guest_root.h"
#include "validate/sampler.h"

static void touch(const struct test_folder *f, const char *name)
{
    test_file_write(test_folder_file(f, name), "", 0);
}

static void expect_kernel(const struct test_folder *f, const char *name, bool is_rt)
{
    char *path = NULL;
    bool rt = !is_rt;

    assert_int_equal(rtpart_guest_kernel_find(NULL, f->path, &path, &rt, NULL),
                     RTPART_OK);
    assert_string_equal(path, test_folder_file(f, name));
    assert_int_equal(rt, is_rt);
    free(path);
}

static void test_kernel_newest_is_found_and_real_time_ones_first(void **state)
{
    struct test_folder f;
    struct rtpart_error err;
    char *path = NULL;
    bool rt;

    (void)state;
    test_folder_make(&f);
    assert_int_equal(rtpart_guest_kernel_find(NULL, f.path, &path, &rt, &err),
                     RTPART_EHOST);
    assert_non_null(strstr(err.message, "--kernel FILE"));
    assert_non_null(strstr(err.message, "linux-image-rt-amd64"));
    touch(&f, "vmlinuz-6.1.0-9-amd64");
    touch(&f, "vmlinuz-6.1.0-56-cloud-amd64");
    touch(&f, "initrd.img-6.9");
    expect_kernel(&f, "vmlinuz-6.1.0-56-cloud-amd64", false);
    touch(&f, "vmlinuz-5.10.0-1-rt-amd64");
    expect_kernel(&f, "vmlinuz-5.10.0-1-rt-amd64", true);
    assert_int_equal(rtpart_guest_kernel_find("/nonexistent", f.path, &path, &rt, &err),
                     RTPART_EHOST);
    assert_string_equal(err.message, "kernel /nonexistent: No such file or directory");
    test_folder_remove(&f);
}

/* A folder with a link in it that leads out. */
static void test_folder_is_removed_without_following_links(void **state)
{
    struct test_folder f;
    char inner[128];
    char link_path[160];

    (void)state;
    test_folder_make(&f);
    touch(&f, "precious");
    (void)snprintf(inner, sizeof inner, "%s/inner", f.path);
    (void)snprintf(link_path, sizeof link_path, "%s/out", inner);
    assert_int_equal(mkdir(inner, 0755), 0);
    assert_int_equal(symlink(f.path, link_path), 0);
    rtpart_folder_remove(inner);
    assert_int_not_equal(access(inner, F_OK), 0);
    assert_int_equal(access(test_folder_file(&f, "precious"), F_OK), 0);
    rtpart_folder_remove(inner);
    rtpart_folder_remove(NULL);
    test_folder_remove(&f);
}

/* A program of this system with its libraries: it runs in its new root's own loader. */
static void test_image_holds_what_a_guest_needs(void **state)
{
    static const char *const programs[] = {"env"};
    struct test_folder f;
    struct rtpart_error err;
    char root[128];
    char image[128];
    char *list = NULL;

    (void)state;
    test_folder_make(&f);
    (void)snprintf(root, sizeof root, "%s/root", f.path);
    (void)snprintf(image, sizeof image, "%s/image", f.path);
    assert_int_equal(mkdir(root, 0755), 0);
    if (rtpart_guest_root_make(root, programs, 1, &err) != RTPART_OK) {
        assert_non_null(strstr(err.message, "busybox is not installed"));
        rtpart_folder_remove(root);
        test_folder_remove(&f);
        skip();
    }
    assert_int_equal(rtpart_guest_job_put(root, "say hello\n", &err), RTPART_OK);
    assert_int_equal(rtpart_guest_image_make(root, image, &err), RTPART_OK);

    const char *const argv[] = {"busybox", "cpio", "-t", "-F", image, NULL};

    assert_int_equal(rtpart_child_run(argv, 20000, &list, &err), RTPART_OK);
    assert_non_null(strstr(list, "init\n"));
    assert_non_null(strstr(list, "job\n"));
    assert_non_null(strstr(list, "bin/busybox\n"));
    assert_non_null(strstr(list, "bin/sh\n"));
    assert_non_null(strstr(list, "/env\n"));
    assert_non_null(strstr(list, "libc.so.6\n"));
    free(list);
    rtpart_folder_remove(root);
    (void)unlink(image);
    test_folder_remove(&f);
}

static void test_root_without_a_program_says_what_to_install(void **state)
{
    struct rtpart_error err;
    char *path = NULL;

    (void)state;
    assert_int_equal(rtpart_program_find("no-such-program", &path, &err), RTPART_EHOST);
    assert_string_equal(err.message, "no-such-program is not installed");
    assert_int_equal(rtpart_program_find("sh", &path, NULL), RTPART_OK);
    free(path);
}

static void test_sampler_sees_this_program_run(void **state)
{
    const pid_t tids[] = {getpid(), 999999999};
    static const char *const who[] = {"vCPU 0", "gone"};
    struct rtpart_sampler *sampler = NULL;
    struct rtpart_samples s = {0};
    struct rtpart_happened h;
    volatile unsigned long turns = 0;

    (void)state;
    assert_int_equal(rtpart_sampler_start(tids, who, 2, &sampler, NULL), RTPART_OK);
    for (unsigned long i = 0; i < 100000000UL; i++)
        turns = turns + 1;
    rtpart_sampler_stop(sampler, &s);
    assert_true(s.count >= 2);
    for (size_t i = 1; i < s.count; i++) {
        assert_true(s.at[i].time > s.at[i - 1].time);
        assert_true(s.ran[2 * i] >= s.ran[2 * (i - 1)]);
        assert_int_equal(s.ran[2 * i + 1], 0);
    }
    assert_true(s.ran[2 * (s.count - 1)] > 0);
    rtpart_samples_between(&s, s.at[0].time, s.at[s.count - 1].time, &h);
    assert_true(h.delay[0] >= 0 && h.steal >= 0);
    rtpart_samples_free(&s);
    rtpart_samples_between(&s, 0, 1, &h);
    assert_int_equal(h.steal, 0);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_kernel_newest_is_found_and_real_time_ones_first),
        cmocka_unit_test(test_folder_is_removed_without_following_links),
        cmocka_unit_test(test_image_holds_what_a_guest_needs),
        cmocka_unit_test(test_root_without_a_program_says_what_to_install),
        cmocka_unit_test(test_sampler_sees_this_program_run),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
