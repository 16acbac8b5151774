/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "validate/miss_reason.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/prm.h"
#include "common/csv.h"

#define STARTUP    RTPART_S         /* after the first release of all */
#define STALL      (20 * RTPART_MS) /* that is never normal */
#define WORK_SHARE 1.1              /* of C, from which on work took too much */
#define EMULATOR   "emulator"

static const char *const names[RTPART_REASON_COUNT] = {
    [RTPART_REASON_STARTUP] = "start-up backlog",
    [RTPART_REASON_STALL] = "host stall",
    [RTPART_REASON_EMULATOR] = "QEMU's main thread waited",
    [RTPART_REASON_WAIT] = "the vCPU waited for a CPU",
    [RTPART_REASON_WORK] = "work took more than C (calibration drift, emulation)",
    [RTPART_REASON_TICK] = "tick overshoot",
    [RTPART_REASON_NONE] = "not explained by what was sampled",
};

const char *rtpart_reason_name(enum rtpart_reason r)
{
    return names[r];
}

/* Place of a thread among the sampled ones; their number where it is none of them. */
static size_t sampled(const struct rtpart_samples *s, const char *who)
{
    size_t i = 0;

    while (i < s->threads && strcmp(s->who[i], who) != 0)
        i++;
    return i;
}

static rtpart_ns first_release(const struct rtpart_evidence *e)
{
    rtpart_ns first = RTPART_NS_MAX;

    for (size_t i = 0; i < e->plan->taskset.count; i++)
        if (e->logs[i].count > 0 && e->logs[i].jobs[0].release < first)
            first = e->logs[i].jobs[0].release;
    return first;
}

/* Delay of the vCPU that the task runs on; in a global plan of the one that waited most. */
static rtpart_ns vcpu_delay(const struct rtpart_evidence *e, size_t task,
                            const struct rtpart_happened *h)
{
    const int vcpu = rtpart_plan_vcpu_of(e->plan, task);
    rtpart_ns most = -1;

    for (size_t v = 0; v < e->plan->vcpu_count; v++) {
        char who[32];

        (void)snprintf(who, sizeof who, "vCPU %zu", v);
        const size_t t = sampled(e->samples, who);

        if (t < e->samples->threads && (vcpu < 0 || (size_t)vcpu == v) &&
            h->delay[t] > most)
            most = h->delay[t];
    }
    return most;
}

/* Longest time in `window` that a vCPU with that reservation may be without a CPU. */
static rtpart_ns allowed_wait(const struct rtpart_evidence *e, size_t task,
                              rtpart_ns window)
{
    const int vcpu = rtpart_plan_vcpu_of(e->plan, task);
    const struct rtpart_prm *r = &e->plan->vcpus[vcpu >= 0 ? vcpu : 0].prm;

    if (!e->reserved || r->period == 0)
        return 0;
    return (window / r->period + 2) * (r->period - r->budget);
}

/* Did the work take too long? Only the task that nobody preempts can tell. */
static bool work_too_long(const struct rtpart_evidence *e, size_t task,
                          const struct rtpart_rt_app_job *job)
{
    return rtpart_plan_priority(e->plan, task) == RTPART_PRIORITY_MAX &&
           (double)job->run > WORK_SHARE * (double)e->plan->taskset.tasks[task].wcet;
}

/* The response time that a job of the task should not have exceeded. */
static rtpart_ns limit_of(const struct rtpart_evidence *e, size_t task)
{
    return e->limits != NULL && e->limits[task] != RTPART_NS_NONE
               ? e->limits[task]
               : e->plan->taskset.tasks[task].deadline;
}

