/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "validate/html_report.h"

#include <stdlib.h>

#include "common/auto.h"
#include "common/decimal.h"
#include "common/result.h"
#include "common/terminal.h"
#include "model/plan_file.h"
#include "validate/html.h"
#include "validate/run_table.h"
#include "validate/svg_cdf.h"

static void entry(FILE *out, const char *name, const char *value)
{
    if (value == NULL || *value == '\0')
        return;
    fprintf(out, "<dt>%s</dt><dd>", name);
    rtpart_html_text(out, value);
    fputs("</dd>\n", out);
}

static void write_verdict(const struct rtpart_run_record *r, FILE *out)
{
    char text[512];
    const enum rtpart_answer answer =
        rtpart_run_verdict(&r->run, &r->plan.taskset, text, sizeof text);

    rtpart_html_begin(out, r->name);
    fprintf(out, "<p class=\"verdict %s\">",
            answer == RTPART_SCHEDULABLE ? "good" : "bad");
    rtpart_html_text(out, text);
    if (r->run.reason != NULL) {
        fputs("<br/>", out);
        rtpart_html_text(out, r->run.reason);
    }
    rtpart_time_format_auto(text, sizeof text, r->duration);
    fputs("</p>\n<p>", out);
    rtpart_html_text(out, r->run.engine);
    fprintf(out, ", for %s.</p>\n", text);
}

static void write_tables(const struct rtpart_run_record *r, FILE *out)
{
    RTPART_AUTO(rtpart_table_free) struct rtpart_table response = {0};
    RTPART_AUTO(rtpart_table_free) struct rtpart_table normalised = {0};
    const struct rtpart_taskset *ts = &r->plan.taskset;
    char text[400];

    rtpart_run_table(&response, RTPART_VIEW_RESPONSE, &r->run, ts);
    rtpart_run_table(&normalised, RTPART_VIEW_NORMALISED, &r->run, ts);
    fputs("<h2>Response times</h2>\n", out);
    rtpart_html_table(out, &response);
    if (rtpart_responses_missed(&r->run.responses) > 0) {
        fputs("<h2>Missed deadlines</h2>\n<dl>\n", out);
        for (size_t i = 0; i < ts->count; i++) {
            if (r->run.responses.series[i].missed == 0)
                continue;
            fputs("<dt>", out);
            rtpart_html_text(out, ts->tasks[i].name);
            fprintf(
                out, "</dt><dd>jobs %s</dd>\n",
                rtpart_run_missed_jobs(&r->run.responses.series[i], text, sizeof text));
        }
        fputs("</dl>\n", out);
    }
    fputs("<h2>Response times as parts of the period</h2>\n", out);
    rtpart_html_table(out, &normalised);
}

static enum rtpart_code write_cdfs(const struct rtpart_run_record *r, FILE *out,
                                   struct rtpart_error *err)
{
    const struct rtpart_cdf_curve all = {"all tasks", &r->run.responses, RTPART_NO_TASK};
    struct rtpart_cdf_curve tasks[RTPART_CDF_CURVES_MAX];
    size_t count = 0;
    enum rtpart_code code;

    for (size_t i = 0; i < r->plan.taskset.count && count < RTPART_CDF_CURVES_MAX; i++)
        if (r->run.responses.series[i].count > 0)
            tasks[count++] = (struct rtpart_cdf_curve){r->plan.taskset.tasks[i].name,
                                                       &r->run.responses, i};
    if (count == 0)
        return RTPART_OK;
    fputs("<h2>Distribution</h2>\n", out);
    code = rtpart_svg_cdf(&all, 1, "share of jobs, all tasks together", out, err);
    return code != RTPART_OK
               ? code
               : rtpart_svg_cdf(tasks, count, "share of jobs, each task", out, err);
}

struct vcpu_tasks {
    const struct rtpart_plan *plan;
    size_t vcpu;
};

static const char *task_name(const void *ctx, size_t i)
{
    const struct vcpu_tasks *v = ctx;

    return v->plan->taskset.tasks[v->plan->vcpus[v->vcpu].tasks[i]].name;
}

