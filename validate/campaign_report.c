/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "validate/campaign_report.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/auto.h"
#include "common/decimal.h"
#include "common/json_out.h"
#include "common/outfile.h"
#include "common/result.h"
#include "model/plan_file.h"
#include "validate/sim_words.h"

const struct rtpart_column rtpart_campaign_columns[] = {
    {"budgets", NULL, "budgets", RTPART_ALIGN_LEFT},
    {"sets", NULL, "sets", RTPART_ALIGN_RIGHT},
    {"with a miss", NULL, "missed", RTPART_ALIGN_RIGHT},
    {"share", "%", "missed_share", RTPART_ALIGN_POINT},
};

const size_t rtpart_campaign_column_count =
    sizeof rtpart_campaign_columns / sizeof *rtpart_campaign_columns;

static void fill_row(struct rtpart_table *t, const char *name, uint64_t tried,
                     uint64_t missed, enum rtpart_format format)
{
    rtpart_table_cell(t, "%s", name);
    rtpart_table_cell(t, "%" PRIu64, tried);
    rtpart_table_cell(t, "%" PRIu64, missed);
    if (tried > 0)
        rtpart_table_share(t, format, (double)missed / (double)tried);
    else
        rtpart_table_cell(t, "%s", "");
}

void rtpart_campaign_fill_table(struct rtpart_table *t,
                                const struct rtpart_campaign_request *request,
                                const struct rtpart_campaign_result *result,
                                enum rtpart_format format)
{
    fill_row(t, "least that is accepted", result->accepted, result->counter_examples,
             format);
    for (size_t k = 0; k < RTPART_CAMPAIGN_LEVELS && !request->no_tightness; k++)
        fill_row(t, result->levels[k].name, result->levels[k].tried,
                 result->levels[k].missed, format);
}

static json_t *counter_example_json(const struct rtpart_counter_example *c)
{
    const struct rtpart_taskset *ts = &c->plan.taskset;
    json_t *tasks = json_array();
    json_t *vcpus = json_array();

    for (size_t i = 0; i < ts->count; i++)
        json_array_append_new(tasks,
                              json_pack("{s:o, s:I, s:I, s:I, s:i}", "name",
                                        rtpart_json_text(ts->tasks[i].name), "wcet_ns",
                                        (json_int_t)ts->tasks[i].wcet, "deadline_ns",
                                        (json_int_t)ts->tasks[i].deadline, "period_ns",
                                        (json_int_t)ts->tasks[i].period, "vcpu",
                                        rtpart_plan_vcpu_of(&c->plan, i)));
    for (size_t v = 0; v < c->plan.vcpu_count; v++)
        json_array_append_new(vcpus, json_pack("{s:I, s:I}", "runtime_ns",
                                               (json_int_t)c->plan.vcpus[v].prm.budget,
                                               "period_ns",
                                               (json_int_t)c->plan.vcpus[v].prm.period));
    return json_pack(
        "{s:I, s:s, s:o, s:o, s:I, s:s, s:s, s:s, s:I, s:I, s:o, s:I, s:I, "
        "s:I}",
        "draw", (json_int_t)c->number, "guest_scheduler",
        rtpart_scheduler_name(c->plan.scheduler), "tasks", tasks, "vcpus", vcpus,
        "budget_ns", (json_int_t)c->plan.mpr.budget, "supply",
        sim_supply_word(c->options.supply), "releases",
        sim_release_word(c->options.release), "execution",
        sim_execution_word(c->options.execution), "seed", (json_int_t)c->options.seed,
        "duration_ns", (json_int_t)c->options.duration, "task",
        rtpart_json_text(ts->tasks[c->miss.task].name), "job", (json_int_t)c->miss.number,
        "release_ns", (json_int_t)c->miss.release, "finish_ns",
        (json_int_t)c->miss.finish);
}

json_t *rtpart_campaign_json(const struct rtpart_campaign_request *request,
                             const struct rtpart_campaign_result *result)
{
    json_t *levels = json_array();
    json_t *found = json_array();

    for (size_t k = 0; k < RTPART_CAMPAIGN_LEVELS && !request->no_tightness; k++)
        json_array_append_new(levels,
                              json_pack("{s:s, s:I, s:I}", "less", result->levels[k].key,
                                        "sets", (json_int_t)result->levels[k].tried,
                                        "missed", (json_int_t)result->levels[k].missed));
    for (size_t i = 0; i < RTPART_CAMPAIGN_KEPT && i < result->counter_examples; i++)
        json_array_append_new(found, counter_example_json(&result->kept[i]));
    return json_pack(
        "{s:s, s:s, s:s, s:I, s:I, s:i, s:I, s:I, s:I, s:I, s:I, s:b, s:o, s:o}",
        "schema", "rtpart.campaign/1", "analysis", request->analysis->name, "version",
        RTPART_VERSION, "seed", (json_int_t)request->seed, "first",
        (json_int_t)request->first, "rounds", (int)request->rounds, "drawn",
        (json_int_t)result->drawn, "accepted", (json_int_t)result->accepted, "runs",
        (json_int_t)result->runs, "jobs", (json_int_t)result->jobs, "counter_examples",
        (json_int_t)result->counter_examples, "stopped", result->stopped, "tightness",
        levels, "kept", found);
}

