/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/support/oracle_edf.h"

#include "tests/support/oracle_supply.h"

rtpart_ns oracle_edf_dbf(const struct small_set *s, rtpart_ns t)
{
    rtpart_ns demand = 0;

    for (size_t i = 0; i < s->count; i++)
        for (rtpart_ns due = s->task[i].deadline; due <= t; due += s->task[i].period)
            demand += s->task[i].wcet;
    return demand;
}

rtpart_ns oracle_hyperperiod(const struct small_set *s, rtpart_ns period)
{
    rtpart_ns h = period;

    for (size_t i = 0; i < s->count; i++) {
        rtpart_ns multiple = h;

        while (multiple % s->task[i].period != 0)
            multiple += h;
        h = multiple;
    }
    return h;
}

/* Is some job due at t, when all tasks are released at 0? */
static bool is_deadline(const struct small_set *s, rtpart_ns t)
{
    for (size_t i = 0; i < s->count; i++)
        if (t >= s->task[i].deadline &&
            (t - s->task[i].deadline) % s->task[i].period == 0)
            return true;
    return false;
}

/* Does the supply keep up with the utilisation in the long run? */
static bool keeps_up(const struct small_set *s, const struct rtpart_prm *r)
{
    const rtpart_ns h = oracle_hyperperiod(s, r->period);
    rtpart_ns demand = 0;

    for (size_t i = 0; i < s->count; i++)
        demand += h / s->task[i].period * s->task[i].wcet;
    return h / r->period * r->budget >= demand;
}

bool oracle_edf_holds(const struct small_set *s, const struct rtpart_prm *r)
{
    const rtpart_ns end = 2 * (oracle_hyperperiod(s, r->period) + r->period);
    rtpart_ns supply = 0;

    if (!keeps_up(s, r))
        return false;
    for (rtpart_ns t = 1; t <= end; t++) {
        supply += oracle_supplied(r, t - 1);
        if (is_deadline(s, t) && oracle_edf_dbf(s, t) + s->latency > supply)
            return false;
    }
    return true;
}

rtpart_ns oracle_edf_min_budget(const struct small_set *s, rtpart_ns period,
                                rtpart_ns step, rtpart_ns lo, rtpart_ns hi)
{
    for (rtpart_ns budget = lo; budget <= hi; budget += step) {
        const struct rtpart_prm r = {.period = period, .budget = budget};

        if (oracle_edf_holds(s, &r))
            return budget;
    }
    return -1;
}

rtpart_ns oracle_edf_response_bound(const struct small_set *s, const struct rtpart_prm *r,
                                    size_t k)
{
    const rtpart_ns end = 2 * (oracle_hyperperiod(s, r->period) + r->period);
    rtpart_ns bound = 0;

    for (rtpart_ns d = s->task[k].deadline; d <= end; d++) {
        if (!is_deadline(s, d))
            continue;
        const rtpart_ns work = oracle_edf_dbf(s, d) + s->latency;
        const rtpart_ns response =
            oracle_window_for(r, work, d) - (d - s->task[k].deadline);

        if (response > bound)
            bound = response;
    }
    return bound;
}

/* The job of each task that is next to run: released at `release`, `left` to do. */
struct job {
    rtpart_ns release;
    rtpart_ns left;
};

/* Task that EDF runs at `now`: earliest deadline, of equals not `k`; count for none. */
static size_t to_run(const struct small_set *s, const struct job *job, rtpart_ns now,
                     size_t k)
{
    size_t best = s->count;
    rtpart_ns earliest = 0;

    for (size_t i = 0; i < s->count; i++) {
        const rtpart_ns due = job[i].release + s->task[i].deadline;

        if (job[i].release > now)
            continue;
        if (best == s->count || due < earliest || (due == earliest && best == k)) {
            best = i;
            earliest = due;
        }
    }
    return best;
}

rtpart_ns oracle_edf_simulate(const struct small_set *s, const struct rtpart_prm *r,
                              const rtpart_ns *offset, rtpart_ns length, size_t k)
{
    struct job job[SMALL_SET_MAX];
    rtpart_ns longest = 0;

    for (size_t i = 0; i < s->count; i++)
        job[i] = (struct job){.release = offset[i], .left = s->task[i].wcet};
    for (rtpart_ns now = 0; now < length; now++) {
        const size_t run = to_run(s, job, now, k);

        if (run == s->count || !oracle_supplied(r, now))
            continue;
        if (--job[run].left > 0)
            continue;
        if (run == k && now + 1 - job[k].release > longest)
            longest = now + 1 - job[k].release;
        job[run].release += s->task[run].period;
        job[run].left = s->task[run].wcet;
    }
    return longest;
}
