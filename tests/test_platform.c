/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of back ends: what is there, and how one run of each is called. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "common/command_line.h"
#include "common/json_out.h"
#include "common/words.h"
#include "tests/support/folder.h"
#include "validate/platform.h"
#include "validate/platform_guest.h"

static const char *const options[] = {"--interval=100", "--duration=5", NULL};

static const struct rtpart_platform_job start = {
    .id = "box-1", .job = RTPART_JOB_START, .vcpus = 2, .memory_mb = 256};
static const struct rtpart_platform_job latency = {.id = "box-2",
                                                   .job = RTPART_JOB_LATENCY,
                                                   .vcpus = 4,
                                                   .memory_mb = 512,
                                                   .cyclictest = options};

/* Everything a session would have made, below a folder of the test. */
static struct rtpart_platform platform_in(const struct test_folder *f)
{
    return (struct rtpart_platform){.directory = f->path,
                                    .root = "/the/root",
                                    .initramfs = "/the/initramfs",
                                    .kernel = "/the/vmlinuz",
                                    .vmlinux = "/the/vmlinux",
                                    .osv = "/the/osv.elf"};
}

/* The command of a run as one text; owned by the caller. */
static char *command_of(const struct rtpart_platform *p, const char *name,
                        const struct rtpart_platform_job *job)
{
    const struct rtpart_backend *b = rtpart_backend_find(name);
    struct rtpart_words w = {0};
    struct rtpart_error err = {.message = ""};
    char *text;

    assert_non_null(b);
    assert_int_equal(b->command(p, b, job, &w, &err), RTPART_OK);
    assert_false(w.failed);
    text = rtpart_command_line((int)w.count, w.argv);
    rtpart_words_free(&w);
    return text;
}

/* The words are in the command, each behind the other. */
static void check_words(const char *command, const char *const *words)
{
    const char *at = command;

    for (size_t i = 0; words[i] != NULL; i++) {
        at = strstr(at, words[i]);
        if (at == NULL)
            fail_msg("no \"%s\" (in that place) in: %s", words[i], command);
        at += strlen(words[i]);
    }
}

static void check_command(const struct rtpart_platform *p, const char *name,
                          const struct rtpart_platform_job *job, const char *const *words)
{
    char *command = command_of(p, name, job);

    check_words(command, words);
    free(command);
}

static void test_backends_have_names_of_their_own_and_say_what_they_need(void **state)
{
    const struct rtpart_backend *b;
    size_t i = 0;

    (void)state;
    for (; (b = rtpart_backend_at(i)) != NULL; i++) {
        assert_ptr_equal(rtpart_backend_find(b->name), b);
        assert_non_null(b->summary);
        assert_non_null(b->command);
        assert_true((b->program == NULL) == (b->install == NULL));
    }
    assert_true(i >= 17);
    assert_null(rtpart_backend_find("xen"));
}

static void test_backend_qemu_has_machine_memory_and_console(void **state)
{
    struct test_folder f;
    struct rtpart_platform p;

    (void)state;
    test_folder_make(&f);
    p = platform_in(&f);
    check_command(&p, "qemu-q35", &start,
                  (const char *const[]){
                      "qemu-system-x86_64 ", "-M q35 ", "-accel tcg,thread=multi ",
                      "-cpu max ", "-no-reboot ", "-serial stdio ",
                      "-kernel /the/vmlinuz ", "-initrd /the/initramfs ", "-append ",
                      "console=ttyS0 ", "rdinit=/init ", "-- start poweroff", "-smp 2 ",
                      "-m 256", NULL});
    check_command(&p, "qemu-pc", &start, (const char *const[]){"-M pc ", NULL});
    check_command(&p, "qemu-pvh", &start,
                  (const char *const[]){"-M q35 ", "-kernel /the/vmlinux ", NULL});
    check_command(&p, "qemu-microvm", &latency,
                  (const char *const[]){
                      "-M microvm,pit=on,pic=on,rtc=on ", "reboot=t ",
                      "tsc_early_khz=", "-- latency reboot --interval=100 --duration=5",
                      "-smp 4 ", "-m 512", NULL});
    p.kvm = true;
    check_command(&p, "qemu-q35", &start,
                  (const char *const[]){"-accel kvm ", "-cpu host ", NULL});
    test_folder_remove(&f);
}

