/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "validate/published.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/auto.h"
#include "common/csv.h"
#include "common/decimal.h"
#include "common/location.h"
#include "common/readall.h"

#define COLUMNS 8
#define PAPER   "platform-paper.csv"
#define SCALE   1000 /* values have three decimals at most */

/*
 * Where the file of the paper is, seen from the program that runs: beside an installed one
 * (prefix/bin), or in the sources of one that was built (build/PRESET/bin). NULL: out of
 * memory.
 */
static char *paper_path(void)
{
    static const char *const places[] = {"../share/rtpart/" PAPER,
                                         "../../../data/" PAPER};
    char program[4096];
    char *path = NULL;
    const ssize_t n = readlink("/proc/self/exe", program, sizeof program - 1);

    program[n > 0 ? n : 0] = '\0';
    char *slash = strrchr(program, '/');

    if (slash != NULL)
        slash[1] = '\0';
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        free(path);
        if (asprintf(&path, "%s%s", program, places[i]) < 0)
            return NULL;
        if (access(path, R_OK) == 0)
            break;
    }
    return path;
}

static enum rtpart_code add(struct rtpart_published *p, const struct rtpart_csv *csv,
                            const char *file, struct rtpart_error *err)
{
    char *const *f = csv->fields;
    const struct rtpart_location at = {file, csv->line};
    int64_t value;
    struct rtpart_error why;

    if (csv->count != COLUMNS || strlen(f[4]) != 1 || strchr("=<>~", f[4][0]) == NULL)
        return rtpart_fail_at(err, RTPART_EINPUT, at,
                              "%d columns are needed, and a relation among = < > ~",
                              COLUMNS);
    if (rtpart_decimal_parse(f[5], SCALE, RTPART_ROUND_EXACT, INT64_MAX / SCALE, &value,
                             NULL, &why) != RTPART_OK)
        return rtpart_fail_at(err, RTPART_EINPUT, at, "%s", why.message);
    if (p->count == p->room) {
        struct rtpart_published_value *bigger =
            realloc(p->values, (2 * p->room + 64) * sizeof *bigger);

        if (bigger == NULL)
            return rtpart_fail(err, RTPART_ENOMEM, "out of memory");
        p->values = bigger;
        p->room = 2 * p->room + 64;
    }
    struct rtpart_published_value *v = &p->values[p->count++];

    *v = (struct rtpart_published_value){.quantity = strdup(f[0]),
                                         .backend = strdup(f[1]),
                                         .guest = strdup(f[2]),
                                         .statistic = strdup(f[3]),
                                         .relation = f[4][0],
                                         .value = (double)value / SCALE,
                                         .place = strdup(f[7])};
    return v->quantity != NULL && v->backend != NULL && v->guest != NULL &&
                   v->statistic != NULL && v->place != NULL
               ? RTPART_OK
               : rtpart_fail(err, RTPART_ENOMEM, "out of memory");
}

enum rtpart_code rtpart_published_read(const char *path, struct rtpart_published *out,
                                       struct rtpart_error *err)
{
    RTPART_AUTO_FREE char *text = NULL;
    RTPART_AUTO(rtpart_csv_close) struct rtpart_csv csv = {0};
    RTPART_AUTO_FREE char *file =
        strcmp(path, "paper") == 0 ? paper_path() : strdup(path);
    bool more = true;
    size_t len = 0;
    size_t row = 0;
    enum rtpart_code code;

    if (file == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory");
    code = rtpart_readall(file, RTPART_INPUT_MAX, &text, &len, err);
    if (code == RTPART_OK)
        code = rtpart_csv_open(&csv, text, len, err);
    while (code == RTPART_OK && more) {
        code = rtpart_csv_read(&csv, file, &more, err);
        if (code == RTPART_OK && more && row++ > 0)
            code = add(out, &csv, file, err);
    }
    if (code != RTPART_OK)
        rtpart_published_free(out);
    return code;
}

const struct rtpart_published_value *
rtpart_published_find(const struct rtpart_published *p, const char *quantity,
                      const char *backend, const char *guest, const char *statistic)
{
    const struct rtpart_published_value *other = NULL;

    for (size_t i = 0; i < p->count; i++) {
        const struct rtpart_published_value *v = &p->values[i];

        if (strcmp(v->quantity, quantity) != 0 || strcmp(v->backend, backend) != 0 ||
            strcmp(v->statistic, statistic) != 0)
            continue;
        if (strcmp(v->guest, "host") == 0 || strcmp(v->guest, guest) == 0)
            return v;
        if (other == NULL)
            other = v;
    }
    return other;
}

void rtpart_published_free(struct rtpart_published *p)
{
    for (size_t i = 0; i < p->count; i++) {
        free(p->values[i].quantity);
        free(p->values[i].backend);
        free(p->values[i].guest);
        free(p->values[i].statistic);
        free(p->values[i].place);
    }
    free(p->values);
    *p = (struct rtpart_published){0};
}
