/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * oracle_interface.h - the cheapest point of a grid, by trying every period with every
 *                      budget
 */
#ifndef RTPART_TESTS_ORACLE_INTERFACE_H
#define RTPART_TESTS_ORACLE_INTERFACE_H

#include <stdbool.h>

#include "model/reservation.h"
#include "tests/support/small_set.h"

/* Is the set schedulable on `r`, EDF or fixed priority, by oracle_edf.h or oracle_fp.h? */
bool oracle_holds(const struct small_set *s, bool edf, const struct rtpart_prm *r);

/*
 * Least Q/P over the grid (max_period > 0), of equals the longest period.
 * Returns false where no point of the grid holds.
 */
bool oracle_interface(const struct small_set *s, bool edf, const struct rtpart_grid *grid,
                      struct rtpart_prm *out);

#endif
