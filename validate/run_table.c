/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "validate/run_table.h"

#include <inttypes.h>

#include "analysis/prm.h"
#include "common/auto.h"
#include "common/decimal.h"
#include "common/result.h"
#include "common/text.h"

#define TASK_COLUMN                                                                      \
    {                                                                                    \
        "task", NULL, "task", RTPART_ALIGN_LEFT                                          \
    }
#define RESPONSE_COLUMNS                                                                 \
    {"jobs", NULL, "jobs", RTPART_ALIGN_RIGHT},                                          \
        {"T", "ms", "period_ns", RTPART_ALIGN_POINT},                                    \
        {"mean R", "ms", "mean_response_ns", RTPART_ALIGN_POINT},                        \
        {"median", "ms", "median_response_ns", RTPART_ALIGN_POINT},                      \
        {"99 %", "ms", "p99_response_ns", RTPART_ALIGN_POINT},                           \
        {"99.9 %", "ms", "p999_response_ns", RTPART_ALIGN_POINT},                        \
        {"max R", "ms", "max_response_ns", RTPART_ALIGN_POINT},                          \
        {"bound", "ms", "bound_ns", RTPART_ALIGN_POINT},                                 \
    {                                                                                    \
        "missed", NULL, "missed", RTPART_ALIGN_RIGHT                                     \
    }
#define NORMALISED_COLUMNS                                                               \
    {"mean R/T", NULL, "mean_normalised", RTPART_ALIGN_POINT},                           \
        {"median", NULL, "median_normalised", RTPART_ALIGN_POINT},                       \
        {"99 %", NULL, "p99_normalised", RTPART_ALIGN_POINT},                            \
        {"99.9 %", NULL, "p999_normalised", RTPART_ALIGN_POINT},                         \
        {"max R/T", NULL, "max_normalised", RTPART_ALIGN_POINT},                         \
    {                                                                                    \
        "bound/T", NULL, "bound_normalised", RTPART_ALIGN_POINT                          \
    }

static const struct rtpart_column response_columns[] = {TASK_COLUMN, RESPONSE_COLUMNS};
static const struct rtpart_column normalised_columns[] = {TASK_COLUMN,
                                                          NORMALISED_COLUMNS};
static const struct rtpart_column all_columns[] = {TASK_COLUMN, RESPONSE_COLUMNS,
                                                   NORMALISED_COLUMNS};

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* Mean, median, 99 %, 99.9 % and maximum. */
static void times_of(const struct rtpart_series *s, rtpart_ns times[5])
{
    const struct rtpart_response_summary sum = rtpart_series_summary(s);

    times[0] = (rtpart_ns)(sum.mean_ns + 0.5);
    times[1] = sum.median;
    times[2] = sum.p99;
    times[3] = sum.p999;
    times[4] = sum.max;
}

/* People do not read nanoseconds of a mean: round to the microsecond. */
static void put_time(struct rtpart_table *t, rtpart_ns time, bool rounded)
{
    rtpart_table_time(t, rounded ? RTPART_FORMAT_TABLE : RTPART_FORMAT_CSV,
                      rounded && time >= 0 ? (time + 500) / 1000 * 1000 : time);
}

static void put_responses(struct rtpart_table *t, const struct rtpart_run *run, size_t i,
                          bool people)
{
    const struct rtpart_series *s = &run->responses.series[i];
    rtpart_ns times[5];

    times_of(s, times);
    rtpart_table_cell(t, "%zu", s->count);
    rtpart_table_time(t, people ? RTPART_FORMAT_TABLE : RTPART_FORMAT_CSV, s->period);
    for (size_t k = 0; k < 5; k++)
        put_time(t, s->count > 0 ? times[k] : -1, people);
    rtpart_table_time(t, people ? RTPART_FORMAT_TABLE : RTPART_FORMAT_CSV,
                      run->bounds[i]);
    rtpart_table_cell(t, "%" PRIu64, s->missed);
}

