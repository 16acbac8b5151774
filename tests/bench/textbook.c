/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/bench/textbook.h"

#include <math.h>
#include <stdlib.h>

static rtpart_ns ceil_div(rtpart_ns a, rtpart_ns b)
{
    return (a + b - 1) / b;
}

static rtpart_ns sbf(rtpart_ns period, rtpart_ns budget, rtpart_ns t)
{
    const rtpart_ns gap = period - budget;

    if (t < gap)
        return 0;
    const rtpart_ns k = (t - gap) / period;
    const rtpart_ns rest = t - gap - k * period - gap;

    return k * budget + (rest > 0 ? rest : 0);
}

static double utilization(const struct rtpart_task *tasks, size_t count)
{
    double u = 0;

    for (size_t i = 0; i < count; i++)
        u += (double)tasks[i].wcet / (double)tasks[i].period;
    return u;
}

static int by_time(const void *a, const void *b)
{
    const struct textbook_point *x = a;
    const struct textbook_point *y = b;

    return (x->t > y->t) - (x->t < y->t);
}

/* All k T_j <= D_i with j above i, and D_i itself: as they come, with doubles. */
static size_t collect(const struct rtpart_task *tasks, size_t i,
                      struct textbook_point *out)
{
    size_t n = 0;

    for (size_t j = 0; j < i; j++)
        for (rtpart_ns t = tasks[j].period; t <= tasks[i].deadline;
             t += tasks[j].period) {
            if (out != NULL)
                out[n].t = t;
            n++;
        }
    if (out != NULL)
        out[n].t = tasks[i].deadline;
    return n + 1;
}

/* Sort the points of task i, drop doubles, add the demand. Returns how many are left. */
static size_t finish(const struct rtpart_task *tasks, size_t i,
                     struct textbook_point *point, size_t n)
{
    size_t kept = 0;

    qsort(point, n, sizeof *point, by_time);
    for (size_t p = 0; p < n; p++) {
        if (kept > 0 && point[kept - 1].t == point[p].t)
            continue;
        point[kept] = (struct textbook_point){.t = point[p].t, .work = tasks[i].wcet};
        for (size_t j = 0; j < i; j++)
            point[kept].work += ceil_div(point[kept].t, tasks[j].period) * tasks[j].wcet;
        kept++;
    }
    return kept;
}

bool textbook_init(struct textbook *b, const struct rtpart_task *tasks, size_t count)
{
    size_t total = 0;

    for (size_t i = 0; i < count; i++)
        total += collect(tasks, i, NULL);
    *b = (struct textbook){.tasks = tasks,
                           .count = count,
                           .points = calloc(total + 1, sizeof *b->points),
                           .first = calloc(count + 1, sizeof *b->first)};
    if (b->points == NULL || b->first == NULL) {
        textbook_free(b);
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        struct textbook_point *const point = b->points + b->first[i];

        b->first[i + 1] = b->first[i] + finish(tasks, i, point, collect(tasks, i, point));
    }
    return true;
}

void textbook_free(struct textbook *b)
{
    free(b->points);
    free(b->first);
    *b = (struct textbook){0};
}

static bool rm_holds(const struct textbook *b, rtpart_ns period, rtpart_ns budget)
{
    for (size_t i = 0; i < b->count; i++) {
        size_t p = b->first[i];

        while (p < b->first[i + 1] &&
               b->points[p].work > sbf(period, budget, b->points[p].t))
            p++;
        if (p == b->first[i + 1])
            return false;
    }
    return true;
}

static bool edf_holds(const struct rtpart_task *tasks, size_t count, rtpart_ns period,
                      rtpart_ns budget)
{
    const double alpha = (double)budget / (double)period;
    const double rest = alpha - utilization(tasks, count);
    double sum = 2 * (double)(period - budget) * alpha;

    if (budget < period && rest <= 1e-12)
        return false;
    for (size_t i = 0; i < count; i++)
        sum += (double)tasks[i].wcet / (double)tasks[i].period *
               (double)(tasks[i].period - tasks[i].deadline);
    const double bound = budget < period || rest > 1e-12 ? sum / rest : 0;

    for (size_t k = 0; k < count; k++)
        for (rtpart_ns t = tasks[k].deadline; (double)t <= bound; t += tasks[k].period) {
            rtpart_ns demand = 0;

            for (size_t i = 0; i < count; i++)
                if (t >= tasks[i].deadline)
                    demand +=
                        ((t - tasks[i].deadline) / tasks[i].period + 1) * tasks[i].wcet;
            if (demand > sbf(period, budget, t))
                return false;
        }
    return true;
}

/* What a search asks about one budget. */
struct question {
    const struct textbook *rm; /* NULL: EDF */
    const struct rtpart_task *tasks;
    size_t count;
    rtpart_ns period;
};

static bool holds(const struct question *q, rtpart_ns budget)
{
    return q->rm != NULL ? rm_holds(q->rm, q->period, budget)
                         : edf_holds(q->tasks, q->count, q->period, budget);
}

static rtpart_ns search_budget(const struct question *q, rtpart_ns step,
                               enum textbook_search how)
{
    const double least = utilization(q->tasks, q->count) * (double)q->period;
    rtpart_ns lo = (rtpart_ns)floor(least / (double)step);
    rtpart_ns hi = q->period / step;

    if (how == TEXTBOOK_STEPS) {
        while (lo <= hi && !holds(q, lo * step))
            lo++;
        return lo <= hi ? lo * step : -1;
    }
    if (!holds(q, hi * step))
        return -1;
    while (lo < hi) {
        const rtpart_ns middle = lo + (hi - lo) / 2;

        if (holds(q, middle * step))
            hi = middle;
        else
            lo = middle + 1;
    }
    return hi * step;
}

rtpart_ns textbook_rm_min_budget(const struct textbook *b, rtpart_ns period,
                                 rtpart_ns step, enum textbook_search search)
{
    const struct question q = {
        .rm = b, .tasks = b->tasks, .count = b->count, .period = period};

    return search_budget(&q, step, search);
}

rtpart_ns textbook_edf_min_budget(const struct rtpart_task *tasks, size_t count,
                                  rtpart_ns period, rtpart_ns step,
                                  enum textbook_search search)
{
    const struct question q = {.tasks = tasks, .count = count, .period = period};

    return search_budget(&q, step, search);
}
