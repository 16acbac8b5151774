/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "validate/sweep_rows.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "common/auto.h"
#include "common/checksum.h"
#include "common/outfile.h"
#include "common/readall.h"

enum rtpart_code rtpart_sweep_rows_add(struct rtpart_sweep_rows *r,
                                       const struct rtpart_sweep_row *row,
                                       struct rtpart_error *err)
{
    if (r->count == r->capacity) {
        const size_t capacity = r->capacity > 0 ? 2 * r->capacity : 256;
        struct rtpart_sweep_row *rows = reallocarray(r->rows, capacity, sizeof *rows);

        if (rows == NULL)
            return rtpart_fail(err, RTPART_ENOMEM, "out of memory for %zu rows",
                               capacity);
        r->rows = rows;
        r->capacity = capacity;
    }
    r->rows[r->count++] = *row;
    return RTPART_OK;
}

static int place_cmp(const void *a, const void *b)
{
    const struct rtpart_sweep_row *x = a;
    const struct rtpart_sweep_row *y = b;

    if (x->point != y->point)
        return x->point < y->point ? -1 : 1;
    if (x->chunk != y->chunk)
        return x->chunk < y->chunk ? -1 : 1;
    return (x->method > y->method) - (x->method < y->method);
}

static bool row_equal(const struct rtpart_sweep_row *x, const struct rtpart_sweep_row *y)
{
    return place_cmp(x, y) == 0 && x->sets == y->sets && x->yes == y->yes &&
           x->no == y->no && x->undecided == y->undecided &&
           x->bandwidth_ppb == y->bandwidth_ppb && x->overhead_ppb == y->overhead_ppb;
}

enum rtpart_code rtpart_sweep_rows_settle(struct rtpart_sweep_rows *r,
                                          struct rtpart_error *err)
{
    size_t kept = 0;

    if (r->count > 0)
        qsort(r->rows, r->count, sizeof *r->rows, place_cmp);
    for (size_t i = 0; i < r->count; i++) {
        const struct rtpart_sweep_row *row = &r->rows[i];

        if (kept > 0 && row_equal(row, &r->rows[kept - 1]))
            continue;
        if (kept > 0 && place_cmp(row, &r->rows[kept - 1]) == 0)
            return rtpart_fail(
                err, RTPART_EINPUT,
                "two results for point %" PRIu32 ", chunk %" PRIu32 ", method %" PRIu32
                " contradict each other: they come "
                "from different programs or machines; run one of them again",
                row->point, row->chunk, row->method);
        r->rows[kept++] = *row;
    }
    r->count = kept;
    return RTPART_OK;
}

bool rtpart_sweep_rows_has(const struct rtpart_sweep_rows *r, uint32_t point,
                           uint32_t chunk, uint32_t method)
{
    const struct rtpart_sweep_row key = {
        .point = point, .chunk = chunk, .method = method};

    return r->count > 0 &&
           bsearch(&key, r->rows, r->count, sizeof *r->rows, place_cmp) != NULL;
}

void rtpart_sweep_row_format(const struct rtpart_sweep_row *row, char *line)
{
    snprintf(line, 200,
             "%" PRIu32 ",%" PRIu32 ",%" PRIu32 ",%" PRIu64 ",%" PRIu64 ",%" PRIu64
             ",%" PRIu64 ",%" PRIu64 ",%" PRIu64,
             row->point, row->chunk, row->method, row->sets, row->yes, row->no,
             row->undecided, row->bandwidth_ppb, row->overhead_ppb);
}

/* Plain decimal digits and the separator after them; false where that is not what is there. */
static bool number(const char **at, char separator, uint64_t max, uint64_t *out)
{
    const char *c = *at;
    uint64_t value = 0;

    if (*c < '0' || *c > '9')
        return false;
    for (; *c >= '0' && *c <= '9'; c++)
        if (__builtin_mul_overflow(value, 10, &value) ||
            __builtin_add_overflow(value, (uint64_t)(*c - '0'), &value))
            return false;
    if (*c != separator || value > max)
        return false;
    *at = c + (separator != '\0');
    *out = value;
    return true;
}

static bool row_parse(const char *line, struct rtpart_sweep_row *row)
{
    uint64_t n[9];

    for (int i = 0; i < 9; i++)
        if (!number(&line, i < 8 ? ',' : '\0', i < 3 ? UINT32_MAX : UINT64_MAX, &n[i]))
            return false;
    *row = (struct rtpart_sweep_row){.point = (uint32_t)n[0],
                                     .chunk = (uint32_t)n[1],
                                     .method = (uint32_t)n[2],
                                     .sets = n[3],
                                     .yes = n[4],
                                     .no = n[5],
                                     .undecided = n[6],
                                     .bandwidth_ppb = n[7],
                                     .overhead_ppb = n[8]};
    return n[4] <= n[3] && n[5] <= n[3] - n[4] && n[6] == n[3] - n[4] - n[5];
}

static uint64_t put(FILE *out, uint64_t sum, const char *text)
{
    fputs(text, out);
    return rtpart_checksum(sum, text, strlen(text));
}

enum rtpart_code rtpart_sweep_rows_write(const struct rtpart_sweep_rows *r,
                                         const char *header, const char *path,
                                         struct rtpart_error *err)
{
    struct rtpart_outfile out = {0};
    const enum rtpart_code code = rtpart_outfile_open(&out, path, err);
    uint64_t sum = RTPART_CHECKSUM_START;
    char line[200];

