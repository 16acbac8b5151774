/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rtcg.h - real-time control groups: a budget for SCHED_FIFO and SCHED_RR tasks, in each
 *          period, on each CPU
 *
 * Kernels speak three dialects; each is an entry in a table. Budgets are whole microseconds
 * there: runtimes are rounded up, periods down.
 */
#ifndef RTPART_DEPLOY_RTCG_H
#define RTPART_DEPLOY_RTCG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/error.h"
#include "deploy/journal.h"
#include "deploy/kernel.h"
#include "deploy/proc_thread.h"
#include "model/reservation.h"

/* Budget of a group, of each CPU. */
struct rtpart_rtcg_budget {
    int64_t runtime_us; /* 0..period_us; of "max": the period */
    int64_t period_us;  /* > 0 */
};

/* A file to write, relative to the folder of the group, and the text for it. */
struct rtpart_rtcg_write {
    const char *file;
    char text[48];
};

struct rtpart_rtcg_backend {
    const char *name;    /* "v1", "hcbs-v5", "hcbs-v6" */
    const char *summary; /* one line */
    const char *sign;    /* file of a group that tells it */
    int version;         /* of the hierarchy it is in: 1 or 2 */
    bool per_cpu;        /* a group may have another budget on each CPU */
    enum rtpart_code (*read)(const struct rtpart_kernel *k, const char *dir,
                             struct rtpart_rtcg_budget *out, struct rtpart_error *err);
    /* The writes that turn `from` into `to`, in the order that the kernel accepts.
     * Returns their number, at most 2. */
    size_t (*plan)(const struct rtpart_rtcg_budget *from,
                   const struct rtpart_rtcg_budget *to,
                   struct rtpart_rtcg_write writes[2]);
};

extern const struct rtpart_rtcg_backend rtpart_rtcg_backends[];
extern const size_t rtpart_rtcg_backend_count;

/* The dialect of this host. */
struct rtpart_rtcg {
    const struct rtpart_rtcg_backend *backend;
    char mount[RTPART_PATH_SIZE]; /* of the hierarchy */
};

/*
 * Which dialect does this host speak?
 * Returns 0, or RTPART_EHOST where it has none: with the ways out.
 */
enum rtpart_code rtpart_rtcg_find(const struct rtpart_kernel *k, struct rtpart_rtcg *out,
                                  struct rtpart_error *err);

/* Is `dir` the path of a group below the mount, without empty parts, "." and ".."? */
bool rtpart_rtcg_has(const struct rtpart_rtcg *g, const char *dir);

/* `r` in whole microseconds, to the safe side. Returns 0 or RTPART_EHOST (period < 1 us). */
enum rtpart_code rtpart_rtcg_budget_of(const struct rtpart_prm *r,
                                       struct rtpart_rtcg_budget *out,
                                       struct rtpart_error *err);

/*
 * Append to `d` what gives the group `dir` that budget: missing groups are made, and groups
 * above it get as much as those below them need. Before that, see whether it fits: what is
 * refused here would be EINVAL from the kernel.
 *
 * @dir  folder of the group, below the mount; it need not exist
 * Returns 0, RTPART_ENOMEM, RTPART_EUSAGE (no such path), or RTPART_EHOST: refused, with the
 * numbers.
 */
enum rtpart_code rtpart_rtcg_changes(const struct rtpart_kernel *k,
                                     const struct rtpart_rtcg *g, const char *dir,
                                     const struct rtpart_rtcg_budget *budget,
                                     struct rtpart_deployment *d,
                                     struct rtpart_error *err);

/*
 * A budget in every second that holds all of them together, as groups above others need it.
 * Returns 0, or RTPART_EHOST: more than a CPU.
 */
enum rtpart_code rtpart_rtcg_sum(const struct rtpart_rtcg_budget *budgets, size_t count,
                                 struct rtpart_rtcg_budget *out,
                                 struct rtpart_error *err);

/* Append the writes that give a new group, which `d` makes, that budget; they are taken back
 * before it is removed. */
enum rtpart_code rtpart_rtcg_fill(const struct rtpart_rtcg *g, const char *dir,
                                  const struct rtpart_rtcg_budget *budget,
                                  struct rtpart_deployment *d, struct rtpart_error *err);

/* Share of each CPU as the kernel counts it: units of 2^-20, rounded down. */
int64_t rtpart_rtcg_booked(const struct rtpart_rtcg_budget *b);

/* The share of a CPU that it is, for people. */
double rtpart_rtcg_share(const struct rtpart_rtcg_budget *b);

#endif
