/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * resettle.c - lift every task and set it down again where the interfaces then grow least
 *
 * A heuristic of this project. It starts from three partitions: that of Ovh, whose choices
 * are good but which often finds no place for a last large task, and those of first fit and
 * worst fit, which place nearly everything but do not look at overheads. Each is improved
 * by two passes over the tasks, by falling utilisation: a task is lifted from its vCPU,
 * whose cheapest interface then shrinks, and set down where an interface grows by the least,
 * often where it was. For the objective "largest vCPU" the largest comes first, then the
 * growth. The best of the three is the answer. No step makes a partition worse, so that the
 * answer is never worse than that of Ovh.
 *
 * Of the other vCPUs only three are asked for an interface, those that may grow by the
 * least: with bandwidth b and utilisation U a vCPU takes at least max(b, U + u). So a pass
 * looks at n m pairs of task and vCPU, as Ovh does, and chooses at most 4 n interfaces.
 *
 * docs/heuristics.md compares it with Ovh and with the optimum.
 */
#include <stdlib.h>

#include "common/array.h"
#include "partition/heuristics.h"
#include "partition/settle.h"

#define PASSES 2
#define ASKED  3

struct resettle {
    struct rtpart_placement place;
    struct rtpart_prm *prm; /* of each vCPU */
    size_t *tasks;          /* free ones, by falling utilisation */
    size_t count;
    bool moved; /* some task, in this pass */
    struct rtpart_error *err;
};

/* Lift one task and set it down where it is best. */
static enum rtpart_code resettle(struct resettle *s, size_t task)
{
    const struct rtpart_settle settle = {.place = &s->place, .prm = s->prm};
    const unsigned home = s->place.vcpu[task];
    struct rtpart_option best = {.v = home, .after = s->prm[home]};
    enum rtpart_code code;

    rtpart_placement_remove(&s->place, task);
    if (!rtpart_placement_interface(&s->place, home, &best.before))
        best.before = best.after; /* cannot be, but for the limits of rtpart_edf_test */
    s->prm[home] = best.before;
    code = rtpart_settle_find(&settle, task, ASKED, &best, s->err);
    if (code != RTPART_OK)
        return code;
    s->prm[best.v] = best.after;
    s->moved = s->moved || best.v != home;
    return rtpart_placement_add(&s->place, best.v, task, s->err);
}

static enum rtpart_code improve(struct resettle *s, struct rtpart_partition *p)
{
    enum rtpart_code code = RTPART_OK;

    rtpart_placement_clear(&s->place);
    for (size_t i = 0; i < p->task_count && code == RTPART_OK; i++) {
        const size_t task = s->place.order[i];

        code = rtpart_placement_add(&s->place, p->vcpu[task], task, s->err);
    }
    s->prm = p->prm;
    s->moved = true;
    for (int pass = 0; pass < PASSES && s->moved; pass++) {
        s->moved = false;
        for (size_t i = 0; i < s->count && code == RTPART_OK; i++)
            code = resettle(s, s->tasks[i]);
    }
    for (size_t i = 0; i < p->task_count && code == RTPART_OK; i++)
        p->vcpu[i] = s->place.vcpu[i];
    return code;
}

static int by_use(const void *a, const void *b, void *ctx)
{
    const struct rtpart_task *tasks = ctx;
    const size_t i = *(const size_t *)a;
    const size_t j = *(const size_t *)b;
    const int order = rtpart_ratio_cmp(rtpart_task_utilization(&tasks[j]),
                                       rtpart_task_utilization(&tasks[i]));

    return order != 0 ? order : rtpart_order(i, j);
}

static void list_free_tasks(struct resettle *s)
{
    const struct rtpart_taskset *ts = s->place.req->taskset;

    for (size_t i = 0; i < ts->count; i++)
        if (ts->tasks[i].vcpu < 0)
            s->tasks[s->count++] = i;
    qsort_r(s->tasks, s->count, sizeof *s->tasks, by_use, ts->tasks);
}

/* The best of the three starts, each improved. */
static enum rtpart_code run(struct resettle *s,
                            const struct rtpart_partition_request *req,
                            struct rtpart_partition *out, struct rtpart_error *err)
{
    rtpart_partition_fn *const start[] = {rtpart_ovh, rtpart_first_fit, rtpart_worst_fit};

    for (size_t k = 0; k < sizeof start / sizeof start[0]; k++) {
        struct rtpart_partition p = {0};
        enum rtpart_code code = start[k](req, &p, err);

        if (code == RTPART_OK && p.answer == RTPART_SCHEDULABLE)
            code = improve(s, &p);
        if (code != RTPART_OK) {
            rtpart_partition_free(&p);
            return code;
        }
        if (k == 0 || rtpart_partition_cmp(&p, out, req->objective) < 0) {
            rtpart_partition_free(out);
            *out = p;
        } else {
            rtpart_partition_free(&p);
        }
    }
    return RTPART_OK;
}

enum rtpart_code rtpart_resettle(const struct rtpart_partition_request *req,
                                 struct rtpart_partition *out, struct rtpart_error *err)
{
    struct rtpart_partition_request whole = *req;
    struct resettle s = {.err = err};
    enum rtpart_code code;

    whole.partition_only = false;
    s.tasks = rtpart_array(req->taskset->count, sizeof *s.tasks);
    if (s.tasks == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory for %zu tasks",
                           req->taskset->count);
    code = rtpart_placement_init(&s.place, &whole, err);
    if (code == RTPART_OK) {
        list_free_tasks(&s);
        code = run(&s, &whole, out, err);
    }
    rtpart_placement_free(&s.place);
    free(s.tasks);
    if (code == RTPART_OK && req->partition_only)
        rtpart_partition_drop_interfaces(out);
    return code;
}