static enum rtpart_reason judge(const struct rtpart_evidence *e,
                                const struct rtpart_miss *m, rtpart_ns first,
                                rtpart_ns ran_over)
{
    const rtpart_ns over = m->job.response - limit_of(e, m->task);
    const rtpart_ns half = over / 2;
    const rtpart_ns wait = m->delay - allowed_wait(e, m->task, m->job.response);

    if (m->job.release < first + STARTUP)
        return RTPART_REASON_STARTUP;
    if (m->steal >= STALL + half || m->late >= STALL || (half > 0 && m->late >= half))
        return RTPART_REASON_STALL;
    if (m->emulator > 0 && m->emulator >= half + RTPART_MS)
        return RTPART_REASON_EMULATOR;
    if (m->delay > 0 && wait >= half)
        return RTPART_REASON_WAIT;
    if (ran_over > 0 || work_too_long(e, m->task, &m->job))
        return RTPART_REASON_WORK;
    if (e->reserved && over <= 2 * e->tick)
        return RTPART_REASON_TICK;
    return RTPART_REASON_NONE;
}

/* What the tasks of equal or higher priority on the same vCPU may demand in a window. */
static rtpart_ns demand(const struct rtpart_plan *plan, size_t task, rtpart_ns window)
{
    const int vcpu = rtpart_plan_vcpu_of(plan, task);
    rtpart_ns sum = 0;

    for (size_t i = 0; i < plan->taskset.count; i++) {
        const struct rtpart_task *t = &plan->taskset.tasks[i];

        if (rtpart_plan_vcpu_of(plan, i) == vcpu)
            sum += rtpart_ns_ceil_div(window, t->period) * t->wcet + t->wcet;
    }
    return sum;
}

/* By how much the vCPU executed more than the tasks on it can have asked for; <= 0: it did
 * not, or nobody knows. Global plans have no vCPU of a task. */
static rtpart_ns ran_too_much(const struct rtpart_evidence *e, size_t task,
                              rtpart_ns from, rtpart_ns to)
{
    const struct rtpart_samples *s = e->samples;
    const int vcpu = rtpart_plan_vcpu_of(e->plan, task);
    char who[32];
    rtpart_ns ran_from = -1;
    rtpart_ns ran_to = -1;

    (void)snprintf(who, sizeof who, "vCPU %d", vcpu);
    const size_t t = sampled(s, who);

    if (vcpu < 0 || t == s->threads)
        return 0;
    for (size_t i = 0; i < s->count && s->at[i].time <= to; i++) {
        if (s->at[i].time >= from && ran_from < 0)
            ran_from = s->ran[i * s->threads + t];
        ran_to = s->ran[i * s->threads + t];
    }
    return ran_from >= 0 ? ran_to - ran_from - demand(e->plan, task, to - from) : 0;
}

static void explain(const struct rtpart_evidence *e, rtpart_ns first,
                    struct rtpart_miss *m)
{
    const rtpart_ns from = m->job.release + e->clock_offset;
    const rtpart_ns to = from + m->job.response;
    struct rtpart_happened h;
    const size_t emulator = sampled(e->samples, EMULATOR);

    rtpart_samples_between(e->samples, from, to, &h);
    m->steal = h.steal;
    m->late = h.late;
    m->delay = vcpu_delay(e, m->task, &h);
    m->emulator = emulator < e->samples->threads ? h.delay[emulator] : -1;
    m->reason = judge(e, m, first, ran_too_much(e, m->task, from, to));
}

/* The job before it ended so late that this one had to wait for it: the same reason. */
static void inherit(const struct rtpart_evidence *e, const struct rtpart_miss *before,
                    struct rtpart_miss *m)
{
    const bool waited = before->task == m->task &&
                        before->job.number + 1 == m->job.number &&
                        before->job.response > e->plan->taskset.tasks[m->task].period;

    if (waited && before->reason != RTPART_REASON_TICK)
        m->reason = before->reason;
}

enum rtpart_code rtpart_misses_explain(const struct rtpart_evidence *e,
                                       struct rtpart_miss **out, size_t *count,
                                       struct rtpart_error *err)
{
    const struct rtpart_taskset *ts = &e->plan->taskset;
    const rtpart_ns first = first_release(e);
    struct rtpart_miss *misses;
    size_t n = 0;

