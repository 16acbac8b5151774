/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "deploy/target.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

static enum rtpart_code find_qmp(const struct rtpart_kernel *k, const char *value,
                                 struct rtpart_vm *out, struct rtpart_error *err)
{
    return rtpart_vm_find_monitor(k, &(struct rtpart_monitor){.qmp = value}, out, err);
}

static enum rtpart_code find_pid(const struct rtpart_kernel *k, const char *value,
                                 struct rtpart_vm *out, struct rtpart_error *err)
{
    pid_t pid;

    if (!rtpart_tid_parse(value, &pid))
        return rtpart_fail(err, RTPART_EUSAGE, "--pid: \"%.40s\" is no process number",
                           value);
    return rtpart_vm_find_pid(k, pid, out, err);
}

const struct rtpart_target_kind rtpart_target_kinds[] = {
    {"qmp", "SOCKET", "The VM whose QEMU listens on this QMP socket", find_qmp},
    {"pid", "PID",
     "The VM that this process runs (QEMU, Cloud Hypervisor, Firecracker, "
     "crosvm, or another one on KVM)",
     find_pid},
    {"libvirt", "NAME", "The libvirt domain of that name", rtpart_vm_find_libvirt},
    {"tid", "VCPU=TID,...", "These threads (0=1234,1=1235)", rtpart_vm_find_tids},
    {"crun", "ID", "The running container of that name", NULL},
    {"runc", "ID", "Likewise", NULL},
    {"podman", "NAME", "Likewise", NULL},
    {"docker", "NAME", "Likewise", NULL},
    {"cgroup", "PATH",
     "This control group, below the mount of the real-time budgets; made "
     "where it is missing",
     NULL},
};

const size_t rtpart_target_kind_count =
    sizeof rtpart_target_kinds / sizeof *rtpart_target_kinds;

const struct rtpart_target_kind *rtpart_target_kind_find(const char *name)
{
    for (size_t i = 0; i < rtpart_target_kind_count; i++)
        if (strcmp(rtpart_target_kinds[i].name, name) == 0)
            return &rtpart_target_kinds[i];
    return NULL;
}

struct rtpart_monitor rtpart_target_monitor(const struct rtpart_target_kind *kind,
                                            const char *value)
{
    struct rtpart_monitor m = {0};

    if (kind->find == find_qmp)
        m.qmp = value;
    else if (kind->find == rtpart_vm_find_libvirt)
        m.libvirt = value;
    return m;
}

char *rtpart_target_name(const struct rtpart_target_kind *kind, const char *value)
{
    const char *slash = strrchr(value, '/');
    const char *base = slash != NULL ? slash + 1 : value;
    const char *dot = strrchr(base, '.');
    const char *equals = strchr(value, '=');
    const char *number = equals != NULL ? equals + 1 : value; /* of "0=123,1=124": 123 */
    char *name = NULL;
    int n;

    if (kind->find == find_qmp)
        n = asprintf(
            &name, "%.*s",
            (int)(dot != NULL && dot > base ? (size_t)(dot - base) : strlen(base)), base);
    else if (kind->find == rtpart_vm_find_libvirt)
        n = asprintf(&name, "%s", value);
    else if (kind->find == NULL)
        n = asprintf(&name, "%s-%s", kind->name, base);
    else
        n = asprintf(&name, "%s-%.*s", kind->name, (int)strspn(number, "0123456789"),
                     number);
    if (n < 0)
        return NULL;
    for (char *c = name; *c != '\0'; c++)
        if (!isalnum((unsigned char)*c) && strchr("._-", *c) == NULL)
            *c = '_';
    if (*name == '.' || *name == '-')
        *name = '_';
    return name;
}
