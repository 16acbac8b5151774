/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is left of root's capabilities, as the kernel tells it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <linux/capability.h>

#include <cmocka.h>

#include "deploy/privilege.h"

#define BIT(capability) (UINT64_C(1) << (capability))

/* A set of /proc/self/status: "CapEff", "CapPrm", "CapBnd". */
static uint64_t set_of(const char *name)
{
    FILE *f = fopen("/proc/self/status", "r");
    char line[256];
    uint64_t set = UINT64_MAX;

    while (f != NULL && fgets(line, sizeof line, f) != NULL)
        if (strncmp(line, name, strlen(name)) == 0)
            set = strtoull(line + strlen(name) + 1, NULL, 16);
    if (f != NULL)
        (void)fclose(f);
    return set;
}

/* In a child, which then has no way back: are no others than `allowed` left? */
static void left(enum rtpart_duty duty, uint64_t allowed)
{
    const uint64_t before = set_of("CapPrm");
    const pid_t pid = fork();
    int status;

    assert_true(pid >= 0);
    if (pid == 0) {
        struct rtpart_error err;

        if (rtpart_privilege_keep(duty, &err) != RTPART_OK)
            _exit(1);
        if (set_of("CapEff") != (before & allowed) ||
            set_of("CapPrm") != (before & allowed))
            _exit(2);
        if ((before & BIT(CAP_SETPCAP)) != 0 && (set_of("CapBnd") & ~allowed) != 0)
            _exit(3);
        _exit(0);
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

static void test_files_need_no_other_capability(void **state)
{
    (void)state;
    left(RTPART_DUTY_FILES, BIT(CAP_DAC_OVERRIDE));
}

static void test_changing_needs_to_schedule_and_to_wake(void **state)
{
    (void)state;
    left(RTPART_DUTY_CHANGE,
         BIT(CAP_DAC_OVERRIDE) | BIT(CAP_SYS_NICE) | BIT(CAP_SYS_PTRACE));
}

static void test_what_is_given_up_does_not_come_back(void **state)
{
    const pid_t pid = fork();
    int status;

    (void)state;
    assert_true(pid >= 0);
    if (pid == 0) {
        struct rtpart_error err;
        const uint64_t none = BIT(CAP_DAC_OVERRIDE);

        if (rtpart_privilege_keep(RTPART_DUTY_FILES, &err) != RTPART_OK ||
            rtpart_privilege_keep(RTPART_DUTY_CHANGE, &err) != RTPART_OK)
            _exit(1);
        _exit((set_of("CapEff") & ~none) == 0 ? 0 : 2);
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_int_equal(WEXITSTATUS(status), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_files_need_no_other_capability),
        cmocka_unit_test(test_changing_needs_to_schedule_and_to_wake),
        cmocka_unit_test(test_what_is_given_up_does_not_come_back),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
