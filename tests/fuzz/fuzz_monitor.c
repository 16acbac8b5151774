/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What QEMU's monitor answers: which threads are vCPUs, whether the guest executes. Parts
 * "cpus", "status", "before", "after": the answers, one line each; "greeting": in place of
 * QEMU's first words to the first client. */
#include <string.h>

#include "common/auto.h"
#include "common/json_out.h"
#include "deploy/guest_check.h"
#include "deploy/vcpu_find.h"
#include "deploy/vm_plan.h"
#include "tests/fuzz/fuzz.h"
#include "tests/support/fake_kernel.h"
#include "tests/support/parts.h"
#include "tests/support/qmp_server.h"

#define CLIENTS  9 /* cpus, status, before, after six times */
#define SENTENCE 3 /* greeting, capabilities, answer */

static struct fake_kernel fake;

static void free_fake(void)
{
    fake_kernel_free(&fake);
}

/* A VM of two vCPUs. */
static void make_fake(void)
{
    fake_kernel_init(&fake, 2);
    FUZZ_CHECK(atexit(free_fake) == 0);
    (void)fake_thread_add(&fake, 100, 100, "qemu");
    (void)fake_thread_add(&fake, 100, 101, "CPU 0/KVM");
    (void)fake_thread_add(&fake, 100, 102, "CPU 1/KVM");
}

static void ask(const char *socket)
{
    RTPART_AUTO(rtpart_vm_free) struct rtpart_vm vm = {0};
    const struct rtpart_monitor m = {.qmp = socket};
    struct rtpart_error err = {0};

    if (rtpart_vm_find_monitor(&fake.kernel, &m, &vm, &err) == RTPART_OK) {
        FUZZ_CHECK(vm.count > 0 && vm.count <= 3 && vm.pid == 100);
        for (size_t i = 1; i < vm.count; i++)
            FUZZ_CHECK(vm.vcpus[i - 1].vcpu < vm.vcpus[i].vcpu);
    } else
        FUZZ_CHECK(err.code == RTPART_EHOST && err.message[0] != '\0' && vm.count == 0);
    if (rtpart_guest_check(&fake.kernel, &m, NULL, 0, NULL, &err) != RTPART_OK)
        FUZZ_CHECK(err.code == RTPART_EHOST && err.message[0] != '\0');
}

/* QEMU's first words, or others that are whole: for half of some a client waits long. */
static const char *greeting_of(const struct test_parts *parts)
{
    const char *text = test_part(parts, "greeting")->text;
    json_t *first = json_loads(text, JSON_DISABLE_EOF_CHECK, NULL);
    const bool whole = first != NULL;

    json_decref(first);
    return whole ? text : QMP_GREETING;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const names[] = {"cpus", "status", "before", "after"};
    const char *script[CLIENTS * SENTENCE + 1] = {NULL};
    struct test_parts parts;
    struct qmp_server server;
    char path[80];

    if (fake.count == 0)
        make_fake();
    test_parts_cut(&parts, data, size);
    for (size_t i = 0; i < CLIENTS; i++) {
        script[i * SENTENCE] = i == 0 ? greeting_of(&parts) : QMP_GREETING;
        script[i * SENTENCE + 1] = "{\"return\": {}}\r\n";
        script[i * SENTENCE + 2] = test_part(&parts, names[i < 3 ? i : 3])->text;
    }
    (void)snprintf(path, sizeof path, "%s/qmp", fake.root);
    qmp_server_start_series(&server, path, script, SENTENCE);
    ask(path);
    qmp_server_stop(&server);
    test_parts_free(&parts);
    return 0;
}
