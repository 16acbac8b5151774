/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rtpart --vcpus auto: the least number of vCPUs, and what each more would buy. */
#include "common/auto.h"
#include "common/json_out.h"
#include "common/result.h"
#include "partition/rtpart.h"

enum { MORE = 4 }; /* numbers beyond the least that are looked at */

enum rtpart_code rtpart_choices_solve(struct rtpart_job *job, struct rtpart_error *err)
{
    struct rtpart_vcpus *v = &job->choices;
    const enum rtpart_code code =
        rtpart_vcpus_auto(&job->request, job->args->heuristic, MORE, v, err);

    if (code != RTPART_OK)
        return code;
    if (v->count > 0) { /* the plan is that of the least number */
        job->request.vcpus = v->rows[0].vcpus;
        job->method = v->rows[0].used->name;
        job->partition = v->rows[0].partition;
        v->rows[0].partition = (struct rtpart_partition){0};
        return RTPART_OK;
    }
    job->request.vcpus = v->tried > 0 ? v->tried : job->request.vcpus;
    job->partition.answer = v->answer;
    job->partition.blocked = v->blocked;
    job->partition.gave_up = v->gave_up;
    return RTPART_OK;
}

static const struct rtpart_partition *choice(const struct rtpart_job *job, size_t i)
{
    return i == 0 ? &job->partition : &job->choices.rows[i].partition;
}

static void put_row(struct rtpart_table *t, const struct rtpart_job *job, size_t i)
{
    const double u = rtpart_taskset_utilization(job->request.taskset);
    const double least = rtpart_partition_bandwidth(&job->partition);
    const double total = rtpart_partition_bandwidth(choice(job, i));

    rtpart_table_cell(t, "%u", job->choices.rows[i].vcpus);
    rtpart_table_cell(t, "%s", job->choices.rows[i].used->name);
    rtpart_table_share(t, RTPART_FORMAT_TABLE, total);
    rtpart_table_share(t, RTPART_FORMAT_TABLE, total > u ? total - u : 0);
    rtpart_table_share(t, RTPART_FORMAT_TABLE,
                       rtpart_partition_max_bandwidth(choice(job, i)));
    if (i == 0)
        rtpart_table_cell(t, "%s", "");
    else
        rtpart_table_share(t, RTPART_FORMAT_TABLE, least - total);
}

enum rtpart_code rtpart_choices_put(FILE *out, const struct rtpart_job *job,
                                    struct rtpart_error *err)
{
    static const struct rtpart_column columns[] = {
        {"vCPUs", NULL, NULL, RTPART_ALIGN_RIGHT},
        {"method", NULL, NULL, RTPART_ALIGN_LEFT},
        {"total", "%", NULL, RTPART_ALIGN_POINT},
        {"overhead", "%", NULL, RTPART_ALIGN_POINT},
        {"largest", "%", NULL, RTPART_ALIGN_POINT},
        {"saves", "%", NULL, RTPART_ALIGN_POINT},
    };
    RTPART_AUTO(rtpart_table_free) struct rtpart_table table = {0};
    const struct rtpart_vcpus *v = &job->choices;
    const bool one = job->request.vcpus == 1;

    (void)fprintf(
        out, "%u vCPU%s the least number %s%s\n", job->request.vcpus,
        one ? " is" : "s are",
        v->least_proved
            ? "there can be"
            : "for which a partition was found; fewer are not proved impossible",
        v->count > 1 ? "; what more would buy:\n" : "");
    if (v->count < 2)
        return RTPART_OK;
    rtpart_table_init(&table, columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < v->count; i++)
        put_row(&table, job, i);
    return rtpart_table_print(&table, out, err);
}

json_t *rtpart_choices_json(const struct rtpart_job *job)
{
    RTPART_AUTO_JSON json_t *rows = json_array();
    const struct rtpart_vcpus *v = &job->choices;
    const double u = rtpart_taskset_utilization(job->request.taskset);

    for (size_t i = 0; i < v->count; i++) {
        const double total = rtpart_partition_bandwidth(choice(job, i));

        if (json_array_append_new(
                rows,
                json_pack("{s:I, s:s, s:o, s:o, s:o}", "vcpu_count",
                          (json_int_t)v->rows[i].vcpus, "heuristic",
                          v->rows[i].used->name, "bandwidth", rtpart_json_number(total),
                          "overhead", rtpart_json_number(total - u), "max_vcpu_bandwidth",
                          rtpart_json_number(
                              rtpart_partition_max_bandwidth(choice(job, i))))) != 0)
            return NULL;
    }
    return json_pack("{s:o, s:b, s:O}", "vcpu_count",
                     v->count > 0 ? json_integer(v->rows[0].vcpus) : json_null(),
                     "proved", v->least_proved, "rows", rows);
}
