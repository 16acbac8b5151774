/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * table.h - rows of text as aligned columns for people, or as CSV for programs
 *
 * Usage: init with the columns, one rtpart_table_cell after the other (row by row), print,
 * free. Running out of memory is remembered and reported by the printing function.
 */
#ifndef RTPART_COMMON_TABLE_H
#define RTPART_COMMON_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "common/error.h"

enum rtpart_align {
    RTPART_ALIGN_LEFT,
    RTPART_ALIGN_RIGHT,
    RTPART_ALIGN_POINT, /* numbers: decimal points below each other */
};

struct rtpart_column {
    const char *title; /* heading in the table */
    const char *unit;  /* second heading line ("ms", "%"); NULL: none */
    const char *key;   /* heading in the CSV ("runtime_ms"); NULL: the title */
    enum rtpart_align align;
};

/* Use only through the functions below. */
struct rtpart_table {
    const struct rtpart_column *columns; /* borrowed */
    size_t column_count;
    char **cells; /* owned, row by row */
    size_t cell_count;
    size_t capacity;
    size_t summary; /* first cell after the rule; (size_t)-1: no rule */
    bool failed;    /* out of memory */
};

/* Start a table. @columns must outlive it, @count >= 1. */
void rtpart_table_init(struct rtpart_table *t, const struct rtpart_column *columns,
                       size_t count);

/* Append the next cell, printf-wise. Text is UTF-8; control characters are shown as '?'. */
void rtpart_table_cell(struct rtpart_table *t, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/*
 * Draw a line here, between two rows. Rows after it are a summary (totals): the table shows
 * them, the CSV leaves them out. At most once.
 */
void rtpart_table_rule(struct rtpart_table *t);

/*
 * Print with aligned columns, two blanks apart, no blanks at the ends of lines. A last row
 * that is short is filled with empty cells. Returns 0 or RTPART_ENOMEM; errors of `out`
 * stay in its error flag (rtpart_outfile_commit looks).
 */
enum rtpart_code rtpart_table_print(const struct rtpart_table *t, FILE *out,
                                    struct rtpart_error *err);

/* The same rows as CSV (common/csv.h) with a header line, lines ending in "\n". Likewise. */
enum rtpart_code rtpart_table_print_csv(const struct rtpart_table *t, FILE *out,
                                        struct rtpart_error *err);

void rtpart_table_free(struct rtpart_table *t);

#endif
