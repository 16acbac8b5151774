/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "validate/sweep_summary.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "common/auto.h"
#include "common/wide.h"
#include "validate/sweep.h"

static enum rtpart_code bad_header(const char *name, const char *key,
                                   struct rtpart_error *err)
{
    return rtpart_fail(err, RTPART_EINPUT,
                       "%s: its header has no usable line \"%s=\": is it whole?", name,
                       key);
}

/* What follows "key=" at the beginning of a line, up to its end; NULL: no such line. */
static char *value_of(const char *header, const char *key)
{
    const size_t len = strlen(key);
    const char *line = header;

    while (line != NULL && *line != '\0') {
        if (strncmp(line, key, len) == 0 && line[len] == '=')
            return strndup(line + len + 1, strcspn(line + len + 1, "\n"));
        line = strchr(line, '\n');
        line = line != NULL ? line + 1 : NULL;
    }
    return NULL;
}

static size_t words_in(const char *list)
{
    size_t n = *list != '\0';

    for (; *list != '\0'; list++)
        n += *list == ',';
    return n;
}

/* "1,2,3" into *out, as many as one side of a grid may have. False: anything else. */
static bool read_numbers(const char *header, const char *key, uint64_t **out,
                         size_t *count)
{
    RTPART_AUTO_FREE char *list = value_of(header, key);
    char *rest = list;
    const char *word;

    if (list == NULL || *list == '\0' || words_in(list) > RTPART_SWEEP_VALUES_MAX)
        return false;
    *out = calloc(words_in(list), sizeof **out);
    while (*out != NULL && (word = strsep(&rest, ",")) != NULL) {
        if (*word == '\0' || strlen(word) > 18 ||
            strspn(word, "0123456789") != strlen(word))
            return false;
        (*out)[(*count)++] = strtoull(word, NULL, 10);
    }
    return *out != NULL;
}

static bool read_words(const char *header, const char *key, char ***out, size_t *count)
{
    RTPART_AUTO_FREE char *list = value_of(header, key);
    char *rest = list;
    const char *word;

    if (list == NULL || *list == '\0' || words_in(list) > RTPART_SWEEP_METHODS_MAX)
        return false;
    *out = calloc(words_in(list), sizeof **out);
    while (*out != NULL && (word = strsep(&rest, ",")) != NULL) {
        (*out)[*count] = strdup(word);
        if ((*out)[(*count)++] == NULL)
            return false;
    }
    return *out != NULL;
}

static bool read_one(const char *header, const char *key, uint64_t *out)
{
    uint64_t *numbers = NULL;
    size_t count = 0;
    const bool ok = read_numbers(header, key, &numbers, &count) && count == 1;

    if (ok)
        *out = numbers[0];
    free(numbers);
    return ok && *out > 0;
}

enum rtpart_code rtpart_sweep_grid_read(struct rtpart_sweep_grid *g, const char *header,
                                        const char *name, struct rtpart_error *err)
{
    const char *missing = NULL;

    *g = (struct rtpart_sweep_grid){0};
    if (!read_numbers(header, "tasks", &g->tasks, &g->task_count))
        missing = "tasks";
    else if (!read_numbers(header, "utilization_millionths", &g->utilizations,
                           &g->utilization_count))
        missing = "utilization_millionths";
    else if (!read_numbers(header, "vcpus", &g->vcpus, &g->vcpu_count))
        missing = "vcpus";
    else if (!read_words(header, "methods", &g->methods, &g->method_count))
        missing = "methods";
    else if (!read_one(header, "sets", &g->sets))
        missing = "sets";
    else if (!read_one(header, "chunk", &g->chunk) ||
             (g->sets - 1) / g->chunk >= UINT32_MAX)
        missing = "chunk";
    if (missing == NULL)
        return RTPART_OK;
    rtpart_sweep_grid_free(g);
    return bad_header(name, missing, err);
}

void rtpart_sweep_grid_free(struct rtpart_sweep_grid *g)
{
    for (size_t i = 0; i < g->method_count; i++)
        free(g->methods[i]);
    free(g->methods);
    free(g->tasks);
    free(g->utilizations);
    free(g->vcpus);
    *g = (struct rtpart_sweep_grid){0};
}

static size_t points_of(const struct rtpart_sweep_grid *g)
{
    return g->task_count * g->utilization_count * g->vcpu_count;
}

enum rtpart_code rtpart_sweep_totals(const struct rtpart_sweep_grid *g,
                                     const struct rtpart_sweep_rows *rows,
                                     struct rtpart_sweep_total **totals,
                                     struct rtpart_error *err)
{
    const size_t points = points_of(g);

