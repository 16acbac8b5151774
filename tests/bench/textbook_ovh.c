/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>

#include "model/ratio.h"
#include "tests/bench/textbook.h"

/* Tasks of one vCPU, by rising period. */
struct members {
    size_t *task; /* owned */
    size_t count;
    struct rtpart_ratio alpha;
};

/* W(t) of `task` on the vCPU. */
static rtpart_ns demand(const struct rtpart_task *tasks, const struct members *m,
                        size_t task, rtpart_ns t)
{
    rtpart_ns work = tasks[task].wcet;

    for (size_t j = 0; j < m->count; j++) {
        const struct rtpart_task *const other = &tasks[m->task[j]];

        work += (t + other->period - 1) / other->period * other->wcet;
    }
    return work;
}

static void keep_least(struct rtpart_ratio *least, rtpart_ns work, rtpart_ns t)
{
    const struct rtpart_ratio speed = {.num = work, .den = t};

    if (rtpart_ratio_cmp(speed, *least) < 0)
        *least = speed;
}

/* alpha of the vCPU with `task` as its last. */
static struct rtpart_ratio alpha_with(const struct rtpart_task *tasks,
                                      const struct members *m, size_t task)
{
    const rtpart_ns d = tasks[task].deadline;
    struct rtpart_ratio least = {.num = demand(tasks, m, task, d), .den = d};

    for (size_t j = 0; j < m->count; j++) {
        const rtpart_ns period = tasks[m->task[j]].period;

        for (rtpart_ns t = period; t <= d; t += period)
            keep_least(&least, demand(tasks, m, task, t), t);
    }
    return rtpart_ratio_cmp(least, m->alpha) > 0 ? least : m->alpha;
}

/* The vCPU whose alpha grows least, of equals the first; `vcpus` for none. */
static unsigned choose(const struct rtpart_task *tasks, struct members *m, unsigned vcpus,
                       size_t task)
{
    const struct rtpart_ratio one = {.num = 1, .den = 1};
    struct rtpart_ratio least = one;
    struct rtpart_ratio chosen = one;
    unsigned best = vcpus;

    for (unsigned v = 0; v < vcpus; v++) {
        const struct rtpart_ratio alpha = alpha_with(tasks, &m[v], task);

        if (rtpart_ratio_cmp(alpha, one) > 0)
            continue;
        if (best == vcpus ||
            rtpart_ratio_diff_cmp(alpha, m[v].alpha, chosen, least) < 0) {
            best = v;
            chosen = alpha;
            least = m[v].alpha;
        }
    }
    if (best < vcpus)
        m[best].alpha = chosen;
    return best;
}

static bool place_all(const struct rtpart_task *tasks, size_t count, struct members *m,
                      unsigned vcpus, unsigned *vcpu)
{
    for (size_t i = 0; i < count; i++) {
        vcpu[i] = choose(tasks, m, vcpus, i);
        if (vcpu[i] == vcpus)
            return false;
        m[vcpu[i]].task[m[vcpu[i]].count++] = i;
    }
    return true;
}

bool textbook_ovh(const struct rtpart_task *tasks, size_t count, unsigned vcpus,
                  unsigned *vcpu)
{
    struct members *const m = calloc(vcpus, sizeof *m);
    size_t *const room = calloc(vcpus * count, sizeof *room);
    bool found = false;

    if (m != NULL && room != NULL) {
        for (unsigned v = 0; v < vcpus; v++)
            m[v] =
                (struct members){.task = room + v * count, .alpha = {.num = 0, .den = 1}};
        found = place_all(tasks, count, m, vcpus, vcpu);
    }
    free(room);
    free(m);
    return found;
}
