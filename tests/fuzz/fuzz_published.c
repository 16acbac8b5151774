/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A file of published values ends in values that can be found, or in an error. */
#include <math.h>

#include "common/auto.h"
#include "tests/fuzz/fuzz.h"
#include "tests/support/memory_file.h"
#include "validate/published.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    RTPART_AUTO(rtpart_published_free) struct rtpart_published p = {0};
    struct rtpart_error err = {0};

    if (rtpart_published_read(test_memory_file(0, data, size), &p, &err) != RTPART_OK) {
        FUZZ_CHECK(err.code == RTPART_EINPUT && err.message[0] == '/');
        FUZZ_CHECK(p.values == NULL && p.count == 0);
        return 0;
    }
    for (size_t i = 0; i < p.count; i++) {
        const struct rtpart_published_value *v = &p.values[i];

        FUZZ_CHECK(isfinite(v->value) && v->value >= 0);
        FUZZ_CHECK(rtpart_published_find(&p, v->quantity, v->backend, v->guest,
                                         v->statistic) != NULL);
    }
    return 0;
}
