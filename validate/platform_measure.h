/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * platform_measure.h - latency, start-up and memory of back ends, measured in turn
 *
 * Round by round, each with every back end in another order, so that a drift of the machine
 * hits all alike. A run that fails is counted, told, and does not end the measurement.
 *
 * [Abe24] sections 4.1 and 4.2.
 */
#ifndef RTPART_VALIDATE_PLATFORM_MEASURE_H
#define RTPART_VALIDATE_PLATFORM_MEASURE_H

#include <stdbool.h>
#include <stdint.h>

#include "validate/platform_result.h"
#include "validate/platform_session.h"

struct rtpart_measure {
    struct rtpart_session *session;
    struct rtpart_platform_results *results; /* cells made by rtpart_measure_cells */
    rtpart_ns interval;                      /* of cyclictest */
    rtpart_ns duration;                      /* of cyclictest, of all rounds together */
    unsigned rounds;                         /* of latency, >= 1 */
    unsigned runs;                           /* of start-up, >= 1 */
    unsigned warm_up;                        /* runs before, not counted */
    const char *load; /* "stress-ng", "hogs", "none": on the host, during latency */
    unsigned load_cpus;
    int limit_ms;           /* of a single start */
    unsigned memory_low_mb; /* search for the least guest memory */
    unsigned memory_high_mb;
    uint64_t seed; /* of the orders */
    bool quiet;
};

/*
 * A cell for each back end of the session; machines get one for each pair of the lists.
 * @vcpus, @memory_mb  lists that end with 0, not empty
 * Returns 0 or RTPART_ENOMEM.
 */
enum rtpart_code rtpart_measure_cells(const struct rtpart_session *s,
                                      struct rtpart_platform_results *results,
                                      const unsigned *vcpus, const unsigned *memory_mb,
                                      struct rtpart_error *err);

/*
 * Each fills its part of the results. Returns 0, also when it was asked to stop (what was
 * measured until then is there), or RTPART_ENOMEM.
 */
enum rtpart_code rtpart_measure_latency(struct rtpart_measure *m,
                                        struct rtpart_error *err);
enum rtpart_code rtpart_measure_startup(struct rtpart_measure *m,
                                        struct rtpart_error *err);
enum rtpart_code rtpart_measure_memory(struct rtpart_measure *m,
                                       struct rtpart_error *err);

#endif