static void test_backend_cloud_hypervisor_boots_the_uncompressed_kernel(void **state)
{
    struct test_folder f;
    struct rtpart_platform p;

    (void)state;
    test_folder_make(&f);
    p = platform_in(&f);
    check_command(&p, "cloud-hypervisor", &latency,
                  (const char *const[]){"cloud-hypervisor ", "--kernel /the/vmlinux ",
                                        "--initramfs /the/initramfs ", "--cmdline ",
                                        "-- latency poweroff --interval=100",
                                        "--serial tty ", "--console off ",
                                        "--cpus boot=4 ", "--memory size=512M", NULL});
    test_folder_remove(&f);
}

static void test_backend_firecracker_writes_its_configuration(void **state)
{
    struct test_folder f;
    struct rtpart_platform p;
    char *text;
    json_t *json;

    (void)state;
    test_folder_make(&f);
    p = platform_in(&f);
    check_command(&p, "firecracker", &start,
                  (const char *const[]){"firecracker ", "--no-api ", "--config-file ",
                                        "/firecracker.json", NULL});
    text = test_file_read(test_folder_file(&f, "firecracker.json"));
    assert_non_null(text);
    json = json_loads(text, 0, NULL);
    const json_t *boot = json_object_get(json, "boot-source");
    const json_t *machine = json_object_get(json, "machine-config");

    assert_string_equal(json_string_value(json_object_get(boot, "kernel_image_path")),
                        "/the/vmlinux");
    assert_string_equal(json_string_value(json_object_get(boot, "initrd_path")),
                        "/the/initramfs");
    assert_non_null(strstr(json_string_value(json_object_get(boot, "boot_args")),
                           "reboot=k pci=off"));
    assert_int_equal(json_integer_value(json_object_get(machine, "vcpu_count")), 2);
    assert_int_equal(json_integer_value(json_object_get(machine, "mem_size_mib")), 256);
    json_decref(json);
    free(text);
    test_folder_remove(&f);
}

static void test_backend_osv_runs_cyclictest_itself(void **state)
{
    struct test_folder f;
    struct rtpart_platform p;

    (void)state;
    test_folder_make(&f);
    p = platform_in(&f);
    check_command(&p, "osv-qemu", &latency,
                  (const char *const[]){"-M q35 ", "-kernel /the/osv.elf ", "-append ",
                                        "/cyclictest --interval=100 --duration=5", NULL});
    check_command(
        &p, "osv-microvm", &start,
        (const char *const[]){"-M microvm,", "/cyclictest --quiet --loops=1", NULL});
    check_command(&p, "osv-cloud-hypervisor", &start,
                  (const char *const[]){"cloud-hypervisor ", "--kernel /the/osv.elf ",
                                        "--cpus boot=2 ", NULL});
    test_folder_remove(&f);
}

static void test_backend_podman_keeps_to_its_own_storage_and_group(void **state)
{
    struct test_folder f;
    struct rtpart_platform p;
    char *command;

    (void)state;
    test_folder_make(&f);
    p = platform_in(&f);
    p.group = "/ours";
    p.rt_budget = true;
    check_command(&p, "podman-hostnet", &latency,
                  (const char *const[]){"podman --root ", "--runroot ", "--tmpdir ",
                                        " run --rm ", "--name box-2 ", "--network host ",
                                        "--cap-add SYS_NICE ", "--cgroup-parent /ours ",
                                        "--cpu-rt-period 1000000 ", "--cpu-rt-runtime ",
                                        "localhost/rtpart-platform /init ",
                                        "latency exit --interval=100", NULL});
    check_command(&p, "podman-rootfs", &start,
                  (const char *const[]){"--rootfs /the/root /init start exit", NULL});
    p.rt_budget = false;
    command = command_of(&p, "podman", &start);
    assert_null(strstr(command, "--network"));
    assert_null(strstr(command, "--cpu-rt"));
    free(command);
    test_folder_remove(&f);
}

