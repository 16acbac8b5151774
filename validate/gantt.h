/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * gantt.h - what happened in a window of a simulated run: who ran when, releases, deadlines,
 *           supply and budgets; and its picture
 */
#ifndef RTPART_VALIDATE_GANTT_H
#define RTPART_VALIDATE_GANTT_H

#include <stdbool.h>

#include "common/error.h"
#include "model/plan.h"
#include "validate/sim.h"

#define RTPART_GANTT_MAX 100000 /* stretches, jobs and budget corners, each */

struct rtpart_gantt_budget {
    size_t vcpu;
    rtpart_ns at;
    rtpart_ns left;
};

/* Set from and to, zero the rest; a zeroed struct is not in use (to = 0). */
struct rtpart_gantt {
    rtpart_ns from;
    rtpart_ns to;
    struct rtpart_sim_segment
        *segments; /* owned, cut at the window; of tasks and supply */
    size_t segment_count;
    size_t segment_size;
    struct rtpart_sim_job *jobs; /* owned: those that touch the window */
    size_t job_count;
    size_t job_size;
    struct rtpart_gantt_budget *budgets; /* owned: corners, and those around the window */
    size_t budget_count;
    size_t budget_size;
    bool full;   /* more happened than RTPART_GANTT_MAX */
    bool failed; /* out of memory */
};

/* To be called by a watch of the simulator with what it is told. */
void rtpart_gantt_job(struct rtpart_gantt *g, const struct rtpart_sim_job *job,
                      rtpart_ns deadline);
void rtpart_gantt_segment(struct rtpart_gantt *g, const struct rtpart_sim_segment *s);
void rtpart_gantt_budget(struct rtpart_gantt *g, size_t vcpu, rtpart_ns at,
                         rtpart_ns left);
void rtpart_gantt_free(struct rtpart_gantt *g);

/*
 * Draw it: for each vCPU a band with its budget over time, the supply, and a lane for each
 * of its tasks (in a global plan one lane for each task, coloured by vCPU); releases as
 * arrows up, deadlines as arrows down, missed ones marked.
 *
 * @picture  FILE.svg or FILE.png; @keep the .dat and .gp beside it
 * Returns 0; RTPART_EUSAGE (file name, more than RTPART_GANTT_MAX things or 64 lanes),
 * RTPART_EHOST, RTPART_ENOMEM.
 */
enum rtpart_code rtpart_gantt_plot(const struct rtpart_gantt *g,
                                   const struct rtpart_plan *plan, const char *title,
                                   const char *picture, bool keep,
                                   struct rtpart_error *err);

#endif