    *totals = calloc(points * g->method_count + 1, sizeof **totals);
    if (*totals == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory for %zu points", points);
    for (size_t i = 0; i < rows->count; i++) {
        const struct rtpart_sweep_row *r = &rows->rows[i];
        struct rtpart_sweep_total *t;

        if (r->point >= points || r->method >= g->method_count ||
            r->chunk > (g->sets - 1) / g->chunk || r->sets > g->chunk) {
            free(*totals);
            *totals = NULL;
            return rtpart_fail(err, RTPART_EINPUT,
                               "a row of point %" PRIu32 ", chunk %" PRIu32
                               ", method %" PRIu32 " lies outside of the experiment",
                               r->point, r->chunk, r->method);
        }
        t = &(*totals)[r->point * g->method_count + r->method];
        t->sets += r->sets;
        t->yes += r->yes;
        t->no += r->no;
        t->undecided += r->undecided;
        t->bandwidth_ppb += r->bandwidth_ppb;
        t->overhead_ppb += r->overhead_ppb;
    }
    return RTPART_OK;
}

uint64_t rtpart_sweep_gaps(const struct rtpart_sweep_grid *g,
                           const struct rtpart_sweep_rows *rows, uint32_t *point,
                           uint32_t *chunk)
{
    const uint64_t chunks = (g->sets - 1) / g->chunk + 1;
    const rtpart_u128 wanted = (rtpart_u128)points_of(g) * chunks * g->method_count;
    uint64_t inside = 0;
    uint64_t whole = 0; /* rows before the first gap */

    for (size_t i = 0; i < rows->count; i++) { /* in ascending order, each once */
        const struct rtpart_sweep_row *r = &rows->rows[i];

        if (r->point >= points_of(g) || r->chunk >= chunks ||
            r->method >= g->method_count)
            continue;
        inside++;
        whole +=
            ((rtpart_u128)r->point * chunks + r->chunk) * g->method_count + r->method ==
            whole;
    }
    if (wanted == inside)
        return 0;
    *point = (uint32_t)(whole / g->method_count / chunks);
    *chunk = (uint32_t)(whole / g->method_count % chunks);
    return wanted - inside <= UINT64_MAX ? (uint64_t)(wanted - inside) : UINT64_MAX;
}

const struct rtpart_column rtpart_sweep_columns[] = {
    {"n", NULL, "tasks", RTPART_ALIGN_RIGHT},
    {"U", NULL, "utilization", RTPART_ALIGN_POINT},
    {"vCPUs", NULL, "vcpus", RTPART_ALIGN_RIGHT},
    {"method", NULL, "method", RTPART_ALIGN_LEFT},
    {"sets", NULL, "sets", RTPART_ALIGN_RIGHT},
    {"schedulable", "%", "schedulable", RTPART_ALIGN_POINT},
    {"from", "%", "wilson95_low", RTPART_ALIGN_POINT},
    {"to", "%", "wilson95_high", RTPART_ALIGN_POINT},
    {"undecided", NULL, "undecided", RTPART_ALIGN_RIGHT},
    {"bandwidth", "%", "mean_bandwidth", RTPART_ALIGN_POINT},
    {"overhead", "%", "mean_overhead", RTPART_ALIGN_POINT},
};

const size_t rtpart_sweep_column_count =
    sizeof rtpart_sweep_columns / sizeof *rtpart_sweep_columns;

/* A share for people in %, for programs as a fraction; `there` false: empty. */
static void share_cell(struct rtpart_table *t, double share, bool there,
                       enum rtpart_format format)
{
    if (!there)
        rtpart_table_cell(t, "%s", "");
    else if (format == RTPART_FORMAT_CSV)
        rtpart_table_cell(t, "%.9f", share);
    else
        rtpart_table_cell(t, "%.2f", 100 * share);
}

static double mean(uint64_t ppb, uint64_t count)
{
    return count > 0 ? (double)ppb / (double)count / 1e9 : 0;
}

void rtpart_sweep_fill_table(struct rtpart_table *t, const struct rtpart_sweep_grid *g,
                             const struct rtpart_sweep_total *totals,
                             enum rtpart_format format)
{
    for (size_t p = 0; p < points_of(g); p++) {
        const size_t set = p / g->vcpu_count;

        for (size_t m = 0; m < g->method_count; m++) {
            const struct rtpart_sweep_total *x = &totals[p * g->method_count + m];
            double low, high;

            rtpart_wilson(x->yes, x->sets, &low, &high);
            rtpart_table_cell(t, "%" PRIu64, g->tasks[set / g->utilization_count]);
            rtpart_table_cell(t, "%g",
                              (double)g->utilizations[set % g->utilization_count] / 1e6);
            rtpart_table_cell(t, "%" PRIu64, g->vcpus[p % g->vcpu_count]);
            rtpart_table_cell(t, "%s", g->methods[m]);
            rtpart_table_cell(t, "%" PRIu64, x->sets);
            share_cell(t, (double)x->yes / (double)(x->sets > 0 ? x->sets : 1),
                       x->sets > 0, format);
            share_cell(t, low, x->sets > 0, format);
            share_cell(t, high, x->sets > 0, format);
            rtpart_table_cell(t, "%" PRIu64, x->undecided);
            share_cell(t, mean(x->bandwidth_ppb, x->yes), x->yes > 0, format);
            share_cell(t, mean(x->overhead_ppb, x->yes), x->yes > 0, format);
        }
    }
}
