/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * platform_result.h - what was measured of each back end, and its form on file
 */
#ifndef RTPART_VALIDATE_PLATFORM_RESULT_H
#define RTPART_VALIDATE_PLATFORM_RESULT_H

#include <stdbool.h>
#include <stddef.h>

#include <jansson.h>

#include "common/error.h"
#include "validate/cyclictest.h"
#include "validate/process_tree.h"

/* Times of many runs, in the order they were measured. A zeroed struct is empty. */
struct rtpart_times {
    rtpart_ns *values; /* owned */
    size_t count;
};

enum rtpart_code rtpart_times_add(struct rtpart_times *t, rtpart_ns value,
                                  struct rtpart_error *err);
void rtpart_times_free(struct rtpart_times *t);

/* Without values, `count` is 0 and the rest is RTPART_NS_NONE. */
struct rtpart_times_summary {
    size_t count;
    rtpart_ns min;
    rtpart_ns mean; /* rounded to the nearest ns */
    rtpart_ns median;
    rtpart_ns p99; /* least value that 99 % do not exceed */
    rtpart_ns worst;
};

/* O(n log n). Returns all RTPART_NS_NONE where there is no memory. */
struct rtpart_times_summary rtpart_times_summary(const struct rtpart_times *t);

/* One back end in one configuration. All texts are owned; NULL: not known. */
struct rtpart_platform_cell {
    char *name;         /* of the back end */
    char *summary;      /* what it is */
    char *paper;        /* its row among the published values */
    char *accel;        /* "KVM", "TCG"; "" without a machine */
    char *command;      /* of the last run */
    char *problem;      /* why something is missing */
    unsigned vcpus;     /* of a machine; 0: no machine */
    unsigned memory_mb; /* likewise */
    struct rtpart_latency latency;
    struct rtpart_times first; /* launch to the guest's first process */
    struct rtpart_times total; /* launch to its end */
    size_t failed;             /* runs that gave nothing */
    struct rtpart_memory_use memory;
    unsigned least_mb; /* guest memory that still runs cyclictest; 0: not looked for */
};

struct rtpart_platform_results {
    struct rtpart_platform_cell *cells; /* owned */
    size_t count;
    char *command; /* that made it */
    char *version; /* of rtpart */
    char *host;    /* kernel, processors */
    char *kernel;  /* of the guests; NULL: none */
    char *load;    /* on the host, while latency was measured */
    char *date;    /* ISO 8601 */
};

/*
 * JSON with the schema rtpart.platform/1: everything, the histograms and each single time.
 * New reference; NULL: out of memory.
 */
json_t *rtpart_platform_json(const struct rtpart_platform_results *r);

/*
 * Read it back.
 * @name  stands for it in messages
 * @out   zeroed; owned by the caller, also after a failure
 * Returns 0, RTPART_ENOMEM or RTPART_EINPUT.
 */
enum rtpart_code rtpart_platform_read(const json_t *root, const char *name,
                                      struct rtpart_platform_results *out,
                                      struct rtpart_error *err);

/*
 * The latencies alone, with the schema rtpart.latency/1, for `rtpart --latency @FILE`: its
 * latency_ns is the largest of all back ends, and backend tells whose.
 * New reference; NULL: out of memory, or no latency was measured.
 */
json_t *rtpart_platform_latency_json(const struct rtpart_platform_results *r);

/* Was anything measured of it? */
bool rtpart_platform_cell_measured(const struct rtpart_platform_cell *c);

void rtpart_platform_results_free(struct rtpart_platform_results *r);

#endif
