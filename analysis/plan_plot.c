/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/plan_plot.h"

#include "analysis/edf.h"
#include "analysis/fp.h"
#include "analysis/interface.h"
#include "analysis/prm.h"
#include "common/gnuplot.h"
#include "common/wide.h"

#define POINTS 600 /* over the width of a picture */

static double ms(rtpart_ns t)
{
    return (double)t / (double)RTPART_MS;
}

/* Two empty lines: what follows is the next data set. */
static void next_set(struct rtpart_gnuplot *p)
{
    fputs("\n\n", p->data);
}

static rtpart_ns last_deadline(const struct rtpart_load *load)
{
    rtpart_ns last = 0;

    for (size_t k = 0; k < load->count; k++)
        if (load->deadline[k] > last)
            last = load->deadline[k];
    return last;
}

/* Sets 0 and 1 of a vCPU: sbf and its linear bound; demand over time. */
static void write_curves(struct rtpart_gnuplot *p, struct rtpart_load *load,
                         const struct rtpart_prm *r, rtpart_ns end)
{
    const size_t lowest = load->count - 1;

    fputs("# t_ms sbf_ms lsbf_ms\n", p->data);
    for (int i = 0; i <= POINTS; i++) {
        const rtpart_ns t = (rtpart_ns)((rtpart_i128)end * i / POINTS);

        fprintf(p->data, "%.6f %.6f %.6f\n", ms(t), ms(rtpart_prm_sbf(r, t)),
                ms(rtpart_prm_lsbf(r, t)));
    }
    next_set(p);
    fputs("# t_ms demand_ms\n", p->data);
    for (int i = 1; i <= POINTS; i++) {
        const rtpart_ns t = (rtpart_ns)((rtpart_i128)end * i / POINTS);
        rtpart_ns demand;

        if (load->scheduler == RTPART_SCHED_EDF)
            demand = rtpart_edf_dbf(load, t);
        else if (t <= load->deadline[lowest])
            demand = rtpart_fp_demand(load, lowest, t);
        else
            break;
        fprintf(p->data, "%.6f %.6f\n", ms(t), ms(demand));
    }
    next_set(p);
}

/* A name as one word of a data file, which ends the line. */
static void write_word(struct rtpart_gnuplot *p, const char *name)
{
    for (; *name != '\0'; name++)
        fputc((unsigned char)*name <= ' ' || *name == '"' ? '_' : *name, p->data);
    fputc('\n', p->data);
}

/* Set 2 of a vCPU: where the demand of each task is met (fixed priority). */
static void write_responses(struct rtpart_gnuplot *p, struct rtpart_load *load,
                            const struct rtpart_prm *r, const struct rtpart_taskset *ts)
{
    fputs("# response_ms demand_ms task\n", p->data);
    for (size_t k = 0; k < load->count && load->scheduler != RTPART_SCHED_EDF; k++) {
        const rtpart_ns t = rtpart_fp_response(load, r, k);

        if (t == RTPART_NS_NONE)
            continue;
        fprintf(p->data, "%.6f %.6f ", ms(t), ms(rtpart_fp_demand(load, k, t)));
        write_word(p, ts->tasks[load->task[k]].name);
    }
    fputs("NaN NaN -\n", p->data); /* a set may not be empty */
    next_set(p);
}

/* Sets 3 and 4 of a vCPU: least Q/P over the periods, and the point chosen. */
static void write_bandwidths(struct rtpart_gnuplot *p, struct rtpart_load *load,
                             const struct rtpart_grid *grid, const struct rtpart_prm *r)
{
    const rtpart_ns longest = rtpart_grid_longest(grid, rtpart_load_min_deadline(load));
    rtpart_ns step = grid->period_step;
    size_t first = 0;

    while ((longest - grid->min_period) / step > POINTS)
        step += grid->period_step;
    fputs("# period_ms bandwidth_percent\n", p->data);
    for (rtpart_ns period = grid->min_period; period <= longest; period += step) {
        const rtpart_ns q =
            rtpart_min_budget(load, period, grid->runtime_step, 0,
                              period / grid->runtime_step * grid->runtime_step, &first);

        if (q != RTPART_NS_NONE)
            fprintf(p->data, "%.6f %.6f\n", ms(period),
                    100.0 * (double)q / (double)period);
    }
    fputs("NaN NaN\n", p->data);
    next_set(p);
    fputs("# the choice\n", p->data);
    fprintf(p->data, "%.6f %.6f\n", ms(r->period),
            100.0 * (double)r->budget / (double)r->period);
    next_set(p);
}

