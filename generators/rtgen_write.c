/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Task sets to a file each, or all to one. */
#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "common/auto.h"
#include "common/csv.h"
#include "common/decimal.h"
#include "common/outfile.h"
#include "common/progress.h"
#include "generators/rtgen.h"
#include "generators/wcet.h"
#include "model/taskset_write.h"

/* The work in hand. */
struct job {
    const struct rtgen_arguments *args;
    const struct rtpart_generator *g;
    const volatile sig_atomic_t *stop;
    struct rtpart_notes notes;
    struct rtpart_progress progress;
    double last;  /* sum of C/T of the last set */
    double worst; /* largest relative error of these sums so far */
};

/* Make set number `index`, and remember how near it came. */
static enum rtpart_code make(struct job *j, uint64_t index, struct rtpart_system *out,
                             struct rtpart_error *err)
{
    const double wanted = j->g->request.utilization.sum;
    const enum rtpart_code code =
        rtpart_generator_system(j->g, index, out, &j->last, err);

    if (code == RTPART_OK)
        j->worst = fmax(j->worst, fabs(j->last - wanted) / wanted);
    return code;
}

/* A comment line that says who made the set, for the formats that have no other place. */
static void put_comment(FILE *out, const struct rtpart_provenance *p)
{
    (void)fprintf(out, "# %s (%s %s)\n", p->command, p->tool, p->version);
}

/* Rows of one set, in a file with one set or with many. */
static void put_rows(FILE *out, const struct rtpart_system *s,
                     const struct rtpart_notes *notes)
{
    const struct rtpart_component *c = &s->root.children[0];

    put_comment(out, &s->provenance);
    (void)fprintf(out, "Taskset %s\n", c->name);
    rtpart_component_write_rows(c, RTPART_MS, out, notes);
}

/* One set as a file of its own. */
static enum rtpart_code put_single(const struct job *j, const struct rtpart_system *s,
                                   FILE *out, struct rtpart_error *err)
{
    switch (j->args->cli.format) {
    case RTPART_FORMAT_ROWS:
        put_rows(out, s, &j->notes);
        return RTPART_OK;
    case RTPART_FORMAT_CSV:
        put_comment(out, &s->provenance);
        rtpart_component_write_csv(&s->root.children[0], RTPART_MS, out, &j->notes);
        return RTPART_OK;
    default:
        return rtpart_system_write_xml(s, RTPART_MS, out, err);
    }
}

/* CSV of many sets: their name is the first column. */
static void put_csv(FILE *out, const struct rtpart_component *c)
{
    char text[3][RTPART_DECIMAL_SIZE];

    for (size_t i = 0; i < c->taskset.count; i++) {
        const struct rtpart_task *t = &c->taskset.tasks[i];

        (void)fprintf(out, "%s,%s,%s,%s,%s\n", c->name, t->name,
                      rtpart_time_format(text[0], sizeof text[0], t->wcet, RTPART_MS),
                      rtpart_time_format(text[1], sizeof text[1], t->deadline, RTPART_MS),
                      rtpart_time_format(text[2], sizeof text[2], t->period, RTPART_MS));
    }
}

static enum rtpart_code interrupted(struct rtpart_error *err)
{
    return rtpart_fail(err, RTPART_EHOST, "interrupted");
}

/* Rows or CSV of all sets, one after the other. */
static enum rtpart_code put_stream(struct job *j, FILE *out, struct rtpart_error *err)
{
    const struct rtgen_arguments *args = j->args;
    const bool csv = args->cli.format == RTPART_FORMAT_CSV;

    if (csv)
        (void)fputs("set,name,c,d,t\n", out);
    for (uint64_t i = 0; i < args->count; i++) {
        RTPART_AUTO(rtpart_system_free) struct rtpart_system s = {0};
        const enum rtpart_code code = make(j, args->first + i, &s, err);

        if (code != RTPART_OK)
            return code;
        if (csv)
            put_csv(out, &s.root.children[0]);
        else
            put_rows(out, &s, &j->notes);
        if (ferror(out)) /* the disk is full: commit tells */
            return RTPART_OK;
        if (*j->stop)
            return interrupted(err);
        rtpart_progress_update(&j->progress, i + 1, args->count);
    }
    return RTPART_OK;
}

/* XML of all sets: components of one system. */
static enum rtpart_code put_system(struct job *j, FILE *out, struct rtpart_error *err)
{
    const struct rtgen_arguments *args = j->args;
    RTPART_AUTO(rtpart_system_free) struct rtpart_system all = {0};

    if (args->count > RTPART_TASKS_MAX / args->request.utilization.tasks)
        return rtpart_fail(err, RTPART_EUSAGE,
                           "%" PRIu64 " sets are too much for one XML file (%d tasks): "
                           "write to a folder (-o DIR/), or with --format rows or csv",
                           args->count, RTPART_TASKS_MAX);
    all.root.children = calloc(args->count, sizeof *all.root.children);
    if (all.root.children == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory");
    for (uint64_t i = 0; i < args->count; i++) {
        RTPART_AUTO(rtpart_system_free) struct rtpart_system one = {0};
        const enum rtpart_code code = make(j, args->first + i, &one, err);

        if (code != RTPART_OK)
            return code;
        all.root.children[all.root.child_count++] = one.root.children[0];
        one.root.child_count = 0; /* its content is now in `all` */
        if (*j->stop)
            return interrupted(err);
        rtpart_progress_update(&j->progress, i + 1, args->count);
    }
    if (rtpart_generator_provenance(j->g, args->first, args->count, &all.provenance, err))
        return RTPART_ENOMEM;
    return rtpart_system_write_xml(&all, RTPART_MS, out, err);
}

/* All sets to one file, or to standard output. */
static enum rtpart_code write_one(struct job *j, struct rtpart_error *err)
{
    struct rtpart_outfile file;
    enum rtpart_code code = rtpart_outfile_open(&file, j->args->cli.output, err);

