/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The answers of rtanalyze mpr: table, CSV, JSON, the plan. */
#include <stdio.h>
#include <string.h>

#include "analysis/certify.h"
#include "analysis/global_plan.h"
#include "analysis/mpr.h"
#include "analysis/mpr_report.h"
#include "analysis/rtanalyze.h"
#include "analysis/rtanalyze_mpr.h"
#include "common/auto.h"
#include "common/json_out.h"
#include "common/outfile.h"
#include "common/result.h"
#include "model/plan_file.h"

static enum rtpart_code print_plan(const struct mpr_job *job,
                                   const struct rtpart_notes *notes,
                                   struct rtpart_error *err)
{
    const struct rtpart_plan_origin origin = {.source = job->args->file,
                                              .tool = "rtanalyze",
                                              .version = RTPART_VERSION,
                                              .command = job->args->command,
                                              .taskset = &job->source.system.provenance};
    RTPART_AUTO(rtpart_plan_free) struct rtpart_plan plan = {0};
    struct rtpart_outfile out = {0};
    enum rtpart_code code = rtpart_global_plan_make(
        &job->request, &job->result, &job->grid, &origin, notes, &plan, err);

    if (code == RTPART_OK)
        code = rtpart_plan_add_proof(&plan, notes, err);
    if (code == RTPART_OK)
        code = rtpart_outfile_open(&out, job->args->cli.output, err);
    if (code == RTPART_OK)
        code = rtpart_plan_write_xml(&plan, out.file, err);
    if (code == RTPART_OK)
        return rtpart_outfile_commit(&out, err);
    rtpart_outfile_abort(&out);
    return code;
}

static void fill_table(struct rtpart_table *t, const struct mpr_job *job)
{
    const enum rtpart_format format = job->args->cli.format;
    const struct rtpart_mpr_request *req = &job->request;
    const bool found = job->result.verdict.answer == RTPART_SCHEDULABLE;
    const struct rtpart_mpr *r = &job->result.mpr;

    rtpart_table_cell(t, "%s", job->source.component->name);
    rtpart_table_cell(t, "%zu", req->taskset->count);
    rtpart_table_share(t, format, rtpart_taskset_utilization(req->taskset));
    rtpart_table_cell(t, "%s", req->test->name);
    rtpart_table_cell(
        t, "%s", req->test->priorities ? rtpart_gfp_policy_name(req->policy) : "edf");
    rtpart_table_cell(t, "%u", req->cpus);
    rtpart_table_time(t, format, found ? r->budget : -1);
    rtpart_table_time(t, format, found ? r->period : -1);
    rtpart_table_time(t, format, found ? rtpart_mpr_share(r).budget : -1);
    if (found)
        rtpart_table_share(t, format, rtpart_ratio_value(rtpart_mpr_bandwidth(r)));
    else
        rtpart_table_cell(t, "%s", "");
    rtpart_table_cell(t, "%s", rtpart_answer_name(job->result.verdict.answer));
}

static json_t *to_json(const struct mpr_job *job)
{
    json_t *o = json_pack("{s:s}", "schema", "rtpart.mpr/1");

    if (o != NULL && rtpart_mpr_row(o, &job->request, &job->result) != 0) {
        json_decref(o);
        return NULL;
    }
    return o;
}

static enum rtpart_code print_answer(const struct mpr_job *job,
                                     const struct rtpart_cli *cli,
                                     struct rtpart_error *err)
{
    static const struct rtpart_column columns[] = {
        {"component", NULL, "component", RTPART_ALIGN_LEFT},
        {"tasks", NULL, "tasks", RTPART_ALIGN_RIGHT},
        {"U", "%", "utilization", RTPART_ALIGN_POINT},
        {"test", NULL, "test", RTPART_ALIGN_LEFT},
        {"priorities", NULL, "priorities", RTPART_ALIGN_LEFT},
        {"vCPUs", NULL, "vcpu_count", RTPART_ALIGN_RIGHT},
        {"Theta", "ms", "budget_ns", RTPART_ALIGN_POINT},
        {"Pi", "ms", "period_ns", RTPART_ALIGN_POINT},
        {"each vCPU", "ms", "runtime_per_vcpu_ns", RTPART_ALIGN_POINT},
        {"Theta/Pi", "%", "bandwidth", RTPART_ALIGN_POINT},
        {"answer", NULL, "answer", RTPART_ALIGN_LEFT},
    };
    const bool found = job->result.verdict.answer == RTPART_SCHEDULABLE;
    RTPART_AUTO(rtpart_table_free) struct rtpart_table table = {0};
    RTPART_AUTO_JSON json_t *json = to_json(job);
    char latency[256];
    const struct rtpart_result result = {
        .json = json,
        .headline = rtanalyze_latency(latency, sizeof latency, &job->source.latency),
        .table = &table,
        .footnote = found ? NULL : job->why};

    rtpart_table_init(&table, columns, sizeof columns / sizeof *columns);
    fill_table(&table, job);
    return rtpart_result_print(cli, &result, err);
}

enum rtpart_code rtanalyze_mpr_print(const struct mpr_job *job,
                                     const struct rtpart_notes *notes,
                                     struct rtpart_error *err)
{
    const struct rtpart_cli *cli = &job->args->cli;
    const bool found = job->result.verdict.answer == RTPART_SCHEDULABLE;
    const bool only_plan = cli->format == RTPART_FORMAT_XML;
    const bool plan_beside = cli->output != NULL && !cli->format_given;
    struct rtpart_cli table = *cli;
    enum rtpart_code code = RTPART_OK;

    if (found && (only_plan || plan_beside))
        code = print_plan(job, notes, err);
    if (only_plan && !found)
        (void)fprintf(stderr, "%s: no plan: %s\n", cli->tool, job->why);
    if (code != RTPART_OK || only_plan ||
        (plan_beside && found && strcmp(cli->output, "-") == 0))
        return code; /* the plan has standard output */
    if (plan_beside)
        table.output = NULL;
    return print_answer(job, &table, err);
}
