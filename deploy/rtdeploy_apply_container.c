/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rtdeploy apply on a container: a real-time control group with the budget of the plan. */
#include <stdio.h>

#include "common/auto.h"
#include "common/json_out.h"
#include "common/result.h"
#include "deploy/apply_container.h"
#include "deploy/deployment_run.h"
#include "deploy/rtdeploy.h"

#define PATIENCE (200 * RTPART_MS)

/* What one group is given. */
struct row {
    const char *group;
    const struct rtpart_rtcg_budget *budget;
    int vcpu; /* -1: all */
    int cpu;  /* -1: each */
};

static size_t row_count(const struct rtpart_container_application *a)
{
    return a->vcpu_count > 0 ? a->vcpu_count : 1;
}

static struct row row_of(const struct rtpart_container_application *a, size_t i)
{
    return a->vcpu_count == 0 ? (struct row){a->container.group, &a->budget, -1, -1}
                              : (struct row){a->vcpus[i].group, &a->vcpus[i].budget,
                                             (int)a->vcpus[i].vcpu, (int)a->vcpus[i].cpu};
}

static json_t *number_or_null(int n)
{
    return n >= 0 ? json_integer(n) : json_null();
}

static json_t *to_json(const struct rtpart_container_application *a, bool applied)
{
    RTPART_AUTO_JSON json_t *groups = json_array();

    for (size_t i = 0; i < row_count(a); i++) {
        const struct row r = row_of(a, i);

        if (json_array_append_new(
                groups,
                json_pack("{s:o, s:o, s:o, s:I, s:I}", "group", rtpart_json_text(r.group),
                          "vcpu", number_or_null(r.vcpu), "cpu", number_or_null(r.cpu),
                          "runtime_ns", (json_int_t)r.budget->runtime_us * RTPART_US,
                          "period_ns", (json_int_t)r.budget->period_us * RTPART_US)) != 0)
            return NULL;
    }
    return json_pack(
        "{s:s, s:o, s:b, s:o, s:o, s:s, s:i, s:O}", "schema", "rtpart.container/1",
        "name", rtpart_json_text(a->deployment.name), "applied", (int)applied, "group",
        rtpart_json_text(a->container.group), "found_by",
        rtpart_json_text(a->container.how), "dialect", a->rtcg.backend->name, "cpus",
        (int)(a->vcpu_count > 0 ? a->vcpu_count : a->cpus), "groups", groups);
}

static void fill_row(struct rtpart_table *t, const struct row *r,
                     enum rtpart_format format)
{
    rtpart_table_cell(t, "%s", r->group);
    if (r->vcpu >= 0)
        rtpart_table_cell(t, "%d", r->vcpu);
    else
        rtpart_table_cell(t, "%s", format == RTPART_FORMAT_CSV ? "" : "all");
    rtpart_table_time(t, format, r->budget->runtime_us * RTPART_US);
    rtpart_table_time(t, format, r->budget->period_us * RTPART_US);
    rtpart_table_share(t, format, rtpart_rtcg_share(r->budget));
    if (r->cpu >= 0)
        rtpart_table_cell(t, "%d", r->cpu);
    else
        rtpart_table_cell(t, "%s", format == RTPART_FORMAT_CSV ? "" : "each");
}

/* What was prepared. All borrowed. */
struct container {
    const struct rtpart_state *state;
    struct rtpart_container_application *application;
    const struct rtpart_notes *notes;
};

static enum rtpart_code print(const struct rtdeploy_apply_arguments *args, void *ctx,
                              bool applied, struct rtpart_error *err)
{
    const struct container *c = ctx;
    const struct rtpart_container_application *a = c->application;
    static const struct rtpart_column columns[] = {
        {"group", NULL, "group", RTPART_ALIGN_LEFT},
        {"vCPU", NULL, "vcpu", RTPART_ALIGN_RIGHT},
        {"Q", "ms", "runtime_ns", RTPART_ALIGN_POINT},
        {"P", "ms", "period_ns", RTPART_ALIGN_POINT},
        {"bandwidth", "%", "bandwidth", RTPART_ALIGN_POINT},
        {"CPU", NULL, "cpu", RTPART_ALIGN_RIGHT},
    };
    RTPART_AUTO(rtpart_table_free) struct rtpart_table table;
    RTPART_AUTO_JSON json_t *json = to_json(a, applied);
    char head[256];
    const struct rtpart_result result = {.json = json, .headline = head, .table = &table};

    (void)snprintf(head, sizeof head,
                   "%s: by %s, %zu process%s to move; real-time control groups %s",
                   a->deployment.name, a->container.how, a->container.count,
                   a->container.count == 1 ? "" : "es", a->rtcg.backend->name);
    rtpart_table_init(&table, columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < row_count(a); i++) {
        const struct row r = row_of(a, i);

        fill_row(&table, &r, args->cli.format);
    }
    return rtpart_result_print(&args->cli, &result, err);
}

/* What is left for whoever starts the tasks. */
static void note_next(const struct rtdeploy_apply_arguments *args,
                      const struct rtpart_container_application *a,
                      const struct rtpart_notes *notes)
{
    if (a->vcpu_count > 0)
        rtpart_note(notes,
                    "the budgets are set and read back; put each task into the group "
                    "of its vCPU: rtdeploy guest PLAN --format container");
    rtpart_note(notes,
                "%sreal-time tasks in the container need CAP_SYS_NICE. Take it off with: "
                "rtdeploy revert %s%s%s",
                a->vcpu_count > 0 ? "" : "the budget is set and read back; ",
                a->deployment.name, rtdeploy_state_option(args->state_dir),
                rtdeploy_state_value(args->state_dir));
}

static enum rtpart_code make(void *ctx, struct rtpart_error *err)
{
    const struct container *c = ctx;

    return rtpart_deployment_apply(&rtpart_kernel_linux, c->state,
                                   &c->application->deployment, PATIENCE, c->notes, err);
}

enum rtpart_code rtdeploy_apply_container(const struct rtdeploy_apply_arguments *args,
                                          const struct rtpart_plan *plan,
                                          const struct rtpart_state *state,
                                          const struct rtpart_notes *notes,
                                          struct rtpart_error *err)
{
    RTPART_AUTO(rtpart_container_application_free)
    struct rtpart_container_application a = {0};
    const struct rtpart_container_request req = {.plan = plan,
                                                 .plan_name = args->file,
                                                 .kind = args->target.kind,
                                                 .target = args->target.value,
                                                 .name = args->name};
    struct container c = {.state = state, .application = &a, .notes = notes};
    const struct rtdeploy_prepared prepared = {
        .deployment = &a.deployment, .print = print, .make = make, .ctx = &c};
    enum rtpart_code code =
        rtpart_container_prepare(&rtpart_kernel_linux, &req, state, &a, err);

    if (code == RTPART_OK)
        code = rtdeploy_act(args, &prepared, err);
    if (code == RTPART_OK && !args->dry_run)
        note_next(args, &a, notes);
    return code;
}
