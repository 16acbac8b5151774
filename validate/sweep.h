/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sweep.h - a campaign: random task sets over a grid of sizes, utilisations and vCPUs, each
 *           put to every method
 *
 * The set number k of a size and a utilisation is the same for every number of vCPUs and
 * for every method, and depends on nothing else (generators/generate.h): so results do not
 * depend on threads, shards, order or machine.
 */
#ifndef RTPART_VALIDATE_SWEEP_H
#define RTPART_VALIDATE_SWEEP_H

#include <stddef.h>
#include <stdint.h>

#include "generators/generate.h"
#include "validate/sweep_method.h"
#include "validate/sweep_rows.h"

#define RTPART_SWEEP_METHODS_MAX 32
#define RTPART_SWEEP_VALUES_MAX  1000 /* along one side of the grid */

/* What is asked. Arrays are owned: rtpart_sweep_free. */
struct rtpart_sweep {
    size_t *tasks; /* sizes n */
    size_t task_count;
    int64_t *utilizations; /* U in millionths */
    size_t utilization_count;
    unsigned *vcpus;
    size_t vcpu_count;
    uint64_t sets;                          /* at each point */
    uint64_t chunk;                         /* sets in a chunk */
    struct rtpart_generate_request request; /* n, U and point are set for each point */
    struct rtpart_sweep_setting setting;
    struct rtpart_sweep_method methods[RTPART_SWEEP_METHODS_MAX];
    size_t method_count;

    struct rtpart_generator
        *generators; /* one for each (n, U); by rtpart_sweep_prepare */
};

/* A place in the grid. */
struct rtpart_sweep_point {
    size_t tasks;
    int64_t utilization; /* millionths */
    unsigned vcpus;
    size_t generator; /* place in sweep->generators */
};

/* Points, chunks of a point, and all chunks of the campaign. */
size_t rtpart_sweep_points(const struct rtpart_sweep *s);
uint32_t rtpart_sweep_chunks(const struct rtpart_sweep *s);
uint64_t rtpart_sweep_items(const struct rtpart_sweep *s);

struct rtpart_sweep_point rtpart_sweep_point(const struct rtpart_sweep *s, size_t index);

/*
 * Check the request and make the generators ready; read only afterwards, so that threads
 * may share it.
 * Returns 0; RTPART_EUSAGE (empty or too large grid, U larger than n, no method),
 * RTPART_ENOMEM.
 */
enum rtpart_code rtpart_sweep_prepare(struct rtpart_sweep *s, struct rtpart_error *err);

void rtpart_sweep_free(struct rtpart_sweep *s);

/*
 * The lines that name the experiment in its files: everything that the results depend on,
 * and nothing else. Owned by the caller; NULL when out of memory.
 */
char *rtpart_sweep_header(const struct rtpart_sweep *s);

/*
 * Do one item: all sets of one chunk of one point, put to every method.
 *
 * @item   0 .. rtpart_sweep_items() - 1
 * @rows   method_count rows, filled
 * @spent  time in ns that each method took, added to; method_count places; may be NULL
 * Returns 0; RTPART_ENOMEM, RTPART_EUSAGE, RTPART_ERANGE (generator), RTPART_EMODEL.
 */
enum rtpart_code rtpart_sweep_item(const struct rtpart_sweep *s, uint64_t item,
                                   struct rtpart_sweep_row *rows, uint64_t *spent,
                                   struct rtpart_error *err);

/*
 * Add the times that an item took to the totals by size: place n * method_count + method.
 * @totals  may be NULL
 */
void rtpart_sweep_add_spent(const struct rtpart_sweep *s, uint64_t item,
                            const uint64_t *spent, uint64_t *totals);

#endif
