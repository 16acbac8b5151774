/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rtdeploy doctor: what this host can do for reservations, and what mends it. */
#include <stdio.h>

#include "common/auto.h"
#include "common/json_out.h"
#include "common/result.h"
#include "deploy/doctor.h"
#include "deploy/rtdeploy.h"

static const char doc[] =
    "Look at this host: what works for reservations, what does not, and the command that "
    "mends it. Nothing is changed; the kernel is asked what it would still admit."
    "\vExit status: 0 nothing is bad, 1 something is, 2 command line, 4 refused by the "
    "environment.";

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
    (void)arg;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = state->input;
        return 0;
    case ARGP_KEY_ARG:
        argp_error(state, "doctor takes no argument");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static enum rtpart_code examine(const struct rtpart_cli *cli, bool *bad,
                                struct rtpart_error *err)
{
    static const struct rtpart_column columns[] = {
        {"what", NULL, "what", RTPART_ALIGN_LEFT},
        {"verdict", NULL, "verdict", RTPART_ALIGN_LEFT},
        {"seen", NULL, "seen", RTPART_ALIGN_LEFT},
        {"remedy", NULL, "remedy", RTPART_ALIGN_LEFT},
    };
    RTPART_AUTO(rtpart_table_free) struct rtpart_table table;
    RTPART_AUTO_JSON json_t *list = json_array();
    RTPART_AUTO_JSON json_t *json = NULL;

    rtpart_table_init(&table, columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < rtpart_check_up_count; i++) {
        struct rtpart_finding f = {0};

        rtpart_check_ups[i].look(&rtpart_kernel_linux, &f);
        *bad = *bad || f.health == RTPART_HEALTH_BAD;
        rtpart_table_cell(&table, "%s", rtpart_check_ups[i].name);
        rtpart_table_cell(&table, "%s", rtpart_health_name(f.health));
        rtpart_table_cell(&table, "%s", f.text);
        rtpart_table_cell(&table, "%s", f.remedy);
        if (json_array_append_new(list, json_pack("{s:s, s:s, s:o, s:o}", "what",
                                                  rtpart_check_ups[i].name, "verdict",
                                                  rtpart_health_name(f.health), "seen",
                                                  rtpart_json_text(f.text), "remedy",
                                                  rtpart_json_text(f.remedy))) != 0)
            return rtpart_fail(err, RTPART_ENOMEM, "out of memory");
    }
    json = json_pack("{s:s, s:O}", "schema", "rtpart.doctor/1", "findings", list);
    return rtpart_result_print(
        cli, &(struct rtpart_result){.json = json, .table = &table}, err);
}

static int run(int argc, char **argv)
{
    static const struct argp_child children[] = {{&rtpart_cli_argp, 0, "Output:", 1},
                                                 {0}};
    static const struct argp argp = {
        .parser = parse_option, .args_doc = "", .doc = doc, .children = children};
    struct rtpart_cli cli = {.tool = "rtdeploy doctor", .formats = RTDEPLOY_FORMATS};
    struct rtpart_error err = {0};
    bool bad = false;

    rtpart_cli_parse(&argp, argc, argv, NULL, &cli);
    const int status =
        examine(&cli, &bad, &err) == RTPART_OK ? bad : rtpart_cli_report(&cli, &err);

    rtpart_cli_free(&cli);
    return status;
}

const struct rtpart_command rtdeploy_doctor = {
    "doctor", "what this host can do, and the commands that mend it", run};
