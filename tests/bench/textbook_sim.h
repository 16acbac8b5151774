/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * textbook_sim.h - global EDF on dedicated CPUs, simulated as books tell it: a heap of
 *                  events and a list of jobs; the competitor of bench_sim.c
 */
#ifndef RTPART_TESTS_TEXTBOOK_SIM_H
#define RTPART_TESTS_TEXTBOOK_SIM_H

#include <stdint.h>

#include "model/taskset.h"

struct textbook_sim_result {
    uint64_t jobs;       /* finished */
    rtpart_ns responses; /* sum of their response times */
};

/* All tasks released together at 0, then every T; each job takes C. */
struct textbook_sim_result textbook_sim(const struct rtpart_taskset *ts, unsigned cpus,
                                        rtpart_ns duration);

#endif
