/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "validate/cyclictest.h"

#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "common/auto.h"
#include "common/json_out.h"

#define LATENCY_US_MAX (RTPART_NS_MAX / 1000 - 1)

static enum rtpart_code no_memory(struct rtpart_error *err)
{
    return rtpart_fail(err, RTPART_ENOMEM, "out of memory for a histogram");
}

/* Count one bucket, whatever its place. O(log n), O(n) for a new one. */
static enum rtpart_code put(struct rtpart_latency *l, int64_t us, uint64_t count,
                            struct rtpart_error *err)
{
    size_t low = 0;
    size_t high = l->count;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;

        if (l->buckets[middle].us < us)
            low = middle + 1;
        else
            high = middle;
    }
    if (low < l->count && l->buckets[low].us == us)
        return __builtin_add_overflow(l->buckets[low].count, count,
                                      &l->buckets[low].count)
                   ? rtpart_fail(err, RTPART_ERANGE, "too many samples of latency")
                   : RTPART_OK;
    if ((l->count & (l->count + 1)) == 0) { /* room is 2^k - 1: double it */
        struct rtpart_latency_bucket *bigger =
            realloc(l->buckets, (2 * l->count + 1) * sizeof *bigger);

        if (bigger == NULL)
            return no_memory(err);
        l->buckets = bigger;
    }
    memmove(&l->buckets[low + 1], &l->buckets[low],
            (l->count - low) * sizeof *l->buckets);
    l->buckets[low] = (struct rtpart_latency_bucket){.us = us, .count = count};
    l->count++;
    return RTPART_OK;
}

enum rtpart_code rtpart_latency_add(struct rtpart_latency *sum,
                                    const struct rtpart_latency *more,
                                    struct rtpart_error *err)
{
    uint64_t samples;

    if (more->samples == 0)
        return RTPART_OK;
    if (__builtin_add_overflow(sum->samples, more->samples, &samples) ||
        samples > INT64_MAX) /* JSON has no larger numbers */
        return rtpart_fail(err, RTPART_ERANGE, "too many samples of latency");
    for (size_t i = 0; i < more->count; i++) {
        const enum rtpart_code code =
            put(sum, more->buckets[i].us, more->buckets[i].count, err);

        if (code != RTPART_OK)
            return code;
    }
    if (sum->samples == 0 || more->min_us < sum->min_us)
        sum->min_us = more->min_us;
    if (sum->samples == 0 || more->max_us > sum->max_us)
        sum->max_us = more->max_us;
    sum->mean_us =
        (sum->mean_us * (double)sum->samples + more->mean_us * (double)more->samples) /
        (double)samples;
    sum->beyond += more->beyond;
    sum->samples = samples;
    return RTPART_OK;
}

/* Is what was read one measurement? Fills `beyond`. */
static enum rtpart_code check(struct rtpart_latency *l, const char *name,
                              struct rtpart_error *err)
{
    uint64_t counted = 0;

    for (size_t i = 0; i < l->count; i++)
        if (__builtin_add_overflow(counted, l->buckets[i].count, &counted))
            return rtpart_fail(err, RTPART_EINPUT, "%s: counts are too large", name);
    if (l->samples == 0 || l->samples > INT64_MAX || l->samples < counted ||
        l->min_us < 0 || l->max_us < l->min_us || l->max_us > LATENCY_US_MAX ||
        !isfinite(l->mean_us) ||
        (l->count > 0 &&
         (l->buckets[0].us < l->min_us || l->buckets[l->count - 1].us > l->max_us)))
        return rtpart_fail(err, RTPART_EINPUT,
                           "%s: the numbers of cyclictest contradict each other", name);
    if (l->count == 0)
        return rtpart_fail(err, RTPART_EINPUT,
                           "%s: no histogram; run cyclictest with --histogram", name);
    l->beyond = l->samples - counted;
    return RTPART_OK;
}