void rtpart_campaign_verdict(const struct rtpart_campaign_request *request,
                             const struct rtpart_campaign_result *result, char *text,
                             size_t size)
{
    char stopped[80] = "";

    if (result->stopped)
        snprintf(stopped, sizeof stopped,
                 "stopped before the end; go on with --first %" PRIu64 ": ",
                 result->next);
    if (result->counter_examples == 0)
        snprintf(text, size, "%sno deadline missed by %" PRIu64 " sets that %s accepts",
                 stopped, result->accepted, request->analysis->name);
    else
        snprintf(text, size,
                 "%s%" PRIu64 " of %" PRIu64 " sets that %s accepts miss a deadline: the "
                 "analysis is wrong",
                 stopped, result->counter_examples, result->accepted,
                 request->analysis->name);
}

static void print_time(FILE *out, const char *before, rtpart_ns t)
{
    char text[RTPART_DECIMAL_SIZE];

    rtpart_time_format_auto(text, sizeof text, t);
    fprintf(out, "%s%s", before, text);
}

static void print_plan(const struct rtpart_plan *plan, FILE *out)
{
    for (size_t i = 0; i < plan->taskset.count; i++) {
        const struct rtpart_task *t = &plan->taskset.tasks[i];

        fprintf(out, "  %s:", t->name);
        print_time(out, " C = ", t->wcet);
        print_time(out, ", D = ", t->deadline);
        print_time(out, ", T = ", t->period);
        if (plan->kind == RTPART_PLAN_PARTITIONED)
            fprintf(out, ", on vCPU %d", rtpart_plan_vcpu_of(plan, i));
        fputc('\n', out);
    }
    for (size_t v = 0; v < plan->vcpu_count; v++) {
        fprintf(out, "  vCPU %zu:", v);
        print_time(out, " Q = ", plan->vcpus[v].prm.budget);
        print_time(out, ", P = ", plan->vcpus[v].prm.period);
        fputc('\n', out);
    }
}

void rtpart_counter_example_print(const struct rtpart_campaign_request *request,
                                  const struct rtpart_counter_example *c,
                                  const char *directory, FILE *out)
{
    const struct rtpart_task *t = &c->plan.taskset.tasks[c->miss.task];

    fprintf(out, "counter-example, draw %" PRIu64 " (%s): job %" PRIu64 " of %s,",
            c->number, rtpart_scheduler_name(c->plan.scheduler), c->miss.number, t->name);
    print_time(out, " released at ", c->miss.release);
    print_time(out, ", due at ", c->miss.release + t->deadline);
    print_time(out, c->miss.finished ? ", done at " : ", not done at ", c->miss.finish);
    fputc('\n', out);
    print_plan(&c->plan, out);
    fprintf(out,
            "  $ rtvalidate campaign --analysis %s --seed %" PRIu64 " --first %" PRIu64
            " --sets 1 --rounds %u\n",
            request->analysis->name, request->seed, c->number, request->rounds);
    if (directory != NULL)
        fprintf(
            out,
            "  $ rtvalidate run --supply %s --releases %s --execution %s --seed %" PRIu64
            " --duration %" PRId64 "ns %s/draw-%" PRIu64 ".xml\n",
            sim_supply_word(c->options.supply), sim_release_word(c->options.release),
            sim_execution_word(c->options.execution), c->options.seed,
            c->options.duration, directory, c->number);
}

static enum rtpart_code make_directory(const char *directory, bool *made,
                                       struct rtpart_error *err)
{
    struct stat old;
    int e = 0;

    *made = mkdir(directory, 0777) == 0;
    if (!*made)
        e = errno;
    if (e == EEXIST && stat(directory, &old) == 0 && !S_ISDIR(old.st_mode))
        e = ENOTDIR;
    else if (e == EEXIST)
        e = access(directory, W_OK | X_OK) == 0 ? 0 : errno;
    if (e != 0)
        return rtpart_fail(err, RTPART_EHOST,
                           "%s: counter-examples cannot be kept there: %s", directory,
                           strerror(e));
    return RTPART_OK;
}

enum rtpart_code rtpart_campaign_try_directory(const char *directory,
                                               struct rtpart_error *err)
{
    bool made;
    const enum rtpart_code code = make_directory(directory, &made, err);

    if (made)
        (void)rmdir(directory);
    return code;
}

enum rtpart_code rtpart_campaign_keep(const struct rtpart_campaign_result *result,
                                      const char *directory, struct rtpart_error *err)
{
    enum rtpart_code code;
    bool made;

    if (result->counter_examples == 0)
        return RTPART_OK;
    code = make_directory(directory, &made, err);
    for (size_t i = 0;
         code == RTPART_OK && i < RTPART_CAMPAIGN_KEPT && i < result->counter_examples;
         i++) {
        RTPART_AUTO_FREE char *path = NULL;
        struct rtpart_outfile out = {0};

        if (asprintf(&path, "%s/draw-%" PRIu64 ".xml", directory,
                     result->kept[i].number) < 0) {
            path = NULL;
            return rtpart_fail(err, RTPART_ENOMEM, "out of memory for %s", directory);
        }
        code = rtpart_outfile_open(&out, path, err);
        if (code == RTPART_OK)
            code = rtpart_plan_write_xml(&result->kept[i].plan, out.file, err);
        if (code == RTPART_OK)
            code = rtpart_outfile_commit(&out, err);
        rtpart_outfile_abort(&out);
    }
    return code;
}
