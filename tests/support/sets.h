/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sets.h - small random task sets for property tests, without names
 */
#ifndef RTPART_TESTS_SETS_H
#define RTPART_TESTS_SETS_H

#include <stdbool.h>

#include "model/taskset.h"
#include "tests/support/random.h"

/*
 * `count` tasks with periods in 2..longest, D = T for half of the sets, else some D < T.
 * WCETs are alike in half of the sets, small in most; in the others heavy and light tasks
 * are mixed. 0 < C <= D <= T.
 * @room  for `count` tasks; the set borrows it
 */
struct rtpart_taskset sets_small(struct test_random *r, struct rtpart_task *room,
                                 size_t count, rtpart_ns longest);

#endif
