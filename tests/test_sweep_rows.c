/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/support/random.h"
#include "validate/sweep_rows.h"

#define HEADER "rtpart.sweep/1\nseed=7\n"

static char directory[] = "/tmp/rtpart-sweep-XXXXXX";

static const char *file(const char *name)
{
    static char path[2][200];
    static int turn;

    turn = !turn;
    snprintf(path[turn], sizeof path[turn], "%s/%s", directory, name);
    return path[turn];
}

static struct rtpart_sweep_row row(uint32_t point, uint32_t chunk, uint32_t method)
{
    return (struct rtpart_sweep_row){.point = point,
                                     .chunk = chunk,
                                     .method = method,
                                     .sets = 10,
                                     .yes = 5,
                                     .no = 3,
                                     .undecided = 2,
                                     .bandwidth_ppb = point * 1000 + chunk,
                                     .overhead_ppb = method};
}

static void assert_same_row(const struct rtpart_sweep_row *a,
                            const struct rtpart_sweep_row *b)
{
    char x[200];
    char y[200];

    rtpart_sweep_row_format(a, x);
    rtpart_sweep_row_format(b, y);
    assert_string_equal(x, y);
}

static char *contents(const char *path)
{
    FILE *f = fopen(path, "r");
    char *text = calloc(1, 100000);

    assert_non_null(f);
    assert_true(fread(text, 1, 99999, f) > 0);
    fclose(f);
    return text;
}

static void write_text(const char *path, const char *text)
{
    FILE *f = fopen(path, "w");

    assert_non_null(f);
    fputs(text, f);
    fclose(f);
}

static enum rtpart_code read_into(struct rtpart_sweep_rows *r, const char *path,
                                  bool partial, struct rtpart_error *err)
{
    char *header = strdup(HEADER);
    const enum rtpart_code code = rtpart_sweep_rows_read(r, &header, path, partial, err);

    free(header);
    return code;
}

/* Any order, any repetition: the same bytes. */
static void test_sweep_rows_merge_is_commutative_and_idempotent(void **state)
{
    struct test_random r = {.state = 91};
    char *first = NULL;

    (void)state;
    for (int round = 0; round < 20; round++) {
        struct rtpart_sweep_rows rows = {0};
        char *text;

        for (int i = 0; i < 400; i++) {
            /* the first 60 steps make sure that all are there */
            const uint32_t k =
                (uint32_t)(i < 60 ? (i * 7 + round) % 60 : test_random_range(&r, 0, 59));
            const struct rtpart_sweep_row x = row(k / 12, k / 3 % 4, k % 3);

            assert_int_equal(rtpart_sweep_rows_add(&rows, &x, NULL), RTPART_OK);
        }
        assert_int_equal(rtpart_sweep_rows_settle(&rows, NULL), RTPART_OK);
        assert_int_equal(rows.count, 60);
        assert_int_equal(rtpart_sweep_rows_write(&rows, HEADER, file("a"), NULL),
                         RTPART_OK);
        text = contents(file("a"));
        if (first == NULL)
            first = strdup(text);
        assert_string_equal(text, first);
        free(text);
        rtpart_sweep_rows_free(&rows);
    }
    free(first);
}

static void test_sweep_rows_contradiction_is_an_error(void **state)
{
    struct rtpart_sweep_rows rows = {0};
    struct rtpart_sweep_row x = row(1, 2, 0);
    struct rtpart_error err;

    (void)state;
    rtpart_sweep_rows_add(&rows, &x, NULL);
    x.yes--;
    x.no++;
    rtpart_sweep_rows_add(&rows, &x, NULL);
    assert_int_equal(rtpart_sweep_rows_settle(&rows, &err), RTPART_EINPUT);
    assert_non_null(strstr(err.message, "point 1, chunk 2, method 0"));
    rtpart_sweep_rows_free(&rows);
}

static void test_sweep_rows_read_back_what_was_written(void **state)
{
    struct rtpart_sweep_rows rows = {0};
    struct rtpart_sweep_rows again = {0};

    (void)state;
    for (uint32_t k = 0; k < 50; k++) {
        struct rtpart_sweep_row x = row(k, k % 7, 1);

        x.bandwidth_ppb = UINT64_MAX - k;
        rtpart_sweep_rows_add(&rows, &x, NULL);
    }
    assert_int_equal(rtpart_sweep_rows_settle(&rows, NULL), RTPART_OK);
    assert_int_equal(rtpart_sweep_rows_write(&rows, HEADER, file("b"), NULL), RTPART_OK);
    assert_int_equal(read_into(&again, file("b"), false, NULL), RTPART_OK);
    assert_int_equal(again.count, rows.count);
    for (size_t i = 0; i < rows.count; i++)
        assert_same_row(&again.rows[i], &rows.rows[i]);
    assert_true(rtpart_sweep_rows_has(&again, 3, 3, 1));
    assert_false(rtpart_sweep_rows_has(&again, 3, 3, 2));
    rtpart_sweep_rows_free(&rows);
    rtpart_sweep_rows_free(&again);
}

