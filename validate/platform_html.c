/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was measured of back ends as one page that needs nothing else. */
#include <stdlib.h>
#include <string.h>

#include "common/auto.h"
#include "common/readall.h"
#include "validate/html.h"
#include "validate/platform_report.h"

static void entry(FILE *out, const char *name, const char *value)
{
    if (value == NULL || *value == '\0')
        return;
    fprintf(out, "<dt>%s</dt><dd>", name);
    rtpart_html_text(out, value);
    fputs("</dd>\n", out);
}

/* A picture of the folder, inside the page; none where it could not be drawn. */
static void picture(FILE *out, const char *directory, const char *name)
{
    RTPART_AUTO_FREE char *path = NULL;
    RTPART_AUTO_FREE char *svg = NULL;
    size_t len = 0;

    if (asprintf(&path, "%s/%s.svg", directory, name) < 0) {
        path = NULL;
        return;
    }
    if (rtpart_readall(path, RTPART_INPUT_MAX, &svg, &len, NULL) != RTPART_OK)
        return;
    fputs("<figure class=\"scroll\"><img alt=\"", out);
    rtpart_html_text(out, name);
    fputs("\" src=\"data:image/svg+xml;base64,", out);
    rtpart_html_base64(out, svg, len);
    fputs("\"/></figure>\n", out);
}

/* Table, words and picture of one quantity. */
static void quantity(const struct rtpart_platform_results *r,
                     enum rtpart_platform_quantity q,
                     const struct rtpart_published *published, const char *directory,
                     FILE *out)
{
    RTPART_AUTO(rtpart_table_free) struct rtpart_table table = {0};
    RTPART_AUTO_FREE char *headline = rtpart_platform_headline(r, q);
    RTPART_AUTO_FREE char *footnote = rtpart_platform_footnote(r, q, published, false);

    if (!rtpart_platform_has(r, q))
        return;
    rtpart_platform_table(&table, r, q, published);
    fputs("<h2>", out);
    rtpart_html_text(out, headline);
    fputs("</h2>\n", out);
    rtpart_html_table(out, &table);
    fputs("<p>", out);
    rtpart_html_text(out, footnote);
    fputs("</p>\n", out);
    picture(out, directory, rtpart_platform_quantity_name(q));
}

/* The pictures of machines that were swept: each once. */
static void sweeps(const struct rtpart_platform_results *r, const char *directory,
                   FILE *out)
{
    for (size_t i = 0; i < r->count; i++) {
        bool again = false;
        char name[96];

        for (size_t k = 0; k < i; k++)
            again = again || strcmp(r->cells[k].name, r->cells[i].name) == 0;
        if (again)
            continue;
        (void)snprintf(name, sizeof name, "startup-%.60s-mean", r->cells[i].name);
        picture(out, directory, name);
        (void)snprintf(name, sizeof name, "startup-%.60s-worst", r->cells[i].name);
        picture(out, directory, name);
    }
}

static void provenance(const struct rtpart_platform_results *r, FILE *out)
{
    fputs("<h2>Where it comes from</h2>\n<dl>\n", out);
    entry(out, "host", r->host);
    entry(out, "guest kernel", r->kernel);
    entry(out, "date", r->date);
    entry(out, "command", r->command);
    entry(out, "rtpart", r->version);
    for (size_t i = 0; i < r->count; i++) {
        entry(out, "run as", r->cells[i].command);
        entry(out, "problem", r->cells[i].problem);
    }
    fputs("</dl>\n", out);
}

void rtpart_platform_html(const struct rtpart_platform_results *r,
                          const struct rtpart_published *published, const char *directory,
                          FILE *out)
{
    rtpart_html_begin(out, "Latency, start-up and memory of virtualization technologies");
    for (int q = 0; q < RTPART_PLATFORM_QUANTITIES; q++)
        quantity(r, (enum rtpart_platform_quantity)q, published, directory, out);
    sweeps(r, directory, out);
    provenance(r, out);
    fputs("</body>\n</html>\n", out);
}
