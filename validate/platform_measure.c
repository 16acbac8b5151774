/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "validate/platform_measure.h"

#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "common/auto.h"
#include "common/progress.h"
#include "common/splitmix.h"
#include "deploy/kernel.h"
#include "validate/background.h"
#include "validate/platform_guest.h"
#include "validate/platform_load.h"

#define HISTOGRAM_US   100000 /* buckets of cyclictest: 0.1 s */
#define BOOT_MS        120000 /* a machine under emulation on a loaded host */
#define SETTLE_MS      700    /* until memory is looked at */
#define MEMORY_RUN_S   3
#define SEARCH_RUN_S   1
#define SEARCH_BOOT_MS 40000
#define SEARCH_STEP_MB 4
#define OPTIONS_MAX    24

static enum rtpart_code no_memory(struct rtpart_error *err)
{
    return rtpart_fail(err, RTPART_ENOMEM, "out of memory for results");
}

static char *copy(const char *text)
{
    return text != NULL ? strdup(text) : NULL;
}

enum rtpart_code rtpart_measure_cells(const struct rtpart_session *s,
                                      struct rtpart_platform_results *results,
                                      const unsigned *vcpus, const unsigned *memory_mb,
                                      struct rtpart_error *err)
{
    for (size_t i = 0; i < s->count; i++) {
        const struct rtpart_backend *b = s->backends[i];
        const bool vm = b->kind == RTPART_BACKEND_VM;

        for (const unsigned *v = vcpus; *v != 0 && (vm || v == vcpus); v++)
            for (const unsigned *mb = memory_mb; *mb != 0 && (vm || mb == memory_mb);
                 mb++) {
                struct rtpart_platform_cell *bigger =
                    realloc(results->cells, (results->count + 1) * sizeof *bigger);

                if (bigger == NULL)
                    return no_memory(err);
                results->cells = bigger;
                bigger[results->count++] = (struct rtpart_platform_cell){
                    .name = copy(b->name),
                    .summary = copy(b->summary),
                    .paper = copy(b->paper),
                    .accel = copy(rtpart_session_accel(s, b)),
                    .vcpus = vm ? *v : 0,
                    .memory_mb = vm ? *mb : 0};
                if (bigger[results->count - 1].name == NULL)
                    return no_memory(err);
            }
    }
    return RTPART_OK;
}

/* Another order of the cells for each round. NULL: out of memory. */
static size_t *order_of(size_t count, struct rtpart_random *random)
{
    size_t *order = calloc(count + 1, sizeof *order);

    for (size_t i = 0; order != NULL && i < count; i++)
        order[i] = i;
    for (size_t i = count; order != NULL && i > 1; i--) {
        const size_t k = (size_t)rtpart_random_between(random, 0, (int64_t)i - 1);
        const size_t t = order[i - 1];

        order[i - 1] = order[k];
        order[k] = t;
    }
    return order;
}

/* A run gave nothing: count it, remember and tell why. */
static void note_failure(struct rtpart_measure *m, struct rtpart_platform_cell *c,
                         const struct rtpart_error *err)
{
    if (rtpart_session_stopped(m->session))
        return;
    c->failed++;
    if (c->problem == NULL) {
        c->problem = strdup(err->message);
        rtpart_note(m->session->request->notes, "%s", err->message);
    }
}

static struct rtpart_session_run run_of(const struct rtpart_platform_cell *c)
{
    return (struct rtpart_session_run){.backend = rtpart_backend_find(c->name),
                                       .vcpus = c->vcpus > 0 ? c->vcpus : 1,
                                       .memory_mb = c->memory_mb};
}

/* A round of something: once for each cell, in an order of its own. */
typedef enum rtpart_code cell_fn(struct rtpart_measure *m, struct rtpart_platform_cell *c,
                                 unsigned round, struct rtpart_error *err);

static enum rtpart_code in_rounds(struct rtpart_measure *m, const char *label,
                                  unsigned rounds, cell_fn *one, struct rtpart_error *err)
{
    struct rtpart_random random = {.state = m->seed};
    struct rtpart_progress progress;
    enum rtpart_code code = RTPART_OK;
    uint64_t done = 0;

    rtpart_progress_start(&progress, label, m->quiet);
    for (unsigned round = 0; round < rounds && code == RTPART_OK; round++) {
        RTPART_AUTO_FREE size_t *order = order_of(m->results->count, &random);

        if (order == NULL)
            code = no_memory(err);
        for (size_t i = 0; i < m->results->count && code == RTPART_OK; i++) {
            if (rtpart_session_stopped(m->session))
                break;
            code = one(m, &m->results->cells[order[i]], round, err);
            rtpart_progress_update(&progress, ++done,
                                   (uint64_t)rounds * m->results->count);
        }
    }
    rtpart_progress_end(&progress);
    return code;
}

