/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * verdict.h - the answer of a schedulability test, with its witness
 */
#ifndef RTPART_MODEL_VERDICT_H
#define RTPART_MODEL_VERDICT_H

#include <stddef.h>

#include "model/time.h"

enum rtpart_answer {
    RTPART_UNDECIDED = 0, /* a sufficient test failed, or a limit was reached */
    RTPART_SCHEDULABLE,
    RTPART_UNSCHEDULABLE,
};

#define RTPART_NO_TASK ((size_t)-1)

struct rtpart_verdict {
    enum rtpart_answer answer;
    size_t task;      /* index in the task set of the task that fails; RTPART_NO_TASK */
    rtpart_ns at;     /* witness: window length where demand > supply; 0 = none */
    rtpart_ns demand; /* ns of work due in that window */
    rtpart_ns supply; /* ns of CPU guaranteed in that window */
};

/* "schedulable", "unschedulable", "undecided": the words of every output. */
static inline const char *rtpart_answer_name(enum rtpart_answer a)
{
    return a == RTPART_SCHEDULABLE     ? "schedulable"
           : a == RTPART_UNSCHEDULABLE ? "unschedulable"
                                       : "undecided";
}

/* Exit status of a tool for an answer: 0 yes, 1 no, 5 undecided. */
static inline int rtpart_answer_exit(enum rtpart_answer a)
{
    return a == RTPART_SCHEDULABLE ? 0 : a == RTPART_UNSCHEDULABLE ? 1 : 5;
}

#endif
