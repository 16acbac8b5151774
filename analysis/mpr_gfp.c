/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/mpr_gfp.h"

#include <assert.h>
#include <string.h>

#include "analysis/fp_interference.h"
#include "analysis/mpr.h"

/* Times in units of 1/m' ns, the resource as one CPU that is m' times as fast (mpr.h). */

/* What task k needs to be done within x. */
struct need {
    rtpart_ns work;  /* the sum, in ns, rounded up */
    bool full;       /* m' terms are cut: a supply equal to it is not enough ... */
    rtpart_ns until; /* ... nor any up to this x, where the first of them ends */
};

static struct need need_at(struct rtpart_cluster *c, size_t k, const size_t *above,
                           size_t count, rtpart_ns x)
{
    const rtpart_ns cap = x - c->wcet[k];
    const unsigned m = c->cpus;
    rtpart_i128 sum = (rtpart_i128)m * (c->wcet[k] + c->latency);
    rtpart_ns least = INT64_MAX; /* to which a term that is cut grows */
    size_t cut = 0;
    size_t cut_in = 0; /* cut only together with their carry-in */

    rtpart_largest_clear(&c->largest);
    for (size_t a = 0; a < count; a++) {
        const size_t i = above[a];
        const struct rtpart_fp_work w =
            rtpart_fp_work_in(x, c->wcet[i], c->period[i], c->response[i], 0);

        if (w.without > cap) {
            cut++;
            sum += cap;
            least = w.without_crest < least ? w.without_crest : least;
        } else {
            const rtpart_ns with = w.with < cap ? w.with : cap;

            cut_in += w.with > cap;
            if (w.with > cap && w.with_crest < least)
                least = w.with_crest;
            sum += w.without;
            rtpart_largest_offer(&c->largest, with - w.without);
        }
    }
    sum += c->largest.sum;
    return (struct need){.work = rtpart_cluster_ns(c, sum),
                         .full = cut + (cut_in < m - 1 ? cut_in : m - 1) >= m,
                         .until = least < INT64_MAX ? least + c->wcet[k] : x};
}

/* How what task k needs grows from x on; need_at has just been asked about x. */
static struct rtpart_fp_growth growth_at(const struct rtpart_cluster *c, size_t k,
                                         const size_t *above, size_t count, rtpart_ns x)
{
    struct rtpart_fp_growth g = {.lasts = INT64_MAX};
    size_t equal = rtpart_largest_ties(&c->largest);

    for (size_t a = 0; a < count; a++) {
        const size_t i = above[a];
        const struct rtpart_fp_work w =
            rtpart_fp_work_in(x, c->wcet[i], c->period[i], c->response[i], 0);

        rtpart_fp_grow(&g, &w, x - c->wcet[k], &c->largest, &equal);
    }
    return g;
}

/*
 * How far beyond x can no window do, where the need exceeds the supply by more than `lack`?
 * Per unit of x the need grows by rising/m' at least and the supply by 1 at most.
 */
static rtpart_ns hopeless_for(const struct rtpart_cluster *c, struct rtpart_fp_growth g,
                              rtpart_ns lack)
{
    if (g.rising >= c->cpus)
        return g.lasts;
    const rtpart_i128 far = (rtpart_i128)lack * c->cpus / (rtpart_ns)(c->cpus - g.rising);

    return far < g.lasts ? (rtpart_ns)far : g.lasts;
}

/*
 * Least x <= D_k at which task k is done below `count` tasks whose response times are in
 * c->response; RTPART_NS_NONE where there is none.
 *
 * From below: no x that is passed over can do. Demand and supply grow with x, so the next
 * candidate is the window that supplies what is needed now. That alone may crawl in steps of
 * a unit where both grow alike, so the growth of the need is looked at too; and as long as m'
 * terms are cut nothing helps.
 */
static rtpart_ns response_of(struct rtpart_cluster *c, const struct rtpart_prm *fast,
                             size_t k, const size_t *above, size_t count)
{
    const rtpart_ns deadline = c->deadline[k];
    const rtpart_ns most = rtpart_prm_sbf(fast, deadline);
    rtpart_ns x = c->wcet[k];

    while (x <= deadline) {
        const struct need n = need_at(c, k, above, count, x);
        const rtpart_ns supply = rtpart_prm_sbf(fast, x);
        rtpart_ns next = n.full ? n.until : x;

        if (n.work <= supply && !n.full)
            return x;
        if (n.work > most)
            break;
        if (n.work > supply) {
            const struct rtpart_fp_growth g = growth_at(c, k, above, count, x);
            /* above n.work - 1, because that was rounded up */
            const rtpart_ns grown = x + hopeless_for(c, g, n.work - 1 - supply);
            const rtpart_ns supplied = rtpart_prm_window_for(fast, n.work);

            next = grown > next ? grown : next;
            next = supplied > next ? supplied : next;
        }
        x = next;
    }
    return RTPART_NS_NONE;
}

/* First task in the order that fails, as its place there; count where all hold. */
static size_t first_failing(struct rtpart_cluster *c, const struct rtpart_prm *fast,
                            const size_t *order)
{
    for (size_t rank = 0; rank < c->count; rank++) {
        const size_t k = order[rank];

        c->response[k] = response_of(c, fast, k, order, rank);
        if (c->response[k] == RTPART_NS_NONE)
            return rank;
    }
    return c->count;
}

