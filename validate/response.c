/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "validate/response.h"

#include <stdlib.h>

#include "common/wide.h"

enum rtpart_code rtpart_responses_init(struct rtpart_responses *r,
                                       const struct rtpart_taskset *ts,
                                       struct rtpart_error *err)
{
    *r = (struct rtpart_responses){.series = calloc(ts->count + 1, sizeof *r->series)};
    if (r->series == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory for %zu tasks", ts->count);
    r->count = ts->count;
    for (size_t i = 0; i < ts->count; i++) {
        r->series[i].period = ts->tasks[i].period;
        r->series[i].deadline = ts->tasks[i].deadline;
    }
    return RTPART_OK;
}

void rtpart_responses_free(struct rtpart_responses *r)
{
    for (size_t i = 0; i < r->count; i++)
        free(r->series[i].response);
    free(r->series);
    *r = (struct rtpart_responses){0};
}

void rtpart_responses_add_misses(struct rtpart_responses *r, size_t task, uint64_t number,
                                 uint64_t count)
{
    struct rtpart_series *s = &r->series[task];

    for (uint64_t i = 0; i < count && s->missed + i < RTPART_MISSES_KEPT; i++)
        s->misses[s->missed + i] = number + i;
    s->missed += count;
}

/* Room for `more` values, which are counted. */
static enum rtpart_code reserve(struct rtpart_responses *r, struct rtpart_series *s,
                                uint64_t more, struct rtpart_error *err)
{
    size_t capacity = s->capacity > 0 ? s->capacity : 1024;
    rtpart_ns *bigger;

    if (more > RTPART_RUN_JOBS_MAX - r->jobs)
        return rtpart_fail(
            err, RTPART_ERANGE,
            "more than %llu jobs came to their end: a shorter run is needed",
            (unsigned long long)RTPART_RUN_JOBS_MAX);
    r->jobs += more;
    if (s->capacity - s->count >= more)
        return RTPART_OK;
    while (capacity - s->count < more && capacity <= SIZE_MAX / 4)
        capacity *= 2;
    bigger = capacity - s->count >= more
                 ? reallocarray(s->response, capacity, sizeof *bigger)
                 : NULL;
    if (bigger == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory for %zu jobs", capacity);
    s->response = bigger;
    s->capacity = capacity;
    return RTPART_OK;
}

enum rtpart_code rtpart_responses_add(struct rtpart_responses *r, size_t task,
                                      uint64_t number, rtpart_ns response,
                                      struct rtpart_error *err)
{
    struct rtpart_series *s = &r->series[task];
    const enum rtpart_code code = reserve(r, s, 1, err);

    if (code != RTPART_OK)
        return code;
    s->response[s->count++] = response;
    if (response > s->deadline)
        rtpart_responses_add_misses(r, task, number, 1);
    return RTPART_OK;
}

enum rtpart_code rtpart_responses_add_seen(struct rtpart_responses *r, size_t task,
                                           rtpart_ns response, uint64_t count,
                                           struct rtpart_error *err)
{
    struct rtpart_series *s = &r->series[task];
    const enum rtpart_code code = reserve(r, s, count, err);

    for (; code == RTPART_OK && count > 0; count--)
        s->response[s->count++] = response;
    return code;
}

static int ns_cmp(const void *a, const void *b)
{
    const rtpart_ns x = *(const rtpart_ns *)a;
    const rtpart_ns y = *(const rtpart_ns *)b;

    return (x > y) - (x < y);
}

void rtpart_responses_settle(struct rtpart_responses *r)
{
    for (size_t i = 0; i < r->count; i++) {
        struct rtpart_series *s = &r->series[i];

        if (s->count > 0)
            qsort(s->response, s->count, sizeof *s->response, ns_cmp);
        s->sorted = true;
    }
}

rtpart_ns rtpart_series_quantile(const struct rtpart_series *s, uint64_t num,
                                 uint64_t den)
{
    if (s->count == 0)
        return 0;
    const rtpart_u128 rank = ((rtpart_u128)s->count * num + den - 1) / den;

    return s->response[rank > 0 ? (size_t)rank - 1 : 0];
}

struct rtpart_response_summary rtpart_series_summary(const struct rtpart_series *s)
{
    struct rtpart_response_summary sum = {.jobs = s->count, .missed = s->missed};
    rtpart_i128 total = 0;

    if (s->count == 0)
        return sum;
    for (size_t i = 0; i < s->count; i++)
        total += s->response[i];
    sum.mean_ns = (double)total / (double)s->count;
    sum.median = rtpart_series_quantile(s, 1, 2);
    sum.p99 = rtpart_series_quantile(s, 99, 100);
    sum.p999 = rtpart_series_quantile(s, 999, 1000);
    sum.max = s->response[s->count - 1];
    return sum;
}

size_t rtpart_responses_worst(const struct rtpart_responses *r)
{
    size_t worst = 0;

    for (size_t i = 1; i < r->count; i++) {
        const struct rtpart_series *a = &r->series[i];
        const struct rtpart_series *b = &r->series[worst];
        const rtpart_ns x = a->count > 0 ? a->response[a->count - 1] : 0;
        const rtpart_ns y = b->count > 0 ? b->response[b->count - 1] : 0;

        if ((rtpart_i128)x * b->period > (rtpart_i128)y * a->period)
            worst = i;
    }
    return worst;
}

uint64_t rtpart_responses_missed(const struct rtpart_responses *r)
{
    uint64_t missed = 0;

    for (size_t i = 0; i < r->count; i++)
        missed += r->series[i].missed;
    return missed;
}
