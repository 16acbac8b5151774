/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * real_keep.h - what is kept of a real run beside its results: logs, samples, late jobs with
 *               their reasons, the calibration, and the host it ran on
 */
#ifndef RTPART_VALIDATE_REAL_KEEP_H
#define RTPART_VALIDATE_REAL_KEEP_H

#include <stddef.h>

#include "common/error.h"
#include "validate/miss_reason.h"
#include "validate/real.h"

/*
 * Write samples.csv, misses.csv, calibration.json and host.json into raw/, and copy raw/ to
 * where the user wants the run to be kept: only files, no links.
 * Returns 0, RTPART_ENOMEM or RTPART_EHOST (disk full).
 */
enum rtpart_code rtpart_real_keep(const struct rtpart_real *r,
                                  const struct rtpart_miss *misses, size_t count,
                                  struct rtpart_error *err);

/* The time between two ticks of this kernel, by the resolution of its coarse clock; where
 * that does not tell, 4 ms. */
rtpart_ns rtpart_host_tick(void);

#endif
