/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * usage_line.h - what is said about a mistake on the command line, as exactly one line
 *
 * argp says what is wrong in one line and where help is in a second. This stream, put in
 * the place of stderr, lets the first one pass with the place of help at its end.
 */
#ifndef RTPART_COMMON_USAGE_LINE_H
#define RTPART_COMMON_USAGE_LINE_H

#include <stdbool.h>
#include <stdio.h>

/* Lives as long as the stream, also while the program exits. Use only through the function
 * below. */
struct rtpart_usage_line {
    FILE *to;
    const char *tool;
    bool done; /* the line is written */
};

/*
 * A stream whose first line goes to @to with " (TOOL --help shows the options)" at its end,
 * and the rest nowhere. fclose it, or let exit do so.
 *
 * @to, @tool  borrowed
 * Returns NULL: out of memory.
 */
FILE *rtpart_usage_line_open(struct rtpart_usage_line *line, FILE *to, const char *tool);

#endif
