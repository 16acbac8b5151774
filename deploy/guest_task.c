/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "deploy/guest_task.h"

#include <string.h>

void rtpart_plan_cpus_of(const struct rtpart_plan *plan, size_t task, int *first,
                         int *last)
{
    const int vcpu = rtpart_plan_vcpu_of(plan, task);

    *first = vcpu >= 0 ? vcpu : 0;
    *last = vcpu >= 0 ? vcpu : (int)plan->vcpu_count - 1;
}

enum rtpart_code rtpart_plan_names_check(const struct rtpart_plan *plan, size_t longest,
                                         struct rtpart_error *err)
{
    for (size_t i = 0; i < plan->taskset.count; i++) {
        const char *name = plan->taskset.tasks[i].name;

        if (strlen(name) > longest ||
            name[strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                              "0123456789_.-")] != '\0' ||
            *name == '-' || *name == '.')
            return rtpart_fail(err, RTPART_EMODEL,
                               "task \"%.60s\": its name must be letters, digits, \"_\", "
                               "\".\" and \"-\", at most %zu of them",
                               name, longest);
    }
    return RTPART_OK;
}
