/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>

#include "common/auto.h"
#include "common/gnuplot.h"
#include "validate/gantt.h"

#define LANES_MAX 64
#define BAND      1.4 /* height of a vCPU's budget and supply, in lanes */

/* Where things are drawn, from the top down. */
struct layout {
    const struct rtpart_gantt *gantt;
    const struct rtpart_plan *plan;
    double *task; /* foot of each task's lane */
    double *vcpu; /* foot of each vCPU's band */
    double height;
};

static double ms(rtpart_ns t)
{
    return (double)t / RTPART_MS;
}

/* One band for each vCPU and below it the lanes of its tasks; global: bands, then lanes. */
static void lay_out(struct layout *l)
{
    const struct rtpart_plan *p = l->plan;
    double y = 0;

    for (size_t v = p->vcpu_count; v > 0 && p->kind == RTPART_PLAN_PARTITIONED; v--) {
        for (size_t k = p->vcpus[v - 1].task_count; k > 0; k--, y += 1)
            l->task[p->vcpus[v - 1].tasks[k - 1]] = y;
        l->vcpu[v - 1] = y;
        y += BAND + 0.3;
    }
    for (size_t i = p->taskset.count; i > 0 && p->kind == RTPART_PLAN_GLOBAL; i--, y += 1)
        l->task[i - 1] = y;
    for (size_t v = p->vcpu_count; v > 0 && p->kind == RTPART_PLAN_GLOBAL; v--) {
        l->vcpu[v - 1] = y;
        y += BAND;
    }
    l->height = y;
}

/* Colour of a stretch of a task: its own, or in a global plan that of the vCPU. */
static size_t colour(const struct layout *l, const struct rtpart_sim_segment *s)
{
    return (l->plan->kind == RTPART_PLAN_GLOBAL ? s->vcpu : s->task) % 10 + 1;
}

/* Data sets: 0 supply, 1 tasks, 2 releases, 3 deadlines, 4 misses, 5.. budgets by vCPU. */
static void write_stretches(FILE *data, const struct layout *l, bool supply)
{
    const struct rtpart_gantt *g = l->gantt;

    fprintf(data, "# from_ms to_ms foot colour (%s)\n", supply ? "supply" : "tasks");
    fputs("nan nan nan 0\n", data);
    for (size_t i = 0; i < g->segment_count; i++) {
        const struct rtpart_sim_segment *s = &g->segments[i];

        if ((s->task == RTPART_NO_TASK) != supply)
            continue;
        fprintf(data, "%.6f %.6f %.2f %zu\n", ms(s->from), ms(s->to),
                supply ? l->vcpu[s->vcpu] : l->task[s->task],
                supply ? (size_t)0 : colour(l, s));
    }
    fputs("\n\n", data);
}

enum mark { RELEASE, DEADLINE, MISS };

static void write_marks(FILE *data, const struct layout *l, enum mark mark)
{
    static const char *const names[] = {"releases", "deadlines", "misses"};
    const struct rtpart_gantt *g = l->gantt;

    fprintf(data, "# at_ms foot (%s)\nnan nan\n", names[mark]);
    for (size_t i = 0; i < g->job_count; i++) {
        const struct rtpart_sim_job *j = &g->jobs[i];
        const rtpart_ns due = j->release + l->plan->taskset.tasks[j->task].deadline;
        const rtpart_ns at = mark == RELEASE ? j->release : due;

        if (at >= g->from && at <= g->to && (mark != MISS || j->finish > due))
            fprintf(data, "%.6f %.2f\n", ms(at), l->task[j->task]);
    }
    fputs("\n\n", data);
}

static void write_budget(FILE *data, const struct layout *l, size_t vcpu)
{
    const struct rtpart_gantt *g = l->gantt;
    const rtpart_ns full = l->plan->vcpus[vcpu].prm.budget;

    fprintf(data, "# at_ms height foot budget_left_ms (vCPU %zu)\nnan nan nan nan\n",
            vcpu);
    for (size_t i = 0; i < g->budget_count; i++)
        if (g->budgets[i].vcpu == vcpu && full > 0)
            fprintf(data, "%.6f %.4f %.2f %.6f\n", ms(g->budgets[i].at),
                    l->vcpu[vcpu] + 0.25 +
                        (BAND - 0.5) * ms(g->budgets[i].left) /
                            ms(l->plan->kind == RTPART_PLAN_GLOBAL ? l->plan->mpr.period
                                                                   : full),
                    l->vcpu[vcpu] + 0.25, ms(g->budgets[i].left));
    fputs("\n\n", data);
}

