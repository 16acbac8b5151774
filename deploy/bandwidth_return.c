/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "deploy/bandwidth_return.h"

#include "deploy/cgroup_path.h"

/* The probe is exact to two units for each of two measurements. */
#define TOLERANCE 8

#define PAUSE_FIRST (10 * RTPART_MS)
#define PAUSE_LAST  (200 * RTPART_MS)

static rtpart_ns longest_period(const struct rtpart_deployment *d)
{
    rtpart_ns longest = 0;

    for (size_t i = 0; i < d->count; i++)
        if (d->changes[i].kind == RTPART_CHANGE_SCHED &&
            d->changes[i].sched_wanted.period > longest)
            longest = d->changes[i].sched_wanted.period;
    return longest;
}

enum rtpart_code rtpart_bandwidth_returned(const struct rtpart_kernel *k,
                                           const struct rtpart_deployment *d,
                                           int64_t *missing, struct rtpart_domain *now,
                                           struct rtpart_error *err)
{
    bool known = d->free_before >= 0 && d->booked_before >= 0;
    rtpart_ns patience = longest_period(d) + 2 * PAUSE_FIRST;
    rtpart_ns pause = PAUSE_FIRST;

    for (;;) {
        const enum rtpart_code code = rtpart_domain_read(k, now, err);

        if (code != RTPART_OK)
            return code;
        known = known && rtpart_cpus_count(&now->cpus) == d->cpus_before &&
                !rtpart_cpus_partitioned(k); /* else it is another root domain */
        *missing =
            known ? d->free_before + d->booked_before - now->left - now->booked : 0;
        if (*missing <= TOLERANCE || patience <= 0)
            break;
        rtpart_domain_free(now);
        k->pause(k->ctx, pause);
        patience -= pause;
        pause = 2 * pause < PAUSE_LAST ? 2 * pause : PAUSE_LAST;
    }
    if (*missing <= TOLERANCE)
        *missing = 0;
    return RTPART_OK;
}

const char *rtpart_bandwidth_remedy(const struct rtpart_kernel *k, char *text)
{
    const struct rtpart_hierarchy h = rtpart_hierarchy_find(k, "cpuset");
    bool fits;

    if (h.version == 1)
        fits = rtpart_path(
            text, "for b in 0 1; do echo $b > %s/cpuset.sched_load_balance; done",
            h.mount);
    else
        fits =
            rtpart_path(text,
                        "for o in 0 1; do echo $o > %s/devices/system/cpu/cpu1/online; "
                        "done",
                        k->roots.sys);
    if (!fits)
        text[0] = '\0';
    return text;
}
