/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "generators/spec.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "common/auto.h"
#include "common/decimal.h"

/* Numbers are whole multiples of 10^-9 on the way in and out. */
#define NUMBER_SCALE INT64_C(1000000000)
#define NUMBER_MAX   (1000000 * NUMBER_SCALE)

enum { FIELDS_MAX = 4 };

enum rtpart_code rtpart_spec_number(const char *text, double *out,
                                    struct rtpart_error *err)
{
    const size_t len = strlen(text);
    const bool percent = len > 0 && text[len - 1] == '%';
    RTPART_AUTO_FREE char *digits = strndup(text, percent ? len - 1 : len);
    int64_t value;
    struct rtpart_error why = {0};

    if (digits == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory");
    if (rtpart_decimal_parse(digits, percent ? NUMBER_SCALE / 100 : NUMBER_SCALE,
                             RTPART_ROUND_EXACT, NUMBER_MAX, &value, NULL,
                             &why) != RTPART_OK)
        return rtpart_fail(
            err, RTPART_EUSAGE,
            "\"%.60s\" is not a number from 0 to 1000000 with at most %d digits "
            "after the point%s",
            text, percent ? 7 : 9, percent ? " and %" : "");
    *out = (double)value / (double)NUMBER_SCALE;
    return RTPART_OK;
}

/* LO:HI with 0 <= LO <= HI <= 1. */
static enum rtpart_code parse_pair(const char *lo, const char *hi, double *low,
                                   double *high, struct rtpart_error *err)
{
    double l;
    double h;

    if (rtpart_spec_number(lo, &l, err) || rtpart_spec_number(hi, &h, err))
        return RTPART_EUSAGE;
    if (l > h || h > 1)
        return rtpart_fail(
            err, RTPART_EUSAGE,
            "%.30s:%.30s is not two numbers from 0 to 1, the lower one first", lo, hi);
    *low = l;
    *high = h;
    return RTPART_OK;
}

/* Cut text at `separator`; how many fields, or FIELDS_MAX + 1 where there are more. */
static size_t split(char *text, char separator, char *fields[FIELDS_MAX])
{
    size_t n = 1;

    fields[0] = text;
    for (char *end = strchr(text, separator); end != NULL; end = strchr(end, separator)) {
        if (n == FIELDS_MAX)
            return n + 1;
        *end++ = '\0';
        fields[n++] = end;
    }
    return n;
}

/* Times between commas. The last word is not empty. */
static enum rtpart_code parse_list(const char *text, struct rtpart_periods *p,
                                   struct rtpart_error *err)
{
    RTPART_AUTO_FREE char *copy = strdup(text);
    RTPART_AUTO_FREE rtpart_ns *list = calloc(strlen(text) + 1, sizeof *list);
    char *rest = copy;

    if (copy == NULL || list == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory");
    p->list_count = 0;
    while (rest != NULL)
        if (rtpart_time_parse(strsep(&rest, ","), &list[p->list_count++], err))
            return RTPART_EUSAGE;
    p->list = list;
    list = NULL;
    return RTPART_OK;
}

/* [MIN:MAX[:RATIO]] in fields[1 .. count - 1]. */
static enum rtpart_code parse_range(char *const *fields, size_t count,
                                    struct rtpart_periods *p, struct rtpart_error *err)
{
    int64_t ratio = 2;

