/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/table.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "common/auto.h"
#include "common/csv.h"
#include "common/text.h"

#define NO_RULE ((size_t)-1)

void rtpart_table_init(struct rtpart_table *t, const struct rtpart_column *columns,
                       size_t count)
{
    *t = (struct rtpart_table){
        .columns = columns, .column_count = count, .summary = NO_RULE};
}

void rtpart_table_cell(struct rtpart_table *t, const char *fmt, ...)
{
    va_list args;
    char *text;

    if (t->failed)
        return;
    if (t->cell_count == t->capacity) {
        const size_t capacity = t->capacity == 0 ? 64 : 2 * t->capacity;
        char **cells = reallocarray(t->cells, capacity, sizeof *cells);

        if (cells == NULL) {
            t->failed = true;
            return;
        }
        t->cells = cells;
        t->capacity = capacity;
    }
    va_start(args, fmt);
    if (vasprintf(&text, fmt, args) < 0)
        t->failed = true;
    else
        t->cells[t->cell_count++] = text;
    va_end(args);
}

void rtpart_table_rule(struct rtpart_table *t)
{
    t->summary = t->cell_count;
}

void rtpart_table_free(struct rtpart_table *t)
{
    for (size_t i = 0; i < t->cell_count; i++)
        free(t->cells[i]);
    free(t->cells);
    t->cells = NULL;
    t->cell_count = t->capacity = 0;
}

static void put_blanks(FILE *out, size_t n)
{
    (void)fprintf(out, "%*s", (int)n, "");
}

static void put_text(FILE *out, const char *text)
{
    for (; *text != '\0'; text++)
        (void)fputc((unsigned char)*text < 0x20 || *text == 0x7f ? '?' : *text, out);
}

/* The text of a row's cell; NULL row stands for the titles, `units` for the second line. */
struct line {
    char *const *cells; /* NULL: heading */
    size_t count;
    bool units;
};

static const char *line_text(const struct rtpart_table *t, const struct line *l,
                             size_t column)
{
    const struct rtpart_column *c = &t->columns[column];

    if (l->cells != NULL)
        return column < l->count ? l->cells[column] : "";
    if (l->units)
        return c->unit != NULL ? c->unit : "";
    return c->title;
}

/* How wide a column is, and how much of it comes after the integer part of a number. */
struct layout {
    size_t width;
    size_t tail; /* longest ".5"; only counts where aligned at the point */
};

static size_t tail_length(const char *text)
{
    const char *point = strchr(text, '.');

    return point != NULL ? rtpart_text_width(point) : 0;
}

/* Blanks after a number, so that its point is below the others'. */
static size_t tail_pad(const struct rtpart_table *t, const struct layout *layout,
                       const struct line *l, size_t column)
{
    const char *text = line_text(t, l, column);

    if (l->cells == NULL || text[0] == '\0' ||
        t->columns[column].align != RTPART_ALIGN_POINT)
        return 0;
    return layout[column].tail - tail_length(text);
}

static void put_line(const struct rtpart_table *t, const struct layout *layout,
                     const struct line *l, FILE *out)
{
    size_t pending = 0; /* blanks that are written only before the next text */

    for (size_t k = 0; k < t->column_count; k++) {
        const char *text = line_text(t, l, k);
        const size_t width = rtpart_text_width(text);
        const size_t tail = tail_pad(t, layout, l, k);
        const size_t pad = layout[k].width - width - tail;
        const bool right = t->columns[k].align != RTPART_ALIGN_LEFT;

        if (width > 0) {
            put_blanks(out, pending + (right ? pad : 0));
            put_text(out, text);
            pending = right ? tail : pad;
        } else {
            pending += pad;
        }
        pending += 2;
    }
    (void)fputc('\n', out);
}

static void put_rule(const struct rtpart_table *t, const struct layout *layout, FILE *out)
{
    for (size_t k = 0; k < t->column_count; k++) {
        for (size_t i = 0; i < layout[k].width; i++)
            (void)fputc('-', out);
        (void)fputs(k + 1 < t->column_count ? "  " : "\n", out);
    }
}

static struct line row_at(const struct rtpart_table *t, size_t first)
{
    const size_t left = t->cell_count - first;

    return (struct line){.cells = t->cells + first,
                         .count = left < t->column_count ? left : t->column_count};
}

static void widen(const struct rtpart_table *t, struct layout *layout,
                  const struct line *l)
{
    for (size_t k = 0; k < t->column_count; k++) {
        const size_t width =
            rtpart_text_width(line_text(t, l, k)) + tail_pad(t, layout, l, k);

        if (width > layout[k].width)
            layout[k].width = width;
    }
}

/* The longest tails, which the widths depend on. */
static void find_tails(const struct rtpart_table *t, struct layout *layout)
{
    for (size_t i = 0; i < t->cell_count; i++) {
        struct layout *l = &layout[i % t->column_count];
        const size_t tail = tail_length(t->cells[i]);

        if (tail > l->tail)
            l->tail = tail;
    }
}

static enum rtpart_code out_of_memory(struct rtpart_error *err)
{
    return rtpart_fail(err, RTPART_ENOMEM, "out of memory for a table");
}

enum rtpart_code rtpart_table_print(const struct rtpart_table *t, FILE *out,
                                    struct rtpart_error *err)
{
    RTPART_AUTO_FREE struct layout *layout = calloc(t->column_count, sizeof *layout);
    const struct line titles = {.units = false};
    const struct line units = {.units = true};
    bool with_units = false;

    if (t->failed || layout == NULL)
        return out_of_memory(err);
    find_tails(t, layout);
    widen(t, layout, &titles);
    widen(t, layout, &units);
    for (size_t k = 0; k < t->column_count; k++)
        with_units = with_units || t->columns[k].unit != NULL;
    for (size_t i = 0; i < t->cell_count; i += t->column_count) {
        const struct line row = row_at(t, i);

        widen(t, layout, &row);
    }
    put_line(t, layout, &titles, out);
    if (with_units)
        put_line(t, layout, &units, out);
    for (size_t i = 0; i < t->cell_count; i += t->column_count) {
        const struct line row = row_at(t, i);

        if (i == t->summary)
            put_rule(t, layout, out);
        put_line(t, layout, &row, out);
    }
    return RTPART_OK;
}

enum rtpart_code rtpart_table_print_csv(const struct rtpart_table *t, FILE *out,
                                        struct rtpart_error *err)
{
    if (t->failed)
        return out_of_memory(err);
    for (size_t k = 0; k < t->column_count; k++) {
        const struct rtpart_column *c = &t->columns[k];

        rtpart_csv_put(out, c->key != NULL ? c->key : c->title);
        (void)fputc(k + 1 < t->column_count ? ',' : '\n', out);
    }
    for (size_t i = 0; i < t->cell_count && i < t->summary; i += t->column_count) {
        const struct line row = row_at(t, i);

        for (size_t k = 0; k < t->column_count; k++) {
            rtpart_csv_put(out, line_text(t, &row, k));
            (void)fputc(k + 1 < t->column_count ? ',' : '\n', out);
        }
    }
    return RTPART_OK;
}
