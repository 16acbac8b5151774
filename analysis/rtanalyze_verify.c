/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rtanalyze verify: do the certificates of a plan prove that no deadline is missed? */
#include "analysis/rtanalyze.h"
#include "analysis/verify.h"
#include "common/auto.h"
#include "common/json_out.h"
#include "common/result.h"
#include "model/plan_file.h"

static const char doc[] =
    "Check a plan from the certificates in it, with code that shares nothing with the "
    "code "
    "that made it."
    "\vExamples:\n"
    "  rtpart --vcpus 2 -o plan.xml taskset.xml && rtanalyze verify plan.xml\n"
    "\n"
    "Exit status: 0 proved, 1 not proved, 2 command line, 3 bad input file, 4 refused by "
    "the "
    "environment, 5 undecided (the proof is too long to be checked).";

struct arguments {
    struct rtpart_cli cli;
    const char *file;
};

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
    struct arguments *args = state->input;

    if (key == ARGP_KEY_INIT) {
        state->child_inputs[0] = &args->cli;
        return 0;
    }
    return rtanalyze_file_argument(key, arg, state, &args->file);
}

/* An answer of this command is about the proof, not about the tasks. */
static const char *answer_name(enum rtpart_answer a)
{
    return a == RTPART_SCHEDULABLE     ? "proved"
           : a == RTPART_UNSCHEDULABLE ? "not proved"
                                       : "undecided";
}

static enum rtpart_code print(const struct arguments *args,
                              const struct rtpart_plan *plan, enum rtpart_answer answer,
                              const char *why, struct rtpart_error *err)
{
    static const struct rtpart_column columns[] = {
        {"plan", NULL, "plan", RTPART_ALIGN_LEFT},
        {"tasks", NULL, "tasks", RTPART_ALIGN_RIGHT},
        {"vCPUs", NULL, "vcpus", RTPART_ALIGN_RIGHT},
        {"certificates", NULL, "certificates", RTPART_ALIGN_RIGHT},
        {"answer", NULL, "answer", RTPART_ALIGN_LEFT},
    };
    RTPART_AUTO(rtpart_table_free) struct rtpart_table table = {0};
    RTPART_AUTO_JSON json_t *json =
        json_pack("{s:s, s:s, s:{s:o, s:I, s:I, s:I}, s:o}", "schema", "rtpart.verify/1",
                  "answer", answer_name(answer), "plan", "file",
                  rtpart_json_text(args->file), "tasks", (json_int_t)plan->taskset.count,
                  "vcpus", (json_int_t)plan->vcpu_count, "certificates",
                  (json_int_t)plan->certificate_count, "reason", rtpart_json_text(why));
    const struct rtpart_result result = {.json = json, .table = &table, .footnote = why};

    rtpart_table_init(&table, columns, sizeof columns / sizeof *columns);
    rtpart_table_cell(&table, "%s", args->file);
    rtpart_table_cell(&table, "%zu", plan->taskset.count);
    rtpart_table_cell(&table, "%zu", plan->vcpu_count);
    rtpart_table_cell(&table, "%zu", plan->certificate_count);
    rtpart_table_cell(&table, "%s", answer_name(answer));
    return rtpart_result_print(&args->cli, &result, err);
}

static int run(int argc, char **argv)
{
    static const struct argp_child children[] = {{&rtpart_cli_argp, 0, "Output:", 3},
                                                 {0}};
    static const struct argp argp = {
        .parser = parse_option, .args_doc = "PLAN", .doc = doc, .children = children};
    struct arguments args = {.cli = {.tool = "rtanalyze", .formats = RTANALYZE_FORMATS}};
    RTPART_AUTO(rtpart_plan_free) struct rtpart_plan plan = {0};
    enum rtpart_answer answer = RTPART_UNDECIDED;
    struct rtpart_error err;
    char why[512] = "";
    int status;

    rtpart_cli_parse(&argp, argc, argv, NULL, &args);
    if (rtpart_plan_read(args.file, &plan, &err) != RTPART_OK) {
        status = rtpart_cli_report(&args.cli, &err);
    } else {
        answer = rtpart_plan_verify(&plan, why, sizeof why);
        status = print(&args, &plan, answer, why, &err) == RTPART_OK
                     ? rtpart_answer_exit(answer)
                     : rtpart_cli_report(&args.cli, &err);
    }
    rtpart_cli_free(&args.cli);
    return status;
}

const struct rtpart_command rtanalyze_verify = {
    .name = "verify", .summary = "is a plan proved by its certificates?", .run = run};