    p->min = RTPART_PERIOD_MIN;
    p->max = RTPART_PERIOD_MAX;
    if (count > 1 && (rtpart_time_parse(fields[1], &p->min, err) ||
                      rtpart_time_parse(fields[2], &p->max, err)))
        return RTPART_EUSAGE;
    if (count > 3 && rtpart_decimal_parse(fields[3], 1, RTPART_ROUND_EXACT, 1000000,
                                          &ratio, NULL, NULL))
        return rtpart_fail(err, RTPART_EUSAGE,
                           "\"%.60s\" is not a whole number in 2 .. 1000000", fields[3]);
    p->ratio = (unsigned)ratio;
    return RTPART_OK;
}

/* "MIN:MAX" and the like, for messages. */
static const char *usage_of(enum rtpart_period_arguments arguments)
{
    switch (arguments) {
    case RTPART_PERIODS_RANGE:
        return ":MIN:MAX";
    case RTPART_PERIODS_RATIO:
        return ":MIN:MAX:RATIO";
    case RTPART_PERIODS_LIST:
        return ":T1,T2,...";
    case RTPART_PERIODS_NONE:
        break;
    }
    return "";
}

static enum rtpart_code parse_arguments(char *text, struct rtpart_periods *p,
                                        struct rtpart_error *err)
{
    const enum rtpart_period_arguments arguments = p->method->arguments;
    char *fields[FIELDS_MAX];

    if (arguments == RTPART_PERIODS_LIST) {
        const char *colon = strchr(text, ':');

        return parse_list(colon != NULL ? colon + 1 : "", p, err);
    }
    const size_t count = split(text, ':', fields);

    if (count == 1 || (count == 3 && arguments != RTPART_PERIODS_NONE) ||
        (count == 4 && arguments == RTPART_PERIODS_RATIO))
        return parse_range(fields, count, p, err);
    return rtpart_fail(err, RTPART_EUSAGE, "write it as %s%s", p->method->name,
                       usage_of(arguments));
}

enum rtpart_code rtpart_spec_periods(const char *text, struct rtpart_periods *out,
                                     struct rtpart_error *err)
{
    const size_t len = strcspn(text, ":");
    struct rtpart_periods p = *out;
    RTPART_AUTO_FREE char *copy = strdup(text);

    if (copy == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory");
    p.list = NULL;
    p.list_count = 0;
    p.method = rtpart_period_find(text, len);
    if (p.method == NULL)
        return rtpart_fail(err, RTPART_EUSAGE,
                           "there is no \"%.60s\" (rtgen --list shows all)", copy);

    const enum rtpart_code code = parse_arguments(copy, &p, err);

    if (code != RTPART_OK)
        return code;
    rtpart_periods_free(out);
    *out = p;
    return RTPART_OK;
}

enum rtpart_code rtpart_spec_deadlines(const char *text, struct rtpart_deadlines *out,
                                       struct rtpart_error *err)
{
    RTPART_AUTO_FREE char *copy = strdup(text);
    char *fields[FIELDS_MAX];

    if (copy == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory");
    const size_t count = split(copy, ':', fields);

    if (count == 1 && strcmp(fields[0], "implicit") == 0) {
        *out = (struct rtpart_deadlines){1, 1};
        return RTPART_OK;
    }
    if (strcmp(fields[0], "constrained") != 0 || (count != 1 && count != 3))
        return rtpart_fail(err, RTPART_EUSAGE,
                           "\"%.60s\" is neither implicit nor constrained:LO:HI", text);
    if (count == 3)
        return parse_pair(fields[1], fields[2], &out->lo, &out->hi, err);
    *out = (struct rtpart_deadlines){0, 1};
    return RTPART_OK;
}

/* COUNTxLO:HI or LO:HI, appended to bounds[*used ..]. */
static enum rtpart_code add_bounds(char *text, struct rtpart_bounds *bounds, size_t n,
                                   size_t *used, struct rtpart_error *err)
{
    struct rtpart_bounds b = {0};
    char *times = strchr(text, 'x');
    char *fields[FIELDS_MAX];
    int64_t count = 1;

    if (times != NULL) {
        *times = '\0';
        if (rtpart_decimal_parse(text, 1, RTPART_ROUND_EXACT, (int64_t)n, &count, NULL,
                                 NULL) ||
            count == 0)
            return rtpart_fail(err, RTPART_EUSAGE,
                               "\"%.60s\" is not a number of tasks (there are %zu)", text,
                               n);
        text = times + 1;
    }
    if (split(text, ':', fields) != 2)
        return rtpart_fail(err, RTPART_EUSAGE, "\"%.60s\" is not LO:HI", text);
    if (parse_pair(fields[0], fields[1], &b.lo, &b.hi, err))
        return RTPART_EUSAGE;
    if ((size_t)count > n - *used)
        return rtpart_fail(err, RTPART_EUSAGE, "bounds for more than %zu tasks", n);
    for (int64_t i = 0; i < count; i++)
        bounds[(*used)++] = b;
    return RTPART_OK;
}

enum rtpart_code rtpart_spec_bounds(const char *text, size_t n,
                                    struct rtpart_bounds **out, struct rtpart_error *err)
{
    RTPART_AUTO_FREE char *copy = strdup(text);
    RTPART_AUTO_FREE struct rtpart_bounds *bounds = calloc(n, sizeof *bounds);
    char *rest = copy;
    size_t used = 0;