struct rtpart_verdict rtpart_mpr_gfp_test(struct rtpart_cluster *c,
                                          const struct rtpart_mpr *r, const size_t *order,
                                          rtpart_ns *response)
{
    const struct rtpart_prm fast = rtpart_mpr_fast(r);
    const struct rtpart_verdict v = rtpart_cluster_necessary(c, &fast);

    assert(r->cpus == c->cpus);
    const size_t failing = first_failing(c, &fast, order);

    for (size_t rank = 0; response != NULL && rank < c->count; rank++)
        response[order[rank]] =
            rank >= failing ? RTPART_NS_NONE
                            : rtpart_ns_ceil_div(c->response[order[rank]], c->cpus);
    if (v.answer != RTPART_SCHEDULABLE || failing == c->count)
        return v;
    const size_t k = order[failing];

    return rtpart_cluster_verdict(c, &fast, RTPART_UNDECIDED, k, c->deadline[k],
                                  need_at(c, k, order, failing, c->deadline[k]).work);
}

rtpart_ns rtpart_mpr_gfp_demand(struct rtpart_cluster *c, const size_t *order,
                                size_t rank, rtpart_ns x)
{
    return need_at(c, order[rank], order, rank, x).work;
}

/* The tasks by falling deadline from the end: the likely ones for the lowest priority. */
static void by_deadline(const struct rtpart_cluster *c, size_t *order)
{
    for (size_t i = 0; i < c->count; i++) {
        size_t at = i;

        for (; at > 0 && c->deadline[order[at - 1]] > c->deadline[i]; at--)
            order[at] = order[at - 1];
        order[at] = i;
    }
}

/* Move the entry at `from` to the end of `order`, the others closing up; and back. */
static void move_last(size_t *order, size_t from, size_t count)
{
    const size_t k = order[from];

    memmove(&order[from], &order[from + 1], (count - 1 - from) * sizeof *order);
    order[count - 1] = k;
}

static void move_back(size_t *order, size_t from, size_t count)
{
    const size_t k = order[count - 1];

    memmove(&order[from + 1], &order[from], (count - 1 - from) * sizeof *order);
    order[from] = k;
}

/*
 * Give priorities from the lowest up: at each level to any task that holds below all that
 * are left. Returns how many are left when none does; 0: all have one.
 */
static size_t audsley(struct rtpart_cluster *c, const struct rtpart_prm *fast,
                      size_t *order)
{
    size_t left = c->count;

    memcpy(c->response, c->deadline, c->count * sizeof *c->response);
    by_deadline(c, order);
    while (left > 0) {
        size_t from = left;
        bool placed = false;

        while (!placed && from > 0) {
            move_last(order, --from, left);
            placed =
                response_of(c, fast, order[left - 1], order, left - 1) != RTPART_NS_NONE;
            if (!placed)
                move_back(order, from, left);
        }
        if (!placed)
            break;
        left--;
    }
    return left;
}

struct rtpart_verdict rtpart_mpr_gfp_audsley(struct rtpart_cluster *c,
                                             const struct rtpart_mpr *r, size_t *order)
{
    const struct rtpart_prm fast = rtpart_mpr_fast(r);
    const struct rtpart_verdict v = rtpart_cluster_necessary(c, &fast);

    assert(r->cpus == c->cpus);
    if (v.answer != RTPART_SCHEDULABLE)
        return v;
    const size_t left = audsley(c, &fast, order);

    if (left == 0)
        return v;
    const size_t k = order[left - 1];

    return rtpart_cluster_verdict(c, &fast, RTPART_UNDECIDED, k, c->deadline[k],
                                  need_at(c, k, order, left - 1, c->deadline[k]).work);
}

static bool holds(struct rtpart_cluster *c, const struct rtpart_prm *fast,
                  const struct rtpart_priorities *p)
{
    if (p->policy == RTPART_GFP_OPA)
        return audsley(c, fast, p->order) == 0;
    return first_failing(c, fast, p->order) == c->count;
}

/* Bisection over the multiples of `step`; what is found is left as it is for the answer. */
rtpart_ns rtpart_mpr_gfp_min_budget(struct rtpart_cluster *c, rtpart_ns period,
                                    rtpart_ns step, rtpart_ns lo, rtpart_ns hi,
                                    const struct rtpart_priorities *p)
{
    const rtpart_ns all = period * c->cpus;
    struct rtpart_prm fast = {.period = all, .budget = hi / step * step};
    rtpart_ns below =
        rtpart_ns_ceil_div(lo, step) - 1; /* does not hold, or is not asked */
    rtpart_ns best = hi / step;

    assert(all > 0);
    if (best <= below || rtpart_cluster_hopeless(c) != RTPART_NO_TASK ||
        !holds(c, &fast, p))
        return RTPART_NS_NONE;
    while (best - below > 1) {
        const rtpart_ns middle = below + (best - below) / 2;

        fast.budget = middle * step;
        if (holds(c, &fast, p))
            best = middle;
        else
            below = middle;
    }
    fast.budget = best * step;
    (void)holds(c, &fast, p);
    return fast.budget;
}
