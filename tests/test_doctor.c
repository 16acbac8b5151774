/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The doctor on hosts that are not here: what is wrong is found, with the way to mend it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "deploy/doctor.h"
#include "deploy/kvm_boot.h"
#include "deploy/sched_deadline.h"
#include "tests/support/fake_kernel.h"

static struct fake_kernel host;

static int setup(void **state)
{
    (void)state;
    fake_kernel_init(&host, 2);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    fake_kernel_free(&host);
    return 0;
}

/* The finding called `name` has that health, says that, and has (or has no) remedy. */
static void finds(const char *name, enum rtpart_health health, const char *words,
                  const char *remedy)
{
    for (size_t i = 0; i < rtpart_check_up_count; i++) {
        struct rtpart_finding f = {0};

        if (strcmp(rtpart_check_ups[i].name, name) != 0)
            continue;
        rtpart_check_ups[i].look(&host.kernel, &f);
        assert_string_equal(rtpart_health_name(f.health), rtpart_health_name(health));
        if (strstr(f.text, words) == NULL)
            fail_msg("\"%s\" is not in: %s", words, f.text);
        if (strstr(f.remedy, remedy) == NULL || (*remedy == '\0' && *f.remedy != '\0'))
            fail_msg("\"%s\" is not the remedy: %s", remedy, f.remedy);
        return;
    }
    fail_msg("nothing is called %s", name);
}

static void test_a_sound_host(void **state)
{
    (void)state;
    fake_file(&host, "proc/sys/kernel/osrelease", "6.18.0\n");
    fake_file(&host, "proc/sys/kernel/sched_rt_runtime_us", "950000\n");
    fake_file(&host, "sys/kernel/debug/sched/features", "GENTLE HRTICK_DL\n");
    fake_file(&host, "sys/devices/system/cpu/cpu0/cpufreq/scaling_governor",
              "performance\n");
    fake_file(&host, "sys/devices/system/cpu/smt/active", "0\n");
    fake_file(&host, "dev/kvm", "");
    finds("kernel", RTPART_HEALTH_GOOD, "Linux 6.18.0", "");
    finds("privileges", RTPART_HEALTH_GOOD, "CAP_SYS_NICE is there", "");
    finds("bandwidth", RTPART_HEALTH_GOOD, "180.00 % of a core left on 2 CPUs", "");
    finds("reservations", RTPART_HEALTH_GOOD, "nobody", "");
    finds("limits", RTPART_HEALTH_GOOD, "periods 100 us to 4194304 us", "");
    finds("tick", RTPART_HEALTH_GOOD, "HRTICK_DL is on", "");
    finds("real-time groups", RTPART_HEALTH_GOOD, "v1 on", "");
    finds("cpusets", RTPART_HEALTH_GOOD, "v1 on", "");
    finds("KVM", RTPART_HEALTH_GOOD, "kvm opens", "");
    finds("frequency", RTPART_HEALTH_GOOD, "performance", "");
    finds("SMT", RTPART_HEALTH_GOOD, "off", "");
    finds("isolated CPUs", RTPART_HEALTH_GOOD, "none", "");
}

