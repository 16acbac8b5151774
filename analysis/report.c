/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/report.h"

#include <inttypes.h>
#include <stdio.h>

#include "common/decimal.h"
#include "common/json_out.h"

/* Who needs the CPU time: one task and those above it, or all jobs of a window. */
static int witness_window(char *buf, size_t size, const struct rtpart_verdict *v,
                          const struct rtpart_taskset *ts)
{
    const bool beyond = v->demand > v->at; /* how far beyond does not matter */
    char window[RTPART_DECIMAL_SIZE];
    char demand[RTPART_DECIMAL_SIZE];
    char supply[RTPART_DECIMAL_SIZE];

    (void)rtpart_time_format_auto(window, sizeof window, v->at);
    (void)rtpart_time_format_auto(demand, sizeof demand, beyond ? v->at : v->demand);
    (void)rtpart_time_format_auto(supply, sizeof supply, v->supply);
    if (v->task == RTPART_NO_TASK)
        return snprintf(
            buf, size,
            "jobs within a window of %s need %s%s of CPU and are guaranteed %s", window,
            beyond ? "more than " : "", demand, supply);
    return snprintf(
        buf, size,
        "task \"%.100s\" and what goes before it need %s%s of CPU by its deadline, %s, "
        "and are guaranteed %s",
        ts->tasks[v->task].name, beyond ? "more than " : "", demand, window, supply);
}

char *rtpart_witness_text(char *buf, size_t size, const struct rtpart_verdict *v,
                          const struct rtpart_taskset *ts, const struct rtpart_prm *r)
{
    const double u = rtpart_taskset_utilization(ts);
    const double bandwidth = rtpart_ratio_value(rtpart_prm_bandwidth(r));

    if (v->at > 0)
        (void)witness_window(buf, size, v, ts);
    else if (v->answer == RTPART_UNDECIDED && r->budget == r->period)
        (void)snprintf(buf, size,
                       "the utilization, %.6g, is too close to a whole CPU to look at "
                       "every window",
                       u);
    else if (v->answer == RTPART_UNDECIDED)
        (void)snprintf(buf, size,
                       "the bandwidth, %.6g, is too close to the utilization, %.6g, to "
                       "look at every window; a little more runtime decides it",
                       bandwidth, u);
    else
        (void)snprintf(buf, size,
                       "the bandwidth, %.6g, does not exceed the utilization, %.6g",
                       bandwidth, u);
    return buf;
}

json_t *rtpart_witness_json(const struct rtpart_verdict *v,
                            const struct rtpart_taskset *ts, const struct rtpart_prm *r)
{
    const rtpart_ns none = -1;
    const bool window = v->at > 0;
    char text[512];

    if (v->answer == RTPART_SCHEDULABLE)
        return json_null();
    return json_pack(
        "{s:o, s:o, s:o, s:o, s:o}", "task",
        rtpart_json_text(v->task != RTPART_NO_TASK ? ts->tasks[v->task].name : NULL),
        "window_ns", rtpart_ns_json(window ? v->at : none), "demand_ns",
        rtpart_ns_json(window ? v->demand : none), "supply_ns",
        rtpart_ns_json(window ? v->supply : none), "reason",
        rtpart_json_text(rtpart_witness_text(text, sizeof text, v, ts, r)));
}

json_t *rtpart_taskset_json(const struct rtpart_taskset *ts, const char *file)
{
    return json_pack("{s:o, s:I, s:o}", "file", rtpart_json_text(file), "tasks",
                     (json_int_t)ts->count, "utilization",
                     rtpart_json_number(rtpart_taskset_utilization(ts)));
}

json_t *rtpart_ns_json(rtpart_ns t)
{
    return t < 0 ? json_null() : json_integer(t);
}

void rtpart_note_kernel_limits(const struct rtpart_notes *notes, const char *what,
                               const struct rtpart_prm *r)
{
    char text[RTPART_DECIMAL_SIZE];

    if (r->budget <= 0)
        return;
    if (r->period < RTPART_KERNEL_PERIOD_MIN || r->period > RTPART_KERNEL_PERIOD_MAX)
        rtpart_note(notes,
                    "%s: SCHED_DEADLINE takes periods of 100 us .. 4.194304 s unless "
                    "kernel.sched_deadline_period_{min,max}_us are changed; this is %s",
                    what, rtpart_time_format_auto(text, sizeof text, r->period));
    if (r->budget < RTPART_KERNEL_RUNTIME_MIN)
        rtpart_note(
            notes, "%s: SCHED_DEADLINE takes runtimes from %" PRId64 " ns on; this is %s",
            what, (int64_t)RTPART_KERNEL_RUNTIME_MIN,
            rtpart_time_format_auto(text, sizeof text, r->budget));
}
