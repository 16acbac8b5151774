/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rtvalidate campaign: judge an analysis by simulating random sets that it accepts. */
#include "validate/rtvalidate.h"

#include <inttypes.h>
#include <stdlib.h>

#include "common/auto.h"
#include "common/cli.h"
#include "common/json_out.h"
#include "common/outfile.h"
#include "common/progress.h"
#include "common/result.h"
#include "common/stop.h"
#include "validate/campaign_report.h"

static const char doc[] =
    "Draw random task sets, find the least budgets that an analysis accepts for each, "
    "and "
    "simulate them on worst-case and hostile supply with releases together, aligned, "
    "with "
    "random phases and sporadic. A missed deadline is a counter-example: the analysis is "
    "wrong. The same is tried with a little less than the least budgets: how often a "
    "miss "
    "is found there tells how tight the analysis is."
    "\vEvery draw depends on --seed and its number alone, so a counter-example can be "
    "repeated alone (--first N --sets 1), and a campaign can be cut into pieces.\n"
    "\n"
    "Examples:\n"
    "  rtvalidate campaign --analysis fp --sets 100000\n"
    "  rtvalidate campaign --analysis gedf --sets 1000 --seed 7 --rounds 4\n"
    "  rtvalidate campaign --analysis gfp --sets 1000 --counter-examples found/\n"
    "\n"
    "Exit status: 0 no accepted set missed a deadline, 1 one did, 2 command line, 4 "
    "refused "
    "by the environment, 5 stopped before the end.";

enum {
    KEY_ANALYSIS = 0x100,
    KEY_SETS,
    KEY_SEED,
    KEY_FIRST,
    KEY_ROUNDS,
    KEY_ACCEPTED_ONLY,
    KEY_COUNTER_EXAMPLES,
    KEY_LIST,
};

static const struct argp_option options[] = {
    {"analysis", KEY_ANALYSIS, "NAME", 0, "What is judged (--list shows them)", 0},
    {"list", KEY_LIST, NULL, 0, "List the analyses and exit", 0},
    {"sets", KEY_SETS, "N", 0, "How many accepted sets (default: 1000)", 0},
    {"seed", KEY_SEED, "N", 0, "Of all that is random (default: 1)", 0},
    {"first", KEY_FIRST, "N", 0, "Number of the first draw (default: 0)", 0},
    {"rounds", KEY_ROUNDS, "N", 0,
     "How often the random attacks are repeated (default: 1)", 0},
    {"accepted-only", KEY_ACCEPTED_ONLY, NULL, 0, "Leave out the smaller budgets", 0},
    {"counter-examples", KEY_COUNTER_EXAMPLES, "DIR", 0,
     "Keep the plans of counter-examples there", 0},
    {0},
};

struct arguments {
    struct rtpart_cli cli;
    struct rtpart_campaign_request request;
    const char *directory;
};

static void list_analyses(void)
{
    size_t count;
    const struct rtpart_campaign_analysis *a = rtpart_campaign_analyses(&count);

    for (size_t i = 0; i < count; i++)
        (void)printf("%-10s %s\n", a[i].name, a[i].summary);
    exit(rtpart_cli_flush("rtvalidate"));
}

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
    struct arguments *args = state->input;
    struct rtpart_campaign_request *q = &args->request;

    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &args->cli;
        return 0;
    case KEY_ANALYSIS:
        q->analysis = rtpart_campaign_analysis_find(arg);
        if (q->analysis == NULL)
            argp_error(state, "--analysis: there is no \"%.60s\"; --list shows them",
                       arg);
        return 0;
    case KEY_LIST:
        list_analyses();
        return 0;
    case KEY_SETS:
        q->sets = (uint64_t)rtpart_cli_count(state, "--sets", arg, 1, 1000000000);
        return 0;
    case KEY_SEED:
        q->seed = (uint64_t)rtpart_cli_count(state, "--seed", arg, 0, INT64_MAX);
        return 0;
    case KEY_FIRST:
        q->first = (uint64_t)rtpart_cli_count(state, "--first", arg, 0, INT64_MAX / 2);
        return 0;
    case KEY_ROUNDS:
        q->rounds = (unsigned)rtpart_cli_count(state, "--rounds", arg, 1, 1000000);
        return 0;
    case KEY_ACCEPTED_ONLY:
        q->no_tightness = true;
        return 0;
    case KEY_COUNTER_EXAMPLES:
        args->directory = arg;
        return 0;
    case ARGP_KEY_ARG:
        argp_error(state, "takes no file: the sets are drawn");
        return 0;
    case ARGP_KEY_END:
        if (q->analysis == NULL)
            argp_error(state, "--analysis: which? --list shows them");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static void tick(void *ctx, uint64_t done, uint64_t of)
{
    rtpart_progress_update(ctx, done, of);
}

