/* SPDX-License-Identifier: GPL-3.0-or-later */
/* vCPU threads found in a /proc that is not there, by names, descriptors, QMP and libvirt. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <linux/kvm.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include <cmocka.h>

#include "deploy/vcpu_find.h"
#include "tests/support/fake_kernel.h"
#include "tests/support/qmp_server.h"
#include "tests/support/says.h"

static struct fake_kernel host;
static struct rtpart_vm vm;
static struct rtpart_error err;

static int setup(void **state)
{
    (void)state;
    fake_kernel_init(&host, 4);
    vm = (struct rtpart_vm){0};
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    rtpart_vm_free(&vm);
    fake_kernel_free(&host);
    return 0;
}

static void add(pid_t pid, const char *const *names)
{
    for (pid_t i = 0; names[i] != NULL; i++)
        (void)fake_thread_add(&host, pid, pid + i, names[i]);
}

#define NAMES(...) ((const char *const[]){__VA_ARGS__, NULL})

/* vCPUs 0, 1, ... of process `pid` are these threads (which end with 0). */
static void assert_vcpus(pid_t pid, const pid_t *tids)
{
    size_t n = 0;

    for (; tids[n] != 0; n++) {
        assert_true(n < vm.count);
        assert_int_equal(vm.vcpus[n].vcpu, n);
        assert_int_equal(vm.vcpus[n].thread.tid, tids[n]);
        assert_int_equal(vm.vcpus[n].thread.pid, pid);
    }
    assert_int_equal(vm.count, n);
    assert_int_equal(vm.pid, pid);
}

static void find_pid(pid_t pid)
{
    if (rtpart_vm_find_pid(&host.kernel, pid, &vm, &err) != RTPART_OK)
        fail_msg("%s", err.message);
}

static void says(const char *words)
{
    assert_int_not_equal(err.code, RTPART_OK);
    test_says(err.message, words);
}

static void test_names_of_qemu(void **state)
{
    (void)state;
    add(100, NAMES("qemu-system-x86", "call_rcu", "CPU 1/KVM", "CPU 0/KVM",
                   "IO mon_iothread"));
    find_pid(100);
    assert_vcpus(100, (const pid_t[]){103, 102, 0});
    assert_string_equal(vm.how, "thread names of QEMU");
    assert_string_equal(vm.vcpus[0].thread.comm, "CPU 0/KVM");
}

static void test_names_of_other_vmms(void **state)
{
    (void)state;
    add(100, NAMES("qemu-system-x86", "CPU 0/TCG", "CPU 1/TCG"));
    add(200, NAMES("cloud-hyperviso", "vmm", "vcpu0", "vcpu1", "vcpu10x", "vcpu"));
    add(300, NAMES("firecracker", "fc_api", "fc_vcpu 0", "fc_vcpu 1"));
    add(400, NAMES("crosvm", "crosvm_vcpu0", "crosvm_vcpu1"));
    find_pid(100);
    assert_vcpus(100, (const pid_t[]){101, 102, 0});
    rtpart_vm_free(&vm);
    find_pid(200);
    assert_vcpus(200, (const pid_t[]){202, 203, 0});
    rtpart_vm_free(&vm);
    find_pid(300);
    assert_vcpus(300, (const pid_t[]){302, 303, 0});
    rtpart_vm_free(&vm);
    find_pid(400);
    assert_vcpus(400, (const pid_t[]){401, 402, 0});
}

static void test_names_that_contradict_each_other(void **state)
{
    (void)state;
    add(100, NAMES("x", "CPU 0/KVM", "CPU 0/KVM"));
    assert_int_equal(rtpart_vm_find_pid(&host.kernel, 100, &vm, &err), RTPART_EHOST);
    says("vCPU 0 is there twice");
    add(200, NAMES("x", "CPU 0/KVM", "fc_vcpu 1"));
    assert_int_equal(rtpart_vm_find_pid(&host.kernel, 200, &vm, &err), RTPART_EHOST);
    says("QEMU and of Firecracker");
    add(300, NAMES("qemu", "ALL CPUs/TCG"));
    assert_int_equal(rtpart_vm_find_pid(&host.kernel, 300, &vm, &err), RTPART_EHOST);
    says("thread=multi");
    assert_int_equal(vm.count, 0);
}

