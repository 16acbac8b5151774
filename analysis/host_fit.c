/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/host_fit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/global_tests.h"
#include "common/array.h"
#include "common/auto.h"
#include "model/packing.h"
#include "model/ratio_sum.h"

/* The question, for the functions below. */
struct question {
    const struct rtpart_host *host;
    const struct rtpart_host_item *items;
    size_t count;
};

static const struct rtpart_ratio zero = {.num = 0, .den = 1};
static const struct rtpart_ratio one = {.num = 1, .den = 1};

static const char *cpus_word(unsigned cpus)
{
    return cpus == 1 ? "CPU" : "CPUs";
}

static double percent(struct rtpart_ratio r)
{
    return 100 * rtpart_ratio_value(r);
}

static struct rtpart_ratio used_on(const struct rtpart_host *host, unsigned cpu)
{
    return host->used != NULL ? host->used[cpu] : zero;
}

static bool anything_used(const struct rtpart_host *host)
{
    for (unsigned c = 0; c < host->cpus; c++)
        if (used_on(host, c).num > 0)
            return true;
    return false;
}

/* The largest share that is asked for; the first of equals. count > 0. */
static size_t largest_item(const struct question *q)
{
    size_t best = 0;

    for (size_t i = 1; i < q->count; i++)
        if (rtpart_ratio_cmp(rtpart_prm_bandwidth(&q->items[i].prm),
                             rtpart_prm_bandwidth(&q->items[best].prm)) > 0)
            best = i;
    return best;
}

enum rtpart_code rtpart_host_check(const struct rtpart_host *host,
                                   struct rtpart_error *err)
{
    if (host->cpus < 1 || host->cpus > RTPART_HOST_CPUS_MAX)
        return rtpart_fail(err, RTPART_EUSAGE, "a host of %u CPUs; give 1 to %d",
                           host->cpus, RTPART_HOST_CPUS_MAX);
    if (host->cap.den <= 0 || host->cap.den > RTPART_NS_MAX || host->cap.num <= 0 ||
        rtpart_ratio_cmp(host->cap, one) > 0)
        return rtpart_fail(
            err, RTPART_EUSAGE,
            "the share of a CPU that reservations may have must be above 0 "
            "and at most 1");
    for (unsigned c = 0; host->used != NULL && c < host->cpus; c++)
        if (host->used[c].den <= 0 || host->used[c].den > RTPART_NS_MAX ||
            host->used[c].num < 0 || rtpart_ratio_cmp(host->used[c], one) > 0)
            return rtpart_fail(err, RTPART_EUSAGE,
                               "what is used on CPU %u must be between 0 and 1", c);
    return RTPART_OK;
}

/* Sum of the shares of reservations. */
static struct rtpart_ratio_sum total(const struct rtpart_prm *r, size_t count)
{
    struct rtpart_ratio_sum sum = rtpart_ratio_sum_zero();

    for (size_t i = 0; i < count; i++)
        if (r[i].budget > 0)
            rtpart_ratio_sum_add(&sum, r[i].budget, r[i].period);
    return sum;
}

static double total_percent(const struct rtpart_prm *r, size_t count)
{
    const struct rtpart_ratio_sum sum = total(r, count);

    return 100 * rtpart_ratio_sum_value(&sum);
}

/* What is asked for, and behind it what is used on each CPU, as one more reservation. NULL:
 * out of memory. */
static struct rtpart_prm *gather(const struct question *q)
{
    struct rtpart_prm *all = calloc(q->count + q->host->cpus, sizeof *all);

    for (size_t i = 0; all != NULL && i < q->count; i++)
        all[i] = q->items[i].prm;
    for (unsigned c = 0; all != NULL && c < q->host->cpus; c++)
        all[q->count + c] = (struct rtpart_prm){.budget = used_on(q->host, c).num,
                                                .period = used_on(q->host, c).den};
    return all;
}

/* By the kernel's own arithmetic, and exactly: it forgives what it rounds away. */
static bool admits(const struct question *q, const struct rtpart_prm *all)
{
    const struct rtpart_host *host = q->host;
    struct rtpart_ratio_sum sum = total(all, q->count + host->cpus);

    rtpart_ratio_sum_add(&sum, -(rtpart_i128)host->cap.num * host->cpus, host->cap.den);
    return rtpart_ratio_sum_at_most(&sum, zero) &&
           rtpart_host_admits(host->cpus, rtpart_ratio_booked(host->cap), all,
                              q->count + host->cpus);
}

static void ask_kernel(const struct question *q, const struct rtpart_prm *all,
                       struct rtpart_host_fit *out)
{
    const unsigned cpus = q->host->cpus;
    const double limit = percent(q->host->cap) * cpus;
    const double taken = total_percent(all + q->count, cpus);
    char used[96] = "";

    out->admitted = admits(q, all);
    if (out->admitted)
        return;
    if (taken > 0)
        (void)snprintf(used, sizeof used, ", of which %.2f %% are used: %.2f %% are left",
                       taken, limit > taken ? limit - taken : 0);
    (void)snprintf(out->kernel_note, sizeof out->kernel_note,
                   "all together need %.2f %% of a core; %u %s at %.2f %% give %.2f %%%s",
                   total_percent(all, q->count), cpus, cpus_word(cpus),
                   percent(q->host->cap), limit, used);
}