/* Cut anywhere, the file is refused as a result; as a checkpoint it gives whole rows only. */
static void test_sweep_rows_torn_file_is_noticed_at_every_byte(void **state)
{
    struct rtpart_sweep_rows rows = {0};
    char *text;
    size_t len;

    (void)state;
    for (uint32_t k = 0; k < 6; k++) {
        const struct rtpart_sweep_row x = row(k, 0, 0);

        rtpart_sweep_rows_add(&rows, &x, NULL);
    }
    rtpart_sweep_rows_write(&rows, HEADER, file("c"), NULL);
    text = contents(file("c"));
    len = strlen(text);
    for (size_t cut = len - 1; cut > 0; cut--) {
        struct rtpart_sweep_rows part = {0};

        text[cut] = '\0';
        write_text(file("c"), text);
        assert_int_equal(read_into(&part, file("c"), false, NULL), RTPART_EINPUT);
        rtpart_sweep_rows_free(&part);
        if (read_into(&part, file("c"), true, NULL) == RTPART_OK)
            for (size_t i = 0; i < part.count; i++)
                assert_same_row(&part.rows[i], &rows.rows[i]);
        rtpart_sweep_rows_free(&part);
    }
    free(text);
    rtpart_sweep_rows_free(&rows);
}

static void test_sweep_rows_changed_file_is_noticed(void **state)
{
    struct rtpart_sweep_rows rows = {0};
    const struct rtpart_sweep_row x = row(0, 0, 0);
    struct rtpart_error err;
    char *text;

    (void)state;
    rtpart_sweep_rows_add(&rows, &x, NULL);
    rtpart_sweep_rows_write(&rows, HEADER, file("d"), NULL);
    text = contents(file("d"));
    *strstr(text, ",5,3,2,") = ';';
    write_text(file("d"), text);
    assert_int_equal(read_into(&rows, file("d"), false, &err), RTPART_EINPUT);
    assert_non_null(strstr(err.message, "d:4: "));
    memcpy(strstr(text, ";5,3,2,"), ",4,4,2,", 7);
    write_text(file("d"), text);
    assert_int_equal(read_into(&rows, file("d"), false, &err), RTPART_EINPUT);
    assert_non_null(strstr(err.message, "d:5: the last line does not match"));
    free(text);
    rtpart_sweep_rows_free(&rows);
}

static void test_sweep_rows_of_another_experiment_are_refused(void **state)
{
    struct rtpart_sweep_rows rows = {0};
    struct rtpart_error err;

    (void)state;
    rtpart_sweep_rows_write(&rows, "rtpart.sweep/1\nseed=8\n", file("e"), NULL);
    assert_int_equal(read_into(&rows, file("e"), false, &err), RTPART_EINPUT);
    assert_non_null(strstr(err.message, "another experiment"));
    write_text(file("e"), "C D T\n1 2 3\n");
    assert_int_equal(read_into(&rows, file("e"), false, &err), RTPART_EINPUT);
    assert_non_null(strstr(err.message, "no result of rtsweep"));
    rtpart_sweep_rows_free(&rows);
}

/* Newcombe 1998 (doi:10.1002/(SICI)1097-0258(19980430)17:8<857::AID-SIM777>3.0.CO;2-E),
 * Table I, method 3: 81/263, 15/148, 0/20, 1/29. */
static void test_wilson_matches_published_intervals(void **state)
{
    static const struct {
        uint64_t yes, n;
        double low, high;
    } known[] = {{81, 263, 0.2553, 0.3662},
                 {15, 148, 0.0624, 0.1605},
                 {0, 20, 0.0000, 0.1611},
                 {1, 29, 0.0061, 0.1718}};

    (void)state;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        double low, high;

        rtpart_wilson(known[i].yes, known[i].n, &low, &high);
        assert_float_equal(low, known[i].low, 0.00005);
        assert_float_equal(high, known[i].high, 0.00005);
    }
}

static int set_up(void **state)
{
    (void)state;
    return mkdtemp(directory) == NULL;
}

static int tear_down(void **state)
{
    (void)state;
    for (const char *name = "abcde"; *name != '\0'; name++) {
        const char one[2] = {*name, '\0'};

        unlink(file(one));
    }
    return rmdir(directory);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sweep_rows_merge_is_commutative_and_idempotent),
        cmocka_unit_test(test_sweep_rows_contradiction_is_an_error),
        cmocka_unit_test(test_sweep_rows_read_back_what_was_written),
        cmocka_unit_test(test_sweep_rows_torn_file_is_noticed_at_every_byte),
        cmocka_unit_test(test_sweep_rows_changed_file_is_noticed),
        cmocka_unit_test(test_sweep_rows_of_another_experiment_are_refused),
        cmocka_unit_test(test_wilson_matches_published_intervals),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
