/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "generators/spec.h"

/* What is written to memory. */
struct text {
    FILE *file;
    char *text;
    size_t size;
};

static void open_text(struct text *t)
{
    *t = (struct text){0};
    t->file = open_memstream(&t->text, &t->size);
    assert_non_null(t->file);
}

/* `t` must hold `expected`. */
static void close_text(struct text *t, const char *expected)
{
    assert_int_equal(fclose(t->file), 0);
    assert_string_equal(t->text, expected);
    free(t->text);
}

static void test_spec_numbers(void **state)
{
    static const struct {
        const char *text;
        double value;
        const char *back;
    } good[] = {{"1.4", 1.4, "1.4"},
                {"0", 0, "0"},
                {"0.1", 0.1, "0.1"},
                {"1000000", 1e6, "1000000"},
                {".5", 0.5, "0.5"},
                {"1e-3", 0.001, "0.001"},
                {"140%", 1.4, "1.4"},
                {"33.3%", 0.333, "0.333"},
                {"0.0000001%", 1e-9, "0.000000001"},
                {"100000000%", 1e6, "1000000"},
                {"0.000000001", 1e-9, "0.000000001"},
                {"3.999999999", 3.999999999, "3.999999999"},
                {"1.40000000000000000000", 1.4, "1.4"}};
    static const char *const bad[] = {
        "",    "-1",        "+1",    "nan",         "inf",          "0x1",
        "1,4", "1000000.1", "1.4 ",  "1e400",       "0.0000000001", "one",
        "%",   "140 %",     "140%%", "0.00000001%", "100000001%",   "1.4%x"};
    double value = 7;

    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        struct text t;

        open_text(&t);
        assert_int_equal(rtpart_spec_number(good[i].text, &value, NULL), 0);
        assert_true(value == good[i].value);
        rtpart_spec_put_number(t.file, value);
        close_text(&t, good[i].back);
    }
    value = 7;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(rtpart_spec_number(bad[i], &value, NULL), RTPART_EUSAGE);
    assert_true(value == 7);
}

static void test_spec_periods_read_back(void **state)
{
    static const char *const specs[][2] = {
        {"log-uniform", "log-uniform:10ms:1s"},
        {"log-uniform:1.5ms:100us", "log-uniform:1.5ms:100us"},
        {"uniform:10ms:20ms", "uniform:10ms:20ms"},
        {"list:10ms,2.5ms,1s", "list:10ms,2.5ms,1s"},
        {"list:7ns", "list:7ns"},
        {"harmonic", "harmonic:10ms:1s:2"},
        {"harmonic:1ms:1s", "harmonic:1ms:1s:2"},
        {"harmonic:1ms:1s:5", "harmonic:1ms:1s:5"},
        {"automotive", "automotive"},
    };
    struct rtpart_periods p = {.step = 5, .max_hyperperiod = 6};

    (void)state;
    for (size_t i = 0; i < sizeof specs / sizeof *specs; i++) {
        struct text t;

        open_text(&t);
        assert_int_equal(rtpart_spec_periods(specs[i][0], &p, NULL), 0);
        rtpart_spec_put_periods(t.file, &p);
        close_text(&t, specs[i][1]);
        assert_int_equal(p.step, 5);
        assert_int_equal(p.max_hyperperiod, 6);
    }
    rtpart_periods_free(&p);
}

static void test_spec_periods_refused(void **state)
{
    static const char *const specs[] = {"",
                                        ":",
                                        "log",
                                        "log-uniform:",
                                        "log-uniform:10ms",
                                        "log-uniform:10:20",
                                        "log-uniform:10ms:20ms:2",
                                        "uniform:1ms:2ms:3:4",
                                        "uniform:a:b",
                                        "list",
                                        "list:",
                                        "list:10ms,",
                                        "list:,10ms",
                                        "list:10",
                                        "list:10ms:20ms",
                                        "harmonic:1ms:1s:x",
                                        "harmonic:1ms:1s:1:2",
                                        "harmonic:1ms:1s:",
                                        "automotive:1ms:2ms",
                                        "uniform:-1ms:2ms",
                                        "uniform:1e30s:2e30s",
                                        "Uniform"};
    struct rtpart_periods p = {0};

    (void)state;
    assert_int_equal(rtpart_spec_periods("list:1ms,2ms", &p, NULL), 0);
    for (size_t i = 0; i < sizeof specs / sizeof *specs; i++) {
        struct rtpart_error err = {0};

        assert_int_equal(rtpart_spec_periods(specs[i], &p, &err), RTPART_EUSAGE);
        assert_true(err.message[0] != '\0');
        assert_int_equal(p.list_count, 2); /* untouched */
    }
    rtpart_periods_free(&p);
}

static void test_spec_deadlines(void **state)
{
    static const char *const good[][2] = {{"implicit", "implicit"},
                                          {"constrained", "constrained:0:1"},
                                          {"constrained:0.5:1", "constrained:0.5:1"},
                                          {"constrained:0:0", "constrained:0:0"},
                                          {"constrained:1:1", "implicit"}};
    static const char *const bad[] = {"",
                                      "Implicit",
                                      "implicit:1:1",
                                      "constrained:1",
                                      "constrained:0.5:0.4",
                                      "constrained:0:1.1",
                                      "constrained:-1:1",
                                      "constrained:0:1:2",
                                      "constrained:a:b",
                                      "constrained::"};
    struct rtpart_deadlines d = {0.25, 0.5};

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(rtpart_spec_deadlines(bad[i], &d, NULL), RTPART_EUSAGE);
    assert_true(d.lo == 0.25 && d.hi == 0.5);
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        struct text t;

        open_text(&t);
        assert_int_equal(rtpart_spec_deadlines(good[i][0], &d, NULL), 0);
        rtpart_spec_put_deadlines(t.file, &d);
        close_text(&t, good[i][1]);
    }
}

static void test_spec_bounds(void **state)
{
    static const struct {
        const char *text;
        size_t n;
        const char *back;
    } good[] = {{"0:1", 1, "0:1"},
                {"0.1:0.5,0.2:0.3", 2, "0.1:0.5,0.2:0.3"},
                {"3x0.1:0.5", 3, "3x0.1:0.5"},
                {"0.1:0.5,2x0.1:0.5,0:1", 4, "3x0.1:0.5,0:1"},
                {"1x0:0", 1, "0:0"}};
    static const struct {
        const char *text;
        size_t n;
    } bad[] = {{"", 1},        {"0:1", 2},
               {"0:1,0:1", 1}, {"2x0:1", 1},
               {"0.5:0.4", 1}, {"0:1.5", 1},
               {"0:1:2", 1},   {"0", 1},
               {"x0:1", 1},    {"0x0:1,0:1", 1},
               {"0:1,", 1},    {"ax0:1", 1},
               {"2x", 2},      {"99999999999999999999x0:1", 2}};
    struct rtpart_bounds *b = NULL;

    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        struct text t;

        open_text(&t);
        assert_int_equal(rtpart_spec_bounds(good[i].text, good[i].n, &b, NULL), 0);
        rtpart_spec_put_bounds(t.file, b, good[i].n);
        close_text(&t, good[i].back);
        free(b);
    }
    b = NULL;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_int_equal(rtpart_spec_bounds(bad[i].text, bad[i].n, &b, NULL),
                         RTPART_EUSAGE);
        assert_null(b);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_spec_numbers),
        cmocka_unit_test(test_spec_periods_read_back),
        cmocka_unit_test(test_spec_periods_refused),
        cmocka_unit_test(test_spec_deadlines),
        cmocka_unit_test(test_spec_bounds),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
