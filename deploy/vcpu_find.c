/* SPDX-License-Identifier: GPL-3.0-or-later */
/* vCPU threads that are named by the user, by QEMU or by libvirt. */
#include "deploy/vcpu_find.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/auto.h"
#include "common/json_out.h"
#include "model/taskset.h"

/* Hand `vm` over where all went well, else free it. */
static enum rtpart_code finish(struct rtpart_vm *vm, enum rtpart_code code,
                               struct rtpart_vm *out, struct rtpart_error *err)
{
    if (code == RTPART_OK)
        code = rtpart_vm_settle(vm, err);
    if (code == RTPART_OK)
        *out = *vm;
    else
        rtpart_vm_free(vm);
    return code;
}

enum rtpart_code rtpart_vm_find_tids(const struct rtpart_kernel *k, const char *list,
                                     struct rtpart_vm *out, struct rtpart_error *err)
{
    RTPART_AUTO_FREE char *copy = strdup(list);
    struct rtpart_vm vm = {.how = "given"};
    enum rtpart_code code = RTPART_OK;
    char *rest = NULL;

    if (copy == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory");
    for (char *item = strtok_r(copy, ",", &rest); item != NULL && code == RTPART_OK;
         item = strtok_r(NULL, ",", &rest)) {
        char *end;
        const unsigned long vcpu = strtoul(item, &end, 10);
        pid_t tid;

        if (end == item || *item == '-' || *end != '=' || vcpu >= RTPART_VCPUS_MAX ||
            !rtpart_tid_parse(end + 1, &tid))
            code = rtpart_fail(err, RTPART_EUSAGE,
                               "\"%.40s\" is not VCPU=THREAD (as in --tid 0=1234,1=1235)",
                               item);
        else
            code = rtpart_vm_add(k, &vm, (unsigned)vcpu, tid, err);
    }
    return finish(&vm, code, out, err);
}

/* One element of the answer to query-cpus-fast. */
static enum rtpart_code add_element(const struct rtpart_kernel *k, struct rtpart_vm *vm,
                                    const json_t *element, struct rtpart_error *err)
{
    const json_t *index = json_object_get(element, "cpu-index");
    const json_t *thread = json_object_get(element, "thread-id");
    const json_int_t vcpu = json_integer_value(index);
    const json_int_t tid = json_integer_value(thread);

    if (!json_is_integer(index) || !json_is_integer(thread) || vcpu < 0 ||
        vcpu >= RTPART_VCPUS_MAX || tid <= 0 || tid > INT_MAX)
        return rtpart_fail(err, RTPART_EHOST,
                           "query-cpus-fast: an answer without cpu-index and thread-id");
    return rtpart_vm_add(k, vm, (unsigned)vcpu, (pid_t)tid, err);
}

/*
 * A socket speaks for its own user's processes only, root's for all: else whoever can make
 * a socket could have a thread of others scheduled.
 */
static enum rtpart_code check_owner(const struct rtpart_kernel *k,
                                    const struct rtpart_vm *vm, uid_t peer,
                                    struct rtpart_error *err)
{
    uid_t owner;

    if (peer == 0)
        return RTPART_OK;
    if (!rtpart_process_user(k, vm->pid, &owner))
        return rtpart_fail(err, RTPART_EHOST, "whose process %d is cannot be told",
                           vm->pid);
    if (owner != peer)
        return rtpart_fail(err, RTPART_EHOST,
                           "the monitor of user %u names threads of process %d, which is "
                           "that of user %u: nothing is done to them",
                           peer, vm->pid, owner);
    return RTPART_OK;
}

enum rtpart_code rtpart_vm_find_monitor(const struct rtpart_kernel *k,
                                        const struct rtpart_monitor *m,
                                        struct rtpart_vm *out, struct rtpart_error *err)
{
    RTPART_AUTO_JSON json_t *answer = NULL;
    struct rtpart_vm vm = {.how = "QEMU's monitor"};
    uid_t peer = 0;
    enum rtpart_code code =
        rtpart_monitor_ask(m, "query-cpus-fast", NULL, &answer, &peer, err);
    size_t i;
    const json_t *element;

    if (code != RTPART_OK)
        return code;
    if (!json_is_array(answer))
        return rtpart_fail(err, RTPART_EHOST, "query-cpus-fast: the answer is no list");
    json_array_foreach(answer, i, element) if (code == RTPART_OK) code =
        add_element(k, &vm, element, err);
    code = finish(&vm, code, out, err);
    if (code != RTPART_OK)
        return code;
    code = check_owner(k, out, peer, err);
    if (code != RTPART_OK)
        rtpart_vm_free(out);
    return code;
}

enum rtpart_code rtpart_vm_find_libvirt(const struct rtpart_kernel *k, const char *name,
                                        struct rtpart_vm *out, struct rtpart_error *err)
{
    const struct rtpart_monitor m = {.libvirt = name};
    struct rtpart_error why;
    char path[RTPART_PATH_SIZE];
    int64_t pid = 0;
    enum rtpart_code code = rtpart_domain_check(name, err);

    if (code != RTPART_OK)
        return code;
    code = rtpart_vm_find_monitor(k, &m, out, &why);
    if (code == RTPART_OK)
        return code;
    if (!rtpart_path(path, "%s/libvirt/qemu/%s.pid", k->roots.run, name) ||
        !rtpart_number_read(k, path, &pid) || pid <= 0 || pid > INT_MAX)
        return rtpart_fail(err, code, "domain %s: %.300s; and %s names no process", name,
                           why.message, path);
    code = rtpart_vm_find_pid(k, (pid_t)pid, out, err);
    if (code == RTPART_OK)
        (void)snprintf(out->how, sizeof out->how, "the process of domain %.30s", name);
    return code;
}
