/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * verify.h - check a plan from its certificates
 *
 * Shares no code with the analysis that made the plan, and is meant to be read in one
 * sitting (verify.c; verify_global.c for global plans): definitions as the papers print
 * them, evaluated at the places the certificates name. What it says "proved" to rests on the
 * assumptions of docs/analyses.md: sequential, independent, sporadic jobs that do not suspend
 * themselves, and the budget Q in every period P.
 */
#ifndef RTPART_ANALYSIS_VERIFY_H
#define RTPART_ANALYSIS_VERIFY_H

#include "model/plan.h"
#include "model/verdict.h"

/*
 * Do the certificates prove that every task of the plan meets every deadline?
 *
 * @plan  sound (rtpart_plan_check)
 * @why   at least `size` bytes: the first thing that is wrong, or what was checked
 * Returns SCHEDULABLE: proved; UNSCHEDULABLE: a certificate is missing, or does not fit the
 * plan, or proves nothing, or the priorities of the guest (where the plan has some) are in
 * another order than the one that is proved; UNDECIDED: checking would take too long (the
 * horizon of an EDF or global certificate is out of reach), or tasks share the last priority.
 */
enum rtpart_answer rtpart_plan_verify(const struct rtpart_plan *plan, char *why,
                                      size_t size);

/*
 * The same with a limit of one's own.
 * @intervals  >= 0; so many intervals of windows may be looked at for one certificate on a
 *             vCPU under EDF, and for one of a global plan (n tasks) the (n + 1)-th part.
 *             Beyond that the answer is UNDECIDED.
 */
enum rtpart_answer rtpart_plan_verify_within(const struct rtpart_plan *plan,
                                             long intervals, char *why, size_t size);

#endif
