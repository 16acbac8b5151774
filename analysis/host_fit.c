/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/host_fit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/global_tests.h"
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

/* Sum of the shares asked for, and of what is used. */
static struct rtpart_ratio_sum total(const struct question *q)
{
    struct rtpart_ratio_sum sum = rtpart_ratio_sum_zero();

    for (size_t i = 0; i < q->count; i++)
        rtpart_ratio_sum_add(&sum, q->items[i].prm.budget, q->items[i].prm.period);
    for (unsigned c = 0; c < q->host->cpus; c++)
        rtpart_ratio_sum_add(&sum, used_on(q->host, c).num, used_on(q->host, c).den);
    return sum;
}

static void ask_kernel(const struct question *q, struct rtpart_host_fit *out)
{
    struct rtpart_ratio_sum sum = total(q);
    struct rtpart_ratio_sum used = rtpart_ratio_sum_zero();
    const double all = percent(q->host->cap) * q->host->cpus;

    for (unsigned c = 0; c < q->host->cpus; c++)
        rtpart_ratio_sum_add(&used, used_on(q->host, c).num, used_on(q->host, c).den);
    const double taken = 100 * rtpart_ratio_sum_value(&used);

    rtpart_ratio_sum_add(&sum, -(rtpart_i128)q->host->cap.num * q->host->cpus,
                         q->host->cap.den);
    out->admitted = rtpart_ratio_sum_at_most(&sum, zero);
    if (!out->admitted)
        (void)snprintf(out->kernel_note, sizeof out->kernel_note,
                       "all together need %.2f %% of a core; %u CPUs at %.2f %% give "
                       "%.2f %%, of which %.2f %% are used: %.2f %% are left",
                       100 * rtpart_ratio_sum_value(&sum) + all - taken, q->host->cpus,
                       percent(q->host->cap), all, taken, all > taken ? all - taken : 0);
}

/* [GFB03] on all shares, what is used on a CPU counting as one reservation. */
static bool gfb_holds(const struct question *q)
{
    const struct rtpart_ratio all = {.num = q->host->cpus, .den = 1};
    struct rtpart_ratio_sum sum = total(q);
    struct rtpart_ratio most = zero;

    for (size_t i = 0; i < q->count; i++) {
        const struct rtpart_ratio share = rtpart_prm_bandwidth(&q->items[i].prm);

        most = rtpart_ratio_cmp(share, most) > 0 ? share : most;
    }
    for (unsigned c = 0; c < q->host->cpus; c++)
        if (rtpart_ratio_cmp(used_on(q->host, c), most) > 0)
            most = used_on(q->host, c);
    rtpart_ratio_sum_add(&sum, (rtpart_i128)most.num * (q->host->cpus - 1), most.den);
    return rtpart_ratio_sum_at_most(&sum, all);
}

/* Any test of the table on the reservations as tasks; the host has to be empty. */
static enum rtpart_code ask_tests(const struct question *q, struct rtpart_host_fit *out,
                                  struct rtpart_error *err)
{
    RTPART_AUTO_FREE struct rtpart_task *tasks =
        calloc(q->count > 0 ? q->count : 1, sizeof *tasks);
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

static enum rtpart_code ask_global(const struct question *q, struct rtpart_host_fit *out,
                                   struct rtpart_error *err)
{
    enum rtpart_code code = RTPART_OK;

    if (gfb_holds(q))
        out->global_by = "gfb";
    else if (!anything_used(q->host))
        code = ask_tests(q, out, err);
    if (out->global_by == NULL)
        (void)snprintf(out->global_note, sizeof out->global_note,
                       "no test proves that every budget comes in time while the "
                       "reservations share %u CPUs (largest share %.2f %% of a core)",
                       q->host->cpus,
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

/* Common denominator of everything, or 0 where sums over it would leave 64 bits. */
static int64_t common_unit(const struct question *q, int64_t most)
{
    rtpart_ns unit = lowest_den(q->host->cap);

    for (unsigned c = 0; c < q->host->cpus && unit > 0 && unit <= most; c++)
        unit = rtpart_ns_lcm(unit, lowest_den(used_on(q->host, c)));
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
    RTPART_AUTO_FREE int64_t *weights =
        calloc(q->count > 0 ? q->count : 1, sizeof *weights);
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
            "no placement on %u CPUs keeps %.2f %% on each (proved); the "
            "largest is %s with %.2f %%, the most any core has left is %.2f %%",
            q->host->cpus, percent(q->host->cap), q->items[i].who, share,
            most_room(q->host));
    } else {
        (void)snprintf(
            out->partition_note, sizeof out->partition_note,
            "no placement on %u CPUs was found within the limit of the search; "
            "there may be one",
            q->host->cpus);
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
    out->cpu_of = calloc(count > 0 ? count : 1, sizeof *out->cpu_of);
    if (out->cpu_of == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory for %zu reservations",
                           count);
    out->count = count;
    ask_kernel(&q, out);
    code = ask_global(&q, out, err);
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
