/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * certify.h - give a plan the numbers that prove it (model/certificate.h)
 */
#ifndef RTPART_ANALYSIS_CERTIFY_H
#define RTPART_ANALYSIS_CERTIFY_H

#include "model/plan.h"
#include "model/verdict.h"

/*
 * Fill plan->certificates, replacing what is there.
 *
 * Fixed priority: for each task its response time as the window. EDF: for each vCPU the
 * horizon of the test and, up to RTPART_CERTIFY_POINTS deadlines, the window with the least
 * to spare. Global EDF: for each task the horizon and the window with the least to spare of
 * those that the test `gedf` looks at. Global fixed priority: for each task its response time
 * as the window. A global plan that another test made (gedf-bcl) may hold without a proof of
 * this kind: UNDECIDED.
 *
 * @plan    sound (rtpart_plan_check), not const: it is given the certificates
 * @answer  SCHEDULABLE: certified; otherwise what the analysis says of the plan as it
 *          stands, and the plan is left without certificates
 * Returns 0; RTPART_EMODEL, RTPART_ERANGE, RTPART_ENOMEM.
 */
enum rtpart_code rtpart_plan_certify(struct rtpart_plan *plan, enum rtpart_answer *answer,
                                     struct rtpart_error *err);

#define RTPART_CERTIFY_POINTS 100000

/*
 * The same for a plan that should hold: where no certificate can be written down, a note says
 * so, which is no failure.
 * @notes  may be NULL
 * Returns as rtpart_plan_certify; RTPART_EINPUT where the plan is proved not to hold.
 */
enum rtpart_code rtpart_plan_add_proof(struct rtpart_plan *plan,
                                       const struct rtpart_notes *notes,
                                       struct rtpart_error *err);

#endif