static void test_no_process_and_no_vm(void **state)
{
    (void)state;
    assert_int_equal(rtpart_vm_find_pid(&host.kernel, 99, &vm, &err), RTPART_EHOST);
    says("no process 99");
    add(100, NAMES("bash"));
    assert_int_equal(rtpart_vm_find_pid(&host.kernel, 100, &vm, &err), RTPART_EHOST);
    says("debug-threads=on");
}

/* Descriptor `fd` of process 100 is vCPU `vcpu`; thread `tid` runs it where tid > 0. */
static void kvm_vcpu(int fd, int vcpu, pid_t tid)
{
    char path[RTPART_PATH_SIZE];
    char text[128];

    assert_true(rtpart_path(path, "%s/proc/100/fd", host.root));
    (void)mkdir(path, 0755);
    (void)snprintf(text, sizeof text, "anon_inode:kvm-vcpu:%d", vcpu);
    assert_true(rtpart_path(path, "%s/proc/100/fd/%d", host.root, fd));
    assert_int_equal(symlink(text, path), 0);
    if (tid == 0)
        return;
    (void)snprintf(text, sizeof text, "%d 0x%x 0x%x 0x0 0x0 0x0 0x0 0x7f00 0x7f01\n",
                   SYS_ioctl, fd, (unsigned)KVM_RUN);
    assert_true(rtpart_path(path, "proc/100/task/%d/syscall", tid));
    fake_file(&host, path, text);
}

static void test_descriptors_of_kvm(void **state)
{
    (void)state;
    add(100, NAMES("vmm", "worker", "a", "b"));
    fake_file(&host, "proc/100/task/101/syscall",
              "202 0x7f 0x80 0x0 0x0 0x0 0x0 0x1 0x2\n");
    fake_file(&host, "proc/100/task/100/syscall", "running\n");
    kvm_vcpu(12, 0, 103);
    kvm_vcpu(13, 1, 102);
    find_pid(100);
    assert_vcpus(100, (const pid_t[]){103, 102, 0});
    assert_string_equal(vm.how, "kvm-vcpu descriptors");
}

static void test_descriptors_whose_threads_are_not_seen(void **state)
{
    (void)state;
    add(100, NAMES("vmm", "a", "b"));
    kvm_vcpu(12, 0, 101);
    kvm_vcpu(13, 1, 0);
    assert_int_equal(rtpart_vm_find_pid(&host.kernel, 100, &vm, &err), RTPART_EHOST);
    says("2 KVM vCPUs");
    says("seen for 1 only");
    assert_true(host.paused >= 100 * RTPART_MS && host.paused <= RTPART_S);
}

static void test_given_threads(void **state)
{
    (void)state;
    add(100, NAMES("x", "a", "b"));
    assert_int_equal(rtpart_vm_find_tids(&host.kernel, "1=101,0=102", &vm, &err),
                     RTPART_OK);
    assert_vcpus(100, (const pid_t[]){102, 101, 0});
}

