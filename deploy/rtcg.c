/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "deploy/rtcg.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "deploy/cgroup_path.h"
#include "model/host.h"

int64_t rtpart_rtcg_booked(const struct rtpart_rtcg_budget *b)
{
    return (int64_t)((rtpart_i128)b->runtime_us * RTPART_BW_UNIT / b->period_us);
}

enum rtpart_code rtpart_rtcg_find(const struct rtpart_kernel *k, struct rtpart_rtcg *out,
                                  struct rtpart_error *err)
{
    static const char *const controllers[] = {"cpu", "cpu,cpuacct"};

    for (size_t c = 0; c < sizeof controllers / sizeof *controllers; c++) {
        const struct rtpart_hierarchy h = rtpart_hierarchy_find(k, controllers[c]);

        for (size_t i = 0; i < rtpart_rtcg_backend_count && h.version != 0; i++) {
            const struct rtpart_rtcg_backend *b = &rtpart_rtcg_backends[i];

            if (b->version != h.version || !rtpart_file_exists(h.mount, b->sign))
                continue;
            out->backend = b;
            memcpy(out->mount, h.mount, sizeof out->mount);
            return RTPART_OK;
        }
    }
    return rtpart_fail(err, RTPART_EHOST,
                       "this host has no real-time control groups: a kernel with "
                       "CONFIG_RT_GROUP_SCHED and "
                       "the v1 \"cpu\" controller mounted (boot with "
                       "systemd.unified_cgroup_hierarchy=0), or one with HCBS, has them; "
                       "a virtual machine "
                       "needs neither (rtdeploy apply --qmp)");
}

enum rtpart_code rtpart_rtcg_budget_of(const struct rtpart_prm *r,
                                       struct rtpart_rtcg_budget *out,
                                       struct rtpart_error *err)
{
    const struct rtpart_rtcg_budget b = {rtpart_ns_ceil_div(r->budget, RTPART_US),
                                         r->period / RTPART_US};

    if (b.period_us < 1 || b.runtime_us > b.period_us)
        return rtpart_fail(
            err, RTPART_EHOST,
            "%lld ns in every %lld ns cannot be told in whole microseconds, "
            "as control groups need it",
            (long long)r->budget, (long long)r->period);
    *out = b;
    return RTPART_OK;
}

static bool is_dir(const char *path)
{
    struct stat s;

    return stat(path, &s) == 0 && S_ISDIR(s.st_mode);
}

/* What the groups directly below `dir` have together, `but` left out (its name; may be
 * NULL). */
static int64_t children_share(const struct rtpart_kernel *k, const struct rtpart_rtcg *g,
                              const char *dir, const char *but)
{
    DIR *d = opendir(dir);
    int64_t sum = 0;

    if (d == NULL)
        return 0;
    for (const struct dirent *e; (e = readdir(d)) != NULL;) {
        char path[RTPART_PATH_SIZE];
        struct rtpart_rtcg_budget b;

        if (*e->d_name == '.' || (but != NULL && strcmp(e->d_name, but) == 0) ||
            !rtpart_path(path, "%s/%s", dir, e->d_name) || !is_dir(path))
            continue;
        if (g->backend->read(k, path, &b, NULL) == RTPART_OK)
            sum += rtpart_rtcg_booked(&b);
    }
    (void)closedir(d);
    return sum;
}

/* One group of the way down to the one that is wanted. */
struct level {
    char dir[RTPART_PATH_SIZE];
    bool exists;
    struct rtpart_rtcg_budget now;
};

/* A budget for a group above, with its period, that holds `share`. */
static struct rtpart_rtcg_budget enough(const struct rtpart_rtcg_budget *now,
                                        int64_t share)
{
    struct rtpart_rtcg_budget b = *now;

    while (rtpart_rtcg_booked(&b) < share && b.runtime_us < b.period_us) {
        const int64_t guess =
            (int64_t)((rtpart_i128)share * b.period_us / RTPART_BW_UNIT);

        b.runtime_us = guess > b.runtime_us ? guess : b.runtime_us + 1;
    }
    return b;
}

/* The writes that give one group its budget. What they find is what `now` would write. */
static enum rtpart_code add_writes(const struct rtpart_rtcg *g, const struct level *l,
                                   const struct rtpart_rtcg_budget *to,
                                   struct rtpart_deployment *d, struct rtpart_error *err)
{
    struct rtpart_rtcg_write writes[2];
    struct rtpart_rtcg_write back[2];
    const size_t n = g->backend->plan(&l->now, to, writes);
    const size_t m = g->backend->plan(to, &l->now, back);
    enum rtpart_code code = RTPART_OK;

    for (size_t i = 0; i < n && code == RTPART_OK; i++)
        for (size_t j = 0; j < m && code == RTPART_OK; j++)
            if (strcmp(writes[i].file, back[j].file) == 0)
                code = rtpart_deployment_add_file(d, "group", l->dir, writes[i].file,
                                                  back[j].text, writes[i].text, err);
    return code;
}

static enum rtpart_code add_level(const struct rtpart_rtcg *g, struct level *l,
                                  const struct rtpart_rtcg_budget *to,
                                  struct rtpart_deployment *d, struct rtpart_error *err)
{
    char who[] = "group";
    const struct rtpart_change make = {
        .kind = RTPART_CHANGE_GROUP, .who = who, .vcpu = -1, .path = l->dir};
    enum rtpart_code code = RTPART_OK;

