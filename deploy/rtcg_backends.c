/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The dialects of real-time control groups. The second and third are those of HCBS
 * (hierarchical constant bandwidth server), a patch set that is not in mainline kernels.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "deploy/rtcg.h"

/*
 * A number; of "<number> <cpulist> ..." the largest (`largest`) or the least, so that what
 * is free is never overrated.
 */
static enum rtpart_code read_us(const struct rtpart_kernel *k, const char *dir,
                                const char *file, bool largest, int64_t *out,
                                struct rtpart_error *err)
{
    char path[RTPART_PATH_SIZE];
    char text[4096];
    char *rest = NULL;
    bool any = false;

    if (!rtpart_path(path, "%s/%s", dir, file) ||
        k->read_file(k->ctx, path, text, sizeof text) != 0)
        return rtpart_fail(err, RTPART_EHOST, "%s/%s: cannot be read", dir, file);
    for (const char *word = strtok_r(text, " \n", &rest); word != NULL;
         word = strtok_r(NULL, " \n", &rest)) {
        char *end;
        const long long n = strtoll(word, &end, 10);

        if (*end != '\0')
            return rtpart_fail(err, RTPART_EHOST, "%s/%s: no number there", dir, file);
        if (!any || (largest ? n > *out : n < *out))
            *out = n;
        any = true;
        (void)strtok_r(NULL, " \n", &rest); /* the CPUs */
    }
    return any ? RTPART_OK
               : rtpart_fail(err, RTPART_EHOST, "%s/%s: no number there", dir, file);
}

/* v1 and the first HCBS: one file for the runtime, one for the period. */
static enum rtpart_code read_two(const struct rtpart_kernel *k, const char *dir,
                                 struct rtpart_rtcg_budget *out, struct rtpart_error *err)
{
    struct rtpart_rtcg_budget b = {0};
    enum rtpart_code code =
        read_us(k, dir, "cpu.rt_runtime_us", true, &b.runtime_us, err);

    if (code == RTPART_OK)
        code = read_us(k, dir, "cpu.rt_period_us", false, &b.period_us, err);
    if (code != RTPART_OK)
        return code;
    if (b.period_us <= 0)
        return rtpart_fail(err, RTPART_EHOST, "%s/cpu.rt_period_us: not above 0", dir);
    /* -1: no limit; above the period: those of two CPUs */
    if (b.runtime_us < 0 || b.runtime_us > b.period_us)
        b.runtime_us = b.period_us;
    *out = b;
    return RTPART_OK;
}

/*
 * Each write is checked by itself, so neither half-way state may have a larger share than
 * both ends: a longer period goes first, a shorter one last. A group without runtime may have
 * any period.
 */
static size_t plan_two(const struct rtpart_rtcg_budget *from,
                       const struct rtpart_rtcg_budget *to,
                       struct rtpart_rtcg_write writes[2])
{
    const bool period_first = to->period_us >= from->period_us || from->runtime_us == 0;
    const size_t period = period_first ? 0 : 1;
    size_t n = 2;

    writes[period].file = "cpu.rt_period_us";
    (void)snprintf(writes[period].text, sizeof writes[period].text, "%" PRId64,
                   to->period_us);
    writes[1 - period].file = "cpu.rt_runtime_us";
    (void)snprintf(writes[1 - period].text, sizeof writes[1 - period].text, "%" PRId64,
                   to->runtime_us);
    if (to->period_us == from->period_us) { /* always the first one */
        writes[0] = writes[1];
        n = 1;
    }
    return n;
}

/* HCBS v6: "<runtime>|max <period>" in one file. */
static enum rtpart_code read_max(const struct rtpart_kernel *k, const char *dir,
                                 struct rtpart_rtcg_budget *out, struct rtpart_error *err)
{
    char path[RTPART_PATH_SIZE];
    char text[64];
    char *rest = text;
    struct rtpart_rtcg_budget b;

    if (!rtpart_path(path, "%s/cpu.rt.max", dir) ||
        k->read_file(k->ctx, path, text, sizeof text) != 0)
        return rtpart_fail(err, RTPART_EHOST, "%s/cpu.rt.max: cannot be read", dir);
    const bool unlimited = strncmp(text, "max", 3) == 0;

    errno = 0;
    b.runtime_us = unlimited ? 0 : strtoll(text, &rest, 10);
    if (unlimited)
        rest = text + 3;
    b.period_us = strtoll(rest, NULL, 10);
    if (errno != 0 || rest == text || b.period_us <= 0 || b.runtime_us < 0 ||
        b.runtime_us > b.period_us)
        return rtpart_fail(err, RTPART_EHOST,
                           "%s/cpu.rt.max: \"%.30s\" is not \"<runtime>|max <period>\"",
                           dir, text);
    if (unlimited || b.runtime_us > b.period_us)
        b.runtime_us = b.period_us;
    *out = b;
    return RTPART_OK;
}

static size_t plan_max(const struct rtpart_rtcg_budget *from,
                       const struct rtpart_rtcg_budget *to,
                       struct rtpart_rtcg_write writes[2])
{
    (void)from;
    writes[0].file = "cpu.rt.max";
    (void)snprintf(writes[0].text, sizeof writes[0].text, "%" PRId64 " %" PRId64,
                   to->runtime_us, to->period_us);
    return 1;
}

const struct rtpart_rtcg_backend rtpart_rtcg_backends[] = {
    {"v1", "CONFIG_RT_GROUP_SCHED on a v1 hierarchy (mainline): throttling",
     "cpu.rt_runtime_us", 1, false, read_two, plan_two},
    {"hcbs-v6", "HCBS, RFC v6 and later: cpu.rt.max on cgroup v2", "cpu.rt.max", 2, false,
     read_max, plan_max},
    {"hcbs-v5", "HCBS up to RFC v5: the files of v1 on cgroup v2", "cpu.rt_runtime_us", 2,
     true, read_two, plan_two},
};

const size_t rtpart_rtcg_backend_count =
    sizeof rtpart_rtcg_backends / sizeof *rtpart_rtcg_backends;
