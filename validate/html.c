/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "validate/html.h"

#include <assert.h>

#define REPLACEMENT "\xef\xbf\xbd"

/* Length of the UTF-8 character at s; 0 where there is none. */
static size_t character(const unsigned char *s)
{
    const size_t len = s[0] < 0x80                    ? 1
                       : s[0] >= 0xc2 && s[0] <= 0xdf ? 2
                       : s[0] >= 0xe0 && s[0] <= 0xef ? 3
                       : s[0] >= 0xf0 && s[0] <= 0xf4 ? 4
                                                      : 0;

    for (size_t i = 1; i < len; i++)
        if ((s[i] & 0xc0) != 0x80)
            return 0;
    if ((s[0] == 0xe0 && s[1] < 0xa0) || (s[0] == 0xed && s[1] > 0x9f) ||
        (s[0] == 0xf0 && s[1] < 0x90) || (s[0] == 0xf4 && s[1] > 0x8f))
        return 0;
    return len;
}

/* What stands for an ASCII character; NULL: itself. */
static const char *escaped(unsigned char c)
{
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    case '\n':
    case '\t':
        return NULL;
    default:
        return c < 0x20 || c == 0x7f ? REPLACEMENT : NULL;
    }
}

void rtpart_html_text(FILE *out, const char *text)
{
    const unsigned char *s = (const unsigned char *)text;

    while (s != NULL && *s != '\0') {
        const size_t len = character(s);
        const char *instead = len == 1 ? escaped(*s) : NULL;
        /* C1 controls are valid UTF-8, but not HTML */
        const int control = len == 2 && s[0] == 0xc2 && s[1] < 0xa0;

        if (len == 0 || control)
            (void)fputs(REPLACEMENT, out);
        else if (instead != NULL)
            (void)fputs(instead, out);
        else
            (void)fwrite(s, 1, len, out);
        s += len > 0 ? len : 1;
    }
}

static void head_cell(FILE *out, const struct rtpart_column *c)
{
    (void)fputs(c->align == RTPART_ALIGN_LEFT ? "<th class=\"l\" scope=\"col\">"
                                              : "<th scope=\"col\">",
                out);
    rtpart_html_text(out, c->title);
    if (c->unit != NULL) {
        (void)fputs("<br/><small>", out);
        rtpart_html_text(out, c->unit);
        (void)fputs("</small>", out);
    }
    (void)fputs("</th>", out);
}

void rtpart_html_table(FILE *out, const struct rtpart_table *t)
{
    assert(t->column_count > 0);
    (void)fputs("<div class=\"scroll\"><table>\n<thead><tr>", out);
    for (size_t c = 0; c < t->column_count; c++)
        head_cell(out, &t->columns[c]);
    (void)fputs("</tr></thead>\n<tbody>\n", out);
    for (size_t i = 0; i < t->cell_count; i++) {
        const size_t c = i % t->column_count;

        if (c == 0)
            (void)fputs("<tr>", out);
        (void)fputs(
            t->columns[c].align == RTPART_ALIGN_LEFT ? "<td class=\"l\">" : "<td>", out);
        rtpart_html_text(out, t->cells[i]);
        (void)fputs(c + 1 == t->column_count ? "</td></tr>\n" : "</td>", out);
    }
    (void)fputs("</tbody></table></div>\n", out);
}

void rtpart_html_base64(FILE *out, const void *bytes, size_t len)
{
    static const char digits[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const unsigned char *s = bytes;

    for (size_t i = 0; i < len; i += 3) {
        const size_t n = len - i < 3 ? len - i : 3;
        const unsigned long v = (unsigned long)s[i] << 16 |
                                (n > 1 ? (unsigned long)s[i + 1] << 8 : 0) |
                                (n > 2 ? (unsigned long)s[i + 2] : 0);

        for (size_t k = 0; k < 4; k++)
            (void)fputc(k <= n ? digits[v >> (18 - 6 * k) & 63] : '=', out);
    }
}
