/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "deploy/admission.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/auto.h"
#include "common/plural.h"
#include "deploy/cap_probe.h"
#include "deploy/cgroup_path.h"

void rtpart_domain_free(struct rtpart_domain *d)
{
    free(d->others);
    *d = (struct rtpart_domain){0};
}

/* Keep the threads of the root domain with these CPUs. Returns how many they are. */
static size_t keep_domain(const struct rtpart_kernel *k, const struct rtpart_cpus *cpus,
                          struct rtpart_dl_user *users, size_t count)
{
    size_t kept = 0;

    for (size_t i = 0; i < count; i++) {
        struct rtpart_cpus theirs;

        if (rtpart_root_domain(k, &users[i].thread, &theirs, NULL) != RTPART_OK ||
            rtpart_cpus_equal(&theirs, cpus))
            users[kept++] = users[i];
    }
    return kept;
}

enum rtpart_code rtpart_domain_read(const struct rtpart_kernel *k,
                                    struct rtpart_domain *out, struct rtpart_error *err)
{
    RTPART_AUTO_FREE struct rtpart_dl_user *users = NULL;
    struct rtpart_domain d = {0};
    size_t count = 0;
    const struct rtpart_thread self = {.pid = getpid(), .tid = gettid()};
    enum rtpart_code code = rtpart_root_domain(k, &self, &d.cpus, err);

    if (code == RTPART_OK)
        code = rtpart_dl_users_list(k, &users, &count, err);
    if (code == RTPART_OK)
        count = keep_domain(k, &d.cpus, users, count);
    if (code == RTPART_OK)
        code = rtpart_cap_probe(k, &d.cpus, &d.left, err);
    if (code != RTPART_OK)
        return code;
    d.booked = rtpart_dl_users_booked(users, count);
    d.others = calloc(count > 0 ? count : 1, sizeof *d.others);
    if (d.others == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory");
    for (; d.other_count < count; d.other_count++)
        d.others[d.other_count] =
            (struct rtpart_prm){.period = users[d.other_count].sched.period,
                                .budget = users[d.other_count].sched.runtime};
    *out = d;
    return RTPART_OK;
}

int64_t rtpart_domain_limit(const struct rtpart_domain *d)
{
    const unsigned cpus = rtpart_cpus_count(&d->cpus);

    return cpus > 0 ? (d->left + d->booked) / cpus : 0;
}

/* The reservation that needs most. */
static const struct rtpart_asked *largest(const struct rtpart_asked *asked, size_t count)
{
    const struct rtpart_asked *most = &asked[0];

    for (size_t i = 1; i < count; i++)
        if (rtpart_prm_booked(&asked[i].prm) > rtpart_prm_booked(&most->prm))
            most = &asked[i];
    return most;
}

static int64_t sum_of(const struct rtpart_asked *asked, size_t count)
{
    int64_t sum = 0;

    for (size_t i = 0; i < count; i++)
        sum += rtpart_prm_booked(&asked[i].prm);
    return sum;
}

/* All reservations of the domain, those asked for and the others. NULL: no memory. */
static struct rtpart_prm *gather(const struct rtpart_domain *d,
                                 const struct rtpart_asked *asked, size_t count)
{
    struct rtpart_prm *all = calloc(d->other_count + count + 1, sizeof *all);

    if (all == NULL)
        return NULL;
    if (d->other_count > 0)
        memcpy(all, d->others, d->other_count * sizeof *all);
    for (size_t i = 0; i < count; i++)
        all[d->other_count + i] = asked[i].prm;
    return all;
}

static enum rtpart_code admit_global(const struct rtpart_domain *d,
                                     const struct rtpart_asked *asked, size_t count,
                                     enum rtpart_guarantee *guarantee,
                                     struct rtpart_error *err)
{
    const unsigned cpus = rtpart_cpus_count(&d->cpus);
    const int64_t sum = sum_of(asked, count);
    RTPART_AUTO_FREE struct rtpart_prm *all = gather(d, asked, count);