static void put_share(struct rtpart_table *t, rtpart_ns time, rtpart_ns period,
                      bool there, bool people)
{
    if (!there)
        rtpart_table_cell(t, "%s", "");
    else
        rtpart_table_cell(t, people ? "%.3f" : "%.9g", (double)time / (double)period);
}

static void put_normalised(struct rtpart_table *t, const struct rtpart_run *run, size_t i,
                           bool people)
{
    const struct rtpart_series *s = &run->responses.series[i];
    rtpart_ns times[5];

    times_of(s, times);
    for (size_t k = 0; k < 5; k++)
        put_share(t, times[k], s->period, s->count > 0, people);
    put_share(t, run->bounds[i], s->period, run->bounds[i] != RTPART_NS_NONE, people);
}

void rtpart_run_table(struct rtpart_table *t, enum rtpart_run_view view,
                      const struct rtpart_run *run, const struct rtpart_taskset *ts)
{
    const bool people = view != RTPART_VIEW_ALL;

    if (view == RTPART_VIEW_RESPONSE)
        rtpart_table_init(t, response_columns, COUNT(response_columns));
    else if (view == RTPART_VIEW_NORMALISED)
        rtpart_table_init(t, normalised_columns, COUNT(normalised_columns));
    else
        rtpart_table_init(t, all_columns, COUNT(all_columns));
    for (size_t i = 0; i < ts->count; i++) {
        rtpart_table_cell(t, "%s", ts->tasks[i].name);
        if (view != RTPART_VIEW_NORMALISED)
            put_responses(t, run, i, people);
        if (view != RTPART_VIEW_RESPONSE)
            put_normalised(t, run, i, people);
    }
}

const char *rtpart_run_missed_jobs(const struct rtpart_series *s, char *text, size_t size)
{
    enum { SHOWN = 20, REST = 32 };
    size_t used = 0;
    uint64_t k = 0;

    text[0] = '\0';
    for (; k < s->missed && k < SHOWN && k < RTPART_MISSES_KEPT && used + REST < size;
         k++)
        used += (size_t)snprintf(text + used, size - used, "%s%" PRIu64,
                                 k > 0 ? ", " : "", s->misses[k]);
    if (k < s->missed)
        (void)snprintf(text + used, size - used, " and %" PRIu64 " more", s->missed - k);
    return text;
}

enum rtpart_code rtpart_run_print(const struct rtpart_run *run,
                                  const struct rtpart_taskset *ts, rtpart_ns duration,
                                  FILE *out, struct rtpart_error *err)
{
    RTPART_AUTO(rtpart_table_free) struct rtpart_table response = {0};
    RTPART_AUTO(rtpart_table_free) struct rtpart_table normalised = {0};
    char text[512];
    enum rtpart_code code;

    rtpart_run_table(&response, RTPART_VIEW_RESPONSE, run, ts);
    rtpart_run_table(&normalised, RTPART_VIEW_NORMALISED, run, ts);
    rtpart_time_format_auto(text, sizeof text, duration);
    fprintf(out, "%s for %s\n\n", run->engine, text);
    code = rtpart_table_print(&response, out, err);
    if (code == RTPART_OK) {
        fputs("\nresponse times as parts of the period\n\n", out);
        code = rtpart_table_print(&normalised, out, err);
    }
    if (code == RTPART_OK && rtpart_responses_missed(&run->responses) > 0)
        fputc('\n', out);
    for (size_t i = 0; code == RTPART_OK && i < ts->count; i++)
        if (run->responses.series[i].missed > 0)
            fprintf(out, "%.*s missed its deadline: job%s %s\n",
                    RTPART_TEXT_NAME(ts->tasks[i].name),
                    run->responses.series[i].missed > 1 ? "s" : "",
                    rtpart_run_missed_jobs(&run->responses.series[i], text, sizeof text));
    (void)rtpart_run_verdict(run, ts, text, sizeof text);
    fprintf(out, "\n%s\n", text);
    if (run->reason != NULL)
        fprintf(out, "%s\n", run->reason);
    return code;
}
