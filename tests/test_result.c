/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "common/auto.h"
#include "common/json_out.h"
#include "common/readall.h"
#include "common/result.h"

static const struct rtpart_column columns[] = {
    {"what", NULL, "what", RTPART_ALIGN_LEFT},
    {"Q", "ms", "runtime_ns", RTPART_ALIGN_POINT},
    {"share", "%", "share", RTPART_ALIGN_POINT},
};

static void fill(struct rtpart_table *t, enum rtpart_format format)
{
    static const int64_t times[] = {7500000, 27000000, 125000, -1};

    rtpart_table_init(t, columns, 3);
    for (int i = 0; i < 4; i++) {
        rtpart_table_cell(t, "%c", 'a' + i);
        rtpart_table_time(t, format, times[i]);
        rtpart_table_share(t, format, (i + 1) / 8.0);
    }
}

/* What rtpart_result_print writes to a file in `format`. */
static void assert_printed(enum rtpart_format format, const char *headline,
                           const char *footnote, bool with_table, const char *expected)
{
    char path[] = "/tmp/test_result_XXXXXX";
    const int fd = mkstemp(path);
    const struct rtpart_cli cli = {.format = format, .output = path};
    RTPART_AUTO_JSON json_t *json = json_pack("{s:i}", "a", 1);
    struct rtpart_table table;
    const struct rtpart_result result = {.json = json,
                                         .headline = headline,
                                         .table = with_table ? &table : NULL,
                                         .footnote = footnote};
    char *text;
    size_t len;

    assert_true(fd >= 0);
    (void)close(fd);
    fill(&table, format);
    assert_int_equal(rtpart_result_print(&cli, &result, NULL), 0);
    assert_int_equal(rtpart_readall(path, 1000, &text, &len, NULL), 0);
    assert_string_equal(text, expected);
    free(text);
    rtpart_table_free(&table);
    (void)unlink(path);
}

static void test_result_table_puts_points_below_each_other(void **state)
{
    (void)state;
    assert_printed(RTPART_FORMAT_TABLE, "above", "below", true,
                   "above\n"
                   "\n"
                   "what       Q  share\n"
                   "          ms      %\n"
                   "a      7.5    12.50\n"
                   "b     27      25.00\n"
                   "c      0.125  37.50\n"
                   "d             50.00\n"
                   "\n"
                   "below\n");
}

static void test_result_without_a_table_is_its_lines(void **state)
{
    (void)state;
    assert_printed(RTPART_FORMAT_TABLE, "above", "below", false, "above\n\nbelow\n");
    assert_printed(RTPART_FORMAT_TABLE, NULL, "below", false, "below\n");
    assert_printed(RTPART_FORMAT_TABLE, "above", NULL, false, "above\n");
}

static void test_result_for_programs_has_ns_and_fractions(void **state)
{
    (void)state;
    assert_printed(RTPART_FORMAT_CSV, "above", "below", true,
                   "what,runtime_ns,share\n"
                   "a,7500000,0.125\n"
                   "b,27000000,0.25\n"
                   "c,125000,0.375\n"
                   "d,\"\",0.5\n");
    assert_printed(RTPART_FORMAT_JSON, "above", "below", true, "{\n  \"a\": 1\n}\n");
}

static void test_result_that_cannot_be_written_is_an_error(void **state)
{
    const struct rtpart_cli cli = {.format = RTPART_FORMAT_TABLE, .output = "/dev/full"};
    const struct rtpart_result result = {.headline = "above"};
    struct rtpart_error err;

    (void)state;
    assert_int_equal(rtpart_result_print(&cli, &result, &err), RTPART_EHOST);
    assert_non_null(strstr(err.message, "/dev/full"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_result_table_puts_points_below_each_other),
        cmocka_unit_test(test_result_without_a_table_is_its_lines),
        cmocka_unit_test(test_result_for_programs_has_ns_and_fractions),
        cmocka_unit_test(test_result_that_cannot_be_written_is_an_error),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