static void write_panels(struct rtpart_gnuplot *p, const struct rtpart_load *load,
                         const struct rtpart_prm *r, size_t vcpu, int set)
{
    const char *demand = load->scheduler == RTPART_SCHED_EDF
                             ? "demand dbf"
                             : "demand of the lowest priority";

    fprintf(
        p->script,
        "set title 'vCPU %zu: %g ms every %g ms'\n"
        "set xlabel 'time window (ms)' offset 0,0.5\nset ylabel 'CPU time (ms)'\n"
        "set key outside bottom center horizontal maxcols 2 samplen 2\n"
        "plot DATA index %d using 1:2 with lines ls 1 title 'supply sbf', \\\n"
        "     DATA index %d using 1:3 with lines ls 1 lw 1 dt 2 title 'linear bound', "
        "\\\n"
        "     DATA index %d using 1:2 with steps ls 2 title '%s'",
        vcpu, ms(r->budget), ms(r->period), set, set, set + 1, demand);
    if (load->scheduler != RTPART_SCHED_EDF)
        fprintf(p->script,
                ", \\\n     DATA index %d using 1:2 with points ls 7 pt 7 ps 0.7 title "
                "'response times', \\\n"
                "     DATA index %d every 2 using 1:2:3 with labels right "
                "offset -0.7,0.4 noenhanced notitle, \\\n"
                "     DATA index %d every 2::1 using 1:2:3 with labels left "
                "offset 0.7,-0.15 noenhanced notitle",
                set + 2, set + 2, set + 2);
    fprintf(p->script,
            "\nset title 'vCPU %zu: share of a CPU'\n"
            "set xlabel 'period P (ms)' offset 0,0.5\nset ylabel 'least Q/P (%%)'\n"
            "plot DATA index %d using 1:2 with linespoints ls 3 pt 7 ps 0.4 title 'least "
            "Q/P', \\\n"
            "     DATA index %d using 1:2 with points ls 2 pt 6 ps 1.8 title 'chosen'\n",
            vcpu, set + 3, set + 4);
}

static enum rtpart_code plot_vcpu(struct rtpart_gnuplot *p,
                                  const struct rtpart_plan *plan, size_t vcpu, int set,
                                  struct rtpart_error *err)
{
    const struct rtpart_plan_vcpu *v = &plan->vcpus[vcpu];
    struct rtpart_load load;
    const enum rtpart_code code =
        rtpart_load_of_members(&load, &plan->taskset, v->tasks, v->task_count,
                               plan->scheduler, plan->latency, err);

    if (code != RTPART_OK)
        return code;
    const rtpart_ns end = last_deadline(&load);

    write_curves(p, &load, &v->prm, end + end / 20);
    write_responses(p, &load, &v->prm, &plan->taskset);
    write_bandwidths(p, &load, &plan->grid, &v->prm);
    write_panels(p, &load, &v->prm, vcpu, set);
    rtpart_load_free(&load);
    return RTPART_OK;
}

/* The vCPUs to draw, into `shown`. Returns how many. */
static int choose_vcpus(const struct rtpart_plan *plan, size_t *shown)
{
    int n = 0;

    for (size_t v = 0; v < plan->vcpu_count && n < RTPART_PLOT_VCPUS; v++)
        if (plan->vcpus[v].task_count > 0)
            shown[n++] = v;
    return n;
}

enum rtpart_code rtpart_plan_plot(const struct rtpart_plan *plan, const char *picture,
                                  bool keep, struct rtpart_error *err)
{
    size_t shown[RTPART_PLOT_VCPUS];
    const int rows = choose_vcpus(plan, shown);
    struct rtpart_gnuplot p;
    enum rtpart_code code;

    if (plan->kind != RTPART_PLAN_PARTITIONED || rows == 0 || plan->grid.period_step <= 0)
        return rtpart_fail(err, RTPART_EUSAGE,
                           "%s: only a partitioned plan made on a grid can be drawn",
                           picture);
    code = rtpart_gnuplot_begin(&p, picture, 1200, 410 * rows, keep, err);
    if (code != RTPART_OK)
        return code;
    fprintf(p.script, "set multiplot layout %d,2\n", rows);
    for (int i = 0; i < rows && code == RTPART_OK; i++)
        code = plot_vcpu(&p, plan, shown[i], 5 * i, err);
    if (code != RTPART_OK) {
        rtpart_gnuplot_abort(&p);
        return code;
    }
    fputs("unset multiplot\n", p.script);
    return rtpart_gnuplot_finish(&p, err);
}
