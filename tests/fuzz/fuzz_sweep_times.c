/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A file of times ends in rows that a picture can be drawn of, or in an error. */
#include <string.h>

#include "common/auto.h"
#include "tests/fuzz/fuzz.h"
#include "validate/sweep_summary.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    RTPART_AUTO(rtpart_sweep_times_free) struct rtpart_sweep_times t = {0};
    RTPART_AUTO_FREE char *text = strndup((const char *)data, size);
    struct rtpart_error err = {0};

    FUZZ_CHECK(text != NULL);
    if (rtpart_sweep_times_read_memory(&t, text, strlen(text), "f", &err) != RTPART_OK) {
        FUZZ_CHECK(err.code == RTPART_EINPUT && err.message[0] == 'f');
        return 0;
    }
    FUZZ_CHECK(t.count > 0);
    for (size_t i = 0; i < t.count; i++)
        FUZZ_CHECK(t.rows[i].sets > 0 && strlen(t.rows[i].method) > 0);
    return 0;
}
