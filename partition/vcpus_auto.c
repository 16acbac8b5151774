/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "partition/vcpus_auto.h"

#include <stdlib.h>

#include "partition/fallback.h"
#include "partition/share.h"

/* The numbers worth trying. */
struct range {
    unsigned
        least; /* fewer cannot do: utilisation, and the vCPUs that tasks are fixed to */
    unsigned
        most; /* more buy nothing: those that are fixed, and one for each free task */
};

static struct range find_range(const struct rtpart_partition_request *req)
{
    const struct rtpart_taskset *ts = req->taskset;
    const rtpart_share cap = rtpart_share_ceil(req->max_bandwidth);
    rtpart_share use = 0;
    size_t fixed = 0;
    size_t most = 0;
    size_t least = 1;

    for (size_t i = 0; i < ts->count; i++) {
        const struct rtpart_task *t = &ts->tasks[i];

        use +=
            rtpart_share_floor((struct rtpart_ratio){.num = t->wcet, .den = t->period});
        if (t->vcpu < 0)
            most++;
        else if ((size_t)t->vcpu + 1 > fixed)
            fixed = (size_t)t->vcpu + 1;
    }
    most += fixed;
    if (fixed > least)
        least = fixed;
    if ((use + cap - 1) / cap > least)
        least = (size_t)((use + cap - 1) / cap);
    if (most < least)
        most = least;
    return (struct range){.least = least > RTPART_VCPUS_MAX ? RTPART_VCPUS_MAX + 1
                                                            : (unsigned)least,
                          .most = most > req->vcpus ? req->vcpus : (unsigned)most};
}

static enum rtpart_code answer(const struct rtpart_partition_request *req,
                               const struct rtpart_heuristic *h,
                               struct rtpart_vcpus_row *row, struct rtpart_error *err)
{
    row->vcpus = req->vcpus;
    row->used = h;
    if (h == NULL)
        return rtpart_partition_fallback(req, &row->partition, &row->used, err);
    return rtpart_partition_run(h, req, &row->partition, err);
}

/* Takes the row over. */
static enum rtpart_code keep(struct rtpart_vcpus *out, struct rtpart_vcpus_row *row,
                             struct rtpart_error *err)
{
    struct rtpart_vcpus_row *rows = realloc(out->rows, (out->count + 1) * sizeof *rows);

    if (rows == NULL) {
        rtpart_partition_free(&row->partition);
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory for %u vCPUs", row->vcpus);
    }
    out->rows = rows;
    out->rows[out->count++] = *row;
    return RTPART_OK;
}

/* Try one number. *proved: that this one and those before it will not do. *hopeless: nor
 * will any other. */
static enum rtpart_code try_number(const struct rtpart_partition_request *req,
                                   const struct rtpart_heuristic *h,
                                   struct rtpart_vcpus *out, bool *proved, bool *hopeless,
                                   struct rtpart_error *err)
{
    struct rtpart_vcpus_row row;
    enum rtpart_code code = answer(req, h, &row, err);

    if (code != RTPART_OK)
        return code;
    out->tried = req->vcpus;
    if (row.partition.answer == RTPART_SCHEDULABLE)
        return keep(out, &row, err);
    if (out->count == 0) {
        const bool no = row.partition.answer == RTPART_UNSCHEDULABLE;

        *proved = *proved && no;
        *hopeless = no && row.partition.blocked != RTPART_NO_TASK;
        out->blocked = row.partition.blocked;
        out->gave_up = out->gave_up || row.partition.gave_up;
    }
    rtpart_partition_free(&row.partition);
    return RTPART_OK;
}

enum rtpart_code rtpart_vcpus_auto(const struct rtpart_partition_request *req,
                                   const struct rtpart_heuristic *h, unsigned more,
                                   struct rtpart_vcpus *out, struct rtpart_error *err)
{
    struct rtpart_partition_request one = *req;
    enum rtpart_code code = rtpart_partition_check(req, err);
    bool proved = true; /* that the numbers before will not do */
    bool hopeless = false;

    *out = (struct rtpart_vcpus){.answer = RTPART_UNDECIDED, .blocked = RTPART_NO_TASK};
    if (code != RTPART_OK)
        return code;
    const struct range range = find_range(req);

    for (one.vcpus = range.least;
         one.vcpus <= range.most && out->count <= more && code == RTPART_OK && !hopeless;
         one.vcpus++)
        code = try_number(&one, h, out, &proved, &hopeless, err);
    if (code != RTPART_OK) {
        rtpart_vcpus_free(out);
        return code;
    }
    out->least_proved = out->count > 0 && proved;
    out->answer = out->count > 0       ? RTPART_SCHEDULABLE
                  : proved || hopeless ? RTPART_UNSCHEDULABLE
                                       : RTPART_UNDECIDED;
    return RTPART_OK;
}

void rtpart_vcpus_free(struct rtpart_vcpus *v)
{
    for (size_t i = 0; i < v->count; i++)
        rtpart_partition_free(&v->rows[i].partition);
    free(v->rows);
    *v = (struct rtpart_vcpus){0};
}
