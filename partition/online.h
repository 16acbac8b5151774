/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * online.h - add tasks to a partition that is in service, and remove them, with as little
 *            change as can be
 *
 * A vCPU that gets no task and loses none keeps its reservation as it is; so does one whose
 * reservation holds a new task too. One that loses a task gets a cheaper reservation where
 * there is one.
 */
#ifndef RTPART_PARTITION_ONLINE_H
#define RTPART_PARTITION_ONLINE_H

#include "partition/placement.h"

/* What is in service. Borrowed for the call. */
struct rtpart_online {
    const struct rtpart_partition_request *req; /* its task set has the new tasks too */
    const unsigned *vcpu;         /* of each task; RTPART_NO_VCPU: new, to be placed */
    const struct rtpart_prm *prm; /* reservation of each vCPU, budget 0: empty */
};

/*
 * Place the new tasks.
 *
 * First without a move, the largest task first: where a reservation holds it already, or
 * else where it costs least (settle.h). Where that fails, search: the least number of moves
 * up to `may_move` with which all find a place is tried out, first none at all, then one,
 * and so on. The search is complete: every move set of that size is covered, since a task
 * need only leave its vCPU to let another one in.
 *
 * @may_move  how many tasks that are in service may change their vCPU; fixed ones never do
 * @out       SCHEDULABLE: the new partition; UNSCHEDULABLE: proved that it takes more moves
 *            (or cannot be done at all), out->blocked is a new task; UNDECIDED: the limit of
 *            the request was reached before, or out->gave_up
 * @moves     how many tasks were moved
 * Returns 0; RTPART_EINPUT where a vCPU is out of range or not the one a task is fixed to;
 * errors of rtpart_partition_check; RTPART_ENOMEM.
 * Cost without moves: O(n) to set up, then at most one interface for each vCPU and new task.
 */
enum rtpart_code rtpart_online_add(const struct rtpart_online *now, unsigned may_move,
                                   struct rtpart_partition *out, unsigned *moves,
                                   struct rtpart_error *err);

/*
 * After tasks have left (they are not in the task set any more): the cheapest interface for
 * each vCPU marked in `lost`, where that is less than its reservation; no task moves.
 *
 * @lost  for each vCPU
 * Returns as rtpart_online_add; the answer is SCHEDULABLE.
 */
enum rtpart_code rtpart_online_remove(const struct rtpart_online *now, const bool *lost,
                                      struct rtpart_partition *out,
                                      struct rtpart_error *err);

#endif
