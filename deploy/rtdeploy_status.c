/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rtdeploy status: what is deployed, and what the kernel says about it now. */
#include <string.h>

#include "common/auto.h"
#include "common/json_out.h"
#include "common/result.h"
#include "deploy/rtdeploy.h"
#include "deploy/sched_deadline.h"

static const char doc[] =
    "Show the deployments of this host, and how the kernel schedules their threads now."
    "\vExit status: 0 everything is as it was set (or nothing is deployed), 1 something "
    "is "
    "not, 2 command line, 3 a journal is damaged, 4 refused by the environment.";

struct arguments {
    struct rtpart_cli cli;
    const char *state_dir;
    const char *name; /* NULL: all */
};

// NOLINTNEXTLINE(readability-non-const-parameter): argp's type
static error_t parse_option(int key, char *arg, struct argp_state *state)
{
    struct arguments *args = state->input;

    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &args->state_dir;
        state->child_inputs[1] = &args->cli;
        return 0;
    case ARGP_KEY_ARG:
        if (args->name != NULL)
            argp_error(state, "one name, or none for all");
        args->name = arg;
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

/* What has been seen while going through the deployments. */
struct survey {
    struct rtpart_table *table;
    json_t *threads;
    json_t *files;
    enum rtpart_format format;
    bool odd;    /* something is not as it was set */
    bool memory; /* out of memory */
};

/* How the thread of a change is doing: in `now`, and in a word. */
static const char *word_of(const struct rtpart_deployment *d,
                           const struct rtpart_change *c, struct rtpart_sched *now)
{
    const struct rtpart_kernel *k = &rtpart_kernel_linux;

    *now = (struct rtpart_sched){0};
    if (!rtpart_thread_alive(k, &c->thread) ||
        k->sched_get(k->ctx, c->thread.tid, now) != 0)
        return "gone";
    if (rtpart_sched_equal(now, &c->sched_wanted))
        return d->applied ? "reserved" : "half applied";
    if (rtpart_sched_equal(now, &c->sched_found))
        return "not reserved";
    return "changed";
}

static void survey_change(struct survey *s, const struct rtpart_deployment *d,
                          const struct rtpart_change *c)
{
    struct rtpart_sched now;
    const char *word = word_of(d, c, &now);
    const struct rtpart_prm prm = {.period = now.period, .budget = now.runtime};
    const bool reserved = now.policy == RTPART_POLICY_DEADLINE && now.period > 0;

    if (strcmp(word, "reserved") != 0)
        s->odd = true;
    rtpart_table_cell(s->table, "%s", d->name);
    rtpart_table_cell(s->table, "%s", c->who);
    rtpart_table_cell(s->table, "%d", c->thread.tid);
    rtpart_table_cell(s->table, "%s", c->thread.comm);
    rtpart_table_time(s->table, s->format, reserved ? now.runtime : -1);
    rtpart_table_time(s->table, s->format, reserved ? now.period : -1);
    if (reserved)
        rtpart_table_share(s->table, s->format,
                           rtpart_ratio_value(rtpart_prm_bandwidth(&prm)));
    else
        rtpart_table_cell(s->table, "%s", "");
    rtpart_table_cell(s->table, "%s", word);
    if (json_array_append_new(
            s->threads,
            json_pack("{s:o, s:o, s:o, s:i, s:i, s:o, s:s, s:I, s:I, s:s}", "deployment",
                      rtpart_json_text(d->name), "who", rtpart_json_text(c->who), "vcpu",
                      c->vcpu >= 0 ? json_integer(c->vcpu) : json_null(), "pid",
                      c->thread.pid, "tid", c->thread.tid, "name",
                      rtpart_json_text(c->thread.comm), "policy",
                      rtpart_policy_name(now.policy), "runtime_ns",
                      (json_int_t)(reserved ? now.runtime : 0), "period_ns",
                      (json_int_t)(reserved ? now.period : 0), "state", word)) != 0)
        s->memory = true;
}

/* Is a file of a group as it was written? */
static const char *file_word(const struct rtpart_deployment *d,
                             const struct rtpart_change *c)
{
    char text[RTPART_CPUS_LIST];

    if (rtpart_file_text(&rtpart_kernel_linux, c->path, text, sizeof text) != 0)
        return "gone";
    if (strcmp(text, c->wanted) != 0)
        return "changed";
    return d->applied ? "set" : "half applied";
}

static void survey_file(struct survey *s, const struct rtpart_deployment *d,
                        const struct rtpart_change *c)
{
    const char *word = file_word(d, c);

    if (strcmp(word, "set") != 0)
        s->odd = true;
    rtpart_table_cell(s->table, "%s", d->name);
    rtpart_table_cell(s->table, "%s", c->who);
    rtpart_table_cell(s->table, "%s", "");
    rtpart_table_cell(s->table, "%s = %s", c->path, c->wanted);
    for (int i = 0; i < 3; i++)
        rtpart_table_cell(s->table, "%s", "");
    rtpart_table_cell(s->table, "%s", word);
    if (json_array_append_new(s->files,
                              json_pack("{s:o, s:o, s:o, s:o, s:s}", "deployment",
                                        rtpart_json_text(d->name), "who",
                                        rtpart_json_text(c->who), "path",
                                        rtpart_json_text(c->path), "text",
                                        rtpart_json_text(c->wanted), "state", word)) != 0)
        s->memory = true;
}

static enum rtpart_code survey_deployment(const struct rtpart_deployment *d, void *ctx,
                                          struct rtpart_error *err)
{
    struct survey *s = ctx;

    for (size_t c = 0; c < d->count; c++)
        if (d->changes[c].kind == RTPART_CHANGE_SCHED)
            survey_change(s, d, &d->changes[c]);
        else if (d->changes[c].kind == RTPART_CHANGE_FILE)
            survey_file(s, d, &d->changes[c]);
    return s->memory ? rtpart_fail(err, RTPART_ENOMEM, "out of memory") : RTPART_OK;
}

static enum rtpart_code show(const struct arguments *args, bool *odd,
                             struct rtpart_error *err)
{
    static const struct rtpart_column columns[] = {
        {"deployment", NULL, "deployment", RTPART_ALIGN_LEFT},
        {"for", NULL, "who", RTPART_ALIGN_LEFT},
        {"thread", NULL, "tid", RTPART_ALIGN_RIGHT},
        {"name", NULL, "name", RTPART_ALIGN_LEFT},
        {"Q", "ms", "runtime_ns", RTPART_ALIGN_POINT},
        {"P", "ms", "period_ns", RTPART_ALIGN_POINT},
        {"bandwidth", "%", "bandwidth", RTPART_ALIGN_POINT},
        {"state", NULL, "state", RTPART_ALIGN_LEFT},
    };
    RTPART_AUTO(rtpart_table_free) struct rtpart_table table;
    RTPART_AUTO_JSON json_t *threads = json_array();
    RTPART_AUTO_JSON json_t *files = json_array();
    RTPART_AUTO_JSON json_t *json = NULL;
    struct survey s = {
        .table = &table, .threads = threads, .files = files, .format = args->cli.format};
    size_t count = 0;

    rtpart_table_init(&table, columns, sizeof columns / sizeof *columns);
    const enum rtpart_code code =
        rtdeploy_each(args->state_dir, args->name, survey_deployment, &s, &count, err);

    if (code != RTPART_OK)
        return code;
    json = json_pack("{s:s, s:O, s:O}", "schema", "rtpart.status/1", "threads", threads,
                     "files", files);
    *odd = s.odd;
    const bool nothing = count == 0 && args->cli.format == RTPART_FORMAT_TABLE;
    const struct rtpart_result result = {.json = json,
                                         .table = nothing ? NULL : &table,
                                         .headline =
                                             nothing ? "nothing is deployed" : NULL};

    return rtpart_result_print(&args->cli, &result, err);
}

static int run(int argc, char **argv)
{
    static const struct argp_child children[] = {{&rtdeploy_state_argp, 0, "Journal:", 1},
                                                 {&rtpart_cli_argp, 0, "Output:", 2},
                                                 {0}};
    static const struct argp argp = {
        .parser = parse_option, .args_doc = "[NAME]", .doc = doc, .children = children};
    struct arguments args = {
        .cli = {.tool = "rtdeploy status", .formats = RTDEPLOY_FORMATS}};
    struct rtpart_error err = {0};
    bool odd = false;

    rtpart_cli_parse(&argp, argc, argv, NULL, &args);
    const enum rtpart_code code = show(&args, &odd, &err);

    return rtpart_cli_finish(&args.cli, code, &err, odd);
}

const struct rtpart_command rtdeploy_status = {
    "status", "show what is deployed, read back from the kernel", run};
