/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * textbook.h - the same questions, answered as the books and the usual tools do it: the
 *              competitor of the benches
 *
 * [ABB22] L. Abeni, A. Biondi and E. Bini, "Partitioning real-time workloads on
 *         multi-core virtual machines", Journal of Systems Architecture 131, 2022.
 *         doi:10.1016/j.sysarc.2022.102733
 * [LSD89] J. Lehoczky, L. Sha and Y. Ding, "The rate monotonic scheduling algorithm:
 *         exact characterization and average case behavior", RTSS 1989, pp. 166-171.
 *         doi:10.1109/REAL.1989.63567
 * [SL03]  I. Shin and I. Lee, "Periodic resource model for compositional real-time
 *         guarantees", RTSS 2003, pp. 2-13. doi:10.1109/REAL.2003.1253249
 *
 * Written to be correct and plain, with what any programmer would do: the testing set is
 * made once, sorted, without doubles; a search over budgets begins at U P; a task is left
 * at its first point that holds.
 */
#ifndef RTPART_TESTS_TEXTBOOK_H
#define RTPART_TESTS_TEXTBOOK_H

#include <stdbool.h>

#include "model/reservation.h"
#include "model/taskset.h"

struct textbook_point {
    rtpart_ns t;
    rtpart_ns work; /* W(t) of its task */
};

/* The testing sets of all tasks [LSD89], one after the other. */
struct textbook {
    const struct rtpart_task *tasks; /* borrowed; by rising period (RM), D <= T */
    size_t count;
    struct textbook_point *points; /* owned */
    size_t *first; /* owned: where the points of task k begin; count + 1 */
};

/* How the budgets are searched. */
enum textbook_search {
    TEXTBOOK_STEPS,     /* one after the other, as the usual tools */
    TEXTBOOK_BISECTION, /* supply does not fall with the budget: halve the interval */
};

/* Compute the testing sets. False: out of memory. */
bool textbook_init(struct textbook *b, const struct rtpart_task *tasks, size_t count);
void textbook_free(struct textbook *b);

/* Least multiple of `step` with which (Q, period) schedules the tasks by RM; -1: none. */
rtpart_ns textbook_rm_min_budget(const struct textbook *b, rtpart_ns period,
                                 rtpart_ns step, enum textbook_search search);

/* The same under EDF: every deadline up to the bound of [SL03], for every budget. */
rtpart_ns textbook_edf_min_budget(const struct rtpart_task *tasks, size_t count,
                                  rtpart_ns period, rtpart_ns step,
                                  enum textbook_search search);

/*
 * Ovh [ABB22] straight from its definition: tasks by rising period, each on the vCPU whose
 * alpha grows least, alpha of the new task by all points of its testing set.
 * @vcpu  filled: vCPU of each task, of `vcpus`
 * Returns false where a task fits nowhere, or out of memory.
 */
bool textbook_ovh(const struct rtpart_task *tasks, size_t count, unsigned vcpus,
                  unsigned *vcpu);

#endif
