/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rtdeploy watch: what the reserved threads used of their budgets, again and again. */
#include <stdio.h>
#include <unistd.h>

#include "common/auto.h"
#include "common/json_out.h"
#include "common/result.h"
#include "deploy/rtdeploy.h"
#include "deploy/watch.h"

static const char doc[] =
    "Watch the threads of the deployments of this host: the CPU they got in the last "
    "interval, how much of their budget that is, how long they waited for a CPU, how "
    "often "
    "their budget was used up and by how much it was overdrawn. On a terminal the table "
    "is "
    "drawn again and again; end it with Ctrl-C."
    "\vExamples:\n"
    "  rtdeploy watch\n"
    "  rtdeploy watch vm1 --interval 5s\n"
    "  rtdeploy watch --once --format json\n"
    "\n"
    "Throttling and overruns are seen by looking some 60 times a second at "
    "/proc/TID/sched; "
    "what the kernel does not tell is shown as \"-\" (null in JSON).\n"
    "\n" RTDEPLOY_EXIT_DOC;

enum { KEY_ONCE = 256, KEY_INTERVAL };

static const struct argp_option options[] = {
    {"once", KEY_ONCE, NULL, 0, "Watch for one interval, print, and end", 0},
    {"interval", KEY_INTERVAL, "TIME", 0, "How long to watch each time (default 1s)", 0},
    {0},
};

struct arguments {
    struct rtpart_cli cli;
    const char *state_dir;
    const char *name; /* NULL: all */
    rtpart_ns interval;
    bool once;
};

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
    struct arguments *args = state->input;

    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &args->state_dir;
        state->child_inputs[1] = &args->cli;
        return 0;
    case KEY_ONCE:
        args->once = true;
        return 0;
    case KEY_INTERVAL:
        args->interval =
            rtpart_cli_time(state, "--interval", arg, 10 * RTPART_MS, 3600 * RTPART_S);
        return 0;
    case ARGP_KEY_ARG:
        if (args->name != NULL)
            argp_error(state, "one name, or none for all");
        args->name = arg;
        return 0;
    case ARGP_KEY_END:
        if (!args->once && args->cli.format != RTPART_FORMAT_TABLE)
            argp_error(state, "--format json and csv need --once");
        if (!args->once && args->cli.output != NULL)
            argp_error(state, "--output needs --once");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static json_t *real_or_null(double value)
{
    return value >= 0 ? json_real(value) : json_null();
}

/* What it used of its budget; negative: not known. */
static double of_budget(const struct rtpart_watched *row)
{
    return row->reserved && row->used >= 0
               ? row->used / rtpart_ratio_value(rtpart_prm_bandwidth(&row->prm))
               : -1;
}

static json_t *to_json(const struct rtpart_watch *w)
{
    RTPART_AUTO_JSON json_t *threads = json_array();

    for (size_t i = 0; i < w->count; i++) {
        const struct rtpart_watched *r = &w->rows[i];
        json_t *o = json_pack(
            "{s:o, s:o, s:o, s:i, s:b, s:b, s:I, s:I, s:o, s:o, s:o, s:o, s:o}",
            "deployment", rtpart_json_text(r->deployment), "who",
            rtpart_json_text(r->who), "vcpu",
            r->vcpu >= 0 ? json_integer(r->vcpu) : json_null(), "tid", r->thread.tid,
            "alive", (int)r->alive, "reserved", (int)r->reserved, "runtime_ns",
            (json_int_t)r->prm.budget, "period_ns", (json_int_t)r->prm.period, "used",
            real_or_null(r->used), "budget_used", real_or_null(of_budget(r)), "waited",
            real_or_null(r->waited), "used_up", real_or_null(r->used_up), "overrun_ns",
            r->overrun >= 0 ? json_integer(r->overrun) : json_null());

        if (json_array_append_new(threads, o) != 0)
            return NULL;
    }
    return json_pack("{s:s, s:I, s:I, s:O}", "schema", "rtpart.watch/1", "interval_ns",
                     (json_int_t)w->interval, "looks", (json_int_t)w->looks, "threads",
                     threads);
}

/* Next cell: a share, or that it is not known. */
static void share_cell(struct rtpart_table *t, enum rtpart_format format, double share)
{
    if (share >= 0)
        rtpart_table_share(t, format, share);
    else
        rtpart_table_cell(t, "%s", format == RTPART_FORMAT_CSV ? "" : "-");
}

