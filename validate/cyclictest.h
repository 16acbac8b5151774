/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cyclictest.h - what cyclictest of rt-tests measured: a histogram of wake-up latencies
 *
 * cyclictest subtracts two times that are each cut to whole microseconds, so a latency that
 * it prints as n us was below n + 1 us.
 */
#ifndef RTPART_VALIDATE_CYCLICTEST_H
#define RTPART_VALIDATE_CYCLICTEST_H

#include <stddef.h>
#include <stdint.h>

#include "analysis/prm.h"
#include "common/error.h"

struct rtpart_latency_bucket {
    int64_t us;
    uint64_t count; /* > 0 */
};

/* A zeroed struct holds no sample. */
struct rtpart_latency {
    struct rtpart_latency_bucket *buckets; /* owned, us ascending */
    size_t count;
    uint64_t samples; /* all, those beyond the histogram too */
    uint64_t beyond;  /* above the last bucket that cyclictest kept */
    int64_t min_us;
    int64_t max_us; /* of all samples */
    double mean_us;
};

/*
 * Read what cyclictest wrote, all threads together: the file of --json, or the text that
 * --histogram prints.
 *
 * @name  stands for the text in messages
 * @out   zeroed; owned by the caller (rtpart_latency_free)
 * Returns 0, RTPART_ENOMEM, or RTPART_EINPUT: neither of the two, cut short, without a
 * histogram, or with numbers that contradict each other.
 */
enum rtpart_code rtpart_cyclictest_read(const char *text, size_t len, const char *name,
                                        struct rtpart_latency *out,
                                        struct rtpart_error *err);

/* Add the samples of `more`. Returns 0, RTPART_ENOMEM or RTPART_ERANGE. */
enum rtpart_code rtpart_latency_add(struct rtpart_latency *sum,
                                    const struct rtpart_latency *more,
                                    struct rtpart_error *err);

/*
 * Least latency in us that at least the share `q` (0 < q <= 1) of the samples does not
 * exceed; the maximum where it lies beyond the histogram. -1 without samples. O(buckets).
 */
int64_t rtpart_latency_quantile(const struct rtpart_latency *l, double q);

/*
 * The latency L for the analysis: what every sample stayed below, in ns (the maximum and
 * the microsecond that was cut off). RTPART_NS_NONE without samples.
 */
rtpart_ns rtpart_latency_bound(const struct rtpart_latency *l);

void rtpart_latency_free(struct rtpart_latency *l);

#endif
