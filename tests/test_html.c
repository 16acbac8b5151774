/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "validate/html.h"

/* What rtpart_html_text makes of a text; to be freed. */
static char *text_of(const char *text)
{
    char *out = NULL;
    size_t size;
    FILE *f = open_memstream(&out, &size);

    rtpart_html_text(f, text);
    assert_int_equal(fclose(f), 0);
    return out;
}

static void check_text(const char *text, const char *expected)
{
    char *out = text_of(text);

    assert_string_equal(out, expected);
    free(out);
}

static void test_html_text_escapes_markup(void **state)
{
    (void)state;
    check_text("<script>alert(\"1\")</script>",
               "&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;");
    check_text("a & b 'c'", "a &amp; b &#39;c&#39;");
    check_text("\xcf\x84\x38 plain", "\xcf\x84\x38 plain");
    check_text("", "");
    check_text(NULL, "");
}

/* Whatever the bytes, the result is UTF-8 without control characters. */
static void test_html_text_replaces_what_is_no_text(void **state)
{
    (void)state;
    check_text("a\x01\x7f", "a\xef\xbf\xbd\xef\xbf\xbd");
    check_text("\xff\xc0\xaf", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd");
    check_text("\xe2\x82", "\xef\xbf\xbd\xef\xbf\xbd");                 /* cut short */
    check_text("\xed\xa0\x80", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"); /* a surrogate */
    check_text("\xc2\x85", "\xef\xbf\xbd");                             /* C1 control */
    check_text("\xf0\x9f\x98\x80", "\xf0\x9f\x98\x80");
}

static void check_base64(const char *text, const char *expected)
{
    char *out = NULL;
    size_t size;
    FILE *f = open_memstream(&out, &size);

    rtpart_html_base64(f, text, strlen(text));
    assert_int_equal(fclose(f), 0);
    assert_string_equal(out, expected);
    free(out);
}

/* The test vectors of RFC 4648, section 10. */
static void test_base64_vectors(void **state)
{
    (void)state;
    check_base64("", "");
    check_base64("f", "Zg==");
    check_base64("fo", "Zm8=");
    check_base64("foo", "Zm9v");
    check_base64("foob", "Zm9vYg==");
    check_base64("fooba", "Zm9vYmE=");
    check_base64("foobar", "Zm9vYmFy");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_html_text_escapes_markup),
        cmocka_unit_test(test_html_text_replaces_what_is_no_text),
        cmocka_unit_test(test_base64_vectors),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