static void test_given_threads_that_are_wrong(void **state)
{
    static const char *const bad[] = {"0",      "0=",           "=101",     "0=101x",
                                      "-1=101", "0:101",        "9999=101", "0=0",
                                      "0=-5",   "0=99999999999"};

    (void)state;
    add(100, NAMES("x", "a"));
    add(200, NAMES("y"));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(rtpart_vm_find_tids(&host.kernel, bad[i], &vm, &err),
                         RTPART_EUSAGE);
    assert_int_equal(rtpart_vm_find_tids(&host.kernel, "", &vm, &err), RTPART_EHOST);
    assert_int_equal(rtpart_vm_find_tids(&host.kernel, "0=101,1=999", &vm, &err),
                     RTPART_EHOST);
    says("vCPU 1: there is no thread 999");
    assert_int_equal(rtpart_vm_find_tids(&host.kernel, "0=101,1=101", &vm, &err),
                     RTPART_EHOST);
    says("vCPUs 0 and 1 share thread 101");
    assert_int_equal(rtpart_vm_find_tids(&host.kernel, "0=101,1=200", &vm, &err),
                     RTPART_EHOST);
    says("different processes");
}

/* Ask a QMP server whose answer to query-cpus-fast is `answer`. */
static enum rtpart_code find_qmp(const char *answer)
{
    char path[RTPART_PATH_SIZE];
    struct qmp_server server;
    const char *const script[] = {QMP_GREETING, "{\"return\": {}}\r\n", answer, NULL};

    assert_true(rtpart_path(path, "%s/qmp", host.root));
    qmp_server_start(&server, path, script);
    const enum rtpart_code code = rtpart_vm_find_monitor(
        &host.kernel, &(struct rtpart_monitor){.qmp = path}, &vm, &err);

    qmp_server_stop(&server);
    return code;
}

static void test_qmp(void **state)
{
    (void)state;
    add(100, NAMES("qemu-system-x86", "qemu-system-x86", "qemu-system-x86"));
    assert_int_equal(
        find_qmp(
            "{\"event\": \"STOP\"}\r\n{\"return\": [{\"cpu-index\": 1, \"thread-id\": "
            "101}, {\"cpu-index\": 0, \"thread-id\": 102}]}\r\n"),
        RTPART_OK);
    assert_vcpus(100, (const pid_t[]){102, 101, 0});
}

/* Root's socket may name the threads of all, so root tests as somebody else. */
static void test_qmp_names_only_threads_of_the_user_it_belongs_to(void **state)
{
    const uid_t me = geteuid();
    const uid_t other = me == 0 ? 65534 : me;
    static const char answer[] =
        "{\"return\": [{\"cpu-index\": 0, \"thread-id\": 101}]}\r\n";

    (void)state;
    assert_int_equal(chmod(host.root, 0777), 0);
    host.user = other + 1;
    add(100, NAMES("qemu-system-x86", "qemu-system-x86"));
    assert_int_equal(seteuid(other), 0);
    assert_int_equal(find_qmp(answer), RTPART_EHOST);
    assert_int_equal(seteuid(me), 0);
    says("names threads of process 100, which is that of user");
    assert_null(vm.vcpus);
}

static void test_qmp_of_the_same_user(void **state)
{
    const uid_t me = geteuid();
    const uid_t other = me == 0 ? 65534 : me;

    (void)state;
    assert_int_equal(chmod(host.root, 0777), 0);
    host.user = other;
    add(100, NAMES("qemu-system-x86", "qemu-system-x86"));
    assert_int_equal(seteuid(other), 0);
    const enum rtpart_code code =
        find_qmp("{\"return\": [{\"cpu-index\": 0, \"thread-id\": 101}]}\r\n");

    assert_int_equal(seteuid(me), 0);
    assert_int_equal(code, RTPART_OK);
    assert_vcpus(100, (const pid_t[]){101, 0});
}

static void test_qmp_answers_that_make_no_sense(void **state)
{
    static const char *const bad[] = {
        "{\"return\": {}}\r\n",
        "{\"return\": []}\r\n",
        "{\"return\": [7]}\r\n",
        "{\"return\": [{\"cpu-index\": 0}]}\r\n",
        "{\"return\": [{\"cpu-index\": -1, \"thread-id\": 101}]}\r\n",
        "{\"return\": [{\"cpu-index\": 0, \"thread-id\": \"101\"}]}\r\n",
        "{\"return\": [{\"cpu-index\": 0, \"thread-id\": 4294967397}]}\r\n",
        "{\"return\": [{\"cpu-index\": 0, \"thread-id\": 555}]}\r\n",
    };

    (void)state;
    add(100, NAMES("qemu-system-x86", "a"));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(find_qmp(bad[i]), RTPART_EHOST);
    assert_int_equal(find_qmp("{\"return\": [{\"cpu-index\": 0, \"thread-id\": 101}, "
                              "{\"cpu-index\": 1, \"thread-id\": 101}]}\r\n"),
                     RTPART_EHOST);
    says("thread=multi");
}

