/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A decimal rounded down, up and not at all must tell the same story. */
#include <string.h>

#include "common/auto.h"
#include "common/decimal.h"
#include "tests/fuzz/fuzz.h"

static void check_roundings(const char *text, int64_t scale)
{
    int64_t down = -1;
    int64_t up = -1;
    int64_t exact = -1;
    bool rounded = false;
    struct rtpart_error err = {0};
    char buf[RTPART_DECIMAL_SIZE];
    const enum rtpart_code code = rtpart_decimal_parse(text, scale, RTPART_ROUND_DOWN,
                                                       INT64_MAX, &down, &rounded, &err);
    enum rtpart_code other;

    if (code != RTPART_OK) {
        FUZZ_CHECK(err.message[0] == '"' && down == -1);
        FUZZ_CHECK(rtpart_decimal_parse(text, scale, RTPART_ROUND_UP, INT64_MAX, &up,
                                        NULL, NULL) == code);
        return;
    }
    FUZZ_CHECK(down >= 0);
    other =
        rtpart_decimal_parse(text, scale, RTPART_ROUND_UP, INT64_MAX, &up, NULL, NULL);
    FUZZ_CHECK(other == RTPART_OK
                   ? up == down + rounded
                   : other == RTPART_ERANGE && rounded && down == INT64_MAX);
    other = rtpart_decimal_parse(text, scale, RTPART_ROUND_EXACT, INT64_MAX, &exact, NULL,
                                 NULL);
    FUZZ_CHECK(rounded ? other == RTPART_EINPUT : other == RTPART_OK && exact == down);
    (void)rtpart_decimal_format(buf, sizeof buf, down, scale);
    FUZZ_CHECK(rtpart_decimal_parse(buf, scale, RTPART_ROUND_EXACT, INT64_MAX, &exact,
                                    NULL, NULL) == RTPART_OK &&
               exact == down);
}

static void check_time(const char *text)
{
    char buf[RTPART_DECIMAL_SIZE];
    int64_t ns = -1;
    int64_t back = -1;
    struct rtpart_error err = {0};

    if (rtpart_time_parse(text, &ns, &err) != RTPART_OK) {
        FUZZ_CHECK(err.code == RTPART_EUSAGE && ns == -1);
        return;
    }
    FUZZ_CHECK(ns >= 0 && ns <= RTPART_TIME_PARSE_MAX);
    (void)rtpart_time_format_auto(buf, sizeof buf, ns);
    FUZZ_CHECK(rtpart_time_parse(buf, &back, NULL) == RTPART_OK && back == ns);
}

/* The first byte chooses the scale, 10^0 .. 10^18; the rest is the text. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    RTPART_AUTO_FREE char *text = NULL;
    int64_t scale = 1;

    if (size == 0)
        return 0;
    text = strndup((const char *)data + 1, size - 1);
    FUZZ_CHECK(text != NULL);
    for (int i = data[0] % 19; i > 0; i--)
        scale *= 10;
    check_roundings(text, scale);
    check_time(text);
    return 0;
}
