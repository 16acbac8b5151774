/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * oracle_supply.h - supply of a periodic resource, tick by tick: slow and obviously right
 *
 * [SL03] I. Shin and I. Lee, "Periodic resource model for compositional real-time
 *        guarantees", RTSS 2003, pp. 2-13. doi:10.1109/REAL.2003.1253249
 *
 * All for small integers; the tests scale them up to nanoseconds.
 */
#ifndef RTPART_TESTS_ORACLE_SUPPLY_H
#define RTPART_TESTS_ORACLE_SUPPLY_H

#include <stdbool.h>

#include "model/reservation.h"

/*
 * Does `r` run in tick `tick` (0, 1, ...) after the opening of the worst window of [SL03],
 * figure 1? The window opens when the budget of a period, given at its very start, is
 * used up; all later budgets come as late as they can.
 */
bool oracle_supplied(const struct rtpart_prm *r, rtpart_ns tick);

/* CPU time in the worst window of length t: counts ticks. */
rtpart_ns oracle_sbf(const struct rtpart_prm *r, rtpart_ns t);

/*
 * The same, from the definition of the resource alone: the least over all windows and
 * over all ways to place the budget in each period (every set of Q out of P ticks). For
 * P <= 10.
 */
rtpart_ns oracle_sbf_all_patterns(const struct rtpart_prm *r, rtpart_ns t);

/* Least budget of period `period` with sbf(t) >= work, by trying all; -1 for none. */
rtpart_ns oracle_budget_for(rtpart_ns period, rtpart_ns t, rtpart_ns work);

/* Least window up to `limit` with sbf(t) >= work, by trying all; -1 for none. */
rtpart_ns oracle_window_for(const struct rtpart_prm *r, rtpart_ns work, rtpart_ns limit);

#endif
