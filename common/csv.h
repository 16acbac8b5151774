/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * csv.h - comma-separated values, record by record
 *
 * [RFC4180] Y. Shafranovich, "Common Format and MIME Type for Comma-Separated Values (CSV)
 *           Files", 2005. doi:10.17487/RFC4180
 */
#ifndef RTPART_COMMON_CSV_H
#define RTPART_COMMON_CSV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "common/error.h"

/* Write one field, quoted where [RFC4180] asks for it. */
void rtpart_csv_put(FILE *out, const char *text);

/* A text that is being read. Use only through the functions below. */
struct rtpart_csv {
    char *text; /* owned copy, in which fields are ended by NULs */
    size_t len;
    size_t next; /* first byte of the next record */
    unsigned next_line;
    unsigned line; /* of the record that was read last, from 1 */
    char **fields; /* owned; point into text */
    size_t count;
    size_t capacity;
};

/* Start to read `len` bytes (no NUL among them), copied. 0 or RTPART_ENOMEM. */
enum rtpart_code rtpart_csv_open(struct rtpart_csv *csv, const char *text, size_t len,
                                 struct rtpart_error *err);

/*
 * Read the next record into csv->fields, csv->count and csv->line. Blank lines, and lines
 * that begin with '#', are left out; blanks around a field without quotes are dropped.
 *
 * @file  for messages
 * @more  set to whether there was a record
 * Returns 0, RTPART_ENOMEM, or RTPART_EINPUT ("file:line: ...": a quote that is not closed,
 * or text after one that is).
 */
enum rtpart_code rtpart_csv_read(struct rtpart_csv *csv, const char *file, bool *more,
                                 struct rtpart_error *err);

/* Frees what was opened. Accepts a zeroed struct. */
void rtpart_csv_close(struct rtpart_csv *csv);

#endif