/* A virsh that is a script, first in PATH. */
static void install_virsh(const char *script)
{
    char path[RTPART_PATH_SIZE];
    static char old[4096];

    if (old[0] == '\0')
        (void)snprintf(old, sizeof old, "%s", getenv("PATH"));
    if (script != NULL) {
        fake_file(&host, "bin/virsh", script);
        assert_true(rtpart_path(path, "%s/bin/virsh", host.root));
        assert_int_equal(chmod(path, 0755), 0);
    }
    assert_true(rtpart_path(path, "%s/bin:%.300s", host.root, old));
    (void)setenv("PATH", path, 1);
}

static void test_libvirt_by_its_monitor(void **state)
{
    (void)state;
    add(100, NAMES("qemu-kvm", "CPU 0/KVM"));
    install_virsh(
        "#!/bin/sh\n[ \"$2\" = qemu-monitor-command ] && [ \"$3\" = 'my vm' ] || "
        "exit 9\necho '{\"return\":[{\"cpu-index\":0,\"thread-id\":101}],"
        "\"id\":\"libvirt-7\"}'\n");
    assert_int_equal(rtpart_vm_find_libvirt(&host.kernel, "my vm", &vm, &err), RTPART_OK);
    assert_vcpus(100, (const pid_t[]){101, 0});
}

static void test_libvirt_by_its_process(void **state)
{
    (void)state;
    add(100, NAMES("qemu-kvm", "CPU 0/KVM"));
    install_virsh("#!/bin/sh\necho 'error: failed to connect' >&2\nexit 1\n");
    fake_file(&host, "run/libvirt/qemu/vm1.pid", "100\n");
    assert_int_equal(rtpart_vm_find_libvirt(&host.kernel, "vm1", &vm, &err), RTPART_OK);
    assert_vcpus(100, (const pid_t[]){101, 0});
    assert_int_equal(rtpart_vm_find_libvirt(&host.kernel, "vm2", &vm, &err),
                     RTPART_EHOST);
    says("error: failed to connect");
    says("vm2.pid names no process");
}

static void test_libvirt_names_are_no_options_and_no_paths(void **state)
{
    (void)state;
    assert_int_equal(rtpart_vm_find_libvirt(&host.kernel, "--help", &vm, &err),
                     RTPART_EUSAGE);
    assert_int_equal(rtpart_vm_find_libvirt(&host.kernel, "../x", &vm, &err),
                     RTPART_EUSAGE);
    assert_int_equal(rtpart_vm_find_libvirt(&host.kernel, "", &vm, &err), RTPART_EUSAGE);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_names_of_qemu),
        TEST(test_names_of_other_vmms),
        TEST(test_names_that_contradict_each_other),
        TEST(test_no_process_and_no_vm),
        TEST(test_descriptors_of_kvm),
        TEST(test_descriptors_whose_threads_are_not_seen),
        TEST(test_given_threads),
        TEST(test_given_threads_that_are_wrong),
        TEST(test_qmp),
        TEST(test_qmp_names_only_threads_of_the_user_it_belongs_to),
        TEST(test_qmp_of_the_same_user),
        TEST(test_qmp_answers_that_make_no_sense),
        TEST(test_libvirt_by_its_monitor),
        TEST(test_libvirt_by_its_process),
        TEST(test_libvirt_names_are_no_options_and_no_paths),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
