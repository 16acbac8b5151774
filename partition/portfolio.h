/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * portfolio.h - the best answer of all quick methods
 */
#ifndef RTPART_PARTITION_PORTFOLIO_H
#define RTPART_PARTITION_PORTFOLIO_H

#include "partition/partition.h"

/*
 * Run every method of the table that does not search, and keep the best partition under
 * req->objective, of equals the first in the table.
 *
 * @req   checked (rtpart_partition_check)
 * @out   found, or RTPART_UNDECIDED with the task that blocked the first method
 * Returns 0, RTPART_EMODEL, RTPART_ENOMEM.
 */
enum rtpart_code rtpart_portfolio(const struct rtpart_partition_request *req,
                                  struct rtpart_partition *out, struct rtpart_error *err);

#endif