/* Keep how it was called. */
static void keep_command(struct rtpart_platform_cell *c, char *command)
{
    if (command == NULL)
        return;
    free(c->command);
    c->command = command;
}

static enum rtpart_code one_start(struct rtpart_measure *m,
                                  struct rtpart_platform_cell *c, unsigned round,
                                  struct rtpart_error *err)
{
    RTPART_AUTO(rtpart_launched_free) struct rtpart_launched out = {0};
    struct rtpart_session_run run = run_of(c);
    struct rtpart_error why;
    char *command = NULL;
    enum rtpart_code code;

    run.job = RTPART_JOB_START;
    run.limit_ms = m->limit_ms;
    code = rtpart_session_run(m->session, &run, &out, &command, &why);
    keep_command(c, command);
    const bool silent = (run.backend->needs & RTPART_NEEDS_OSV) != 0;

    if (code == RTPART_OK && (!WIFEXITED(out.status) || WEXITSTATUS(out.status) != 0 ||
                              (!silent && out.first == RTPART_NS_NONE)))
        code = rtpart_launch_failed(&out, c->name, &why);
    if (code != RTPART_OK) {
        note_failure(m, c, &why);
        return RTPART_OK;
    }
    if (round < m->warm_up)
        return RTPART_OK;
    code = out.first == RTPART_NS_NONE ? RTPART_OK
                                       : rtpart_times_add(&c->first, out.first, err);
    return code == RTPART_OK ? rtpart_times_add(&c->total, out.total, err) : code;
}

enum rtpart_code rtpart_measure_startup(struct rtpart_measure *m,
                                        struct rtpart_error *err)
{
    return in_rounds(m, "start-up", m->warm_up + m->runs, one_start, err);
}

/* Options of cyclictest. Texts live in `texts`. */
struct options {
    char texts[8][32];
    const char *list[OPTIONS_MAX];
};

static void fill_options(struct options *o, rtpart_ns interval, unsigned seconds)
{
    (void)snprintf(o->texts[0], sizeof o->texts[0], "--interval=%lld",
                   (long long)(interval / RTPART_US));
    (void)snprintf(o->texts[1], sizeof o->texts[1], "--duration=%u", seconds);
    (void)snprintf(o->texts[2], sizeof o->texts[2], "--histogram=%d", HISTOGRAM_US);
    const char *const list[] = {"--quiet",   "--mlockall", "--priority=80",
                                o->texts[0], o->texts[1],  o->texts[2],
                                NULL};

    memcpy(o->list, list, sizeof list);
}

/* Run cyclictest in a cell, and read what it wrote. 0, or why there is nothing. */
static enum rtpart_code run_cyclictest(struct rtpart_measure *m,
                                       struct rtpart_platform_cell *c,
                                       struct rtpart_session_run *run, unsigned seconds,
                                       int boot_ms, struct rtpart_latency *latency,
                                       struct rtpart_error *why)
{
    RTPART_AUTO(rtpart_launched_free) struct rtpart_launched out = {0};
    RTPART_AUTO_FREE char *text = NULL;
    struct options options = {0};
    char *command = NULL;
    size_t len = 0;
    enum rtpart_code code;

    fill_options(&options, m->interval, seconds);
    run->job = RTPART_JOB_LATENCY;
    run->cyclictest = options.list;
    run->limit_ms = boot_ms + (int)seconds * 3000; /* a guest's seconds may be longer */
    code = rtpart_session_run(m->session, run, &out, &command, why);
    keep_command(c, command);
    if (code != RTPART_OK)
        return code;
    if ((run->backend->needs & RTPART_NEEDS_OSV) != 0) {
        code = rtpart_cyclictest_read(out.console, out.len, c->name, latency, why);
    } else {
        code = strstr(out.console, RTPART_PLATFORM_SAYS "ready") == NULL
                   ? rtpart_launch_failed(&out, c->name, why)
                   : rtpart_platform_guest_result(out.console, &text, &len, why);
        if (code == RTPART_OK)
            code = rtpart_cyclictest_read(text, len, c->name, latency, why);
    }
    if (code != RTPART_OK && strstr(why->message, c->name) == NULL)
        rtpart_error_in(why, c->name);
    return code;
}

