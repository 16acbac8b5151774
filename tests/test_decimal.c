/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "common/decimal.h"
#include "tests/support/random.h"

#define MS  INT64_C(1000000)
#define MAX INT64_MAX

static void test_decimal_parse_takes_plain_and_exponent_forms(void **state)
{
    static const struct {
        const char *text;
        int64_t scale;
        int64_t value;
    } cases[] = {
        {"0", 1, 0},
        {"12", 1, 12},
        {"10.321", MS, 10321000},
        {"0.5", 10, 5},
        {".5", 10, 5},
        {"5.", 1, 5},
        {"007", 1, 7},
        {"1e3", 1, 1000},
        {"1E+3", 1, 1000},
        {"2.5E-1", 100, 25},
        {"123456e-3", 1000, 123456},
        {"0e999999999999999999", 1, 0},
        {"0.000e-99999", 1, 0},
        {"1e-6", MS, 1},
        {"0.000000000000000000000000000000000000000001e42", 1, 1},
        {"1000000000000000000000000000000000000000000e-42", 1, 1},
        {"9223372036854775807", 1, INT64_MAX},
        {"9007199254.740992", MS, INT64_C(1) << 53},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t out = -1;
        bool rounded = true;
        struct rtpart_error err = {0};

        assert_int_equal(rtpart_decimal_parse(cases[i].text, cases[i].scale,
                                              RTPART_ROUND_EXACT, MAX, &out, &rounded,
                                              &err),
                         RTPART_OK);
        assert_int_equal(out, cases[i].value);
        assert_false(rounded);
    }
}