    if (code != RTPART_OK)
        return code;
    if (j->args->count == 1) {
        RTPART_AUTO(rtpart_system_free) struct rtpart_system s = {0};

        code = make(j, j->args->first, &s, err);
        if (code == RTPART_OK)
            code = put_single(j, &s, file.file, err);
    } else if (j->args->cli.format == RTPART_FORMAT_XML) {
        code = put_system(j, file.file, err);
    } else {
        code = put_stream(j, file.file, err);
    }
    if (code == RTPART_OK)
        return rtpart_outfile_commit(&file, err);
    rtpart_outfile_abort(&file);
    return code;
}

/* Does -o name a folder? It is made where it ends with a slash and is not there. */
static enum rtpart_code open_folder(const char *path, bool *folder,
                                    struct rtpart_error *err)
{
    struct stat found;
    const size_t len = path != NULL ? strlen(path) : 0;

    *folder = false;
    if (len == 0)
        return RTPART_OK;
    if (path[len - 1] == '/' && mkdir(path, 0777) != 0 && errno != EEXIST)
        return rtpart_fail(err, RTPART_EHOST, "%s: cannot make the folder: %s", path,
                           strerror(errno));
    *folder = stat(path, &found) == 0 && S_ISDIR(found.st_mode);
    if (!*folder && path[len - 1] == '/')
        return rtpart_fail(err, RTPART_EHOST, "%s: is no folder", path);
    return RTPART_OK;
}

static const char *suffix(enum rtpart_format format)
{
    return format == RTPART_FORMAT_XML   ? "xml"
           : format == RTPART_FORMAT_CSV ? "csv"
                                         : "txt";
}

/* Digits of the largest number, so that names sort like numbers. */
static int digits(uint64_t number)
{
    return snprintf(NULL, 0, "%" PRIu64, number);
}

static enum rtpart_code write_file(struct job *j, uint64_t index,
                                   struct rtpart_error *err)
{
    const struct rtgen_arguments *args = j->args;
    RTPART_AUTO(rtpart_system_free) struct rtpart_system s = {0};
    RTPART_AUTO_FREE char *path = NULL;
    struct rtpart_outfile file;

    if (asprintf(&path, "%s/set%0*" PRIu64 ".%s", args->cli.output,
                 digits(args->first + args->count - 1), index,
                 suffix(args->cli.format)) < 0) {
        path = NULL;
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory");
    }
    enum rtpart_code code = make(j, index, &s, err);

    if (code == RTPART_OK)
        code = rtpart_outfile_open(&file, path, err);
    if (code != RTPART_OK)
        return code;
    file.many = true;
    code = put_single(j, &s, file.file, err);
    if (code == RTPART_OK)
        return rtpart_outfile_commit(&file, err);
    rtpart_outfile_abort(&file);
    return code;
}

/* A file for each set. */
static enum rtpart_code write_folder(struct job *j, struct rtpart_error *err)
{
    const struct rtgen_arguments *args = j->args;

    for (uint64_t i = 0; i < args->count; i++) {
        const enum rtpart_code code = write_file(j, args->first + i, err);

        if (code != RTPART_OK)
            return code;
        if (*j->stop)
            return rtpart_fail(err, RTPART_EHOST,
                               "interrupted: %" PRIu64 " of %" PRIu64
                               " files written, each "
                               "of them whole",
                               i + 1, args->count);
        rtpart_progress_update(&j->progress, i + 1, args->count);
    }
    return RTPART_OK;
}

/* What rounding WCETs has made of the sums. */
static void tell_sum(const struct job *j)
{
    const double wanted = j->g->request.utilization.sum;
    const char *cause = j->worst > RTPART_WCET_TOLERANCE
                            ? ": the steps of WCETs are large for these periods"
                            : "";

    if (j->args->count == 1)
        rtpart_note(&j->notes, "C/T adds up to %.12g%s", j->last, cause);
    else
        rtpart_note(&j->notes, "C/T adds up to %.12g within %.2g in all sets%s", wanted,
                    j->worst * wanted, cause);
}

enum rtpart_code rtgen_write(const struct rtgen_arguments *args,
                             const struct rtpart_generator *g,
                             const volatile sig_atomic_t *stop, struct rtpart_notes notes,
                             struct rtpart_error *err)
{
    struct job j = {.args = args, .g = g, .stop = stop, .notes = notes};
    bool folder;
    enum rtpart_code code = open_folder(args->cli.output, &folder, err);

    if (code != RTPART_OK)
        return code;
    rtpart_progress_start(&j.progress, "sets", args->cli.quiet || args->count == 1);
    code = folder ? write_folder(&j, err) : write_one(&j, err);
    rtpart_progress_end(&j.progress);
    if (code == RTPART_OK)
        tell_sum(&j);
    return code;
}
