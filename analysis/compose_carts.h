/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * compose_carts.h - interfaces of a tree of components in the output format of CARTS
 *
 *   <component name="vm1" algorithm="PRM">
 *     <resource><model period="11" bandwidth="0.6818182" deadline="11"/></resource>
 *     <processed_task><model period="11" execution_time="7.5" deadline="11"/>
 *     </processed_task>
 *     <component .../>                              children alike
 *   </component>
 *
 * A component with a global scheduler has resource_model="MPR2 model" in place of algorithm,
 * and <model cpus="2" period="10" execution_time="17.5"/>, where execution_time is Theta of
 * all CPUs. <processed_task> is what the component is to its parent: here m' equal tasks.
 *
 * CARTS prints two to four decimals; here times are exact decimals, and a bandwidth has as
 * many as give the budget back, in whole ns. Where no interface was found, whether or not
 * there is none, <resource> and <processed_task> are empty; of a global component
 * <resource> says cpus="0" execution_time="2047483647", as CARTS does.
 *
 * [PLE11] L. T. X. Phan et al., "CARTS: a tool for compositional analysis of real-time
 *         systems", ACM SIGBED Review 8(1), 2011.
 */
#ifndef RTPART_ANALYSIS_COMPOSE_CARTS_H
#define RTPART_ANALYSIS_COMPOSE_CARTS_H

#include <stdio.h>

#include "analysis/compose.h"

/*
 * Write the tree.
 *
 * @resource  what was asked for
 * @unit      ns in the unit of the times (rtpart_unit_from_name); CARTS has none, so the
 *            root names it in rt:unit, which CARTS does not look at
 * Returns 0 or RTPART_ENOMEM; errors of `out` stay in its error flag.
 */
enum rtpart_code rtpart_compose_write_carts(const struct rtpart_composition *c,
                                            enum rtpart_resource resource, rtpart_ns unit,
                                            FILE *out, struct rtpart_error *err);

#endif
