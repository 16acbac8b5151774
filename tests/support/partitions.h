/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * partitions.h - task sets, requests and slow definitions for the tests of partition/
 */
#ifndef RTPART_TESTS_PARTITIONS_H
#define RTPART_TESTS_PARTITIONS_H

#include "partition/partition.h"
#include "tests/support/fraction.h"
#include "tests/support/random.h"

/* The task set of Table 4 [Abe24]; free with rtpart_taskset_free. */
void partitions_table4(struct rtpart_taskset *ts);

/* RM, no latency, grid as the tools choose it by default, least total, no cap. */
struct rtpart_partition_request partitions_request(const struct rtpart_taskset *ts,
                                                   unsigned vcpus);

/* `n` tasks with small whole times: T in [4, longest], total utilisation about `u`; D = T,
 * or D in [C, T] where `constrained`; priorities in 1..5. */
void partitions_random(struct rtpart_taskset *ts, struct test_random *r, int n, double u,
                       rtpart_ns longest, bool constrained);

/*
 * A random question with times so small that every partition can be tried: up to
 * `most_vcpus` vCPUs and `most_tasks` tasks (two less on more than two vCPUs). The round
 * decides scheduler, latency, cap, grid, fixed tasks and objective.
 */
void partitions_question(struct test_random *r, int round, unsigned most_vcpus,
                         int most_tasks, struct rtpart_taskset *ts,
                         struct rtpart_partition_request *req);

/* Copy of the tasks of `ts` with bit i set in `tasks`, for a vCPU of its own. */
void partitions_subset(struct rtpart_taskset *out, const struct rtpart_taskset *ts,
                       uint64_t tasks);

/*
 * Cheapest interface of the tasks in `tasks` within the cap, by trying every point of the
 * grid. Returns false where there is none; an empty vCPU needs budget 0.
 */
bool partitions_interface(const struct rtpart_partition_request *req, uint64_t tasks,
                          struct rtpart_prm *out);

/* What a partition takes: sum and largest of Q/P. */
struct partitions_cost {
    struct fraction total;
    struct fraction largest;
};

/* Interfaces of all 2^n sets of tasks, each by trying every point of the grid; n <= 10. */
struct partitions_costs {
    const struct rtpart_partition_request *req;
    bool holds[1024];
    struct rtpart_prm prm[1024];
};

void partitions_learn(struct partitions_costs *c,
                      const struct rtpart_partition_request *req);

/* Cost of the partition with vCPU vcpu[i] for task i; false where it does not hold or a
 * fixed task is elsewhere. */
bool partitions_cost_of(const struct partitions_costs *c, const unsigned *vcpu,
                        struct partitions_cost *out);

/* Order of two costs under `objective`: -1, 0, 1. */
int partitions_cost_cmp(const struct partitions_cost *a, const struct partitions_cost *b,
                        enum rtpart_objective objective);

/* The least cost of all partitions, by trying them; false where none holds. */
bool partitions_optimum(const struct partitions_costs *c, struct partitions_cost *out);

/* Tasks of vCPU v as bits. */
uint64_t partitions_tasks_of(const struct rtpart_partition *p, unsigned v);

struct fraction partitions_utilization(const struct rtpart_taskset *ts, uint64_t tasks);

/* Run the method called `name`; whatever is no answer ends the test. */
void partitions_run(const char *name, const struct rtpart_partition_request *req,
                    struct rtpart_partition *out);

/* A found partition has the tasks of each vCPU as given, vCPU after vCPU. */
void partitions_assert_tasks(const struct rtpart_partition *p, const uint64_t *tasks);

#endif