/* A whole number that begins at `*text`, which is moved behind it. */
static bool number(const char **text, int64_t *out)
{
    char *end;

    errno = 0;
    *out = strtoll(*text, &end, 10);
    if (end == *text || errno != 0 || *out < 0)
        return false;
    *text = end;
    return true;
}

/* Histogram and totals of one thread in the file of --json. */
static enum rtpart_code read_thread(const json_t *thread, const char *name,
                                    struct rtpart_latency *out, struct rtpart_error *err)
{
    const json_t *min = json_object_get(thread, "min");
    const json_t *max = json_object_get(thread, "max");
    const json_t *cycles = json_object_get(thread, "cycles");
    const json_t *avg = json_object_get(thread, "avg");
    const char *key;
    json_t *value;

    if (!json_is_integer(min) || !json_is_integer(max) || !json_is_integer(cycles) ||
        !json_is_number(avg) || json_integer_value(cycles) <= 0)
        return rtpart_fail(err, RTPART_EINPUT,
                           "%s: a thread without cycles, min, max and avg", name);
    json_object_foreach(json_object_get(thread, "histogram"), key, value)
    {
        const char *at = key;
        int64_t us;

        if (!number(&at, &us) || *at != '\0' || !json_is_integer(value) ||
            json_integer_value(value) <= 0)
            return rtpart_fail(err, RTPART_EINPUT, "%s: bad bucket \"%.20s\"", name, key);
        const enum rtpart_code code =
            put(out, us, (uint64_t)json_integer_value(value), err);

        if (code != RTPART_OK)
            return code;
    }
    out->samples = (uint64_t)json_integer_value(cycles);
    out->min_us = json_integer_value(min);
    out->max_us = json_integer_value(max);
    out->mean_us = json_number_value(avg);
    return RTPART_OK;
}

static enum rtpart_code read_json(const char *text, size_t len, const char *name,
                                  struct rtpart_latency *out, struct rtpart_error *err)
{
    json_error_t why;
    RTPART_AUTO_JSON json_t *root = json_loadb(text, len, 0, &why);
    json_t *thread;
    const char *key;

    if (root == NULL)
        return rtpart_fail(err, RTPART_EINPUT, "%s:%d: %s", name, why.line, why.text);
    json_object_foreach(json_object_get(root, "thread"), key, thread)
    {
        RTPART_AUTO(rtpart_latency_free) struct rtpart_latency one = {0};
        enum rtpart_code code = read_thread(thread, name, &one, err);

        if (code == RTPART_OK)
            code = check(&one, name, err);
        if (code == RTPART_OK)
            code = rtpart_latency_add(out, &one, err);
        if (code != RTPART_OK)
            return code;
    }
    if (out->samples == 0)
        return rtpart_fail(err, RTPART_EINPUT, "%s: no thread of cyclictest in it", name);
    return RTPART_OK;
}

/* Numbers of one line of text: one for each thread. Returns how many, at most `size`. */
static size_t numbers(const char *line, int64_t *out, size_t size)
{
    size_t n = 0;

    while (n < size && number(&line, &out[n]))
        n++;
    return n;
}

#define THREADS_MAX 1024

/* The totals that stand below a histogram, for each thread. */
struct totals {
    int64_t total[THREADS_MAX];
    int64_t min[THREADS_MAX];
    int64_t avg[THREADS_MAX];
    int64_t max[THREADS_MAX];
    size_t threads;
};

/* One line "# Total: ...", and so on; other lines that begin with '#' say nothing. */
static void read_total(const char *line, struct totals *t)
{
    const struct {
        const char *title;
        int64_t *values;
    } rows[] = {{"# Total:", t->total},
                {"# Min Latencies:", t->min},
                {"# Avg Latencies:", t->avg},
                {"# Max Latencies:", t->max}};

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const size_t len = strlen(rows[i].title);

        if (strncmp(line, rows[i].title, len) == 0) {
            const size_t n = numbers(line + len, rows[i].values, THREADS_MAX);

            t->threads = i == 0 || n < t->threads ? n : t->threads;
        }
    }
}

