/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * uunifast.h - n random values >= lo with a given sum, uniform over all such vectors:
 *              UUniFast; and its form for several processors, UUniFast-Discard
 *
 * Baselines: as long as no value is capped they draw from the same distribution as
 * RandFixedSum, which is what to use when values are capped.
 *
 * [BB05] E. Bini and G. C. Buttazzo, "Measuring the performance of schedulability tests",
 *        Real-Time Systems 30, 2005, pp. 129-154. doi:10.1007/s11241-005-0507-9
 * [DB11] R. I. Davis and A. Burns, "Improved priority assignment for global fixed priority
 *        pre-emptive scheduling in multiprocessor real-time systems", Real-Time Systems 47,
 *        2011, pp. 1-40. doi:10.1007/s11241-010-9106-5
 */
#ifndef RTPART_GENERATORS_UUNIFAST_H
#define RTPART_GENERATORS_UUNIFAST_H

#include <stddef.h>

#include "common/error.h"
#include "generators/rng.h"

/* Values that UUniFast-Discard throws away before it gives up. */
#define RTPART_UUNIFAST_DISCARDS 2000000

/*
 * One vector, as [BB05] does it: what is left for the last n - i values is what was left
 * before, times the (n - i)-th root of a uniform variable.
 *
 * @n   >= 1
 * @sum >= n lo
 * @x   room for n values
 * O(n). Cannot fail.
 */
void rtpart_uunifast_draw(struct rtpart_rng *r, size_t n, double sum, double lo,
                          double *x);

/*
 * The same, thrown away and drawn again until no value is above `hi` [DB11]. The nearer the
 * sum is to n hi, the less vectors survive.
 *
 * Returns 0, or RTPART_ERANGE after RTPART_UUNIFAST_DISCARDS values; x then holds nothing
 * of use. O(n) a vector.
 */
enum rtpart_code rtpart_uunifast_discard_draw(struct rtpart_rng *r, size_t n, double sum,
                                              double lo, double hi, double *x,
                                              struct rtpart_error *err);

#endif
