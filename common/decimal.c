/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/decimal.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "common/wide.h"

/* A decimal taken apart: the digits of `text` with the point after the first `whole`. */
struct decimal {
    const char *digits; /* digits and at most one point */
    size_t length;      /* characters in it */
    long whole;         /* digits before the point, once the exponent has moved it */
};

/* Exponents are cut here: far more than any text of digits can make up for. */
enum { EXPONENT_MAX = 1000000000 };

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Read "e-12" at `s` up to the end of the text. False where it is something else. */
static bool parse_exponent(const char *s, long *exponent)
{
    long value = 0;
    bool negative = false;

    if (*s == '\0') {
        *exponent = 0;
        return true;
    }
    if (*s != 'e' && *s != 'E')
        return false;
    s++;
    if (*s == '+' || *s == '-')
        negative = *s++ == '-';
    if (*s == '\0')
        return false;
    for (; is_digit(*s); s++)
        if (value < EXPONENT_MAX)
            value = value * 10 + (*s - '0');
    *exponent = negative ? -value : value;
    return *s == '\0';
}

static bool parse_shape(const char *text, struct decimal *d)
{
    const char *s = text;
    size_t digits = 0;
    size_t before = 0;
    bool point = false;
    long exponent;

    for (; is_digit(*s) || (*s == '.' && !point); s++) {
        if (*s == '.') {
            point = true;
            before = digits;
        } else {
            digits++;
        }
    }
    if (digits == 0 || !parse_exponent(s, &exponent))
        return false;
    d->digits = text;
    d->length = (size_t)(s - text);
    d->whole = (long)(point ? before : digits) + exponent;
    return true;
}

/*
 * Whole part times scale: Horner from the left. False as soon as it passes `max`.
 * Sets *used to the characters of d->digits that belong to the whole part.
 */
static bool whole_part(const struct decimal *d, int64_t scale, int64_t max,
                       rtpart_u128 *value, size_t *used)
{
    long left = d->whole;
    size_t i = 0;

    *value = 0;
    for (; i < d->length && left > 0; i++) {
        if (d->digits[i] == '.')
            continue;
        *value = *value * 10 + (rtpart_u128)(d->digits[i] - '0') * (rtpart_u128)scale;
        if (*value > (rtpart_u128)max)
            return false;
        left--;
    }
    for (; left > 0 && *value > 0; left--) {
        *value *= 10;
        if (*value > (rtpart_u128)max)
            return false;
    }
    *used = i;
    return true;
}

/*
 * floor(0.digits * scale) for the characters from `from` on: Horner from the right, where
 * floor((a + x) / 10) = floor((a + floor(x)) / 10) for a whole number a keeps it exact.
 * *rest tells whether anything was cut off.
 */
static rtpart_u128 fraction_part(const struct decimal *d, size_t from, int64_t scale,
                                 bool *rest)
{
    rtpart_u128 value = 0;

    *rest = false;
    for (size_t i = d->length; i-- > from;) {
        if (d->digits[i] == '.')
            continue;
        value += (rtpart_u128)(d->digits[i] - '0') * (rtpart_u128)scale;
        *rest = *rest || value % 10 != 0;
        value /= 10;
    }
    for (long zeros = d->whole; zeros < 0 && value > 0; zeros++) {
        *rest = *rest || value % 10 != 0;
        value /= 10;
    }
    return value;
}

/* What exactly is wrong with a text that is no decimal: people get these from other tools. */
static const char *why_not(const char *text)
{
    if (text[0] == '\0')
        return "is empty";
    if (text[0] == '-')
        return "is negative";
    if (text[0] == '+')
        return "has a sign; write it without";
    if (strncasecmp(text, "nan", 3) == 0 || strncasecmp(text, "inf", 3) == 0)
        return "is not finite";
    if (text[0] == '0' && (text[1] == 'x' || text[1] == 'X'))
        return "is hexadecimal; write it in decimal";
    return "is not a decimal number";
}

enum rtpart_code rtpart_decimal_parse(const char *text, int64_t scale,
                                      enum rtpart_round round, int64_t max, int64_t *out,
                                      bool *rounded, struct rtpart_error *err)
{
    struct decimal d;
    rtpart_u128 value;
    size_t used;
    bool rest = false;

    assert(scale >= 1 && max >= 0);
    if (!parse_shape(text, &d))
        return rtpart_fail(err, RTPART_EINPUT, "\"%.60s\" %s", text, why_not(text));

    bool fits = whole_part(&d, scale, max, &value, &used);

    if (fits) {
        value += fraction_part(&d, used, scale, &rest);
        if (rest && round == RTPART_ROUND_EXACT)
            return rtpart_fail(err, RTPART_EINPUT,
                               "\"%.60s\" has more decimals than can be kept", text);
        if (rest && round == RTPART_ROUND_UP)
            value++;
        fits = value <= (rtpart_u128)max;
    }
    if (!fits)
        return rtpart_fail(err, RTPART_ERANGE, "\"%.60s\" is too large", text);
    *out = (int64_t)value;
    if (rounded != NULL)
        *rounded = rest;
    return RTPART_OK;
}