static enum rtpart_code write_plan(const struct rtpart_plan *p, FILE *out,
                                   struct rtpart_error *err)
{
    static const struct rtpart_column columns[] = {
        {"vCPU", NULL, NULL, RTPART_ALIGN_RIGHT},
        {"runtime", "ms", NULL, RTPART_ALIGN_POINT},
        {"period", "ms", NULL, RTPART_ALIGN_POINT},
        {"share", "%", NULL, RTPART_ALIGN_POINT},
        {"tasks", NULL, NULL, RTPART_ALIGN_LEFT},
    };
    RTPART_AUTO(rtpart_table_free) struct rtpart_table table = {0};
    RTPART_AUTO_FREE char *xml = NULL;
    size_t size;
    FILE *text;

    rtpart_table_init(&table, columns, sizeof columns / sizeof *columns);
    for (size_t v = 0; v < p->vcpu_count; v++) {
        const struct rtpart_prm *prm = &p->vcpus[v].prm;
        const struct vcpu_tasks ctx = {p, v};
        RTPART_AUTO_FREE char *names =
            rtpart_join_names(task_name, &ctx, p->vcpus[v].task_count);

        rtpart_table_cell(&table, "%zu", v);
        rtpart_table_time(&table, RTPART_FORMAT_TABLE, prm->budget);
        rtpart_table_time(&table, RTPART_FORMAT_TABLE, prm->period);
        rtpart_table_cell(
            &table, "%.2f",
            prm->period > 0 ? 100 * (double)prm->budget / (double)prm->period : 0);
        rtpart_table_cell(&table, "%s",
                          p->kind == RTPART_PLAN_GLOBAL ? "any"
                          : names != NULL               ? names
                                                        : "");
    }
    fprintf(out, "<h2>Plan</h2>\n<p>%s, guest scheduler %s.</p>\n",
            rtpart_plan_kind_name(p->kind), rtpart_scheduler_name(p->scheduler));
    rtpart_html_table(out, &table);
    text = open_memstream(&xml, &size);
    if (text == NULL || table.failed)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory for the report");
    const enum rtpart_code code = rtpart_plan_write_xml(p, text, err);

    if (fclose(text) != 0 || code != RTPART_OK)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory for the report");
    fputs("<details><summary>plan.xml</summary><pre>", out);
    rtpart_html_text(out, xml);
    fputs("</pre></details>\n", out);
    return RTPART_OK;
}

static const char *string_of(const json_t *object, const char *key)
{
    return json_string_value(json_object_get(object, key));
}

static void write_provenance(const struct rtpart_run_record *r, FILE *out)
{
    const json_t *host = json_object_get(r->provenance, "host");
    const json_t *cpus = json_object_get(host, "cpus");
    char text[40] = "";

    if (json_is_integer(cpus))
        (void)snprintf(text, sizeof text, "%" JSON_INTEGER_FORMAT,
                       json_integer_value(cpus));
    fputs("<h2>Where it comes from</h2>\n<dl>\n", out);
    entry(out, "command", string_of(r->provenance, "command"));
    entry(out, "made", string_of(r->provenance, "made"));
    entry(out, "version", string_of(r->provenance, "version"));
    entry(out, "kernel", string_of(host, "kernel"));
    entry(out, "machine", string_of(host, "machine"));
    entry(out, "processor", string_of(host, "processor"));
    entry(out, "CPUs", text);
    entry(out, "plan made by", r->plan.provenance.command);
    entry(out, "task set", r->plan.source);
    entry(out, "generator", r->plan.provenance.generator);
    entry(out, "seed", r->plan.provenance.seed);
    fputs("</dl>\n</body>\n</html>\n", out);
}

enum rtpart_code rtpart_html_report(const struct rtpart_run_record *r,
                                    const char *gantt_svg, size_t gantt_len, FILE *out,
                                    struct rtpart_error *err)
{
    enum rtpart_code code;

    write_verdict(r, out);
    write_tables(r, out);
    code = write_cdfs(r, out, err);
    if (code != RTPART_OK)
        return code;
    if (gantt_svg != NULL) { /* as an image it cannot do anything */
        fputs("<h2>A window of the run</h2>\n<figure class=\"scroll\"><img alt=\"Gantt "
              "chart: budgets, supply and tasks over time\" "
              "src=\"data:image/svg+xml;base64,",
              out);
        rtpart_html_base64(out, gantt_svg, gantt_len);
        fputs("\"/></figure>\n", out);
    }
    code = write_plan(&r->plan, out, err);
    if (code == RTPART_OK)
        write_provenance(r, out);
    return code;
}