static void write_labels(FILE *script, const struct layout *l)
{
    const struct rtpart_plan *p = l->plan;
    const char *gap = "";

    fputs("set ytics (", script);
    for (size_t v = 0; v < p->vcpu_count; v++) {
        char text[100];

        snprintf(text, sizeof text, "vCPU %zu: %g / %g ms", v, ms(p->vcpus[v].prm.budget),
                 ms(p->vcpus[v].prm.period));
        fputs(gap, script);
        rtpart_gnuplot_quote(script, text);
        fprintf(script, " %.2f", l->vcpu[v] + BAND / 2);
        gap = ", ";
    }
    for (size_t i = 0; i < p->taskset.count; i++) {
        fputs(gap, script);
        rtpart_gnuplot_quote_tic(script, p->taskset.tasks[i].name);
        fprintf(script, " %.2f", l->task[i] + 0.4);
    }
    fputs(") noenhanced nomirror scale 0\n", script);
}

static void write_script(FILE *script, const struct layout *l, const char *title)
{
    static const char *const colours[] = {"#0072b2", "#d55e00", "#009e73", "#cc79a7",
                                          "#e69f00", "#56b4e9", "#000000", "#8c6d1f",
                                          "#7f7f7f", "#5e3c99"};

    fputs("set title ", script);
    rtpart_gnuplot_quote(script, title);
    fputs(" noenhanced\nset xlabel 'time (ms); arrows: up released, down due'\n"
          "unset key\nset grid noytics\n"
          "set style fill solid 1.0 noborder\n",
          script);
    for (size_t i = 0; i < sizeof colours / sizeof *colours; i++)
        fprintf(script, "set linetype %zu lc rgb '%s'\n", i + 1, colours[i]);
    fprintf(script, "set xrange [%.6f:%.6f]\nset yrange [-0.2:%.2f]\n",
            ms(l->gantt->from), ms(l->gantt->to), l->height + 0.2);
    write_labels(script, l);
    fputs("plot ", script);
    for (size_t v = 0; v < l->plan->vcpu_count; v++)
        fprintf(script,
                "DATA index %zu using 1:3:2 with filledcurves fc rgb '#f3d9a4', \\\n     "
                "DATA index %zu using 1:2 with lines lc rgb '#b8860b' lw 1, \\\n     ",
                5 + v, 5 + v);
    fputs(
        "DATA index 0 using 1:($3+0.05):1:2:($3+0.05):($3+0.2) with boxxyerror "
        "fc rgb '#555555', \\\n"
        "     DATA index 1 using 1:($3+0.05):1:2:($3+0.05):($3+0.6):4 with boxxyerror "
        "lc variable, \\\n"
        "     DATA index 2 using 1:2:(0):(0.85) with vectors head filled size graph "
        "0.005,20 lc rgb '#333333' lw 1, \\\n"
        "     DATA index 3 using 1:($2+0.85):(0):(-0.85) with vectors head filled size "
        "graph 0.005,20 lc rgb '#aa0000' lw 1 dt 2, \\\n"
        "     DATA index 4 using 1:($2+0.85) with points pt 7 ps 0.9 lc rgb '#dd0000'\n",
        script);
}

static void write_data(FILE *data, const struct layout *l)
{
    write_stretches(data, l, true);
    write_stretches(data, l, false);
    write_marks(data, l, RELEASE);
    write_marks(data, l, DEADLINE);
    write_marks(data, l, MISS);
    for (size_t v = 0; v < l->plan->vcpu_count; v++)
        write_budget(data, l, v);
}

enum rtpart_code rtpart_gantt_plot(const struct rtpart_gantt *g,
                                   const struct rtpart_plan *plan, const char *title,
                                   const char *picture, bool keep,
                                   struct rtpart_error *err)
{
    const size_t lanes = plan->taskset.count + plan->vcpu_count;
    RTPART_AUTO_FREE double *task = calloc(plan->taskset.count + 1, sizeof *task);
    RTPART_AUTO_FREE double *vcpu = calloc(plan->vcpu_count + 1, sizeof *vcpu);
    struct layout l = {.gantt = g, .plan = plan, .task = task, .vcpu = vcpu};
    struct rtpart_gnuplot p;
    enum rtpart_code code;

    if (task == NULL || vcpu == NULL || g->failed)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory for a picture");
    if (g->full)
        return rtpart_fail(err, RTPART_EUSAGE,
                           "%s: more happens in the window than %d things; take a "
                           "shorter one",
                           picture, RTPART_GANTT_MAX);
    if (lanes > LANES_MAX)
        return rtpart_fail(err, RTPART_EUSAGE,
                           "%s: %zu tasks and vCPUs are more than the %d lanes of a "
                           "picture",
                           picture, lanes, LANES_MAX);
    lay_out(&l);
    code = rtpart_gnuplot_begin(&p, picture, 1100, 110 + (int)(30 * l.height), keep, err);
    if (code != RTPART_OK)
        return code;
    write_data(p.data, &l);
    write_script(p.script, &l, title);
    return rtpart_gnuplot_finish(&p, err);
}
