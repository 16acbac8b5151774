/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The picture of run time over the size of a set. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "common/auto.h"
#include "common/csv.h"
#include "common/decimal.h"
#include "common/gnuplot.h"
#include "common/readall.h"
#include "validate/sweep.h"
#include "validate/sweep_rows.h"
#include "validate/sweep_summary.h"

void rtpart_sweep_times_free(struct rtpart_sweep_times *t)
{
    free(t->rows);
    *t = (struct rtpart_sweep_times){0};
}

/* One record of the file; false where it is none. */
static bool parse_row(const struct rtpart_csv *csv, struct rtpart_sweep_time *r)
{
    int64_t tasks;
    int64_t sets;
    int64_t total;

    if (csv->count != 4 || csv->fields[1][0] == '\0' ||
        strlen(csv->fields[1]) >= sizeof r->method ||
        rtpart_decimal_parse(csv->fields[0], 1, RTPART_ROUND_EXACT, INT64_MAX, &tasks,
                             NULL, NULL) != RTPART_OK ||
        rtpart_decimal_parse(csv->fields[2], 1, RTPART_ROUND_EXACT, INT64_MAX, &sets,
                             NULL, NULL) != RTPART_OK ||
        rtpart_decimal_parse(csv->fields[3], 1, RTPART_ROUND_EXACT, INT64_MAX, &total,
                             NULL, NULL) != RTPART_OK ||
        sets == 0)
        return false;
    for (const char *c = csv->fields[1]; *c != '\0'; c++)
        if ((unsigned char)*c < 0x20) /* it would end a line of the data to draw */
            return false;
    *r = (struct rtpart_sweep_time){
        .tasks = (uint64_t)tasks, .sets = (uint64_t)sets, .total_ns = (uint64_t)total};
    memcpy(r->method, csv->fields[1], strlen(csv->fields[1]) + 1);
    return true;
}

/* The first row of each method, in the order of the file. Returns how many there are, or one
 * too many for a file of rtsweep. */
static size_t methods_of(const struct rtpart_sweep_times *t,
                         size_t first[RTPART_SWEEP_METHODS_MAX])
{
    size_t count = 0;

    for (size_t i = 0; i < t->count; i++) {
        size_t m = 0;

        while (m < count && strcmp(t->rows[first[m]].method, t->rows[i].method) != 0)
            m++;
        if (m == RTPART_SWEEP_METHODS_MAX)
            return RTPART_SWEEP_METHODS_MAX + 1;
        if (m == count)
            first[count++] = i;
    }
    return count;
}

enum rtpart_code rtpart_sweep_times_read_memory(struct rtpart_sweep_times *t,
                                                const char *text, size_t len,
                                                const char *name,
                                                struct rtpart_error *err)
{
    static const char head[] = "tasks,method,sets,total_ns\n";
    RTPART_AUTO(rtpart_csv_close) struct rtpart_csv csv = {0};
    size_t first[RTPART_SWEEP_METHODS_MAX];
    bool more;

    if (strncmp(text, head, sizeof head - 1) != 0)
        return rtpart_fail(err, RTPART_EINPUT, "%s:1: this is no file of rtsweep --times",
                           name);
    enum rtpart_code code = rtpart_csv_open(&csv, text, len, err);

    if (code != RTPART_OK)
        return code;
    t->rows = calloc(len / 8 + 1, sizeof *t->rows); /* "1,a,1,1\n" is the shortest row */
    if (t->rows == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory for %s", name);
    code = rtpart_csv_read(&csv, name, &more, err); /* the head */
    while (code == RTPART_OK &&
           (code = rtpart_csv_read(&csv, name, &more, err)) == RTPART_OK && more)
        if (!parse_row(&csv, &t->rows[t->count++]))
            code = rtpart_fail(err, RTPART_EINPUT, "%s:%u: this is not a row of times",
                               name, csv.line);
    if (code == RTPART_OK && t->count == 0)
        code = rtpart_fail(err, RTPART_EINPUT, "%s: there are no times in it", name);
    if (code == RTPART_OK && methods_of(t, first) > RTPART_SWEEP_METHODS_MAX)
        code = rtpart_fail(err, RTPART_EINPUT, "%s: it has more than %d methods", name,
                           RTPART_SWEEP_METHODS_MAX);
    return code;
}

/* One data set for each method: size, time of a set in us. */
static void write_data(struct rtpart_gnuplot *p, const struct rtpart_sweep_times *t)
{
    size_t first[RTPART_SWEEP_METHODS_MAX];
    const size_t methods = methods_of(t, first);

    fputs("set title 'time that one set takes'\nset xlabel 'tasks in the set'\n"
          "set ylabel 'time (us)'\nset logscale y\nset key outside right top noenhanced\n"
          "plot ",
          p->script);
    for (size_t m = 0; m < methods; m++) {
        const char *method = t->rows[first[m]].method;

        fprintf(p->data, "# %s: tasks us_per_set\n", method);
        for (size_t k = first[m]; k < t->count; k++)
            if (strcmp(t->rows[k].method, method) == 0)
                fprintf(p->data, "%" PRIu64 " %.4f\n", t->rows[k].tasks,
                        (double)t->rows[k].total_ns / 1000 / (double)t->rows[k].sets);
        fputs("\n\n", p->data);
        fprintf(p->script,
                "%sDATA index %zu using 1:2 with linespoints ls %zu pt 7 title ",
                m > 0 ? ", \\\n     " : "", m, m % 10 + 1);
        rtpart_gnuplot_quote(p->script, method);
    }
    fputc('\n', p->script);
}

enum rtpart_code rtpart_sweep_plot_times(const char *path, const char *directory,
                                         struct rtpart_error *err)
{
    static const char *const endings[] = {"png", "svg"};
    RTPART_AUTO(rtpart_sweep_times_free) struct rtpart_sweep_times times = {0};
    RTPART_AUTO_FREE char *text = NULL;
    size_t len;
    enum rtpart_code code = rtpart_readall(path, RTPART_INPUT_MAX, &text, &len, err);

    if (code == RTPART_OK)
        code = rtpart_sweep_times_read_memory(&times, text, len, rtpart_input_name(path),
                                              err);
    for (int i = 0; code == RTPART_OK && i < 2; i++) {
        RTPART_AUTO_FREE char *picture = NULL;
        struct rtpart_gnuplot p;

        if (asprintf(&picture, "%s/time.%s", directory, endings[i]) < 0) {
            picture = NULL;
            return rtpart_fail(err, RTPART_ENOMEM, "out of memory for a picture");
        }
        code = rtpart_gnuplot_begin(&p, picture, 900, 520, true, err);
        if (code != RTPART_OK)
            break;
        write_data(&p, &times);
        code = rtpart_gnuplot_finish(&p, err);
    }
    return code;
}
