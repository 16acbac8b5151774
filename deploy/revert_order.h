/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * revert_order.h - which of several deployments has to be taken back first
 *
 * Two containers below one group share its budget: the first deployment made room in it, the
 * second found that room and added to it. Only the second can be taken back first: a group
 * with a group below it stays, and a budget that the groups below need is not taken.
 */
#ifndef RTPART_DEPLOY_REVERT_ORDER_H
#define RTPART_DEPLOY_REVERT_ORDER_H

#include <stddef.h>

#include "deploy/deployment.h"

/*
 * Sort so that none comes before one that stands on it; apart from that the order stays. What
 * stands on what is seen in the changes: clocks may go back. Cannot fail.
 */
void rtpart_revert_order(struct rtpart_deployment *deployments, size_t count);

#endif
