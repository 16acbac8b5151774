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

/*
 * No script and no address outside may ever be used, even if something slipped through the
 * escaping: that is what the policy says.
 */
static const char head[] =
    "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n"
    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
    "style-src 'unsafe-inline'; img-src data:\"/>\n<style>\n"
    ":root{color-scheme:light dark;--ink:#1b1b1b;--soft:#666;--line:#ddd;--paper:#fff;"
    "--good:#0b6b3a;--goodback:#e3f4ea;--bad:#a01818;--badback:#fbe7e7}\n"
    "@media(prefers-color-scheme:dark){:root{--ink:#e8e8e8;--soft:#a5a5a5;--line:#444;"
    "--paper:#181a1b;--good:#7fd6a4;--goodback:#123222;--bad:#ff9c9c;"
    "--badback:#3d1717}}\n"
    "body{font:16px/1.45 system-ui,sans-serif;color:var(--ink);background:var(--paper);"
    "margin:0 auto;padding:1rem;max-width:60rem}\n"
    "h1{font-size:1.4rem;margin:.2rem 0;overflow-wrap:anywhere}"
    "h2{font-size:1.1rem;margin:1.6rem 0 .5rem}\n"
    ".verdict{padding:.7rem .9rem;border-radius:.4rem;font-weight:600;"
    "overflow-wrap:anywhere}"
    ".good{color:var(--good);background:var(--goodback)}"
    ".bad{color:var(--bad);background:var(--badback)}\n"
    ".scroll{overflow-x:auto}table{border-collapse:collapse;font-size:.88rem;"
    "font-variant-numeric:tabular-nums}"
    "th,td{padding:.25rem .6rem;text-align:right;border-bottom:1px solid var(--line);"
    "white-space:nowrap}th.l,td.l{text-align:left}th{color:var(--soft);font-weight:600;"
    "vertical-align:bottom}\n"
    "figure{margin:.5rem 0}svg,img{display:block;width:100%;height:auto}"
    "img{background:#fff}svg text{font:13px system-ui,sans-serif;fill:var(--soft)}"
    ".grid{stroke:var(--line)}.deadline{stroke:#cc2222;stroke-dasharray:5 4}"
    "figcaption{color:var(--soft);font-size:.88rem}\n"
    ".legend{list-style:none;display:flex;flex-wrap:wrap;gap:.2rem 1rem;padding:0;"
    "margin:.3rem 0;font-size:.88rem}.legend span{display:inline-block;width:1rem;"
    "height:.25rem;margin-right:.4rem;vertical-align:middle}\n"
    "dl{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1rem;margin:0}"
    "dt{color:var(--soft)}dd{margin:0;overflow-wrap:anywhere}"
    "pre{overflow-x:auto;font-size:.8rem;border:1px solid var(--line);padding:.6rem}\n"
    ".scroll img{min-width:46rem}"
    "@media(max-width:36rem){svg text{font-size:21px}}\n"
    "@media print{body{max-width:none}details{display:none}}\n"
    "</style>\n<title>";

void rtpart_html_begin(FILE *out, const char *title)
{
    fputs(head, out);
    rtpart_html_text(out, title);
    fputs("</title>\n</head>\n<body>\n<h1>", out);
    rtpart_html_text(out, title);
    fputs("</h1>\n", out);
}
