/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Results of rtvalidate platform, read back from their JSON. */
#include <stdlib.h>
#include <string.h>

#include "validate/platform_result.h"

#define VCPUS_MAX     1024
#define MEMORY_MB_MAX (1 << 24)

/* Copy of a text, NULL where there is none. False: out of memory. */
static bool take_text(const json_t *object, const char *key, char **out)
{
    const char *text = json_string_value(json_object_get(object, key));

    *out = text != NULL ? strdup(text) : NULL;
    return text == NULL || *out != NULL;
}

/* A whole number from 0 to max; a missing one is 0. False: something else. */
static bool take_count(const json_t *object, const char *key, int64_t max, int64_t *out)
{
    const json_t *value = json_object_get(object, key);

    *out = json_integer_value(value);
    return (value == NULL || json_is_integer(value)) && *out >= 0 && *out <= max;
}

static enum rtpart_code bad(const char *name, const char *what, struct rtpart_error *err)
{
    return rtpart_fail(err, RTPART_EINPUT, "%s: %s is not as rtvalidate writes it", name,
                       what);
}

static enum rtpart_code no_memory(struct rtpart_error *err)
{
    return rtpart_fail(err, RTPART_ENOMEM, "out of memory");
}

/* The histogram in the form of cyclictest, whose reader checks it. */
static enum rtpart_code take_latency(const json_t *cell, const char *name,
                                     struct rtpart_latency *out, struct rtpart_error *err)
{
    const json_t *l = json_object_get(cell, "latency");
    json_t *histogram = json_object();
    json_t *bucket;
    size_t i;

    if (l == NULL || json_is_null(l)) {
        json_decref(histogram);
        return RTPART_OK;
    }
    json_array_foreach(json_object_get(l, "histogram_us"), i, bucket)
    {
        char key[32];

        (void)snprintf(key, sizeof key, "%lld",
                       (long long)json_integer_value(json_array_get(bucket, 0)));
        json_object_set(histogram, key, json_array_get(bucket, 1));
    }
    json_t *like_tool =
        json_pack("{s:{s:{s:o, s:I, s:I, s:I, s:f}}}", "thread", "0", "histogram",
                  histogram, "cycles", json_integer_value(json_object_get(l, "samples")),
                  "min", json_integer_value(json_object_get(l, "min_ns")) / RTPART_US,
                  "max", json_integer_value(json_object_get(l, "max_ns")) / RTPART_US,
                  "avg", json_number_value(json_object_get(l, "mean_ns")) / 1000);
    char *text = json_dumps(like_tool, JSON_REAL_PRECISION(17));
    const enum rtpart_code code =
        text == NULL ? no_memory(err)
                     : rtpart_cyclictest_read(text, strlen(text), name, out, err);

    json_decref(like_tool);
    free(text);
    return code;
}

static enum rtpart_code take_times(const json_t *cell, const char *key, const char *name,
                                   struct rtpart_times *out, struct rtpart_error *err)
{
    enum rtpart_code code = RTPART_OK;
    json_t *value;
    size_t i;

    json_array_foreach(json_object_get(cell, key), i, value)
    {
        const int64_t t = json_integer_value(value);

        if (!json_is_integer(value) || t < 0 || t > RTPART_NS_MAX)
            return bad(name, key, err);
        code = rtpart_times_add(out, t, err);
        if (code != RTPART_OK)
            break;
    }
    return code;
}

static enum rtpart_code take_memory(const json_t *cell, const char *name,
                                    struct rtpart_memory_use *out,
                                    struct rtpart_error *err)
{
    const json_t *m = json_object_get(cell, "memory");
    int64_t processes = 0;

    if (!take_count(m, "processes", INT32_MAX, &processes) ||
        !take_count(m, "pss_bytes", INT64_MAX, &out->pss) ||
        !take_count(m, "rss_bytes", INT64_MAX, &out->rss) ||
        !take_count(m, "pmap_bytes", INT64_MAX, &out->pmap))
        return bad(name, "memory", err);
    out->processes = (size_t)processes;
    return RTPART_OK;
}

static enum rtpart_code take_cell(const json_t *cell, const char *name,
                                  struct rtpart_platform_cell *c,
                                  struct rtpart_error *err)
{
    int64_t vcpus;
    int64_t memory;
    int64_t least;
    int64_t failed;
    enum rtpart_code code;

    if (!take_text(cell, "name", &c->name) || !take_text(cell, "summary", &c->summary) ||
        !take_text(cell, "paper", &c->paper) ||
        !take_text(cell, "accelerator", &c->accel) ||
        !take_text(cell, "command", &c->command) ||
        !take_text(cell, "problem", &c->problem))
        return no_memory(err);
    if (c->name == NULL)
        return bad(name, "a back end without a name", err);
    if (!take_count(cell, "vcpus", VCPUS_MAX, &vcpus) ||
        !take_count(cell, "memory_mb", MEMORY_MB_MAX, &memory) ||
        !take_count(cell, "least_memory_mb", MEMORY_MB_MAX, &least) ||
        !take_count(cell, "failed", INT32_MAX, &failed))
        return bad(name, c->name, err);
    c->vcpus = (unsigned)vcpus;
    c->memory_mb = (unsigned)memory;
    c->least_mb = (unsigned)least;
    c->failed = (size_t)failed;
    code = take_latency(cell, name, &c->latency, err);
    if (code == RTPART_OK)
        code = take_times(cell, "first_ns", name, &c->first, err);
    if (code == RTPART_OK)
        code = take_times(cell, "total_ns", name, &c->total, err);
    return code == RTPART_OK ? take_memory(cell, name, &c->memory, err) : code;
}

enum rtpart_code rtpart_platform_read(const json_t *root, const char *name,
                                      struct rtpart_platform_results *out,
                                      struct rtpart_error *err)
{
    const char *schema = json_string_value(json_object_get(root, "schema"));
    const json_t *cells = json_object_get(root, "backends");
    enum rtpart_code code = RTPART_OK;
    json_t *cell;
    size_t i;

    if (schema == NULL || strcmp(schema, "rtpart.platform/1") != 0)
        return rtpart_fail(err, RTPART_EINPUT, "%s: no results of rtvalidate platform",
                           name);
    if (!take_text(root, "command", &out->command) ||
        !take_text(root, "version", &out->version) ||
        !take_text(root, "date", &out->date) || !take_text(root, "host", &out->host) ||
        !take_text(root, "guest_kernel", &out->kernel) ||
        !take_text(root, "load", &out->load))
        return no_memory(err);
    out->cells = calloc(json_array_size(cells) + 1, sizeof *out->cells);
    if (out->cells == NULL)
        return no_memory(err);
    json_array_foreach(cells, i, cell)
    {
        code = take_cell(cell, name, &out->cells[out->count++], err);
        if (code != RTPART_OK)
            break;
    }
    return code;
}