char *rtpart_decimal_format(char *buf, size_t size, int64_t value, int64_t scale)
{
    assert(size >= RTPART_DECIMAL_SIZE && scale >= 1);
    const uint64_t magnitude = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    const uint64_t unit = (uint64_t)scale;
    uint64_t fraction = magnitude % unit;
    int digits = 0;

    for (uint64_t s = unit; s > 1; s /= 10)
        digits++;
    for (; digits > 0 && fraction % 10 == 0; digits--)
        fraction /= 10;
    if (digits == 0)
        (void)snprintf(buf, size, "%s%" PRIu64, value < 0 ? "-" : "", magnitude / unit);
    else
        (void)snprintf(buf, size, "%s%" PRIu64 ".%0*" PRIu64, value < 0 ? "-" : "",
                       magnitude / unit, digits, fraction);
    return buf;
}

static const struct {
    const char *name;
    int64_t unit;
} units[] = {
    {"ns", 1},           {"us", 1000},        {"ms", 1000000},
    {"s", 1000000000},   {"\xc2\xb5s", 1000}, /* MICRO SIGN */
    {"\xce\xbcs", 1000},                      /* GREEK SMALL LETTER MU */
};

int64_t rtpart_unit_from_name(const char *name)
{
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (strcmp(name, units[i].name) == 0)
            return units[i].unit;
    return 0;
}

const char *rtpart_unit_name(int64_t unit)
{
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (unit == units[i].unit)
            return units[i].name;
    return "?";
}

enum rtpart_code rtpart_time_parse(const char *text, int64_t *out,
                                   struct rtpart_error *err)
{
    char number[128];
    size_t n = strspn(text, "0123456789.");
    const char *unit = text + n;
    struct rtpart_error why;

    /* "1e3ms": an exponent belongs to the number */
    if (n > 0 && (*unit == 'e' || *unit == 'E'))
        n += 1 + strspn(unit + 1, "+-0123456789");
    unit = text + n;
    unit += strspn(unit, " ");
    if (n == 0 && text[0] != '-' && text[0] != '+')
        return rtpart_fail(
            err, RTPART_EUSAGE,
            "\"%.60s\" is not a time (write a number and its unit, as in 7.5ms)", text);
    if (n == 0)
        return rtpart_fail(err, RTPART_EUSAGE, "\"%.60s\" has a sign; write it without",
                           text);
    if (*unit == '\0')
        return rtpart_fail(err, RTPART_EUSAGE,
                           "\"%.60s\" has no unit (add one of ns, us, ms, s)", text);

    const int64_t scale = rtpart_unit_from_name(unit);

    if (scale == 0)
        return rtpart_fail(err, RTPART_EUSAGE,
                           "\"%.60s\" has an unknown unit (known: ns, us, ms, s)", text);
    if (n >= sizeof number)
        return rtpart_fail(err, RTPART_EUSAGE, "\"%.60s\" is too long", text);
    memcpy(number, text, n);
    number[n] = '\0';
    switch (rtpart_decimal_parse(number, scale, RTPART_ROUND_EXACT, RTPART_TIME_PARSE_MAX,
                                 out, NULL, &why)) {
    case RTPART_OK:
        return RTPART_OK;
    case RTPART_ERANGE:
        return rtpart_fail(err, RTPART_EUSAGE,
                           "\"%.60s\" is too large (at most 2^53 ns, about 104 days)",
                           text);
    default:
        return rtpart_fail(err, RTPART_EUSAGE,
                           "\"%.60s\" is not a time of whole nanoseconds", text);
    }
}

char *rtpart_time_format(char *buf, size_t size, int64_t ns, int64_t unit)
{
    return rtpart_decimal_format(buf, size, ns, unit);
}

char *rtpart_time_format_auto(char *buf, size_t size, int64_t ns)
{
    const uint64_t magnitude = ns < 0 ? 0 - (uint64_t)ns : (uint64_t)ns;
    int64_t unit = 1;

    while (unit < 1000000000 && magnitude >= (uint64_t)unit * 1000)
        unit *= 1000;

    const size_t n = strlen(rtpart_decimal_format(buf, size, ns, unit));

    (void)snprintf(buf + n, size - n, " %s", rtpart_unit_name(unit));
    return buf;
}
