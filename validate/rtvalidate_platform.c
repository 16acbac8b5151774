/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rtvalidate platform: latency, start-up and memory of each virtualization technology. */
#include "validate/rtvalidate_platform.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include "common/auto.h"
#include "common/command_line.h"
#include "common/json_out.h"
#include "common/readall.h"
#include "common/result.h"
#include "common/stop.h"
#include "validate/guest_image.h"
#include "validate/guest_root.h"
#include "validate/platform_load.h"
#include "validate/platform_measure.h"
#include "validate/rtvalidate.h"

#define NOTHING_SEEN 5 /* exit status */

static struct rtpart_discovery discovery(const struct platform_arguments *args)
{
    return (struct rtpart_discovery){.kernel = args->kernel,
                                     .osv = args->osv,
                                     .dev = "/dev",
                                     .run = "/run",
                                     .root = geteuid() == 0};
}

/* --list: every back end, and what the missing ones need. */
static int list(struct platform_arguments *args)
{
    static const struct rtpart_column columns[] = {
        {"back end", NULL, "backend", RTPART_ALIGN_LEFT},
        {"present", NULL, "present", RTPART_ALIGN_LEFT},
        {"seen", NULL, "seen", RTPART_ALIGN_LEFT},
        {"what it is", NULL, "summary", RTPART_ALIGN_LEFT},
        {"where it is, or what it needs", NULL, "where", RTPART_ALIGN_LEFT},
    };
    const struct rtpart_discovery d = discovery(args);
    RTPART_AUTO(rtpart_table_free) struct rtpart_table table;
    RTPART_AUTO_JSON json_t *rows = json_array();
    RTPART_AUTO_JSON json_t *json = NULL;
    const struct rtpart_backend *b;
    struct rtpart_error err;

    rtpart_table_init(&table, columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; (b = rtpart_backend_at(i)) != NULL; i++) {
        char why[512];
        const bool present = rtpart_backend_present(b, &d, why, sizeof why);

        rtpart_table_cell(&table, "%s", b->name);
        rtpart_table_cell(&table, "%s", present ? "yes" : "no");
        rtpart_table_cell(&table, "%s", b->seen ? "yes" : "no");
        rtpart_table_cell(&table, "%s", b->summary);
        rtpart_table_cell(&table, "%s", why);
        json_array_append_new(rows,
                              json_pack("{s:s, s:b, s:b, s:s, s:o}", "name", b->name,
                                        "present", present, "seen", b->seen, "summary",
                                        b->summary, "where", rtpart_json_text(why)));
    }
    json = json_pack("{s:s, s:O}", "schema", "rtpart.platforms/1", "backends", rows);
    const struct rtpart_result result = {
        .json = json,
        .table = &table,
        .footnote =
            "seen: somebody has seen rtvalidate measure it; the others are tested "
            "with stand-in programs"};

    if (rtpart_result_print(&args->cli, &result, &err) != RTPART_OK)
        return rtpart_cli_report(&args->cli, &err);
    return 0;
}

/* Keep those that are present; say what the others need. */
static size_t choose(struct platform_arguments *args, const struct rtpart_notes *notes,
                     const struct rtpart_backend **out)
{
    const struct rtpart_discovery d = discovery(args);
    const bool all = args->backend_count == 0;
    const struct rtpart_backend *b;
    size_t count = 0;

    for (size_t i = 0; (b = all                       ? rtpart_backend_at(i)
                            : i < args->backend_count ? args->backends[i]
                                                      : NULL) != NULL &&
                       count < PLATFORM_BACKENDS_MAX;
         i++) {
        char why[512];

        if (rtpart_backend_present(b, &d, why, sizeof why))
            out[count++] = b;
        else
            rtpart_note(notes, "%s is left out: %s", b->name, why);
    }
    return count;
}

/* Of what machine these results are. */
static void describe(struct rtpart_platform_results *r, const struct rtpart_session *s,
                     const struct platform_arguments *args, const char *command)
{
    struct utsname u = {0};
    const time_t now = time(NULL);
    struct tm utc;
    char date[32] = "";
    char load[160];

    (void)uname(&u);
    if (gmtime_r(&now, &utc) != NULL)
        (void)strftime(date, sizeof date, "%Y-%m-%dT%H:%M:%SZ", &utc);
    r->command = command != NULL ? strdup(command) : NULL;
    r->version = strdup(RTPART_VERSION);
    r->date = strdup(date);
    if (asprintf(&r->host, "%s %s %s, %ld processors", u.sysname, u.release, u.machine,
                 sysconf(_SC_NPROCESSORS_ONLN)) < 0)
        r->host = NULL;
    const char *slash =
        s->platform.kernel != NULL ? strrchr(s->platform.kernel, '/') : NULL;

    if (s->platform.kernel != NULL)
        r->kernel = strdup(slash != NULL ? slash + 1 : s->platform.kernel);
    r->load = strdup(rtpart_load_text(args->load, args->load_cpus, load, sizeof load));
}

