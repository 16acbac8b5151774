/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The folder that keeps what was measured of back ends. */
#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>

#include "common/auto.h"
#include "common/csv.h"
#include "common/json_out.h"
#include "common/outfile.h"
#include "validate/platform_report.h"

/* A file of the folder: what it is made from, and how. */
struct file {
    const struct rtpart_platform_results *r;
    const struct rtpart_published *published;
    enum rtpart_platform_quantity quantity;
    const char *directory;
};

typedef enum rtpart_code writer_fn(const struct file *f, FILE *out,
                                   struct rtpart_error *err);

static enum rtpart_code write_results(const struct file *f, FILE *out,
                                      struct rtpart_error *err)
{
    RTPART_AUTO_JSON json_t *json = rtpart_platform_json(f->r);

    return rtpart_json_print(json, out, err);
}

static enum rtpart_code write_latency(const struct file *f, FILE *out,
                                      struct rtpart_error *err)
{
    RTPART_AUTO_JSON json_t *json = rtpart_platform_latency_json(f->r);

    return rtpart_json_print(json, out, err);
}

static enum rtpart_code write_table(const struct file *f, FILE *out,
                                    struct rtpart_error *err)
{
    RTPART_AUTO(rtpart_table_free) struct rtpart_table table;

    rtpart_platform_table(&table, f->r, f->quantity, f->published);
    return rtpart_table_print_csv(&table, out, err);
}

static enum rtpart_code write_runs(const struct file *f, FILE *out,
                                   struct rtpart_error *err)
{
    (void)err;
    fputs("backend,vcpus,memory_mb,run,first_ns,total_ns\n", out);
    for (size_t i = 0; i < f->r->count; i++) {
        const struct rtpart_platform_cell *c = &f->r->cells[i];

        for (size_t k = 0; k < c->total.count; k++) {
            rtpart_csv_put(out, c->name);
            fprintf(out, ",%u,%u,%zu,", c->vcpus, c->memory_mb, k);
            if (k < c->first.count)
                fprintf(out, "%" PRId64, c->first.values[k]);
            fprintf(out, ",%" PRId64 "\n", c->total.values[k]);
        }
    }
    return RTPART_OK;
}

static enum rtpart_code write_page(const struct file *f, FILE *out,
                                   struct rtpart_error *err)
{
    (void)err;
    rtpart_platform_html(f->r, f->published, f->directory, out);
    return RTPART_OK;
}

static enum rtpart_code write_file(const struct file *f, const char *directory,
                                   const char *name, writer_fn *write,
                                   struct rtpart_error *err)
{
    RTPART_AUTO_FREE char *path = NULL;
    struct rtpart_outfile out = {0};
    enum rtpart_code code;

    if (asprintf(&path, "%s/%s", directory, name) < 0) {
        path = NULL;
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory for %s", name);
    }
    code = rtpart_outfile_open(&out, path, err);
    if (code != RTPART_OK)
        return code;
    code = write(f, out.file, err);
    if (code == RTPART_OK)
        return rtpart_outfile_commit(&out, err);
    rtpart_outfile_abort(&out);
    return code;
}

enum rtpart_code rtpart_platform_write(const struct rtpart_platform_results *r,
                                       const struct rtpart_published *published,
                                       const char *directory,
                                       const struct rtpart_notes *notes,
                                       struct rtpart_error *err)
{
    struct file f = {.r = r, .published = published, .directory = directory};
    struct rtpart_error why;
    enum rtpart_code code;

    if (mkdir(directory, 0777) != 0 && errno != EEXIST)
        return rtpart_fail(err, RTPART_EHOST, "%s: cannot be made: %s", directory,
                           strerror(errno));
    code = write_file(&f, directory, "results.json", write_results, err);
    if (code == RTPART_OK && rtpart_platform_has(r, RTPART_PLATFORM_LATENCY))
        code = write_file(&f, directory, "latency.json", write_latency, err);
    if (code == RTPART_OK && rtpart_platform_has(r, RTPART_PLATFORM_STARTUP))
        code = write_file(&f, directory, "startup-runs.csv", write_runs, err);
    for (int q = 0; q < RTPART_PLATFORM_QUANTITIES && code == RTPART_OK; q++) {
        char name[32];

        f.quantity = (enum rtpart_platform_quantity)q;
        (void)snprintf(name, sizeof name, "%s.csv",
                       rtpart_platform_quantity_name(f.quantity));
        if (rtpart_platform_has(r, f.quantity))
            code = write_file(&f, directory, name, write_table, err);
    }
    if (code == RTPART_OK && rtpart_platform_plots(r, directory, &why) != RTPART_OK)
        rtpart_note(notes, "%s", why.message);
    if (code == RTPART_OK) /* with the pictures in it */
        code = write_file(&f, directory, "report.html", write_page, err);
    return code;
}