static enum rtpart_code one_latency(struct rtpart_measure *m,
                                    struct rtpart_platform_cell *c, unsigned round,
                                    struct rtpart_error *err)
{
    RTPART_AUTO(rtpart_latency_free) struct rtpart_latency latency = {0};
    RTPART_AUTO(rtpart_load_stop) struct rtpart_host_load load = {0};
    struct rtpart_session_run run = run_of(c);
    const unsigned seconds =
        (unsigned)rtpart_ns_ceil_div(m->duration, m->rounds * RTPART_S);
    struct rtpart_error why;
    enum rtpart_code code;

    (void)round;
    code = rtpart_load_start(&load, m->load, m->load_cpus,
                             (unsigned)(BOOT_MS / 1000) + 3 * seconds,
                             m->session->directory, &why);
    if (code == RTPART_OK)
        code = run_cyclictest(m, c, &run, seconds, BOOT_MS, &latency, &why);
    if (code != RTPART_OK) {
        note_failure(m, c, &why);
        return RTPART_OK;
    }
    return rtpart_latency_add(&c->latency, &latency, err);
}

enum rtpart_code rtpart_measure_latency(struct rtpart_measure *m,
                                        struct rtpart_error *err)
{
    return in_rounds(m, "latency", m->rounds, one_latency, err);
}

/* All memory of these processes. */
static void add_memory(void *ctx, const pid_t *pids, size_t count)
{
    for (size_t i = 0; i < count; i++)
        rtpart_memory_add("/proc", pids[i], ctx);
}

/*
 * Does this much memory boot, and run cyclictest? Where it only takes too long, the host may
 * be busy: it gets a second, longer try.
 */
static bool enough(struct rtpart_measure *m, struct rtpart_platform_cell *c,
                   unsigned memory_mb)
{
    for (int boot_ms = SEARCH_BOOT_MS; boot_ms <= 2 * SEARCH_BOOT_MS;
         boot_ms += SEARCH_BOOT_MS) {
        RTPART_AUTO(rtpart_latency_free) struct rtpart_latency latency = {0};
        struct rtpart_session_run run = run_of(c);
        struct rtpart_error why;
        enum rtpart_code code;

        run.memory_mb = memory_mb;
        code = run_cyclictest(m, c, &run, SEARCH_RUN_S, boot_ms, &latency, &why);
        if (code == RTPART_OK || code == RTPART_EINPUT ||
            rtpart_session_stopped(m->session))
            return code == RTPART_OK;
    }
    return false;
}

/* Least memory by bisection: too little never boots, enough does. */
static void search_memory(struct rtpart_measure *m, struct rtpart_platform_cell *c)
{
    /* Just below the range: never tried, and taken for too little. */
    unsigned low = (m->memory_low_mb + SEARCH_STEP_MB - 1) / SEARCH_STEP_MB - 1;
    unsigned high = m->memory_high_mb / SEARCH_STEP_MB;

    if (!enough(m, c, high * SEARCH_STEP_MB))
        return;
    while (high - low > 1 && !rtpart_session_stopped(m->session)) {
        const unsigned middle = low + (high - low) / 2;

        if (enough(m, c, middle * SEARCH_STEP_MB))
            high = middle;
        else
            low = middle;
    }
    if (!rtpart_session_stopped(m->session))
        c->least_mb = high * SEARCH_STEP_MB;
}

static enum rtpart_code one_memory(struct rtpart_measure *m,
                                   struct rtpart_platform_cell *c, unsigned round,
                                   struct rtpart_error *err)
{
    RTPART_AUTO(rtpart_latency_free) struct rtpart_latency latency = {0};
    struct rtpart_memory_use use = {0};
    struct rtpart_session_run run = run_of(c);
    struct rtpart_error why;

    (void)round;
    (void)err;
    if (c->memory_mb > 0)
        search_memory(m, c);
    if (c->least_mb > 0)
        run.memory_mb = c->least_mb;
    run.look = add_memory;
    run.look_after_ms = SETTLE_MS;
    run.ctx = &use;
    if (run_cyclictest(m, c, &run, MEMORY_RUN_S, BOOT_MS, &latency, &why) != RTPART_OK)
        note_failure(m, c, &why);
    else
        c->memory = use;
    return RTPART_OK;
}

enum rtpart_code rtpart_measure_memory(struct rtpart_measure *m, struct rtpart_error *err)
{
    return in_rounds(m, "memory", 1, one_memory, err);
}