static enum rtpart_code measure(struct platform_arguments *args,
                                struct rtpart_session *session,
                                struct rtpart_platform_results *results,
                                struct rtpart_error *err)
{
    struct rtpart_measure m = {.session = session,
                               .results = results,
                               .interval = args->interval,
                               .duration = args->duration,
                               .rounds = args->rounds,
                               .runs = args->runs,
                               .warm_up = args->warm_up,
                               .load = args->load,
                               .load_cpus = args->load_cpus,
                               .limit_ms = (int)args->limit_s * 1000,
                               .memory_low_mb = args->memory_low_mb,
                               .memory_high_mb = args->memory_high_mb,
                               .seed = args->seed,
                               .quiet = args->cli.quiet};
    enum rtpart_code code =
        rtpart_measure_cells(session, results, args->vcpus, args->memory_mb, err);

    if (code == RTPART_OK && args->wanted[RTPART_PLATFORM_STARTUP])
        code = rtpart_measure_startup(&m, err);
    if (code == RTPART_OK && args->wanted[RTPART_PLATFORM_LATENCY])
        code = rtpart_measure_latency(&m, err);
    if (code == RTPART_OK && args->wanted[RTPART_PLATFORM_MEMORY])
        code = rtpart_measure_memory(&m, err);
    return code;
}

/* The tables of all quantities, one below the other; JSON is one object. */
static enum rtpart_code print(const struct platform_arguments *args,
                              const struct rtpart_platform_results *r,
                              const struct rtpart_published *published,
                              struct rtpart_error *err)
{
    struct rtpart_cli to_stdout = args->cli;
    enum rtpart_platform_quantity last = RTPART_PLATFORM_LATENCY;
    enum rtpart_code code = RTPART_OK;
    bool more = false;

    to_stdout.output = NULL;
    if (args->cli.format == RTPART_FORMAT_JSON) {
        RTPART_AUTO_JSON json_t *json = rtpart_platform_json(r);
        const struct rtpart_result result = {.json = json};

        return rtpart_result_print(&to_stdout, &result, err);
    }
    for (int q = 0; q < RTPART_PLATFORM_QUANTITIES; q++)
        if (rtpart_platform_has(r, (enum rtpart_platform_quantity)q))
            last = (enum rtpart_platform_quantity)q;
    for (int q = 0; q < RTPART_PLATFORM_QUANTITIES && code == RTPART_OK; q++) {
        const enum rtpart_platform_quantity what = (enum rtpart_platform_quantity)q;
        RTPART_AUTO(rtpart_table_free) struct rtpart_table table;
        RTPART_AUTO_FREE char *headline = rtpart_platform_headline(r, what);
        RTPART_AUTO_FREE char *footnote =
            rtpart_platform_footnote(r, what, published, what == last);

        rtpart_platform_table(&table, r, what, published);
        if (!rtpart_platform_has(r, what))
            continue;
        if (more)
            (void)fputc('\n', stdout);
        more = true;
        const struct rtpart_result result = {
            .headline = headline, .table = &table, .footnote = footnote};

        code = rtpart_result_print(&to_stdout, &result, err);
    }
    return code;
}

/* Print, and keep; the exit status. @beside  published values; NULL: none */
static int finish(struct platform_arguments *args, const struct rtpart_notes *notes,
                  const struct rtpart_published *beside,
                  const struct rtpart_platform_results *r)
{
    struct rtpart_error err;
    bool any = false;

    for (size_t i = 0; i < r->count; i++)
        any = any || rtpart_platform_cell_measured(&r->cells[i]);
    if (any && args->cli.output != NULL &&
        rtpart_platform_write(r, beside, args->cli.output, notes, &err) != RTPART_OK)
        return rtpart_cli_report(&args->cli, &err);
    if (any && print(args, r, beside, &err) != RTPART_OK)
        return rtpart_cli_report(&args->cli, &err);
    return any ? 0 : NOTHING_SEEN;
}

