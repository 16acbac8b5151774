/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a guest says that cyclictest measured: one sound histogram, or an error. */
#include "common/auto.h"
#include "tests/fuzz/fuzz.h"
#include "validate/cyclictest.h"

static void check_sound(const struct rtpart_latency *l)
{
    uint64_t counted = l->beyond;

    FUZZ_CHECK(l->samples > 0 && l->min_us >= 0 && l->min_us <= l->max_us);
    for (size_t i = 0; i < l->count; i++) {
        FUZZ_CHECK(l->buckets[i].us >= 0 && l->buckets[i].count > 0);
        FUZZ_CHECK(i == 0 || l->buckets[i - 1].us < l->buckets[i].us);
        counted += l->buckets[i].count;
    }
    FUZZ_CHECK(counted == l->samples);
    FUZZ_CHECK(rtpart_latency_bound(l) > l->max_us &&
               rtpart_latency_bound(l) <= RTPART_NS_MAX);
    FUZZ_CHECK(rtpart_latency_quantile(l, 0.5) <= rtpart_latency_quantile(l, 1));
    FUZZ_CHECK(rtpart_latency_quantile(l, 1) <= l->max_us);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    RTPART_AUTO(rtpart_latency_free) struct rtpart_latency l = {0};
    RTPART_AUTO(rtpart_latency_free) struct rtpart_latency twice = {0};
    struct rtpart_error err = {0};

    if (rtpart_cyclictest_read((const char *)data, size, "f", &l, &err) != RTPART_OK) {
        FUZZ_CHECK(err.message[0] != '\0');
        return 0;
    }
    check_sound(&l);
    for (int i = 0; i < 2; i++)
        if (rtpart_latency_add(&twice, &l, &err) != RTPART_OK)
            return 0;
    FUZZ_CHECK(twice.samples == 2 * l.samples && twice.count == l.count);
    check_sound(&twice);
    return 0;
}