    for (size_t i = 0; i < ts->count; i++)
        for (size_t k = 0; k < e->logs[i].count; k++)
            n += e->logs[i].jobs[k].response > limit_of(e, i);
    misses = calloc(n + 1, sizeof *misses);
    if (misses == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory for %zu misses", n);
    n = 0;
    for (size_t i = 0; i < ts->count; i++)
        for (size_t k = 0; k < e->logs[i].count; k++)
            if (e->logs[i].jobs[k].response > limit_of(e, i)) {
                misses[n] = (struct rtpart_miss){.task = i, .job = e->logs[i].jobs[k]};
                explain(e, first, &misses[n]);
                if (n > 0)
                    inherit(e, &misses[n - 1], &misses[n]);
                n++;
            }
    *out = misses;
    *count = n;
    return RTPART_OK;
}

/* What the misses of one reason have in common: the largest value of what was sampled. */
static void detail(const struct rtpart_miss *misses, size_t count, enum rtpart_reason r,
                   FILE *out)
{
    rtpart_ns steal = 0;
    rtpart_ns late = 0;
    rtpart_ns delay = 0;
    rtpart_ns emulator = 0;

    for (size_t i = 0; i < count; i++)
        if (misses[i].reason == r) {
            steal = misses[i].steal > steal ? misses[i].steal : steal;
            late = misses[i].late > late ? misses[i].late : late;
            delay = misses[i].delay > delay ? misses[i].delay : delay;
            emulator = misses[i].emulator > emulator ? misses[i].emulator : emulator;
        }
    if (r == RTPART_REASON_STALL)
        (void)fprintf(out, " (steal up to %" PRId64 " ms, late up to %" PRId64 " ms)",
                      steal / RTPART_MS, late / RTPART_MS);
    if (r == RTPART_REASON_WAIT)
        (void)fprintf(out, " (up to %" PRId64 " ms)", delay / RTPART_MS);
    if (r == RTPART_REASON_EMULATOR)
        (void)fprintf(out, " (up to %" PRId64 " ms)", emulator / RTPART_MS);
}

char *rtpart_misses_summary(const struct rtpart_miss *misses, size_t count,
                            const char *what)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = count > 0 ? open_memstream(&text, &size) : NULL;
    bool first = true;

    if (out == NULL)
        return NULL;
    (void)fprintf(out, "likely reasons of %zu %s: ", count, what);
    for (int r = 0; r < RTPART_REASON_COUNT; r++) {
        size_t n = 0;

        for (size_t i = 0; i < count; i++)
            n += misses[i].reason == (enum rtpart_reason)r;
        if (n == 0)
            continue;
        (void)fprintf(out, "%s%s %zu", first ? "" : ", ", names[r], n);
        detail(misses, count, (enum rtpart_reason)r, out);
        first = false;
    }
    if (fclose(out) != 0) {
        free(text);
        return NULL;
    }
    return text;
}

/* What was not sampled is empty. */
static void put_time(FILE *out, rtpart_ns t)
{
    (void)fputc(',', out);
    if (t >= 0)
        (void)fprintf(out, "%" PRId64, t);
}

void rtpart_misses_write(const struct rtpart_miss *misses, size_t count,
                         const struct rtpart_taskset *ts, FILE *out)
{
    (void)fputs("task,job,release_ns,response_ns,run_ns,steal_ns,late_ns,vcpu_delay_ns,"
                "emulator_delay_ns,reason\n",
                out);
    for (size_t i = 0; i < count; i++) {
        const struct rtpart_miss *m = &misses[i];

        rtpart_csv_put(out, ts->tasks[m->task].name);
        (void)fprintf(out, ",%" PRIu64 ",%" PRId64 ",%" PRId64 ",%" PRId64, m->job.number,
                      m->job.release, m->job.response, m->job.run);
        put_time(out, m->steal);
        put_time(out, m->late);
        put_time(out, m->delay);
        put_time(out, m->emulator);
        (void)fputc(',', out);
        rtpart_csv_put(out, names[m->reason]);
        (void)fputc('\n', out);
    }
}