static void fill_row(struct rtpart_table *t, enum rtpart_format format,
                     const struct rtpart_watched *r)
{
    rtpart_table_cell(t, "%s", r->deployment);
    rtpart_table_cell(t, "%s", r->who);
    rtpart_table_cell(t, "%d", r->thread.tid);
    rtpart_table_time(t, format, r->reserved ? r->prm.budget : -1);
    rtpart_table_time(t, format, r->reserved ? r->prm.period : -1);
    share_cell(t, format, r->used);
    share_cell(t, format, of_budget(r));
    share_cell(t, format, r->waited);
    share_cell(t, format, r->used_up);
    if (r->overrun >= 0)
        rtpart_table_time(t, format, r->overrun);
    else
        rtpart_table_cell(t, "%s", format == RTPART_FORMAT_CSV ? "" : "-");
    rtpart_table_cell(t, "%s",
                      !r->alive      ? "gone"
                      : !r->reserved ? "not reserved"
                                     : "reserved");
}

static enum rtpart_code print(const struct arguments *args, const struct rtpart_watch *w,
                              struct rtpart_error *err)
{
    static const struct rtpart_column columns[] = {
        {"deployment", NULL, "deployment", RTPART_ALIGN_LEFT},
        {"for", NULL, "who", RTPART_ALIGN_LEFT},
        {"thread", NULL, "tid", RTPART_ALIGN_RIGHT},
        {"Q", "ms", "runtime_ns", RTPART_ALIGN_POINT},
        {"P", "ms", "period_ns", RTPART_ALIGN_POINT},
        {"used", "%", "used", RTPART_ALIGN_POINT},
        {"of budget", "%", "budget_used", RTPART_ALIGN_POINT},
        {"waited", "%", "waited", RTPART_ALIGN_POINT},
        {"used up", "%", "used_up", RTPART_ALIGN_POINT},
        {"overrun", "ms", "overrun_ns", RTPART_ALIGN_POINT},
        {"state", NULL, "state", RTPART_ALIGN_LEFT},
    };
    RTPART_AUTO(rtpart_table_free) struct rtpart_table table;
    RTPART_AUTO_JSON json_t *json = to_json(w);
    const struct rtpart_result result = {.json = json, .table = &table};

    rtpart_table_init(&table, columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < w->count; i++)
        fill_row(&table, args->cli.format, &w->rows[i]);
    return rtpart_result_print(&args->cli, &result, err);
}

static enum rtpart_code add_threads(const struct rtpart_deployment *d, void *ctx,
                                    struct rtpart_error *err)
{
    return rtpart_watch_add(ctx, d, err);
}

static enum rtpart_code watch(struct arguments *args, struct rtpart_error *err)
{
    static const char home_and_clear[] = "\033[H\033[J";
    RTPART_AUTO(rtpart_watch_free) struct rtpart_watch w = {0};
    const struct rtpart_notes notes = rtpart_cli_notes(&args->cli);
    const bool terminal = !args->once && isatty(STDOUT_FILENO) == 1;
    size_t deployments = 0;
    /* the state is not locked while watching */
    enum rtpart_code code =
        rtdeploy_each(args->state_dir, args->name, add_threads, &w, &deployments, err);
    size_t alive = w.count;

    if (code == RTPART_OK && w.count == 0) {
        rtpart_note(&notes,
                    "no deployment has threads with reservations (rtdeploy status "
                    "shows groups, too)");
        return args->once ? print(args, &w, err) : RTPART_OK;
    }
    for (bool first = true; code == RTPART_OK && (first || (!args->once && alive > 0));
         first = false) {
        alive = rtpart_watch_interval(&rtpart_kernel_linux, &w, args->interval);
        if (terminal)
            (void)fputs(home_and_clear, stdout);
        else if (!first)
            (void)putchar('\n');
        code = print(args, &w, err);
        (void)fflush(stdout);
    }
    return code;
}

static int run(int argc, char **argv)
{
    static const struct argp_child children[] = {{&rtdeploy_state_argp, 0, "Journal:", 1},
                                                 {&rtpart_cli_argp, 0, "Output:", 2},
                                                 {0}};
    static const struct argp argp = {.options = options,
                                     .parser = parse_option,
                                     .args_doc = "[NAME]",
                                     .doc = doc,
                                     .children = children};
    struct arguments args = {
        .cli = {.tool = "rtdeploy watch", .formats = RTDEPLOY_FORMATS},
        .interval = RTPART_S};
    struct rtpart_error err = {0};

    rtpart_cli_parse(&argp, argc, argv, NULL, &args);
    return rtpart_cli_finish(&args.cli, watch(&args, &err), &err, 0);
}

const struct rtpart_command rtdeploy_watch = {
    "watch", "what reserved threads use of their budgets, again and again", run};