/* Any test of the table on the reservations as tasks; the host has to be empty. */
static enum rtpart_code ask_tests(const struct question *q, struct rtpart_host_fit *out,
                                  struct rtpart_error *err)
{
    RTPART_AUTO_FREE struct rtpart_task *tasks = rtpart_array(q->count, sizeof *tasks);
    struct rtpart_taskset ts = {.tasks = tasks};
    const struct rtpart_global_request req = {.taskset = &ts, .cpus = q->host->cpus};
    struct rtpart_global_result result;

    if (tasks == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory for %zu reservations",
                           q->count);
    for (size_t i = 0; i < q->count; i++) {
        const struct rtpart_prm *r = &q->items[i].prm;

        if (r->budget > 0)
            tasks[ts.count++] = (struct rtpart_task){
                .wcet = r->budget, .deadline = r->period, .period = r->period};
    }
    enum rtpart_code code = rtpart_global_edf(&req, &result, &out->global_by, err);

    rtpart_global_result_free(&result);
    if (code == RTPART_ERANGE) /* periods of months: no test can say anything */
        code = RTPART_OK;
    return code;
}

static enum rtpart_code ask_global(const struct question *q, const struct rtpart_prm *all,
                                   struct rtpart_host_fit *out, struct rtpart_error *err)
{
    enum rtpart_code code = RTPART_OK;

    if (rtpart_host_gfb(q->host->cpus, all, q->count + q->host->cpus))
        out->global_by = "gfb";
    else if (!anything_used(q->host))
        code = ask_tests(q, out, err);
    if (out->global_by == NULL)
        (void)snprintf(out->global_note, sizeof out->global_note,
                       "no test proves that every budget comes in time while the "
                       "reservations share %u %s (largest share %.2f %% of a core)",
                       q->host->cpus, cpus_word(q->host->cpus),
                       q->count == 0 ? 0
                                     : percent(rtpart_prm_bandwidth(
                                           &q->items[largest_item(q)].prm)));
    return code;
}

/* --- placement --- */

enum rounding { DOWN, UP };

/* r in units of 1/unit, for 0 <= r <= 2^9, unit <= 2^62. */
static int64_t scaled(struct rtpart_ratio r, int64_t unit, enum rounding rounding)
{
    const rtpart_i128 product = (rtpart_i128)r.num * unit;
    const rtpart_i128 floor = product / r.den;

    return (int64_t)(floor + (rounding == UP && floor * r.den != product));
}

/* Denominator of r in lowest terms. */
static rtpart_ns lowest_den(struct rtpart_ratio r)
{
    return r.den / rtpart_ns_gcd(r.den, r.num);
}

/*
 * Common denominator of the cap and of what is asked for, or 0 where sums over it would leave
 * 64 bits. What is used need not be a whole number of it: a room that is rounded down holds
 * what it held before.
 */
static int64_t common_unit(const struct question *q, int64_t most)
{
    rtpart_ns unit = lowest_den(q->host->cap);

    for (size_t i = 0; i < q->count && unit > 0 && unit <= most; i++)
        unit = rtpart_ns_lcm(unit, lowest_den(rtpart_prm_bandwidth(&q->items[i].prm)));
    return unit <= most ? unit : 0;
}

/* Search with shares rounded one way and rooms the other, so that errors are one-sided. */
static enum rtpart_code place(const struct question *q, int64_t unit,
                              enum rounding rounding, struct rtpart_host_fit *out,
                              struct rtpart_error *err)
{
    const unsigned cpus = q->host->cpus;
    const int64_t cap = scaled(q->host->cap, unit, rounding == UP ? DOWN : UP);
    RTPART_AUTO_FREE int64_t *weights = rtpart_array(q->count, sizeof *weights);
    RTPART_AUTO_FREE int64_t *rooms = calloc(cpus, sizeof *rooms);

    if (weights == NULL || rooms == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory for %zu reservations",
                           q->count);
    for (size_t i = 0; i < q->count; i++)
        weights[i] = scaled(rtpart_prm_bandwidth(&q->items[i].prm), unit, rounding);
    for (unsigned c = 0; c < cpus; c++) {
        const int64_t left = cap - scaled(used_on(q->host, c), unit, rounding);

        rooms[c] = left > 0 ? left : 0; /* room for what needs nothing */
    }
    return rtpart_pack(weights, q->count, rooms, cpus, out->cpu_of, &out->partitioned,
                       err);
}

/* Does the placement keep the cap on every CPU? Exact, as far as ratio_sum.h is. */
static bool placement_holds(const struct question *q, const unsigned *cpu_of)
{
    for (unsigned c = 0; c < q->host->cpus; c++) {
        struct rtpart_ratio_sum sum = rtpart_ratio_sum_zero();
        bool here = false;

        rtpart_ratio_sum_add(&sum, used_on(q->host, c).num, used_on(q->host, c).den);
        for (size_t i = 0; i < q->count; i++)
            if (cpu_of[i] == c && q->items[i].prm.budget > 0) {
                rtpart_ratio_sum_add(&sum, q->items[i].prm.budget,
                                     q->items[i].prm.period);
                here = true;
            }
        if (here && !rtpart_ratio_sum_at_most(&sum, q->host->cap))
            return false;
    }
    return true;
}

