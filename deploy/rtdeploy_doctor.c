/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rtdeploy doctor: what this host can do for reservations, and what mends it. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/auto.h"
#include "common/json_out.h"
#include "common/result.h"
#include "deploy/doctor.h"
#include "deploy/kvm_boot.h"
#include "deploy/rtdeploy.h"

static const char doc[] =
    "Look at this host: what works for reservations, what does not, and the command that "
    "mends it. Nothing is changed; the kernel is asked what it would still admit, and "
    "where "
    "KVM opens, a guest is started for up to 15 s to see whether one runs."
    "\vExit status: 0 nothing is bad, 1 something is, 2 command line, 4 refused by the "
    "environment.";

enum { KEY_GUEST_KERNEL = 256, KEY_NO_GUEST };

static const struct argp_option options[] = {
    {"guest-kernel", KEY_GUEST_KERNEL, "FILE", 0,
     "Boot this kernel to see whether KVM runs guests (default: the newest in /boot)", 0},
    {"no-guest", KEY_NO_GUEST, NULL, 0, "Start no guest", 0},
    {0},
};

struct arguments {
    struct rtpart_cli cli;
    const char *guest_kernel; /* NULL: find one */
    bool no_guest;
};

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
    struct arguments *args = state->input;

    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &args->cli;
        return 0;
    case KEY_GUEST_KERNEL:
        if (access(arg, R_OK) != 0)
            argp_error(state, "--guest-kernel: %s: %s", arg, strerror(errno));
        args->guest_kernel = arg;
        return 0;
    case KEY_NO_GUEST:
        args->no_guest = true;
        return 0;
    case ARGP_KEY_ARG:
        argp_error(state, "doctor takes no argument");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

/* One thing; of a KVM that opens, whether a guest runs on it, too. */
static void look(const struct arguments *args, const struct rtpart_check_up *check,
                 struct rtpart_finding *out)
{
    *out = (struct rtpart_finding){0};
    check->look(&rtpart_kernel_linux, out);
    if (strcmp(check->name, "KVM") == 0 && out->health == RTPART_HEALTH_GOOD &&
        !args->no_guest)
        rtpart_kvm_boot(&rtpart_kernel_linux, args->guest_kernel, out);
}

static enum rtpart_code examine(const struct arguments *args, bool *bad,
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
        struct rtpart_finding f;

        look(args, &rtpart_check_ups[i], &f);
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
        &args->cli, &(struct rtpart_result){.json = json, .table = &table}, err);
}

static int run(int argc, char **argv)
{
    static const struct argp_child children[] = {{&rtpart_cli_argp, 0, "Output:", 1},
                                                 {0}};
    static const struct argp argp = {.options = options,
                                     .parser = parse_option,
                                     .args_doc = "",
                                     .doc = doc,
                                     .children = children};
    struct arguments args = {
        .cli = {.tool = "rtdeploy doctor", .formats = RTDEPLOY_FORMATS}};
    struct rtpart_error err = {0};
    bool bad = false;

    rtpart_cli_parse(&argp, argc, argv, NULL, &args);
    const enum rtpart_code code = examine(&args, &bad, &err);

    return rtpart_cli_finish(&args.cli, code, &err, bad);
}

const struct rtpart_command rtdeploy_doctor = {
    "doctor", "what this host can do, and the commands that mend it", run};
