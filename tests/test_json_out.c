/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "common/json_out.h"
#include "tests/support/random.h"

static char *printed(const json_t *object)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);

    assert_int_equal(rtpart_json_print(object, out, NULL), RTPART_OK);
    assert_int_equal(fclose(out), 0);
    return text;
}

static void test_json_print_keeps_the_order_of_keys(void **state)
{
    RTPART_AUTO_JSON json_t *object = json_pack(
        "{s:s, s:I, s:o, s:o, s:o, s:[]}", "schema", "x/1", "b_ns",
        (json_int_t)9007199254740992, "a", rtpart_json_number(0.5), "nan",
        rtpart_json_number(0.0 / 0.0), "text", rtpart_json_text("\xff\xc3\xa9"), "list");
    char *text = printed(object);

    (void)state;
    assert_string_equal(text,
                        "{\n  \"schema\": \"x/1\",\n  \"b_ns\": 9007199254740992,\n"
                        "  \"a\": 0.5,\n  \"nan\": null,\n"
                        "  \"text\": \"\xef\xbf\xbd\xc3\xa9\",\n  \"list\": []\n}\n");
    free(text);
}

static void test_json_print_keeps_every_double(void **state)
{
    struct test_random r = {.state = 5};

    (void)state;
    for (int i = 0; i < 2000; i++) {
        const double value = (double)test_random_range(&r, 1, INT64_C(1) << 53) /
                             (double)test_random_range(&r, 1, INT64_C(1) << 53);
        RTPART_AUTO_JSON json_t *object =
            json_pack("{s:o}", "x", rtpart_json_number(value));
        char *text = printed(object);
        RTPART_AUTO_JSON json_t *back = json_loads(text, 0, NULL);

        assert_true(json_real_value(json_object_get(back, "x")) == value);
        free(text);
    }
}

static void test_json_print_reports_failures(void **state)
{
    RTPART_AUTO_JSON json_t *object = json_object();
    struct rtpart_error err = {0};
    RTPART_AUTO_FILE FILE *full = fopen("/dev/full", "w");

    (void)state;
    assert_int_equal(rtpart_json_print(NULL, stdout, &err), RTPART_ENOMEM);
    assert_int_equal(setvbuf(full, NULL, _IONBF, 0), 0);
    assert_int_equal(rtpart_json_print(object, full, &err), RTPART_EHOST);
    assert_string_equal(err.message, "cannot write JSON: No space left on device");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_json_print_keeps_the_order_of_keys),
        cmocka_unit_test(test_json_print_keeps_every_double),
        cmocka_unit_test(test_json_print_reports_failures),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
