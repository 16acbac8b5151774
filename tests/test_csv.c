/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "common/csv.h"
#include "tests/support/random.h"

static void expect(struct rtpart_csv *csv, unsigned line, size_t count,
                   const char *const *fields)
{
    bool more = false;

    assert_int_equal(rtpart_csv_read(csv, "f", &more, NULL), RTPART_OK);
    assert_true(more);
    assert_int_equal(csv->line, line);
    assert_int_equal(csv->count, count);
    for (size_t i = 0; i < count; i++)
        assert_string_equal(csv->fields[i], fields[i]);
}

static void test_csv_read_follows_quotes_blanks_and_comments(void **state)
{
    static const char text[] = "# comment, with a comma\n"
                               "\n"
                               " a , b\tc ,\"d, \"\"e\"\"\"\r\n"
                               "  \t\r\n"
                               "\"two\nlines\" ,,\n"
                               "last";
    struct rtpart_csv csv;
    bool more = true;

    (void)state;
    assert_int_equal(rtpart_csv_open(&csv, text, sizeof text - 1, NULL), RTPART_OK);
    expect(&csv, 3, 3, (const char *const[]){"a", "b\tc", "d, \"e\""});
    expect(&csv, 5, 3, (const char *const[]){"two\nlines", "", ""});
    expect(&csv, 7, 1, (const char *const[]){"last"});
    assert_int_equal(rtpart_csv_read(&csv, "f", &more, NULL), RTPART_OK);
    assert_false(more);
    rtpart_csv_close(&csv);
}

static void test_csv_read_refuses_broken_quotes(void **state)
{
    static const char *const cases[][2] = {
        {"a\nb,\"c\nd\n", "f:2: the quote that opens here is not closed"},
        {"\"a\"b,c\n",
         "f:1: text after a closing quote (double the quotes inside a field)"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct rtpart_error err = {0};
        struct rtpart_csv csv;
        enum rtpart_code code = RTPART_OK;
        bool more = true;

        assert_int_equal(rtpart_csv_open(&csv, cases[i][0], strlen(cases[i][0]), NULL),
                         RTPART_OK);
        while (code == RTPART_OK && more)
            code = rtpart_csv_read(&csv, "f", &more, &err);
        assert_int_equal(code, RTPART_EINPUT);
        assert_string_equal(err.message, cases[i][1]);
        rtpart_csv_close(&csv);
    }
}

/* Property: what rtpart_csv_put writes reads back, whatever is in it. */
static void test_csv_put_reads_back(void **state)
{
    static const char alphabet[] = "ab ,\"\n\r\t#;\xc3\xa9";
    struct test_random r = {.state = 4};

    (void)state;
    for (int round = 0; round < 20000; round++) {
        char fields[4][8];
        const char *want[4];
        const size_t count = (size_t)test_random_range(&r, 1, 4);
        char *text = NULL;
        size_t size = 0;
        FILE *out = open_memstream(&text, &size);
        struct rtpart_csv csv;

        for (size_t i = 0; i < count; i++) {
            const size_t n = (size_t)test_random_range(&r, 0, 7);

            for (size_t k = 0; k < n; k++)
                fields[i][k] = alphabet[test_random_range(&r, 0, sizeof alphabet - 2)];
            fields[i][n] = '\0';
            want[i] = fields[i];
            rtpart_csv_put(out, fields[i]);
            (void)fputc(i + 1 < count ? ',' : '\n', out);
        }
        assert_int_equal(fclose(out), 0);
        assert_int_equal(rtpart_csv_open(&csv, text, size, NULL), RTPART_OK);
        expect(&csv, 1, count, want);
        rtpart_csv_close(&csv);
        free(text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_csv_read_follows_quotes_blanks_and_comments),
        cmocka_unit_test(test_csv_read_refuses_broken_quotes),
        cmocka_unit_test(test_csv_put_reads_back),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