static void test_decimal_parse_refuses_everything_else_by_name(void **state)
{
    static const char *const cases[][2] = {
        {"", "\"\" is empty"},
        {"-5", "\"-5\" is negative"},
        {"-0", "\"-0\" is negative"},
        {"+5", "\"+5\" has a sign; write it without"},
        {"NaN", "\"NaN\" is not finite"},
        {"inf", "\"inf\" is not finite"},
        {"Infinity", "\"Infinity\" is not finite"},
        {"0x10", "\"0x10\" is hexadecimal; write it in decimal"},
        {".", "\".\" is not a decimal number"},
        {"1..2", "\"1..2\" is not a decimal number"},
        {"1.2.3", "\"1.2.3\" is not a decimal number"},
        {"1e", "\"1e\" is not a decimal number"},
        {"1e+", "\"1e+\" is not a decimal number"},
        {"1e2.5", "\"1e2.5\" is not a decimal number"},
        {"e5", "\"e5\" is not a decimal number"},
        {"1,5", "\"1,5\" is not a decimal number"},
        {" 1", "\" 1\" is not a decimal number"},
        {"1 ", "\"1 \" is not a decimal number"},
        {"1_000", "\"1_000\" is not a decimal number"},
        {"five", "\"five\" is not a decimal number"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t out = 42;
        struct rtpart_error err = {0};

        assert_int_equal(
            rtpart_decimal_parse(cases[i][0], 1, RTPART_ROUND_UP, MAX, &out, NULL, &err),
            RTPART_EINPUT);
        assert_string_equal(err.message, cases[i][1]);
        assert_int_equal(out, 42);
    }
}

static void test_decimal_parse_rounds_as_asked_and_says_so(void **state)
{
    static const struct {
        const char *text;
        int64_t down;
        int64_t up;
    } cases[] = {
        {"0.1", 0, 1},
        {"1.0000000000000000000000000000000000000001", 1, 2},
        {"2.9999999999999999999999999999999999999999", 2, 3},
        {"1e-999999999999", 0, 1},
        {"9223372036854775806.5", INT64_MAX - 1, INT64_MAX},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t out = -1;
        bool rounded = false;

        assert_int_equal(rtpart_decimal_parse(cases[i].text, 1, RTPART_ROUND_DOWN, MAX,
                                              &out, &rounded, NULL),
                         RTPART_OK);
        assert_int_equal(out, cases[i].down);
        assert_true(rounded);
        assert_int_equal(rtpart_decimal_parse(cases[i].text, 1, RTPART_ROUND_UP, MAX,
                                              &out, NULL, NULL),
                         RTPART_OK);
        assert_int_equal(out, cases[i].up);
        assert_int_equal(rtpart_decimal_parse(cases[i].text, 1, RTPART_ROUND_EXACT, MAX,
                                              &out, NULL, NULL),
                         RTPART_EINPUT);
    }
}

static void test_decimal_parse_refuses_overflow_at_the_edge(void **state)
{
    static const char *const beyond[] = {
        "9223372036854775808",
        "9223372036854775807.1",
        "1e19",
        "1e999999999999999999999",
        "123456789012345678901234567890123456789012345678901234567890",
        "340282366920938463463374607431768211456", /* 2^128 */
        "340282366920938463463374607431768211457",
    };
    struct rtpart_error err = {0};
    int64_t out = 42;

    (void)state;
    for (size_t i = 0; i < sizeof beyond / sizeof *beyond; i++) {
        assert_int_equal(
            rtpart_decimal_parse(beyond[i], 1, RTPART_ROUND_UP, MAX, &out, NULL, &err),
            RTPART_ERANGE);
        assert_non_null(strstr(err.message, "is too large"));
        assert_int_equal(out, 42);
    }
    assert_int_equal(
        rtpart_decimal_parse("7.5", 2, RTPART_ROUND_EXACT, 15, &out, NULL, NULL),
        RTPART_OK);
    assert_int_equal(
        rtpart_decimal_parse("7.5", 2, RTPART_ROUND_EXACT, 14, &out, NULL, NULL),
        RTPART_ERANGE);
    assert_int_equal(
        rtpart_decimal_parse("7.6", 2, RTPART_ROUND_DOWN, 15, &out, NULL, NULL),
        RTPART_OK);
    assert_int_equal(
        rtpart_decimal_parse("7.6", 2, RTPART_ROUND_UP, 15, &out, NULL, NULL),
        RTPART_ERANGE);
}

/* Second implementation: scaling by 10^k moves the point, so the answer is a piece of text. */
static void oracle_by_text(const char *digits, size_t point, size_t k, int64_t *floor,
                           bool *rest)
{
    const size_t n = strlen(digits);

    *floor = 0;
    *rest = false;
    for (size_t i = 0; i < point + k; i++)
        *floor = *floor * 10 + (i < n ? digits[i] - '0' : 0);
    for (size_t i = point + k; i < n; i++)
        *rest = *rest || digits[i] != '0';
}

static void test_decimal_parse_matches_text_oracle(void **state)
{
    struct test_random r = {.state = 1};

    (void)state;
    for (int round = 0; round < 50000; round++) {
        const size_t n = (size_t)test_random_range(&r, 1, 60);
        const size_t point = (size_t)test_random_range(&r, 0, n < 9 ? (int64_t)n : 9);
        const size_t k = (size_t)test_random_range(&r, 0, 9);
        const int exponent = (int)test_random_range(&r, -30, 30);
        char digits[64] = {0};
        char text[128];
        int64_t scale = 1;
        int64_t want;
        int64_t out;
        bool want_rest;
        bool rounded;

        for (size_t i = 0; i < n; i++)
            digits[i] = (char)('0' + (test_random_range(&r, 0, 2) == 0
                                          ? 0
                                          : test_random_range(&r, 0, 9)));
        for (size_t i = 0; i < k; i++)
            scale *= 10;
        oracle_by_text(digits, point, k, &want, &want_rest);
        (void)snprintf(text, sizeof text, "%.*s.%s", (int)point, digits, digits + point);
        assert_int_equal(rtpart_decimal_parse(text, scale, RTPART_ROUND_DOWN, MAX, &out,
                                              &rounded, NULL),
                         RTPART_OK);
        assert_int_equal(out, want);
        assert_int_equal(rounded, want_rest);
        assert_int_equal(
            rtpart_decimal_parse(text, scale, RTPART_ROUND_UP, MAX, &out, NULL, NULL),
            RTPART_OK);
        assert_int_equal(out, want + want_rest);

        /* the same number, its point elsewhere and an exponent that brings it back */
        if ((long)point - exponent >= 0 && (size_t)((long)point - exponent) <= n) {
            const int moved = (int)point - exponent;

            (void)snprintf(text, sizeof text, "%.*s.%se%d", moved, digits, digits + moved,
                           exponent);
            assert_int_equal(rtpart_decimal_parse(text, scale, RTPART_ROUND_DOWN, MAX,
                                                  &out, &rounded, NULL),
                             RTPART_OK);
            assert_int_equal(out, want);
            assert_int_equal(rounded, want_rest);
        }
    }
}

/* Scales that are no powers of ten, with numbers that fit in 64 bits. */
static void test_decimal_parse_matches_integer_oracle(void **state)
{
    struct test_random r = {.state = 2};

    (void)state;
    for (int i = 0; i < 50000; i++) {
        const int64_t whole = test_random_range(&r, 0, 9999);
        const int64_t fraction = test_random_range(&r, 0, 999999);
        const int64_t scale = test_random_range(&r, 1, 100000);
        const int64_t product = (whole * 1000000 + fraction) * scale;
        char text[64];
        int64_t out;
        bool rounded;

        (void)snprintf(text, sizeof text, "%lld.%06lld", (long long)whole,
                       (long long)fraction);
        assert_int_equal(rtpart_decimal_parse(text, scale, RTPART_ROUND_DOWN, MAX, &out,
                                              &rounded, NULL),
                         RTPART_OK);
        assert_int_equal(out, product / 1000000);
        assert_int_equal(rounded, product % 1000000 != 0);
    }
}

static void test_decimal_format_is_exact_and_short(void **state)
{
    static const struct {
        int64_t value;
        int64_t scale;
        const char *text;
    } cases[] = {
        {0, 1, "0"},
        {0, MS, "0"},
        {7500000, MS, "7.5"},
        {-7500000, MS, "-7.5"},
        {10321000, MS, "10.321"},
        {1, MS, "0.000001"},
        {-1, MS, "-0.000001"},
        {1000000, MS, "1"},
        {100, 1, "100"},
        {INT64_MAX, 1, "9223372036854775807"},
        {INT64_MIN, 1, "-9223372036854775808"},
        {INT64_MIN, INT64_C(1000000000000000000), "-9.223372036854775808"},
    };
    char buf[RTPART_DECIMAL_SIZE];

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(
            rtpart_decimal_format(buf, sizeof buf, cases[i].value, cases[i].scale),
            cases[i].text);
}

static void test_decimal_format_reads_back(void **state)
{
    struct test_random r = {.state = 3};

    (void)state;
    for (int i = 0; i < 100000; i++) {
        const int64_t value =
            (int64_t)(test_random_next(&r) >> test_random_range(&r, 1, 63));
        int64_t scale = 1;
        int64_t out;
        char buf[RTPART_DECIMAL_SIZE];

        for (int64_t k = test_random_range(&r, 0, 18); k > 0; k--)
            scale *= 10;
        (void)rtpart_decimal_format(buf, sizeof buf, value, scale);
        assert_int_equal(
            rtpart_decimal_parse(buf, scale, RTPART_ROUND_EXACT, MAX, &out, NULL, NULL),
            RTPART_OK);
        assert_int_equal(out, value);
        if (strchr(buf, '.') != NULL)
            assert_int_not_equal(buf[strlen(buf) - 1], '0');
    }
}

static void test_time_parse_needs_a_unit(void **state)
{
    static const struct {
        const char *text;
        int64_t ns;
    } good[] = {
        {"7.5ms", 7500000},   {"500us", 500000}, {"500 us", 500000},
        {"2s", 2000000000},   {"100ns", 100},    {"1e3us", 1000000},
        {"1.5e-3s", 1500000}, {"0ms", 0},        {"5\xc2\xb5s", 5000},
        {"5\xce\xbcs", 5000}, {".5us", 500},     {"9007199254740992ns", INT64_C(1) << 53},
    };
    static const char *const bad[][2] = {
        {"", "\"\" is not a time (write a number and its unit, as in 7.5ms)"},
        {"ms", "\"ms\" is not a time (write a number and its unit, as in 7.5ms)"},
        {"7.5", "\"7.5\" has no unit (add one of ns, us, ms, s)"},
        {"7.5m", "\"7.5m\" has an unknown unit (known: ns, us, ms, s)"},
        {"7.5MS", "\"7.5MS\" has an unknown unit (known: ns, us, ms, s)"},
        {"7.5 ms x", "\"7.5 ms x\" has an unknown unit (known: ns, us, ms, s)"},
        {"-5ms", "\"-5ms\" has a sign; write it without"},
        {"0.5ns", "\"0.5ns\" is not a time of whole nanoseconds"},
        {"1.2.3ms", "\"1.2.3ms\" is not a time of whole nanoseconds"},
        {"9007199254740993ns",
         "\"9007199254740993ns\" is too large (at most 2^53 ns, about 104 days)"},
        {"1e30s", "\"1e30s\" is too large (at most 2^53 ns, about 104 days)"},
    };
    struct rtpart_error err;
    int64_t ns;

    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        assert_int_equal(rtpart_time_parse(good[i].text, &ns, &err), RTPART_OK);
        assert_int_equal(ns, good[i].ns);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        ns = 42;
        assert_int_equal(rtpart_time_parse(bad[i][0], &ns, &err), RTPART_EUSAGE);
        assert_string_equal(err.message, bad[i][1]);
        assert_int_equal(ns, 42);
    }
}