    if (all == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory");
    if (sum > d->left)
        return rtpart_fail(
            err, RTPART_EHOST,
            "refused: %s needs %.2f %% of a core, all together need %.2f %%; "
            "SCHED_DEADLINE "
            "has %.2f %% here (%u CPU%s), of which %.2f %% belong to %zu other thread%s: "
            "%.2f %% are left (rtdeploy doctor tells who uses it)",
            largest(asked, count)->who,
            rtpart_booked_percent(rtpart_prm_booked(&largest(asked, count)->prm)),
            rtpart_booked_percent(sum), rtpart_booked_percent(d->left + d->booked), cpus,
            rtpart_plural(cpus), rtpart_booked_percent(d->booked), d->other_count,
            rtpart_plural(d->other_count), rtpart_booked_percent(d->left));
    *guarantee = rtpart_host_unpinned(cpus, true, all, d->other_count + count);
    return RTPART_OK;
}

/* How many CPUs of 0..cpus-1 does the placement use? */
static unsigned used_cpus(const unsigned *cpu_of, size_t count, unsigned cpus)
{
    unsigned used = 0;

    for (unsigned c = 0; c < cpus; c++)
        for (size_t i = 0; i < count; i++)
            if (cpu_of[i] == c) {
                used++;
                break;
            }
    return used;
}

static enum rtpart_code admit_partitioned(const struct rtpart_domain *d,
                                          const struct rtpart_asked *asked, size_t count,
                                          unsigned *cpu_of,
                                          enum rtpart_guarantee *guarantee,
                                          struct rtpart_error *err)
{
    const unsigned cpus = rtpart_cpus_count(&d->cpus);
    const int64_t limit = rtpart_domain_limit(d);
    const struct rtpart_asked *most = largest(asked, count);
    enum rtpart_answer answer = RTPART_UNDECIDED;
    RTPART_AUTO_FREE struct rtpart_prm *prms = calloc(count, sizeof *prms);

    if (prms == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory");
    for (size_t i = 0; i < count; i++)
        prms[i] = asked[i].prm;
    if (rtpart_prm_booked(&most->prm) > limit)
        return rtpart_fail(
            err, RTPART_EHOST,
            "refused: %s needs %.2f %% of a core; the most any core has left "
            "is %.2f %%",
            most->who, rtpart_booked_percent(rtpart_prm_booked(&most->prm)),
            rtpart_booked_percent(limit));
    const enum rtpart_code code =
        rtpart_host_place(cpus, limit, NULL, prms, count, cpu_of, &answer, err);

    if (code != RTPART_OK)
        return code;
    if (answer != RTPART_SCHEDULABLE)
        return rtpart_fail(
            err, RTPART_EHOST,
            "refused: the %zu reservation%s (%.2f %%) %s on %u CPU%s of %.2f %%, one CPU "
            "for each reservation",
            count, rtpart_plural(count), rtpart_booked_percent(sum_of(asked, count)),
            answer == RTPART_UNSCHEDULABLE ? "cannot fit" : "could not be placed", cpus,
            rtpart_plural(cpus), rtpart_booked_percent(limit));
    const unsigned rest = cpus - used_cpus(cpu_of, count, cpus);

    if (d->booked > (int64_t)rest * limit)
        return rtpart_fail(
            err, RTPART_EHOST,
            "refused: the reservations of %zu other thread%s (%.2f %%) do not fit on the "
            "%u CPU%s that the partitions would leave",
            d->other_count, rtpart_plural(d->other_count),
            rtpart_booked_percent(d->booked), rest, rtpart_plural(rest));
    for (size_t i = 0; i < count; i++)
        cpu_of[i] = rtpart_cpus_nth(&d->cpus, cpu_of[i]);
    *guarantee = RTPART_GUARANTEE_HARD_PARTITIONED;
    return RTPART_OK;
}

enum rtpart_code rtpart_admit(const struct rtpart_domain *d,
                              const struct rtpart_asked *asked, size_t count,
                              bool partitioned, unsigned *cpu_of,
                              enum rtpart_guarantee *guarantee, struct rtpart_error *err)
{
    if (count == 0)
        return rtpart_fail(err, RTPART_EINPUT, "the plan reserves nothing");
    return partitioned ? admit_partitioned(d, asked, count, cpu_of, guarantee, err)
                       : admit_global(d, asked, count, guarantee, err);
}
