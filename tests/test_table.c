/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "common/table.h"

static const struct rtpart_column columns[] = {
    {"vCPU", NULL, "vcpu", RTPART_ALIGN_RIGHT},
    {"tasks", NULL, NULL, RTPART_ALIGN_LEFT},
    {"Q", "ms", "runtime_ms", RTPART_ALIGN_RIGHT},
};

/* Print with `print`; the caller frees. */
static char *printed(const struct rtpart_table *t,
                     enum rtpart_code (*print)(const struct rtpart_table *, FILE *,
                                               struct rtpart_error *))
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);

    assert_int_equal(print(t, out, NULL), RTPART_OK);
    assert_int_equal(fclose(out), 0);
    return text;
}

static void fill(struct rtpart_table *t)
{
    rtpart_table_init(t, columns, 3);
    rtpart_table_cell(t, "%d", 0);
    rtpart_table_cell(t, "\xcf\x84"
                         "0 \xcf\x84"
                         "3");
    rtpart_table_cell(t, "7.5");
    rtpart_table_cell(t, "%d", 10);
    rtpart_table_cell(t, "a, \"b\"");
    rtpart_table_cell(t, "27.25");
    rtpart_table_rule(t);
    rtpart_table_cell(t, "total");
}

static void test_table_print_aligns_columns(void **state)
{
    struct rtpart_table t;
    char *text;

    (void)state;
    fill(&t);
    text = printed(&t, rtpart_table_print);
    assert_string_equal(text, " vCPU  tasks       Q\n"
                              "                  ms\n"
                              "    0  \xcf\x84"
                              "0 \xcf\x84"
                              "3     7.5\n"
                              "   10  a, \"b\"  27.25\n"
                              "-----  ------  -----\n"
                              "total\n");
    free(text);
    rtpart_table_free(&t);
}

static void test_table_print_csv_quotes_and_leaves_the_summary_out(void **state)
{
    struct rtpart_table t;
    char *text;

    (void)state;
    fill(&t);
    text = printed(&t, rtpart_table_print_csv);
    assert_string_equal(text, "vcpu,tasks,runtime_ms\n"
                              "0,\xcf\x84"
                              "0 \xcf\x84"
                              "3,7.5\n"
                              "10,\"a, \"\"b\"\"\",27.25\n");
    free(text);
    rtpart_table_free(&t);
}

static void test_table_print_shows_control_characters_as_question_marks(void **state)
{
    static const struct rtpart_column one[] = {{"name", NULL, NULL, RTPART_ALIGN_LEFT}};
    struct rtpart_table t;
    char *text;

    (void)state;
    rtpart_table_init(&t, one, 1);
    rtpart_table_cell(&t, "a\x1b[2Jb\n");
    text = printed(&t, rtpart_table_print);
    assert_string_equal(text, "name\na?[2Jb?\n");
    free(text);
    rtpart_table_free(&t);
}

static void test_table_without_rows_has_its_heading(void **state)
{
    struct rtpart_table t;
    char *text;

    (void)state;
    rtpart_table_init(&t, columns, 3);
    text = printed(&t, rtpart_table_print);
    assert_string_equal(text, "vCPU  tasks   Q\n             ms\n");
    free(text);
    rtpart_table_free(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_table_print_aligns_columns),
        cmocka_unit_test(test_table_print_csv_quotes_and_leaves_the_summary_out),
        cmocka_unit_test(test_table_print_shows_control_characters_as_question_marks),
        cmocka_unit_test(test_table_without_rows_has_its_heading),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