static void test_time_format_auto_picks_the_unit(void **state)
{
    static const struct {
        int64_t ns;
        const char *text;
    } cases[] = {
        {0, "0 ns"},           {999, "999 ns"},
        {1000, "1 us"},        {500000, "500 us"},
        {7500000, "7.5 ms"},   {999999999, "999.999999 ms"},
        {1500000000, "1.5 s"}, {INT64_C(90000000000), "90 s"},
        {-1500, "-1.5 us"},    {INT64_MIN, "-9223372036.854775808 s"},
    };
    char buf[RTPART_DECIMAL_SIZE];

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(rtpart_time_format_auto(buf, sizeof buf, cases[i].ns),
                            cases[i].text);
    assert_string_equal(rtpart_time_format(buf, sizeof buf, 7500000, MS), "7.5");
    assert_string_equal(rtpart_unit_name(rtpart_unit_from_name("us")), "us");
    assert_string_equal(rtpart_unit_name(3), "?");
    assert_int_equal(rtpart_unit_from_name("min"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_decimal_parse_takes_plain_and_exponent_forms),
        cmocka_unit_test(test_decimal_parse_refuses_everything_else_by_name),
        cmocka_unit_test(test_decimal_parse_rounds_as_asked_and_says_so),
        cmocka_unit_test(test_decimal_parse_refuses_overflow_at_the_edge),
        cmocka_unit_test(test_decimal_parse_matches_text_oracle),
        cmocka_unit_test(test_decimal_parse_matches_integer_oracle),
        cmocka_unit_test(test_decimal_format_is_exact_and_short),
        cmocka_unit_test(test_decimal_format_reads_back),
        cmocka_unit_test(test_time_parse_needs_a_unit),
        cmocka_unit_test(test_time_format_auto_picks_the_unit),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