    if (!l->exists)
        code = rtpart_deployment_add(d, &make, err);
    return code == RTPART_OK ? add_writes(g, l, to, d, err) : code;
}

/* Look at one group: what it has; a new one begins without runtime. */
static enum rtpart_code read_level(const struct rtpart_kernel *k,
                                   const struct rtpart_rtcg *g, struct level *l,
                                   struct rtpart_error *err)
{
    l->exists = is_dir(l->dir);
    l->now = (struct rtpart_rtcg_budget){0, 1000000};
    return l->exists ? g->backend->read(k, l->dir, &l->now, err) : RTPART_OK;
}

bool rtpart_rtcg_has(const struct rtpart_rtcg *g, const char *dir)
{
    const size_t mount = strlen(g->mount);

    return strncmp(dir, g->mount, mount) == 0 && dir[mount] == '/' &&
           strstr(dir + mount, "//") == NULL && strstr(dir + mount, "/.") == NULL &&
           dir[strlen(dir) - 1] != '/';
}

static enum rtpart_code refuse(const char *above, const char *dir, int64_t share,
                               int64_t limit, int64_t others, struct rtpart_error *err)
{
    return rtpart_fail(
        err, RTPART_EHOST,
        "refused: the group %s needs %.2f %% of each CPU; of the %.2f %% of "
        "%s other groups have %.2f %%: %.2f %% are left",
        dir, rtpart_booked_percent(share), rtpart_booked_percent(limit), above,
        rtpart_booked_percent(others), rtpart_booked_percent(limit - others));
}

enum rtpart_code rtpart_rtcg_changes(const struct rtpart_kernel *k,
                                     const struct rtpart_rtcg *g, const char *dir,
                                     const struct rtpart_rtcg_budget *budget,
                                     struct rtpart_deployment *d,
                                     struct rtpart_error *err)
{
    const size_t mount = strlen(g->mount);
    const int64_t wanted = rtpart_rtcg_booked(budget);
    struct level above = {.exists = true};
    enum rtpart_code code;

    if (!rtpart_rtcg_has(g, dir))
        return rtpart_fail(err, RTPART_EUSAGE, "%s is no group below %s", dir, g->mount);
    memcpy(above.dir, g->mount, mount + 1);
    code = g->backend->read(k, above.dir, &above.now, err);
    for (const char *part = dir + mount; code == RTPART_OK && *part != '\0';) {
        struct level l = {0};
        const size_t len = strcspn(part + 1, "/") + 1;
        char name[RTPART_PATH_SIZE];

        (void)snprintf(name, sizeof name, "%.*s", (int)len - 1, part + 1);
        part += len;
        if (!rtpart_path(l.dir, "%.*s", (int)(part - dir), dir))
            return rtpart_fail(err, RTPART_EHOST, "%s: the path is too long", dir);
        code = read_level(k, g, &l, err);
        if (code != RTPART_OK)
            break;
        /* what this one needs: the wanted budget, or room for it beside its other children */
        char child[RTPART_PATH_SIZE];

        (void)snprintf(child, sizeof child, "%.*s",
                       (int)strcspn(part + (*part == '/'), "/"), part + (*part == '/'));
        const bool last = *part == '\0';
        const struct rtpart_rtcg_budget to =
            last ? *budget
                 : enough(&l.now,
                          wanted + (l.exists ? children_share(k, g, l.dir, child) : 0));
        const int64_t others = children_share(k, g, above.dir, name);

        if (rtpart_rtcg_booked(&to) + others > rtpart_rtcg_booked(&above.now) ||
            (!last && rtpart_rtcg_booked(&to) < wanted))
            return refuse(above.dir, l.dir, rtpart_rtcg_booked(&to),
                          rtpart_rtcg_booked(&above.now), others, err);
        if (!l.exists || rtpart_rtcg_booked(&to) != rtpart_rtcg_booked(&l.now) || last)
            code = add_level(g, &l, &to, d, err);
        l.now = to;
        l.exists = true;
        above = l;
    }
    return code;
}

double rtpart_rtcg_share(const struct rtpart_rtcg_budget *b)
{
    return (double)b->runtime_us / (double)b->period_us;
}

enum rtpart_code rtpart_rtcg_sum(const struct rtpart_rtcg_budget *budgets, size_t count,
                                 struct rtpart_rtcg_budget *out, struct rtpart_error *err)
{
    const struct rtpart_rtcg_budget none = {0, 1000000};
    int64_t sum = 0;

    for (size_t i = 0; i < count; i++)
        sum += rtpart_rtcg_booked(&budgets[i]) + 1; /* rounded down by less than that */
    if (sum > RTPART_BW_UNIT)
        return rtpart_fail(
            err, RTPART_EHOST,
            "refused: the reservations need %.2f %% of a core, and in this dialect a "
            "group "
            "takes its budget from every CPU, whichever it is pinned to: all together "
            "may "
            "not exceed one CPU; plan with rtanalyze mpr, or use a virtual machine",
            rtpart_booked_percent(sum));
    *out = enough(&none, sum);
    return RTPART_OK;
}

enum rtpart_code rtpart_rtcg_fill(const struct rtpart_rtcg *g, const char *dir,
                                  const struct rtpart_rtcg_budget *budget,
                                  struct rtpart_deployment *d, struct rtpart_error *err)
{
    struct level l = {.exists = true, .now = {0, 1000000}};

    (void)snprintf(l.dir, sizeof l.dir, "%s", dir);
    return add_writes(g, &l, budget, d, err);
}