/* The least used share of a CPU, as the room it leaves, in %. */
static double most_room(const struct rtpart_host *host)
{
    struct rtpart_ratio least = used_on(host, 0);

    for (unsigned c = 1; c < host->cpus; c++)
        if (rtpart_ratio_cmp(used_on(host, c), least) < 0)
            least = used_on(host, c);
    const double room = percent(host->cap) - percent(least);

    return room > 0 ? room : 0;
}

/* Is the largest reservation too large for every CPU by itself? */
static bool too_large(const struct question *q, size_t i)
{
    for (unsigned c = 0; c < q->host->cpus; c++) {
        struct rtpart_ratio_sum sum = rtpart_ratio_sum_zero();

        rtpart_ratio_sum_add(&sum, q->items[i].prm.budget, q->items[i].prm.period);
        rtpart_ratio_sum_add(&sum, used_on(q->host, c).num, used_on(q->host, c).den);
        if (!rtpart_ratio_sum_above(&sum, q->host->cap))
            return false;
    }
    return true;
}

static void note_no_place(const struct question *q, struct rtpart_host_fit *out)
{
    const size_t i = largest_item(q);
    const double share = percent(rtpart_prm_bandwidth(&q->items[i].prm));

    if (too_large(q, i)) {
        out->partitioned = RTPART_UNSCHEDULABLE;
        (void)snprintf(
            out->partition_note, sizeof out->partition_note,
            "%s needs %.2f %% of a core; the most any core has left is %.2f %%",
            q->items[i].who, share, most_room(q->host));
    } else if (out->partitioned == RTPART_UNSCHEDULABLE) {
        (void)snprintf(
            out->partition_note, sizeof out->partition_note,
            "no placement on %u %s keeps %.2f %% on each (proved); the "
            "largest is %s with %.2f %%, the most any core has left is %.2f %%",
            q->host->cpus, cpus_word(q->host->cpus), percent(q->host->cap),
            q->items[i].who, share, most_room(q->host));
    } else {
        (void)snprintf(out->partition_note, sizeof out->partition_note,
                       "no placement on %u %s was found within the limit of the search; "
                       "there may be one",
                       q->host->cpus, cpus_word(q->host->cpus));
    }
}

static enum rtpart_code ask_placement(const struct question *q,
                                      struct rtpart_host_fit *out,
                                      struct rtpart_error *err)
{
    const size_t terms = q->count > q->host->cpus ? q->count : q->host->cpus;
    const int64_t most = ((int64_t)1 << 61) / (int64_t)(terms + 1);
    const int64_t exact = common_unit(q, most);
    enum rtpart_code code = place(q, exact > 0 ? exact : most, UP, out, err);

    if (code == RTPART_OK && exact == 0 && out->partitioned == RTPART_UNSCHEDULABLE) {
        code = place(q, most, DOWN, out, err);
        if (code == RTPART_OK && out->partitioned == RTPART_SCHEDULABLE &&
            !placement_holds(q, out->cpu_of))
            out->partitioned = RTPART_UNDECIDED;
    }
    if (code == RTPART_OK && out->partitioned != RTPART_SCHEDULABLE)
        note_no_place(q, out);
    return code;
}

enum rtpart_code rtpart_host_fit(const struct rtpart_host *host,
                                 const struct rtpart_host_item *items, size_t count,
                                 struct rtpart_host_fit *out, struct rtpart_error *err)
{
    const struct question q = {.host = host, .items = items, .count = count};
    enum rtpart_code code = rtpart_host_check(host, err);

    memset(out, 0, sizeof *out);
    for (size_t i = 0; i < count && code == RTPART_OK; i++)
        code = rtpart_prm_check(&items[i].prm, err);
    if (code != RTPART_OK)
        return code;
    RTPART_AUTO_FREE struct rtpart_prm *all = gather(&q);

    out->cpu_of = rtpart_array(count, sizeof *out->cpu_of);
    if (out->cpu_of == NULL || all == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory for %zu reservations",
                           count);
    out->count = count;
    ask_kernel(&q, all, out);
    code = ask_global(&q, all, out, err);
    if (code == RTPART_OK)
        code = ask_placement(&q, out, err);
    if (code != RTPART_OK)
        return code;
    out->guarantee = !out->admitted ? RTPART_GUARANTEE_NONE
                     : out->partitioned == RTPART_SCHEDULABLE
                         ? RTPART_GUARANTEE_HARD_PARTITIONED
                     : out->global_by != NULL ? RTPART_GUARANTEE_HARD_GLOBAL
                                              : RTPART_GUARANTEE_KERNEL;
    return RTPART_OK;
}

void rtpart_host_fit_free(struct rtpart_host_fit *fit)
{
    free(fit->cpu_of);
    memset(fit, 0, sizeof *fit);
}
