/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rtdeploy revert: everything as it was found, and the proof that the bandwidth is back. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/auto.h"
#include "common/plural.h"
#include "deploy/bandwidth_return.h"
#include "deploy/deployment_run.h"
#include "deploy/revert_order.h"
#include "deploy/rtdeploy.h"

static const char doc[] =
    "Take deployments off: threads, groups and CPUs as they were found. It works after a "
    "crash of rtdeploy at any point, after the virtual machine ended, and twice."
    "\vExamples:\n"
    "  rtdeploy revert          # the only deployment\n"
    "  rtdeploy revert vm1\n"
    "  rtdeploy revert --all\n"
    "\n" RTDEPLOY_EXIT_DOC;

enum { KEY_ALL = 256 };

static const struct argp_option options[] = {
    {"all", KEY_ALL, NULL, 0, "All deployments of this host", 0},
    {0},
};

struct arguments {
    struct rtpart_cli cli;
    const char *state_dir;
    char **names; /* from argv */
    int name_count;
    bool all;
};

// NOLINTNEXTLINE(readability-non-const-parameter): argp's type
static error_t parse_option(int key, char *arg, struct argp_state *state)
{
    struct arguments *args = state->input;

    (void)arg;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &args->state_dir;
        state->child_inputs[1] = &args->cli;
        return 0;
    case KEY_ALL:
        args->all = true;
        return 0;
    case ARGP_KEY_ARGS:
        args->names = state->argv + state->next;
        args->name_count = state->argc - state->next;
        return 0;
    case ARGP_KEY_END:
        if (args->all && args->name_count > 0)
            argp_error(state, "--all, or names, not both");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

/* Look whether the bandwidth is back, and say so. */
static enum rtpart_code prove(const struct rtpart_deployment *d,
                              const struct rtpart_notes *notes, struct rtpart_error *err)
{
    RTPART_AUTO(rtpart_domain_free) struct rtpart_domain now = {0};
    char remedy[RTPART_PATH_SIZE];
    int64_t missing = 0;
    const enum rtpart_code code =
        rtpart_bandwidth_returned(&rtpart_kernel_linux, d, &missing, &now, err);

    if (code != RTPART_OK)
        return code;
    if (missing > 0)
        return rtpart_fail(
            err, RTPART_EHOST,
            "%s: %.2f %% of a core are still booked by no thread; make the kernel count "
            "anew with: %s",
            d->name, rtpart_booked_percent(missing),
            rtpart_bandwidth_remedy(&rtpart_kernel_linux, remedy));
    rtpart_note(notes, "the kernel has %.2f %% of a core left for SCHED_DEADLINE",
                rtpart_booked_percent(now.left));
    return RTPART_OK;
}

static enum rtpart_code revert_one(const struct rtpart_state *state,
                                   const struct rtpart_deployment *d,
                                   const struct rtpart_notes *notes,
                                   struct rtpart_error *err)
{
    struct rtpart_reverted r = {0};
    const enum rtpart_code code =
        rtpart_deployment_revert(&rtpart_kernel_linux, state, d, &r, notes, err);

    if (code != RTPART_OK)
        return code;
    (void)printf("%s: %zu change%s taken back", d->name, r.restored,
                 rtpart_plural(r.restored));
    if (r.gone > 0)
        (void)printf(", %zu concern%s what is gone", r.gone, r.gone == 1 ? "s" : "");
    (void)putchar('\n');
    (void)fflush(stdout); /* before what is noted about it */
    return d->free_before >= 0 && rtpart_may_schedule(&rtpart_kernel_linux)
               ? prove(d, notes, err)
               : RTPART_OK;
}

/* Which deployments are meant? Without names and --all: the only one. */
static enum rtpart_code choose(const struct arguments *args, size_t known,
                               struct rtpart_error *err)
{
    if (!args->all && args->name_count == 0 && known > 1)
        return rtpart_fail(err, RTPART_EUSAGE,
                           "there are %zu deployments: name one, or say --all (rtdeploy "
                           "status lists them)",
                           known);
    if (known == 0 && args->name_count == 0)
        (void)puts("nothing to revert");
    return RTPART_OK;
}

static bool is_meant(const struct arguments *args, const char *name)
{
    for (int i = 0; i < args->name_count; i++)
        if (strcmp(args->names[i], name) == 0)
            return true;
    return args->name_count == 0;
}

/* What of several steps failed first. */
static void keep_first(enum rtpart_code code, const struct rtpart_error *why,
                       enum rtpart_code *first, struct rtpart_error *err)
{
    if (code != RTPART_OK && *first == RTPART_OK)
        *first = rtpart_fail(err, code, "%s", why->message);
}

/* Take back what is meant, as far as it goes; *done: how many of `names` are. */
static enum rtpart_code revert_meant(struct arguments *args,
                                     const struct rtpart_state *state, char *const *names,
                                     size_t count, size_t *done, struct rtpart_error *err)
{
    const struct rtpart_notes notes = rtpart_cli_notes(&args->cli);
    struct rtpart_deployment *meant = calloc(count + 1, sizeof *meant);
    enum rtpart_code first = RTPART_OK;
    struct rtpart_error why = {0};
    size_t known = 0;

    if (meant == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory for %zu deployments",
                           count);
    for (size_t i = 0; i < count; i++) {
        if (!is_meant(args, names[i]))
            continue;
        ++*done;
        const enum rtpart_code code =
            rtpart_journal_read(state, names[i], &meant[known], &why);

        keep_first(code, &why, &first, err);
        known += code == RTPART_OK;
    }
    rtpart_revert_order(meant, known);
    for (size_t i = 0; i < known; i++)
        keep_first(revert_one(state, &meant[i], &notes, &why), &why, &first, err);
    for (size_t i = 0; i < known; i++)
        rtpart_deployment_free(&meant[i]);
    free(meant);
    return first;
}

static enum rtpart_code revert(struct arguments *args, struct rtpart_error *err)
{
    struct rtpart_state state = {.dir = -1};
    char **names = NULL;
    size_t count = 0;
    size_t done = 0;
    enum rtpart_code code = rtpart_state_open(&state, args->state_dir, false, err);

    if (code == RTPART_OK)
        code = rtpart_journal_list(&state, &names, &count, err);
    if (code == RTPART_OK)
        code = choose(args, count, err);
    if (code == RTPART_OK)
        code = revert_meant(args, &state, names, count, &done, err);
    if (code == RTPART_OK && done < (size_t)args->name_count)
        (void)puts(done == 0 ? "nothing to revert"
                             : "nothing to revert for the other names");
    rtpart_names_free(names, count);
    rtpart_state_close(&state);
    return code;
}

static int run(int argc, char **argv)
{
    static const struct argp_child children[] = {{&rtdeploy_state_argp, 0, "Journal:", 1},
                                                 {&rtpart_cli_argp, 0, "Output:", 2},
                                                 {0}};
    static const struct argp argp = {.options = options,
                                     .parser = parse_option,
                                     .args_doc = "[NAME...]",
                                     .doc = doc,
                                     .children = children};
    struct arguments args = {.cli = {.tool = "rtdeploy revert",
                                     .formats = RTPART_FORMAT_BIT(RTPART_FORMAT_TABLE)}};
    struct rtpart_error err = {0};

    rtpart_cli_parse(&argp, argc, argv, NULL, &args);
    return rtpart_cli_finish(&args.cli, revert(&args, &err), &err, 0);
}

const struct rtpart_command rtdeploy_revert = {
    "revert", "take deployments off: everything as it was found", run};
