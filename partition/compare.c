/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "partition/compare.h"

#include <stdlib.h>

#include "analysis/mpr.h"

static void row_free(struct rtpart_compare_row *row)
{
    rtpart_partition_free(&row->partition);
    rtpart_mpr_result_free(&row->global);
}

/* One row more; its room is there. */
static struct rtpart_compare_row *begin_row(struct rtpart_compare *out,
                                            const char *method,
                                            rtpart_compare_begin_fn *begin, void *ctx)
{
    struct rtpart_compare_row *row = &out->rows[out->count++];

    row->method = method;
    if (begin != NULL)
        begin(ctx, method);
    return row;
}

/* A model that the method does not cover ends its row, not the comparison. */
static enum rtpart_code end_row(struct rtpart_compare *out, enum rtpart_code code,
                                const struct rtpart_notes *notes,
                                const struct rtpart_error *err)
{
    struct rtpart_compare_row *row = &out->rows[out->count - 1];

    if (code != RTPART_EMODEL && code != RTPART_ERANGE)
        return code;
    rtpart_note(notes, "%s is left out: %s", row->method, err->message);
    row_free(row);
    *row = (struct rtpart_compare_row){0};
    out->count--;
    return RTPART_OK;
}

static enum rtpart_code run_heuristic(const struct rtpart_partition_request *req,
                                      const struct rtpart_heuristic *h,
                                      struct rtpart_compare_row *row,
                                      struct rtpart_error *err)
{
    struct rtpart_partition_request limited = *req;

    if (h->searches && !(req->time_limit_s > 0))
        limited.time_limit_s = RTPART_COMPARE_SECONDS;
    row->heuristic = h;
    return rtpart_partition_run(h, &limited, &row->partition, err);
}

/* The cheapest interface has the least share of a vCPU too, so the cap is asked of it. */
static void keep_cap(const struct rtpart_partition_request *req,
                     struct rtpart_mpr_result *r)
{
    struct rtpart_prm share;

    if (r->verdict.answer != RTPART_SCHEDULABLE)
        return;
    share = rtpart_mpr_share(&r->mpr);
    if (rtpart_ratio_cmp(rtpart_prm_bandwidth(&share), req->max_bandwidth) > 0)
        r->verdict.answer = RTPART_UNDECIDED;
}

static enum rtpart_code run_global(const struct rtpart_partition_request *req,
                                   const char *test, struct rtpart_compare_row *row,
                                   struct rtpart_error *err)
{
    enum rtpart_code code;

    row->question =
        (struct rtpart_mpr_request){.taskset = req->taskset,
                                    .test = rtpart_mpr_test_find(test),
                                    .policy = rtpart_gfp_policy_for(req->scheduler),
                                    .cpus = req->vcpus,
                                    .latency = req->latency};
    code = rtpart_mpr_choose(&row->question, &req->grid, &row->global, err);
    keep_cap(req, &row->global);
    return code;
}

enum rtpart_code rtpart_compare_run(const struct rtpart_partition_request *req,
                                    rtpart_compare_begin_fn *begin, void *begin_ctx,
                                    const struct rtpart_notes *notes,
                                    struct rtpart_compare *out, struct rtpart_error *err)
{
    static const struct {
        const char *method;
        const char *test;
    } globals[] = {{"global-edf", "gedf"}, {"global-fp", "gfp"}};
    size_t count;
    const struct rtpart_heuristic *table = rtpart_heuristics(&count);
    struct rtpart_compare_row *row;
    struct rtpart_error local;
    enum rtpart_code code;

    if (err == NULL)
        err = &local;
    code = rtpart_partition_check(req, err);
    *out = (struct rtpart_compare){0};
    if (code != RTPART_OK)
        return code;
    out->rows = calloc(count + 2, sizeof *out->rows);
    if (out->rows == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory for the comparison");
    for (size_t i = 0; code == RTPART_OK && i < count; i++) {
        row = begin_row(out, table[i].name, begin, begin_ctx);
        code = run_heuristic(req, &table[i], row, err);
        code = end_row(out, code, notes, err);
    }
    for (size_t i = 0; code == RTPART_OK && i < 2; i++) {
        row = begin_row(out, globals[i].method, begin, begin_ctx);
        code = run_global(req, globals[i].test, row, err);
        code = end_row(out, code, notes, err);
    }
    return code;
}

enum rtpart_answer rtpart_compare_answer(const struct rtpart_compare_row *row)
{
    return row->heuristic != NULL ? row->partition.answer : row->global.verdict.answer;
}

double rtpart_compare_bandwidth(const struct rtpart_compare_row *row)
{
    return row->heuristic != NULL
               ? rtpart_partition_bandwidth(&row->partition)
               : rtpart_ratio_value(rtpart_mpr_bandwidth(&row->global.mpr));
}

double rtpart_compare_max_bandwidth(const struct rtpart_compare_row *row)
{
    struct rtpart_prm share;

    if (row->heuristic != NULL)
        return rtpart_partition_max_bandwidth(&row->partition);
    share = rtpart_mpr_share(&row->global.mpr);
    return rtpart_ratio_value(rtpart_prm_bandwidth(&share));
}

enum rtpart_answer rtpart_compare_overall(const struct rtpart_compare *c)
{
    bool no_partition = false;
    bool no_global = true;

    for (size_t i = 0; i < c->count; i++) {
        const enum rtpart_answer a = rtpart_compare_answer(&c->rows[i]);

        if (a == RTPART_SCHEDULABLE)
            return a;
        if (c->rows[i].heuristic != NULL)
            no_partition = no_partition || a == RTPART_UNSCHEDULABLE;
        else
            no_global = no_global && a == RTPART_UNSCHEDULABLE;
    }
    return no_partition && no_global ? RTPART_UNSCHEDULABLE : RTPART_UNDECIDED;
}

void rtpart_compare_free(struct rtpart_compare *c)
{
    for (size_t i = 0; i < c->count; i++)
        row_free(&c->rows[i]);
    free(c->rows);
    *c = (struct rtpart_compare){0};
}