static int show(struct platform_arguments *args, const struct rtpart_notes *notes,
                const struct rtpart_published *beside)
{
    RTPART_AUTO(rtpart_platform_results_free) struct rtpart_platform_results r = {0};
    RTPART_AUTO_FREE char *path = NULL;
    RTPART_AUTO_FREE char *text = NULL;
    RTPART_AUTO_JSON json_t *json = NULL;
    struct rtpart_error err;
    json_error_t why;
    size_t len;

    if (asprintf(&path, "%s/results.json", args->show) < 0) {
        path = NULL;
        (void)rtpart_fail(&err, RTPART_ENOMEM, "out of memory");
        return rtpart_cli_report(&args->cli, &err);
    }
    if (rtpart_readall(path, RTPART_INPUT_MAX, &text, &len, &err) != RTPART_OK)
        return rtpart_cli_report(&args->cli, &err);
    json = json_loadb(text, len, 0, &why);
    if (json == NULL) {
        (void)rtpart_fail(&err, RTPART_EINPUT, "%s:%d: %s", path, why.line, why.text);
        return rtpart_cli_report(&args->cli, &err);
    }
    if (rtpart_platform_read(json, path, &r, &err) != RTPART_OK)
        return rtpart_cli_report(&args->cli, &err);
    return finish(args, notes, beside, &r);
}

/* What the load is, where the command line does not say. */
static const char *default_load(void)
{
    RTPART_AUTO_FREE char *path = NULL;

    return rtpart_program_find("stress-ng", &path, NULL) == RTPART_OK ? "stress-ng"
                                                                      : "hogs";
}

static int measure_all(struct platform_arguments *args, const struct rtpart_notes *notes,
                       const struct rtpart_published *beside, const char *command,
                       const volatile sig_atomic_t *stopped)
{
    RTPART_AUTO(rtpart_platform_results_free) struct rtpart_platform_results r = {0};
    RTPART_AUTO(rtpart_session_close) struct rtpart_session session = {0};
    const struct rtpart_backend *backends[PLATFORM_BACKENDS_MAX];
    const struct rtpart_session_request request = {.backends = backends,
                                                   .count = choose(args, notes, backends),
                                                   .kernel = args->kernel,
                                                   .osv = args->osv,
                                                   .accel = args->accel,
                                                   .trial_memory_mb = args->memory_mb[0],
                                                   .stop = stopped,
                                                   .notes = notes};
    struct rtpart_error err;

    if (args->load == NULL)
        args->load = default_load();
    if (request.count == 0) {
        (void)rtpart_fail(&err, RTPART_EHOST, "none of the back ends is present");
        return rtpart_cli_report(&args->cli, &err);
    }
    if (rtpart_session_open(&session, &request, &err) != RTPART_OK)
        return rtpart_cli_report(&args->cli, &err);
    describe(&r, &session, args, command);
    const enum rtpart_code code = measure(args, &session, &r, &err);

    rtpart_session_close(&session);
    if (code != RTPART_OK)
        return rtpart_cli_report(&args->cli, &err);
    if (*stopped != 0)
        rtpart_note(notes, "stopped; these are the results until then");
    return finish(args, notes, beside, &r);
}

static int run(int argc, char **argv)
{
    RTPART_AUTO(rtpart_published_free) struct rtpart_published published = {0};
    RTPART_AUTO_FREE char *command = rtpart_command_line(argc, argv);
    static const volatile sig_atomic_t never = 0;
    const volatile sig_atomic_t *stopped = &never;
    struct platform_arguments args;
    struct rtpart_error err;
    struct rtpart_notes notes;
    int status;

    platform_parse(&args, argc, argv);
    notes = rtpart_cli_notes(&args.cli);
    const struct rtpart_published *beside = args.compare != NULL ? &published : NULL;

    /* What cannot be compared is told before minutes are spent on measuring. */
    if (args.list) {
        status = list(&args);
    } else if (beside != NULL &&
               rtpart_published_read(args.compare, &published, &err) != RTPART_OK) {
        status = rtpart_cli_report(&args.cli, &err);
    } else if (args.show != NULL) {
        status = show(&args, &notes, beside);
    } else {
        stopped = rtpart_stop_patiently();
        status = measure_all(&args, &notes, beside, command, stopped);
    }
    rtpart_cli_free(&args.cli);
    if (*stopped != 0) { /* whoever waits for us is to know */
        const int number = *stopped;

        (void)signal(number, SIG_DFL);
        (void)raise(number);
    }
    return status;
}

const struct rtpart_command rtvalidate_platform = {
    .name = "platform",
    .summary = "measure latency, start-up and memory of VMs and containers",
    .run = run};