static void test_backend_docker_asks_its_engine(void **state)
{
    const struct rtpart_backend *b = rtpart_backend_find("docker");
    struct test_folder f;
    struct rtpart_platform p;
    struct rtpart_words w = {0};

    (void)state;
    test_folder_make(&f);
    p = platform_in(&f);
    check_command(&p, "docker-hostnet", &start,
                  (const char *const[]){"docker run --rm --name box-1 ",
                                        "--network host ", "rtpart-platform /init start ",
                                        NULL});
    b->remove(&p, b, "box-1", &w);
    b->first_pid(&p, "box-1", &w);
    b->clean(&p, &w);
    char *text = rtpart_command_line((int)w.count, w.argv);

    check_words(text, (const char *const[]){"docker rm --force box-1", "docker inspect ",
                                            ".State.Pid", "box-1", "docker rmi ", NULL});
    free(text);
    rtpart_words_free(&w);
    test_folder_remove(&f);
}

/* The bundle of crun and runc: what runs, where it may be real-time, in which group. */
static void test_backend_runtimes_write_a_bundle(void **state)
{
    struct test_folder f;
    struct rtpart_platform p;
    char bundle[128];
    char *text;
    json_t *json;

    (void)state;
    test_folder_make(&f);
    p = platform_in(&f);
    p.group = "/ours";
    p.rt_budget = true;
    check_command(&p, "runc", &latency,
                  (const char *const[]){"runc run --bundle ", "/bundle box-2", NULL});
    (void)snprintf(bundle, sizeof bundle, "%s/bundle/config.json", f.path);
    text = test_file_read(bundle);
    assert_non_null(text);
    json = json_loads(text, 0, NULL);
    const json_t *process = json_object_get(json, "process");
    const json_t *linux_part = json_object_get(json, "linux");
    const json_t *cpu = json_object_get(json_object_get(linux_part, "resources"), "cpu");

    assert_string_equal(
        json_string_value(json_array_get(json_object_get(process, "args"), 1)),
        "latency");
    assert_string_equal(json_string_value(json_object_get(linux_part, "cgroupsPath")),
                        "/ours/box-2");
    assert_int_equal(json_integer_value(json_object_get(cpu, "realtimePeriod")), 1000000);
    json_decref(json);
    free(text);
    /* Without a group of our own, crun makes none either. */
    p.group = NULL;
    p.rt_budget = false;
    check_command(&p, "crun", &start,
                  (const char *const[]){"crun --cgroup-manager=disabled run ", NULL});
    text = test_file_read(bundle);
    assert_null(strstr(text, "cgroupsPath"));
    assert_null(strstr(text, "realtime"));
    free(text);
    (void)remove(bundle);
    *strrchr(bundle, '/') = '\0';
    (void)remove(bundle);
    test_folder_remove(&f);
}

/* A folder of programs that stand for the real ones. */
static void stand_in(const struct test_folder *f, const char *name)
{
    const char *path = test_folder_file(f, name);

    test_file_write(path, "#!/bin/sh\n", 10);
    assert_int_equal(chmod(path, 0755), 0);
}

static bool present(const char *name, const struct rtpart_discovery *d, const char *says)
{
    char why[512];
    const bool answer =
        rtpart_backend_present(rtpart_backend_find(name), d, why, sizeof why);

    if (strstr(why, says) == NULL)
        fail_msg("%s: \"%s\" does not say \"%s\"", name, why, says);
    return answer;
}

