/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/support/oracle_fp.h"

#include "tests/support/oracle_supply.h"

rtpart_ns oracle_fp_demand(const struct small_set *s, size_t k, rtpart_ns t)
{
    rtpart_ns demand = s->task[k].wcet + s->latency;

    for (size_t j = 0; j < k; j++)
        for (rtpart_ns release = 0; release < t; release += s->task[j].period)
            demand += s->task[j].wcet;
    return demand;
}

rtpart_ns oracle_fp_response(const struct small_set *s, const struct rtpart_prm *r,
                             size_t k)
{
    rtpart_ns supply = 0;

    for (rtpart_ns t = 1; t <= s->task[k].deadline; t++) {
        supply += oracle_supplied(r, t - 1);
        if (oracle_fp_demand(s, k, t) <= supply)
            return t;
    }
    return -1;
}

size_t oracle_fp_failing(const struct small_set *s, const struct rtpart_prm *r)
{
    size_t k = 0;

    while (k < s->count && oracle_fp_response(s, r, k) >= 0)
        k++;
    return k;
}

rtpart_ns oracle_fp_min_budget(const struct small_set *s, rtpart_ns period,
                               rtpart_ns step, rtpart_ns lo, rtpart_ns hi)
{
    for (rtpart_ns budget = lo; budget <= hi; budget += step) {
        const struct rtpart_prm r = {.period = period, .budget = budget};

        if (oracle_fp_failing(s, &r) == s->count)
            return budget;
    }
    return -1;
}

struct rtpart_ratio oracle_fp_task_alpha(const struct small_set *s, size_t k)
{
    struct rtpart_ratio least = {.num = oracle_fp_demand(s, k, 1), .den = 1};

    for (rtpart_ns t = 2; t <= s->task[k].deadline; t++) {
        const struct rtpart_ratio speed = {.num = oracle_fp_demand(s, k, t), .den = t};

        if (speed.num * least.den < least.num * speed.den)
            least = speed;
    }
    return least;
}