static enum rtpart_code sum_totals(struct rtpart_latency *out, const struct totals *t,
                                   const char *name, struct rtpart_error *err)
{
    if (t->threads == 0)
        return rtpart_fail(err, RTPART_EINPUT,
                           "%s: no histogram of cyclictest, or one that was cut short",
                           name);
    out->min_us = INT64_MAX;
    for (size_t i = 0; i < t->threads; i++) {
        if (__builtin_add_overflow(out->samples, (uint64_t)t->total[i], &out->samples))
            return rtpart_fail(err, RTPART_ERANGE, "%s: too many samples", name);
        out->min_us = t->min[i] < out->min_us ? t->min[i] : out->min_us;
        out->max_us = t->max[i] > out->max_us ? t->max[i] : out->max_us;
        out->mean_us += (double)t->avg[i] * (double)t->total[i];
    }
    out->mean_us /= (double)out->samples;
    return RTPART_OK;
}

/* A row "us count [count...]"; lines of any other form are the program's own words. */
static enum rtpart_code read_row(const char *line, struct rtpart_latency *out,
                                 struct rtpart_error *err)
{
    int64_t v[THREADS_MAX + 1];
    const size_t n =
        line[0] >= '0' && line[0] <= '9' ? numbers(line, v, THREADS_MAX + 1) : 0;
    enum rtpart_code code = RTPART_OK;

    for (size_t i = 1; i < n && code == RTPART_OK; i++)
        if (v[i] > 0)
            code = put(out, v[0], (uint64_t)v[i], err);
    return code;
}

static enum rtpart_code read_text(char *text, const char *name,
                                  struct rtpart_latency *out, struct rtpart_error *err)
{
    RTPART_AUTO_FREE struct totals *t = calloc(1, sizeof *t);
    enum rtpart_code code = t != NULL ? RTPART_OK : no_memory(err);
    char *rest = NULL;

    for (char *line = strtok_r(text, "\r\n", &rest); line != NULL && code == RTPART_OK;
         line = strtok_r(NULL, "\r\n", &rest)) {
        if (line[0] == '#')
            read_total(line, t);
        else
            code = read_row(line, out, err);
    }
    if (code == RTPART_OK)
        code = sum_totals(out, t, name, err);
    return code == RTPART_OK ? check(out, name, err) : code;
}

enum rtpart_code rtpart_cyclictest_read(const char *text, size_t len, const char *name,
                                        struct rtpart_latency *out,
                                        struct rtpart_error *err)
{
    size_t start = 0;
    enum rtpart_code code;

    while (start < len && strchr(" \t\r\n", text[start]) != NULL)
        start++;
    if (start < len && text[start] == '{') {
        code = read_json(text + start, len - start, name, out, err);
    } else {
        RTPART_AUTO_FREE char *copy = strndup(text, len);

        code = copy != NULL ? read_text(copy, name, out, err) : no_memory(err);
    }
    if (code != RTPART_OK)
        rtpart_latency_free(out);
    return code;
}

int64_t rtpart_latency_quantile(const struct rtpart_latency *l, double q)
{
    const double wanted = q * (double)l->samples;
    uint64_t seen = 0;

    if (l->samples == 0)
        return -1;
    for (size_t i = 0; i < l->count; i++) {
        seen += l->buckets[i].count;
        if ((double)seen >= wanted)
            return l->buckets[i].us;
    }
    return l->max_us;
}

rtpart_ns rtpart_latency_bound(const struct rtpart_latency *l)
{
    return l->samples > 0 ? (l->max_us + 1) * RTPART_US : RTPART_NS_NONE;
}

void rtpart_latency_free(struct rtpart_latency *l)
{
    free(l->buckets);
    *l = (struct rtpart_latency){0};
}