static void test_discovery_tells_what_is_missing(void **state)
{
    struct test_folder f;
    struct rtpart_discovery d = {.root = true};
    char *path = strdup(getenv("PATH"));

    (void)state;
    test_folder_make(&f);
    d.dev = d.run = f.path;
    setenv("PATH", f.path, 1);
    assert_true(present("native", &d, "always"));
    assert_false(present("firecracker", &d, "github.com/firecracker"));
    assert_false(present("docker", &d, "docker"));
    stand_in(&f, "firecracker");
    stand_in(&f, "docker");
    stand_in(&f, "crun");
    stand_in(&f, "qemu-system-x86_64");
    assert_false(present("firecracker", &d, "/dev/kvm"));
    assert_false(present("docker", &d, "engine does not run"));
    assert_true(present("crun", &d, f.path));
    d.root = false;
    assert_false(present("crun", &d, "root"));
    stand_in(&f, "kvm");
    stand_in(&f, "docker.sock");
    stand_in(&f, "vmlinuz");
    d.kernel = test_folder_file(&f, "vmlinuz");
    assert_true(present("firecracker", &d, f.path));
    assert_true(present("docker", &d, f.path));
    assert_true(present("qemu-microvm", &d, f.path));
    assert_false(present("osv-qemu", &d, "--osv"));
    d.osv = d.kernel;
    assert_true(present("osv-qemu", &d, f.path));
    d.kernel = "/nowhere/vmlinuz";
    assert_false(present("qemu-microvm", &d, "--kernel"));
    setenv("PATH", path, 1);
    free(path);
    test_folder_remove(&f);
}

/* What comes over a serial line, with its carriage returns and a kernel's words around. */
static void test_guest_result_is_what_stands_between_its_marks(void **state)
{
    struct rtpart_error err = {.message = ""};
    char *out = NULL;
    size_t len = 0;

    (void)state;
    assert_int_equal(
        rtpart_platform_guest_result("[ 0.1] hello\r\nrtpart-platform: first\r\n"
                                     "rtpart-platform: ready\r\n"
                                     "rtpart-platform: begin\r\n{\r\n \"a\": 1}\r\n"
                                     "rtpart-platform: end 0\r\n[ 9.9] reboot\r\n",
                                     &out, &len, &err),
        RTPART_OK);
    assert_string_equal(out, "\n{\n \"a\": 1}\n");
    assert_int_equal(len, strlen(out));
    free(out);
    assert_int_equal(
        rtpart_platform_guest_result("rtpart-platform: begin\nno permission\n"
                                     "rtpart-platform: end 1\n",
                                     &out, &len, &err),
        RTPART_EINPUT);
    assert_non_null(strstr(err.message, "no permission"));
    assert_int_equal(rtpart_platform_guest_result(
                         "rtpart-platform: begin\n{\"a\": ", &out, &len, &err),
                     RTPART_EINPUT);
    assert_int_equal(rtpart_platform_guest_result("", &out, &len, &err), RTPART_EINPUT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_backends_have_names_of_their_own_and_say_what_they_need),
        cmocka_unit_test(test_backend_qemu_has_machine_memory_and_console),
        cmocka_unit_test(test_backend_cloud_hypervisor_boots_the_uncompressed_kernel),
        cmocka_unit_test(test_backend_firecracker_writes_its_configuration),
        cmocka_unit_test(test_backend_osv_runs_cyclictest_itself),
        cmocka_unit_test(test_backend_podman_keeps_to_its_own_storage_and_group),
        cmocka_unit_test(test_backend_docker_asks_its_engine),
        cmocka_unit_test(test_backend_runtimes_write_a_bundle),
        cmocka_unit_test(test_discovery_tells_what_is_missing),
        cmocka_unit_test(test_guest_result_is_what_stands_between_its_marks),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