    if (code != RTPART_OK)
        return code;
    sum = put(out.file, sum, header);
    sum = put(out.file, sum, RTPART_SWEEP_COLUMNS "\n");
    for (size_t i = 0; i < r->count; i++) {
        rtpart_sweep_row_format(&r->rows[i], line);
        sum = put(out.file, sum, line);
        sum = put(out.file, sum, "\n");
    }
    fprintf(out.file, "end,%zu,%016" PRIx64 "\n", r->count, sum);
    return rtpart_outfile_commit(&out, err);
}

/* A walk over the lines of a text: each is cut at its '\n', which must be there. */
struct lines {
    char *at;
    size_t number;
    uint64_t sum; /* checksum of all lines taken */
};

/* Next whole line, NULL at the end or where the last line is torn. */
static char *next_line(struct lines *l)
{
    char *line = l->at;
    char *end = strchr(line, '\n');

    if (end == NULL)
        return NULL;
    *end = '\0';
    l->at = end + 1;
    l->number++;
    return line;
}

static void count_line(struct lines *l, const char *line)
{
    l->sum = rtpart_checksum(l->sum, line, strlen(line));
    l->sum = rtpart_checksum(l->sum, "\n", 1);
}

static enum rtpart_code last_line_check(const struct lines *l, const char *line,
                                        size_t rows, const char *name,
                                        struct rtpart_error *err)
{
    char expected[64];

    snprintf(expected, sizeof expected, "end,%zu,%016" PRIx64, rows, l->sum);
    if (strcmp(line, expected) != 0 || *l->at != '\0')
        return rtpart_fail(err, RTPART_EINPUT,
                           "%s:%zu: the last line does not match the rows: the file was "
                           "changed or cut; run that shard again",
                           name, l->number);
    return RTPART_OK;
}

/* Everything up to the line of column names is the header. */
static enum rtpart_code read_header(struct lines *l, char **header, const char *name,
                                    struct rtpart_error *err)
{
    RTPART_AUTO_FREE char *text = calloc(1, strlen(l->at) + 1);
    size_t len = 0;

    if (text == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory for %s", name);
    for (;;) {
        const char *line = next_line(l);

        if (line == NULL)
            return rtpart_fail(
                err, RTPART_EINPUT,
                "%s: this is no result of rtsweep (no row \"" RTPART_SWEEP_COLUMNS "\")",
                name);
        count_line(l, line);
        if (strcmp(line, RTPART_SWEEP_COLUMNS) == 0)
            break;
        len += (size_t)sprintf(text + len, "%s\n", line);
    }
    if (*header != NULL && strcmp(*header, text) != 0)
        return rtpart_fail(
            err, RTPART_EINPUT,
            "%s: result of another experiment: its first lines differ; merge "
            "only shards of one command line",
            name);
    if (*header == NULL) {
        *header = text;
        text = NULL;
    }
    return RTPART_OK;
}

static enum rtpart_code read_rows(struct rtpart_sweep_rows *r, struct lines *l,
                                  bool partial, const char *name,
                                  struct rtpart_error *err)
{
    size_t rows = 0;

    for (;;) {
        struct rtpart_sweep_row row;
        const char *line = next_line(l);
        enum rtpart_code code;

        if (line == NULL && partial)
            return RTPART_OK;
        if (line == NULL)
            return rtpart_fail(
                err, RTPART_EINPUT,
                "%s: the last line is missing: the run did not end; continue "
                "it with --resume",
                name);
        if (strncmp(line, "end,", 4) == 0)
            return last_line_check(l, line, rows, name, err);
        if (!row_parse(line, &row))
            return rtpart_fail(err, RTPART_EINPUT,
                               "%s:%zu: \"%.60s\" is not a row of results", name,
                               l->number, line);
        code = rtpart_sweep_rows_add(r, &row, err);
        if (code != RTPART_OK)
            return code;
        count_line(l, line);
        rows++;
    }
}

enum rtpart_code rtpart_sweep_rows_read(struct rtpart_sweep_rows *r, char **header,
                                        const char *path, bool partial,
                                        struct rtpart_error *err)
{
    const char *name = rtpart_input_name(path);
    RTPART_AUTO_FREE char *text = NULL;
    size_t len = 0;
    enum rtpart_code code = rtpart_readall(path, RTPART_INPUT_MAX, &text, &len, err);

    if (code != RTPART_OK)
        return code;
    if (strlen(text) != len)
        return rtpart_fail(err, RTPART_EINPUT, "%s: a NUL byte: this is no text file",
                           name);
    struct lines l = {.at = text, .sum = RTPART_CHECKSUM_START};

    code = read_header(&l, header, name, err);
    if (code == RTPART_OK)
        code = read_rows(r, &l, partial, name, err);
    return code;
}

void rtpart_sweep_rows_free(struct rtpart_sweep_rows *r)
{
    free(r->rows);
    *r = (struct rtpart_sweep_rows){0};
}

void rtpart_wilson(uint64_t yes, uint64_t n, double *low, double *high)
{
    const double z = 1.959963984540054; /* 97.5 % quantile of the normal distribution */

    if (n == 0) {
        *low = 0;
        *high = 1;
        return;
    }
    const double share = (double)yes / (double)n;
    const double zz = z * z / (double)n;
    const double centre = (share + zz / 2) / (1 + zz);
    const double half =
        z * sqrt(share * (1 - share) / (double)n + zz / (4 * (double)n)) / (1 + zz);

    *low = centre - half > 0 ? centre - half : 0;
    *high = centre + half < 1 ? centre + half : 1;
}
