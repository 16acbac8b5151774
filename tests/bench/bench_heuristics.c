/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * bench_heuristics - the heuristics beside Ovh and beside the optimum, on random task sets
 *
 * usage: bench_heuristics [SETS [SEED [TASKS VCPUS]]]
 *
 * Set k has TASKS tasks on VCPUS vCPUs (6 .. 12 on 2 .. 4 where they are not given) and U =
 * 0.50 m .. 0.95 m in steps of 0.05 m, every combination in turn; utilisations by
 * RandFixedSum, periods log-uniform in 10 ms .. 1 s, D = T, rate monotonic, the default grid,
 * least total bandwidth. The exact search has 30 s for each set; sets that it does not
 * finish are counted and left out. docs/heuristics.md has the results.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "analysis/interface.h"
#include "generators/generate.h"
#include "partition/partition.h"

#define SETS_DEFAULT 420 /* two of each combination */
#define METHODS_MAX  32
#define EXACT_S      30.0

/* One method, on all sets for which a partition exists. */
struct score {
    const struct rtpart_heuristic *h;
    unsigned placed;
    unsigned optimal; /* as good as the optimum */
    unsigned common;  /* placed by Ovh too */
    unsigned better;  /* of these: less bandwidth than Ovh */
    unsigned worse;
    double excess;      /* sum of bandwidth / optimum - 1 over the placed ones */
    double excess_here; /* the same over the common ones */
    double excess_ovh;  /* and that of Ovh over them */
    double seconds;
};

static double now_s(void)
{
    struct timespec t;

    (void)clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* What is drawn. */
struct shape {
    uint64_t seed;
    size_t tasks;   /* 0: 6 .. 12 */
    unsigned vcpus; /* 0: 2 .. 4 */
};

static void draw(uint64_t k, const struct shape *shape, struct rtpart_taskset *ts,
                 unsigned *vcpus)
{
    struct rtpart_generate_request r = rtpart_generate_defaults();
    struct rtpart_generator g;
    struct rtpart_error err;

    const bool given = shape->tasks > 0;

    *vcpus = given ? shape->vcpus : 2 + (unsigned)(k / 7 % 3);
    r.utilization.tasks = given ? shape->tasks : 6 + (size_t)(k % 7);
    r.utilization.sum =
        (double)*vcpus * (50 + 5 * (double)((given ? k : k / 21) % 10)) / 100;
    r.seed = shape->seed;
    if (rtpart_generator_prepare(&g, &r, &err) != RTPART_OK ||
        rtpart_generator_draw(&g, k, ts, NULL, &err) != RTPART_OK) {
        fprintf(stderr, "bench_heuristics: %s\n", err.message);
        exit(1);
    }
    rtpart_generator_free(&g);
}

static struct rtpart_partition run(const struct rtpart_heuristic *h,
                                   const struct rtpart_partition_request *req,
                                   double *seconds)
{
    struct rtpart_partition p;
    struct rtpart_error err;
    const double begin = now_s();

    if (rtpart_partition_run(h, req, &p, &err) != RTPART_OK) {
        fprintf(stderr, "bench_heuristics: %s\n", err.message);
        exit(1);
    }
    *seconds += now_s() - begin;
    return p;
}

static void count(struct score *s, const struct rtpart_partition *p,
                  const struct rtpart_partition *ovh, const struct rtpart_partition *best)
{
    const double least = rtpart_partition_bandwidth(best);
    const double excess = rtpart_partition_bandwidth(p) / least - 1;

    if (p->answer != RTPART_SCHEDULABLE)
        return;
    s->placed++;
    s->optimal += rtpart_partition_cmp(p, best, RTPART_OBJECTIVE_TOTAL) == 0;
    s->excess += excess;
    if (ovh->answer != RTPART_SCHEDULABLE)
        return;
    const int order = rtpart_partition_cmp(p, ovh, RTPART_OBJECTIVE_TOTAL);

    s->common++;
    s->better += order < 0;
    s->worse += order > 0;
    s->excess_here += excess;
    s->excess_ovh += rtpart_partition_bandwidth(ovh) / least - 1;
}

static void print(const struct score *s, unsigned partitionable, unsigned sets)
{
    printf("%-14s %6.2f %%  %6.3f %%  %6.1f %%   %5u %5u %5u  %6.3f %% %6.3f %%  %8.1f\n",
           s->h->name, 100.0 * s->placed / partitionable, 100 * s->excess / s->placed,
           100.0 * s->optimal / s->placed, s->common, s->better, s->worse,
           100 * s->excess_here / s->common, 100 * s->excess_ovh / s->common,
           1e6 * s->seconds / sets);
}

/* The optimum itself is what all are measured by; milp only looks for it another way. */
static bool is_measured(const struct rtpart_heuristic *h)
{
    return !h->exact && strcmp(h->name, "milp") != 0;
}

int main(int argc, char **argv)
{
    const unsigned sets = argc > 1 ? (unsigned)strtoul(argv[1], NULL, 10) : SETS_DEFAULT;
    const struct shape shape = {
        .seed = argc > 2 ? strtoull(argv[2], NULL, 10) : 1,
        .tasks = argc > 4 ? (size_t)strtoull(argv[3], NULL, 10) : 0,
        .vcpus = argc > 4 ? (unsigned)strtoul(argv[4], NULL, 10) : 0};
    const struct rtpart_heuristic *exact = rtpart_heuristic_find("exact");
    const struct rtpart_heuristic *ovh = rtpart_heuristic_find("ovh");
    struct score score[METHODS_MAX] = {{0}};
    size_t methods;
    const struct rtpart_heuristic *h = rtpart_heuristics(&methods);
    double exact_s = 0;
    unsigned partitionable = 0;
    unsigned unfinished = 0;

    for (size_t i = 0; i < methods && i < METHODS_MAX; i++)
        score[i].h = &h[i];
    for (uint64_t k = 0; k < sets; k++) {
        struct rtpart_taskset ts;
        struct rtpart_partition_request req = {
            .taskset = &ts, .scheduler = RTPART_SCHED_RM, .max_bandwidth = {1, 1}};
        double ignored = 0;

        draw(k, &shape, &ts, &req.vcpus);
        req.grid = rtpart_grid_auto(rtpart_taskset_min_deadline(&ts));
        req.time_limit_s = EXACT_S;
        struct rtpart_partition best = run(exact, &req, &exact_s);
        struct rtpart_partition reference = run(ovh, &req, &ignored);
        const bool known = best.answer == RTPART_SCHEDULABLE && best.optimal;

        partitionable += known;
        unfinished += !known && best.answer != RTPART_UNSCHEDULABLE;
        for (size_t i = 0; i < methods && known; i++) {
            struct rtpart_partition p = {0};

            if (!is_measured(&h[i]))
                continue;
            p = run(&h[i], &req, &score[i].seconds);
            count(&score[i], &p, &reference, &best);
            rtpart_partition_free(&p);
        }
        rtpart_partition_free(&best);
        rtpart_partition_free(&reference);
        rtpart_taskset_free(&ts);
    }
    printf("%u sets, seed %llu; %u can be partitioned (proved by exact, %.1f ms a set; "
           "%u not "
           "finished)\n\n",
           sets, (unsigned long long)shape.seed, partitionable, 1e3 * exact_s / sets,
           unfinished);
    printf(
        "                 placed   excess   optimal   where Ovh places too:            "
        "       us\n");
    printf(
        "                                            sets better worse   excess   Ovh's"
        "    a set\n");
    for (size_t i = 0; i < methods; i++)
        if (is_measured(&h[i]))
            print(&score[i], partitionable, partitionable);
    return 0;
}