static void test_a_host_with_everything_wrong(void **state)
{
    (void)state;
    fake_kernel_unprivileged(&host);
    fake_kernel_no_groups(&host);
    host.leaked = host.cap;
    fake_file(&host, "proc/sys/kernel/sched_rt_runtime_us", "-1\n");
    fake_file(&host, "sys/kernel/debug/sched/features", "GENTLE NO_HRTICK_DL\n");
    fake_file(&host, "sys/devices/system/cpu/cpu0/cpufreq/scaling_governor",
              "powersave\n");
    fake_file(&host, "sys/devices/system/cpu/smt/active", "1\n");
    finds("privileges", RTPART_HEALTH_BAD, "missing", "as root");
    finds("bandwidth", RTPART_HEALTH_BAD, "0.00 % of a core left", "sched_rt_runtime_us");
    finds("limits", RTPART_HEALTH_WARNING, "sched_rt_runtime_us -1", "sysctl -w");
    finds("tick", RTPART_HEALTH_WARNING, "overrun by a tick", "echo HRTICK_DL >");
    finds("real-time groups", RTPART_HEALTH_WARNING, "none", "CONFIG_RT_GROUP_SCHED");
    finds("cpusets", RTPART_HEALTH_WARNING, "not mounted", "");
    finds("KVM", RTPART_HEALTH_WARNING, "without KVM", "modprobe");
    finds("frequency", RTPART_HEALTH_WARNING, "powersave", "cpupower");
    finds("SMT", RTPART_HEALTH_WARNING, "share a core", "smt/control");
    fake_file(&host, "sys/devices/system/cpu/isolated", "1\n");
    finds("isolated CPUs", RTPART_HEALTH_GOOD, "1: they are in no root domain", "");
}

static void test_who_uses_the_bandwidth(void **state)
{
    const struct rtpart_sched s = rtpart_sched_reservation(
        &(struct rtpart_prm){.period = 11 * RTPART_MS, .budget = 7500000});

    (void)state;
    (void)fake_thread_add(&host, 100, 101, "CPU 0/KVM");
    assert_int_equal(host.kernel.sched_set(&host, 101, &s), 0);
    finds("reservations", RTPART_HEALTH_GOOD, "thread 101 (CPU 0/KVM) 68.18 %", "");
    finds("bandwidth", RTPART_HEALTH_GOOD, "1 thread: 68.18 %", "");
}

/* A QEMU that is a script, alone in PATH; NULL: none. What booting a guest on it finds. */
static void boots(const char *script, const char *kernel, enum rtpart_health health,
                  const char *words)
{
    struct rtpart_finding f;
    char path[RTPART_PATH_SIZE];
    char old[4096];

    (void)snprintf(old, sizeof old, "%s", getenv("PATH"));
    if (script != NULL)
        fake_file(&host, "bin/qemu-system-x86_64", script);
    assert_true(rtpart_path(path, "%s/bin/qemu-system-x86_64", host.root));
    if (script != NULL)
        assert_int_equal(chmod(path, 0755), 0);
    *strrchr(path, '/') = '\0';
    (void)setenv("PATH", path, 1);
    rtpart_kvm_boot(&host.kernel, kernel, &f);
    (void)setenv("PATH", old, 1);
    assert_string_equal(rtpart_health_name(f.health), rtpart_health_name(health));
    if (strstr(f.text, words) == NULL)
        fail_msg("\"%s\" is not in: %s", words, f.text);
}

static void test_whether_kvm_boots_a_guest(void **state)
{
    (void)state;
    boots(NULL, "vmlinuz", RTPART_HEALTH_UNKNOWN, "no KVM");
    fake_file(&host, "dev/kvm", "");
    boots(NULL, "vmlinuz", RTPART_HEALTH_UNKNOWN, "no qemu-system-x86_64");
    boots("#!/bin/sh\ncase $* in *'-accel kvm'*'-kernel vmlinuz'*) echo 'Linux "
          "version 6.1';"
          " echo 'Kernel panic - not syncing: no root';; esac\n",
          "vmlinuz", RTPART_HEALTH_GOOD, "boots a guest");
    boots("#!/bin/sh\necho 'Linux version 6.1'\n", "vmlinuz", RTPART_HEALTH_WARNING,
          "opens but boots no guest");
    boots("#!/bin/sh\necho 'CPU is not supported' >&2\nexit 1\n", "vmlinuz",
          RTPART_HEALTH_WARNING, "boots no guest: qemu-system-x86_64 failed: CPU is not");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_a_sound_host),
        TEST(test_a_host_with_everything_wrong),
        TEST(test_who_uses_the_bandwidth),
        TEST(test_whether_kvm_boots_a_guest),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
