/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rtdeploy apply: the reservations of a plan on a virtual machine or a container. */
#include <stdio.h>

#include "common/auto.h"
#include "common/names.h"
#include "deploy/rtdeploy.h"
#include "model/plan_file.h"

static const char doc[] =
    "Give each vCPU of a live virtual machine the reservation that the plan has for it: "
    "SCHED_DEADLINE with runtime Q and period P, after asking the kernel whether it will "
    "admit all of them. Or give a container the budget of a global plan, as a real-time "
    "control group. All or nothing: where one change is refused, everything is put back."
    "\vExamples:\n"
    "  rtdeploy apply plan.xml --qmp /run/vm1.qmp\n"
    "  rtdeploy apply plan.xml --pid 4711 --dry-run\n"
    "  rtdeploy apply plan.xml --qmp /run/vm1.qmp --placement partitioned\n"
    "  rtdeploy apply plan.xml --libvirt vm1 --emulator-reservation 1.5ms/10ms\n"
    "  rtdeploy apply global.xml --runc web\n"
    "\n"
    "Without --emulator-reservation the VMM's main thread stays as it is; where it "
    "delivers "
    "the guest's timers (QEMU without KVM), programs that keep the host's CPUs busy then "
    "delay the guest's clock.\n"
    "\n" RTDEPLOY_EXIT_DOC;

enum { KEY_NAME = 256, KEY_EMULATOR, KEY_PLACEMENT, KEY_DRY_RUN };

static const struct argp_option options[] = {
    {"name", KEY_NAME, "NAME", 0,
     "Call the deployment NAME (default: made of the target)", 0},
    {"emulator-reservation", KEY_EMULATOR, "Q/P", 0,
     "A reservation for the VMM's main thread too, as 0.2ms/2ms", 0},
    {"placement", KEY_PLACEMENT, "global|partitioned", 0,
     "global: the reservations share the CPUs of the root domain (default); partitioned: "
     "each gets a CPU, which is made a cpuset partition, and every budget is then hard",
     0},
    {"dry-run", KEY_DRY_RUN, NULL, 0,
     "Change nothing; print the commands that would do it", 0},
    {0},
};

static void check_complete(const struct rtdeploy_apply_arguments *args,
                           const struct argp_state *state)
{
    char known[256];

    if (args->target.kind == NULL)
        argp_error(state, "on which virtual machine or container? Say %s",
                   rtpart_names_list(known, sizeof known, rtpart_target_kinds,
                                     rtpart_target_kind_count,
                                     sizeof *rtpart_target_kinds, "--"));
}

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
    struct rtdeploy_apply_arguments *args = state->input;
    struct rtpart_error err;

    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &args->file;
        state->child_inputs[1] = &args->target;
        state->child_inputs[2] = &args->state_dir;
        state->child_inputs[3] = &args->cli;
        return 0;
    case KEY_NAME:
        if (rtpart_deployment_name_check(arg, &err) != RTPART_OK)
            argp_error(state, "--name: %s", err.message);
        args->name = arg;
        return 0;
    case KEY_EMULATOR:
        if (rtpart_prm_parse(arg, &args->emulator, &err) != RTPART_OK)
            argp_error(state, "--emulator-reservation: %s", err.message);
        return 0;
    case KEY_PLACEMENT:
        if (!rtpart_placement_from_name(arg, &args->placement))
            argp_error(state, "--placement: \"%s\" is neither global nor partitioned",
                       arg);
        return 0;
    case KEY_DRY_RUN:
        args->dry_run = true;
        return 0;
    case ARGP_KEY_END:
        check_complete(args, state);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

enum rtpart_code rtdeploy_act(const struct rtdeploy_apply_arguments *args,
                              const struct rtdeploy_prepared *p, struct rtpart_error *err)
{
    const bool table = args->cli.format == RTPART_FORMAT_TABLE;
    enum rtpart_code code = RTPART_OK;

    if (table || args->dry_run)
        code = p->print(args, p->ctx, false, err);
    if (code == RTPART_OK && table && args->dry_run) {
        (void)putchar('\n');
        for (size_t i = 0; i < p->deployment->count; i++)
            rtpart_change_print(&p->deployment->changes[i], stdout);
    }
    if (code != RTPART_OK || args->dry_run)
        return code;
    (void)fflush(stdout);
    code = p->make(p->ctx, err);
    return code == RTPART_OK && !table ? p->print(args, p->ctx, true, err) : code;
}

static enum rtpart_code apply(struct rtdeploy_apply_arguments *args,
                              struct rtpart_error *err)
{
    const struct rtpart_notes notes = rtpart_cli_notes(&args->cli);
    RTPART_AUTO(rtpart_plan_free) struct rtpart_plan plan = {0};
    struct rtpart_state state = {.dir = -1};
    const bool vm = args->target.kind->find != NULL;
    enum rtpart_code code = rtpart_plan_read(args->file, &plan, err);

    if (code == RTPART_OK && vm && !args->dry_run &&
        !rtpart_may_schedule(&rtpart_kernel_linux))
        code = rtpart_fail(err, RTPART_EHOST,
                           "no permission to schedule other threads: CAP_SYS_NICE is "
                           "missing; run rtdeploy as root, or with --dry-run");
    if (code == RTPART_OK)
        code = rtpart_state_open(&state, args->state_dir, !args->dry_run, err);
    if (code == RTPART_OK)
        code = vm ? rtdeploy_apply_vm(args, &plan, &state, &notes, err)
                  : rtdeploy_apply_container(args, &plan, &state, &notes, err);
    rtpart_state_close(&state);
    return code;
}

static int run(int argc, char **argv)
{
    struct rtdeploy_apply_arguments args = {
        .cli = {.tool = "rtdeploy apply", .formats = RTDEPLOY_FORMATS}};
    const struct argp_child children[] = {{&rtdeploy_plan_argp, 0, NULL, 0},
                                          {rtdeploy_target_argp(), 0, "Target:", 1},
                                          {&rtdeploy_state_argp, 0, "Journal:", 2},
                                          {&rtpart_cli_argp, 0, "Output:", 3},
                                          {0}};
    const struct argp argp = {.options = options,
                              .parser = parse_option,
                              .args_doc = "PLAN",
                              .doc = doc,
                              .children = children};
    struct rtpart_error err = {0};

    rtpart_cli_parse(&argp, argc, argv, NULL, &args);
    return rtpart_cli_finish(&args.cli, apply(&args, &err), &err, 0);
}

const struct rtpart_command rtdeploy_apply = {
    "apply", "set the reservations of a plan on a VM or container", run};