    if (copy == NULL || bounds == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory");
    while (rest != NULL)
        if (add_bounds(strsep(&rest, ","), bounds, n, &used, err))
            return RTPART_EUSAGE;
    if (used < n)
        return rtpart_fail(err, RTPART_EUSAGE, "bounds for %zu task%s, but there are %zu",
                           used, used == 1 ? "" : "s", n);
    *out = bounds;
    bounds = NULL;
    return RTPART_OK;
}

void rtpart_spec_put_number(FILE *out, double number)
{
    char text[RTPART_DECIMAL_SIZE];
    const int64_t value = (int64_t)(number * (double)NUMBER_SCALE + 0.5);

    (void)fputs(rtpart_decimal_format(text, sizeof text, value, NUMBER_SCALE), out);
}

void rtpart_spec_put_time(FILE *out, rtpart_ns time)
{
    char text[RTPART_DECIMAL_SIZE];
    const char *blank = rtpart_time_format_auto(text, sizeof text, time);
    const size_t digits = strcspn(blank, " ");

    (void)fprintf(out, "%.*s%s", (int)digits, text, text + digits + 1);
}

void rtpart_spec_put_periods(FILE *out, const struct rtpart_periods *p)
{
    const enum rtpart_period_arguments arguments = p->method->arguments;

    (void)fputs(p->method->name, out);
    if (arguments == RTPART_PERIODS_RANGE || arguments == RTPART_PERIODS_RATIO) {
        (void)fputc(':', out);
        rtpart_spec_put_time(out, p->min);
        (void)fputc(':', out);
        rtpart_spec_put_time(out, p->max);
    }
    if (arguments == RTPART_PERIODS_RATIO)
        (void)fprintf(out, ":%u", p->ratio);
    for (size_t i = 0; arguments == RTPART_PERIODS_LIST && i < p->list_count; i++) {
        (void)fputc(i == 0 ? ':' : ',', out);
        rtpart_spec_put_time(out, p->list[i]);
    }
}

void rtpart_spec_put_deadlines(FILE *out, const struct rtpart_deadlines *d)
{
    if (d->lo >= 1) {
        (void)fputs("implicit", out);
        return;
    }
    (void)fputs("constrained:", out);
    rtpart_spec_put_number(out, d->lo);
    (void)fputc(':', out);
    rtpart_spec_put_number(out, d->hi);
}

void rtpart_spec_put_bounds(FILE *out, const struct rtpart_bounds *bounds, size_t n)
{
    for (size_t i = 0; i < n;) {
        size_t same = 1;

        while (i + same < n && bounds[i].lo == bounds[i + same].lo &&
               bounds[i].hi == bounds[i + same].hi)
            same++;
        if (i > 0)
            (void)fputc(',', out);
        if (same > 1)
            (void)fprintf(out, "%zux", same);
        rtpart_spec_put_number(out, bounds[i].lo);
        (void)fputc(':', out);
        rtpart_spec_put_number(out, bounds[i].hi);
        i += same;
    }
}
