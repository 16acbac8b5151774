/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rtdeploy apply on a container: a real-time control group with the budget of the plan. */
#include <inttypes.h>
#include <stdio.h>

#include "common/auto.h"
#include "common/json_out.h"
#include "common/result.h"
#include "deploy/apply_container.h"
#include "deploy/deployment.h"
#include "deploy/rtdeploy.h"

#define PATIENCE (200 * RTPART_MS)

static json_t *to_json(const struct rtpart_container_application *a, bool applied)
{
    return json_pack(
        "{s:s, s:o, s:b, s:o, s:o, s:s, s:I, s:I, s:i}", "schema", "rtpart.container/1",
        "name", rtpart_json_text(a->deployment.name), "applied", (int)applied, "group",
        rtpart_json_text(a->container.group), "found_by",
        rtpart_json_text(a->container.how), "dialect", a->rtcg.backend->name,
        "runtime_ns", (json_int_t)a->budget.runtime_us * RTPART_US, "period_ns",
        (json_int_t)a->budget.period_us * RTPART_US, "cpus", (int)a->cpus);
}

static enum rtpart_code print(const struct rtdeploy_apply_arguments *args,
                              const struct rtpart_container_application *a, bool applied,
                              struct rtpart_error *err)
{
    static const struct rtpart_column columns[] = {
        {"group", NULL, "group", RTPART_ALIGN_LEFT},
        {"Q", "ms", "runtime_ns", RTPART_ALIGN_POINT},
        {"P", "ms", "period_ns", RTPART_ALIGN_POINT},
        {"on each CPU", "%", "bandwidth", RTPART_ALIGN_POINT},
    };
    RTPART_AUTO(rtpart_table_free) struct rtpart_table table;
    RTPART_AUTO_JSON json_t *json = to_json(a, applied);
    char head[256];
    const struct rtpart_result result = {.json = json, .headline = head, .table = &table};

    (void)snprintf(
        head, sizeof head,
        "%s: by %s, %zu processes to move; real-time control groups %s; the plan "
        "counts on %u CPUs",
        a->deployment.name, a->container.how, a->container.count, a->rtcg.backend->name,
        a->cpus);
    rtpart_table_init(&table, columns, sizeof columns / sizeof *columns);
    rtpart_table_cell(&table, "%s", a->container.group);
    rtpart_table_time(&table, args->cli.format, a->budget.runtime_us * RTPART_US);
    rtpart_table_time(&table, args->cli.format, a->budget.period_us * RTPART_US);
    rtpart_table_share(&table, args->cli.format,
                       (double)a->budget.runtime_us / (double)a->budget.period_us);
    return rtpart_result_print(&args->cli, &result, err);
}

enum rtpart_code rtdeploy_apply_container(const struct rtdeploy_apply_arguments *args,
                                          const struct rtpart_plan *plan,
                                          const struct rtpart_state *state,
                                          const struct rtpart_notes *notes,
                                          struct rtpart_error *err)
{
    const struct rtpart_kernel *k = &rtpart_kernel_linux;
    const bool table = args->cli.format == RTPART_FORMAT_TABLE;
    RTPART_AUTO(rtpart_container_application_free)
    struct rtpart_container_application a = {0};
    const struct rtpart_container_request req = {.plan = plan,
                                                 .plan_name = args->file,
                                                 .kind = args->target.kind->name,
                                                 .target = args->target.value,
                                                 .name = args->name};
    enum rtpart_code code = rtpart_container_prepare(k, &req, state, &a, err);

    if (code == RTPART_OK && (table || args->dry_run))
        code = print(args, &a, false, err);
    if (code != RTPART_OK)
        return code;
    if (args->dry_run) {
        if (table)
            rtdeploy_print_commands(&a.deployment);
        return code;
    }
    (void)fflush(stdout);
    code = rtpart_deployment_apply(k, state, &a.deployment, PATIENCE, notes, err);
    if (code == RTPART_OK && !table)
        code = print(args, &a, true, err);
    if (code == RTPART_OK)
        rtpart_note(
            notes,
            "the budget is set and read back; in the container, real-time tasks need "
            "CAP_SYS_NICE. Take it off with: rtdeploy revert %s",
            a.deployment.name);
    return code;
}
