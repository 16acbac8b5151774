/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "validate/gantt.h"

#include <stdlib.h>

/* Room for one more of `count` things of `size` bytes at *array. False where there is none. */
static bool room(struct rtpart_gantt *g, void *array, size_t count, size_t *capacity,
                 size_t size)
{
    void **place = array;

    if (count < *capacity)
        return true;
    if (count >= RTPART_GANTT_MAX) {
        g->full = true;
        return false;
    }
    const size_t bigger = *capacity > 0 ? 2 * *capacity : 256;
    void *moved = reallocarray(*place, bigger, size);

    if (moved == NULL) {
        g->failed = true;
        return false;
    }
    *place = moved;
    *capacity = bigger;
    return true;
}

void rtpart_gantt_job(struct rtpart_gantt *g, const struct rtpart_sim_job *job,
                      rtpart_ns deadline)
{
    const rtpart_ns due = job->release + deadline;
    const rtpart_ns end = job->finish > due ? job->finish : due;

    if (end < g->from || job->release > g->to ||
        !room(g, &g->jobs, g->job_count, &g->job_size, sizeof *g->jobs))
        return;
    g->jobs[g->job_count++] = *job;
}

void rtpart_gantt_segment(struct rtpart_gantt *g, const struct rtpart_sim_segment *s)
{
    struct rtpart_sim_segment cut = *s;

    if (cut.from < g->from)
        cut.from = g->from;
    if (cut.to > g->to)
        cut.to = g->to;
    if (cut.from >= cut.to ||
        !room(g, &g->segments, g->segment_count, &g->segment_size, sizeof *g->segments))
        return;
    g->segments[g->segment_count++] = cut;
}

/* The last corner before the window stays, and one after it, so that the lines cross it. */
void rtpart_gantt_budget(struct rtpart_gantt *g, size_t vcpu, rtpart_ns at,
                         rtpart_ns left)
{
    struct rtpart_gantt_budget *last = NULL;

    for (size_t i = g->budget_count; i > 0 && last == NULL; i--)
        if (g->budgets[i - 1].vcpu == vcpu)
            last = &g->budgets[i - 1];
    if (last != NULL && last->at > g->to)
        return;
    if (last != NULL && last->at < g->from && at < g->from) {
        last->at = at;
        last->left = left;
        return;
    }
    if (last != NULL && last->at == at && last->left == left)
        return;
    if (!room(g, &g->budgets, g->budget_count, &g->budget_size, sizeof *g->budgets))
        return;
    g->budgets[g->budget_count++] =
        (struct rtpart_gantt_budget){.vcpu = vcpu, .at = at, .left = left};
}

void rtpart_gantt_free(struct rtpart_gantt *g)
{
    free(g->segments);
    free(g->jobs);
    free(g->budgets);
    *g = (struct rtpart_gantt){0};
}
