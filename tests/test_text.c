/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "common/text.h"

/* Encode as [RFC3629] says; the inverse of what is tested. */
static size_t encode(uint32_t c, char *s)
{
    if (c < 0x80) {
        s[0] = (char)c;
        return 1;
    }
    if (c < 0x800) {
        s[0] = (char)(0xc0 | c >> 6);
        s[1] = (char)(0x80 | (c & 0x3f));
        return 2;
    }
    if (c < 0x10000) {
        s[0] = (char)(0xe0 | c >> 12);
        s[1] = (char)(0x80 | (c >> 6 & 0x3f));
        s[2] = (char)(0x80 | (c & 0x3f));
        return 3;
    }
    s[0] = (char)(0xf0 | c >> 18);
    s[1] = (char)(0x80 | (c >> 12 & 0x3f));
    s[2] = (char)(0x80 | (c >> 6 & 0x3f));
    s[3] = (char)(0x80 | (c & 0x3f));
    return 4;
}

static void test_text_decode_inverts_encode_for_every_code_point(void **state)
{
    (void)state;
    for (uint32_t c = 0; c <= 0x120000; c++) {
        char s[4];
        const size_t n = encode(c, s);
        const bool valid = c <= 0x10ffff && (c < 0xd800 || c > 0xdfff);
        uint32_t out = 0;

        assert_int_equal(rtpart_text_decode(s, n, &out), valid ? n : 0);
        if (valid)
            assert_int_equal(out, c);
        for (size_t cut = 1; cut < n; cut++)
            assert_int_equal(rtpart_text_decode(s, cut, NULL), 0);
    }
}

static void test_text_decode_refuses_overlong_and_stray_bytes(void **state)
{
    static const char *const bad[] = {
        "\x80", "\xbf", "\xc0\x80", "\xc1\xbf",         "\xe0\x80\x80", "\xe0\x9f\xbf",
        "\xff", "\xfe", "\xc3(",    "\xf0\x80\x80\x80", "\xe2\x28\xa1"};

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(rtpart_text_decode(bad[i], strlen(bad[i]), NULL), 0);
}

static void test_text_check_finds_the_first_bad_byte(void **state)
{
    (void)state;
    assert_int_equal(rtpart_text_check("", 0), 0);
    assert_int_equal(rtpart_text_check("a\xc3\xa9", 3), 3);
    assert_int_equal(rtpart_text_check("a\xc3", 2), 1);
    assert_int_equal(rtpart_text_check("ab\xe9z", 4), 2);
    assert_int_equal(rtpart_text_check("ab\0z", 4), 2);
}

static void test_text_width_counts_columns(void **state)
{
    (void)state;
    assert_int_equal(rtpart_text_width(""), 0);
    assert_int_equal(rtpart_text_width("abc"), 3);
    assert_int_equal(rtpart_text_width("\xcf\x84\xe2\x82\x81"), 2); /* tau, subscript 1 */
    assert_int_equal(rtpart_text_width("e\xcc\x81"), 1);            /* combining accent */
    assert_int_equal(rtpart_text_width("\xe4\xb8\xad\xe6\x96\x87"), 4);
    assert_int_equal(rtpart_text_width("\xf0\x9f\x98\x80"), 2);
    assert_int_equal(rtpart_text_width("a\xff\xc3"), 3);
}

static void test_text_repair_replaces_broken_bytes_only(void **state)
{
    char *fixed = rtpart_text_repair("a\xff\xc3\xa9\xc3");

    (void)state;
    assert_string_equal(fixed, "a\xef\xbf\xbd\xc3\xa9\xef\xbf\xbd");
    free(fixed);
}

static void test_text_clip_cuts_no_character(void **state)
{
    (void)state;
    assert_int_equal(rtpart_text_clip("", 3), 0);
    assert_int_equal(rtpart_text_clip("abc", 4), 3);
    assert_int_equal(rtpart_text_clip("abc", 3), 3);
    assert_int_equal(rtpart_text_clip("abcd", 3), 3);
    assert_int_equal(rtpart_text_clip("ab\xc3\xa9", 3), 2);
    assert_int_equal(rtpart_text_clip("a\xc3\xa9", 3), 3);
    assert_int_equal(rtpart_text_clip("\xf0\x9f\x98\x80x", 3), 0);
    assert_int_equal(rtpart_text_clip("\xf0\x9f\x98\x80x", 4), 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_text_decode_inverts_encode_for_every_code_point),
        cmocka_unit_test(test_text_decode_refuses_overlong_and_stray_bytes),
        cmocka_unit_test(test_text_check_finds_the_first_bad_byte),
        cmocka_unit_test(test_text_width_counts_columns),
        cmocka_unit_test(test_text_clip_cuts_no_character),
        cmocka_unit_test(test_text_repair_replaces_broken_bytes_only),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
