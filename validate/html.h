/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * html.h - text and tables in HTML, safe whatever they hold
 */
#ifndef RTPART_VALIDATE_HTML_H
#define RTPART_VALIDATE_HTML_H

#include <stddef.h>
#include <stdio.h>

#include "common/table.h"

/*
 * Begin a page: everything up to its heading, `title`. The page's own style suits a phone, the
 * dark, and paper. The caller ends body and html.
 */
void rtpart_html_begin(FILE *out, const char *title);

/*
 * Text, for content and for attributes in double quotes: the characters of markup are
 * escaped; control characters and bytes that are no UTF-8 become U+FFFD. NULL writes nothing.
 */
void rtpart_html_text(FILE *out, const char *text);

/* A table in a box of its own that scrolls sideways where the screen is narrow. */
void rtpart_html_table(FILE *out, const struct rtpart_table *t);

/* `len` bytes in base64, for data: addresses. */
void rtpart_html_base64(FILE *out, const void *bytes, size_t len);

#endif