static enum rtpart_code print(struct arguments *args,
                              const struct rtpart_campaign_result *result,
                              struct rtpart_error *err)
{
    const struct rtpart_campaign_request *q = &args->request;
    RTPART_AUTO(rtpart_table_free) struct rtpart_table table = {0};
    RTPART_AUTO_JSON json_t *json = rtpart_campaign_json(q, result);
    RTPART_AUTO_FREE char *headline = NULL;
    char verdict[256];
    enum rtpart_code code;

    rtpart_campaign_verdict(q, result, verdict, sizeof verdict);
    if (asprintf(&headline,
                 "%s, seed %" PRIu64 ": %" PRIu64 " sets drawn, %" PRIu64
                 " accepted; %" PRIu64 " simulations, %" PRIu64 " jobs",
                 q->analysis->name, q->seed, result->drawn, result->accepted,
                 result->runs, result->jobs) < 0) {
        headline = NULL;
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory");
    }
    rtpart_table_init(&table, rtpart_campaign_columns, rtpart_campaign_column_count);
    rtpart_campaign_fill_table(&table, q, result, args->cli.format);
    const struct rtpart_result printed = {
        .json = json, .headline = headline, .table = &table, .footnote = verdict};

    code = rtpart_result_print(&args->cli, &printed, err);
    for (size_t i = 0;
         code == RTPART_OK && i < RTPART_CAMPAIGN_KEPT && i < result->counter_examples;
         i++)
        rtpart_counter_example_print(q, &result->kept[i], args->directory, stderr);
    return code;
}

static int campaign(struct arguments *args)
{
    RTPART_AUTO(rtpart_campaign_result_free) struct rtpart_campaign_result result = {0};
    struct rtpart_progress progress;
    struct rtpart_error err;
    enum rtpart_code code = rtpart_outfile_try(args->cli.output, &err);

    if (code == RTPART_OK && args->directory != NULL)
        code = rtpart_campaign_try_directory(args->directory, &err);
    if (code != RTPART_OK)
        return rtpart_cli_report(&args->cli, &err);
    args->request.stop = rtpart_stop_on_signals();
    args->request.tick = tick;
    args->request.tick_ctx = &progress;
    rtpart_progress_start(&progress, "sets", args->cli.quiet);
    code = rtpart_campaign_run(&args->request, &result, &err);
    rtpart_progress_end(&progress);
    if (code == RTPART_OK && args->directory != NULL) /* first: it cannot be had again */
        code = rtpart_campaign_keep(&result, args->directory, &err);
    if (code == RTPART_OK)
        code = print(args, &result, &err);
    if (code != RTPART_OK)
        return rtpart_cli_report(&args->cli, &err);
    return result.counter_examples > 0 ? 1 : result.stopped ? 5 : 0;
}

static int run(int argc, char **argv)
{
    static const struct argp_child children[] = {{&rtpart_cli_argp, 0, "Output:", 2},
                                                 {0}};
    static const struct argp argp = {
        .options = options, .parser = parse_option, .doc = doc, .children = children};
    struct arguments args = {.cli = {.tool = "rtvalidate", .formats = RTVALIDATE_FORMATS},
                             .request = {.sets = 1000, .seed = 1, .rounds = 1}};
    int status;

    rtpart_cli_parse(&argp, argc, argv, NULL, &args);
    status = campaign(&args);
    rtpart_cli_free(&args.cli);
    return status;
}

const struct rtpart_command rtvalidate_campaign = {
    .name = "campaign",
    .summary = "judge an analysis by random sets that it accepts",
    .run = run};
