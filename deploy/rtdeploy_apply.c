/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rtdeploy apply: the reservations of a plan on a virtual machine or a container. */
#include <stdio.h>

#include "common/auto.h"
#include "common/json_out.h"
#include "common/result.h"
#include "deploy/apply_plan.h"
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
    {"placement", KEY_PLACEMENT, "WHERE", 0,
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
    if (args->file == NULL)
        argp_error(state, "which plan?");
    if (args->target.kind == NULL)
        argp_error(state,
                   "on which virtual machine or container? Say --qmp, --pid, --libvirt, "
                   "--tid, --crun, --runc, --podman, --docker or --cgroup");
}

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
    struct rtdeploy_apply_arguments *args = state->input;
    struct rtpart_error err;

    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &args->target;
        state->child_inputs[1] = &args->state_dir;
        state->child_inputs[2] = &args->cli;
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
    case ARGP_KEY_ARG:
        if (args->file != NULL)
            argp_error(state, "one plan at a time: \"%s\" and \"%s\"", args->file, arg);
        args->file = arg;
        return 0;
    case ARGP_KEY_END:
        check_complete(args, state);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static json_t *to_json(const struct rtpart_application *a, bool applied)
{
    RTPART_AUTO_JSON json_t *threads = json_array();

    for (size_t i = 0; i < a->count; i++) {
        const struct rtpart_vm_reservation *r = &a->reservations[i];

        if (json_array_append_new(
                threads,
                json_pack(
                    "{s:o, s:i, s:i, s:o, s:I, s:I, s:f, s:o}", "vcpu",
                    r->vcpu >= 0 ? json_integer(r->vcpu) : json_null(), "pid",
                    r->thread.pid, "tid", r->thread.tid, "name",
                    rtpart_json_text(r->thread.comm), "runtime_ns",
                    (json_int_t)r->prm.budget, "period_ns", (json_int_t)r->prm.period,
                    "bandwidth", rtpart_ratio_value(rtpart_prm_bandwidth(&r->prm)), "cpu",
                    a->cpu_of != NULL ? json_integer(a->cpu_of[i]) : json_null())) != 0)
            return NULL;
    }
    return json_pack("{s:s, s:o, s:b, s:s, s:o, s:O}", "schema", "rtpart.deployment/1",
                     "name", rtpart_json_text(a->deployment.name), "applied",
                     (int)applied, "guarantee", rtpart_guarantee_name(a->guarantee),
                     "found_by", rtpart_json_text(a->vm.how), "threads", threads);
}

static void fill_table(struct rtpart_table *t, const struct rtpart_application *a,
                       enum rtpart_format format)
{
    for (size_t i = 0; i < a->count; i++) {
        const struct rtpart_vm_reservation *r = &a->reservations[i];

        if (r->vcpu >= 0)
            rtpart_table_cell(t, "%d", r->vcpu);
        else
            rtpart_table_cell(t, "%s", format == RTPART_FORMAT_CSV ? "" : r->who);
        rtpart_table_cell(t, "%d", r->thread.tid);
        rtpart_table_cell(t, "%s", r->thread.comm);
        rtpart_table_time(t, format, r->prm.budget);
        rtpart_table_time(t, format, r->prm.period);
        rtpart_table_share(t, format, rtpart_ratio_value(rtpart_prm_bandwidth(&r->prm)));
        if (a->cpu_of != NULL)
            rtpart_table_cell(t, "%u", a->cpu_of[i]);
        else if (format == RTPART_FORMAT_CSV)
            rtpart_table_cell(t, "%s", "");
    }
}

static enum rtpart_code print(const struct rtdeploy_apply_arguments *args,
                              const struct rtpart_application *a, bool applied,
                              struct rtpart_error *err)
{
    static const struct rtpart_column columns[] = {
        {"vCPU", NULL, "vcpu", RTPART_ALIGN_RIGHT},
        {"thread", NULL, "tid", RTPART_ALIGN_RIGHT},
        {"name", NULL, "name", RTPART_ALIGN_LEFT},
        {"Q", "ms", "runtime_ns", RTPART_ALIGN_POINT},
        {"P", "ms", "period_ns", RTPART_ALIGN_POINT},
        {"bandwidth", "%", "bandwidth", RTPART_ALIGN_POINT},
        {"CPU", NULL, "cpu", RTPART_ALIGN_RIGHT},
    };
    RTPART_AUTO(rtpart_table_free) struct rtpart_table table;
    RTPART_AUTO_JSON json_t *json = to_json(a, applied);
    char head[256];
    const struct rtpart_result result = {.json = json, .headline = head, .table = &table};

    (void)snprintf(head, sizeof head, "%s: process %d, vCPUs by %s: %s",
                   a->deployment.name, a->vm.pid, a->vm.how,
                   args->dry_run && a->guarantee == RTPART_GUARANTEE_NONE
                       ? "admission not tested"
                       : rtpart_guarantee_name(a->guarantee));
    const bool with_cpu = a->cpu_of != NULL || args->cli.format == RTPART_FORMAT_CSV;

    rtpart_table_init(&table, columns, sizeof columns / sizeof *columns - !with_cpu);
    fill_table(&table, a, args->cli.format);
    return rtpart_result_print(&args->cli, &result, err);
}

void rtdeploy_print_commands(const struct rtpart_deployment *d)
{
    (void)putchar('\n');
    for (size_t i = 0; i < d->count; i++)
        rtpart_change_print(&d->changes[i], stdout);
}

/* The table comes before anything is touched; JSON and CSV when all is done. */
static enum rtpart_code act(const struct rtdeploy_apply_arguments *args,
                            const struct rtpart_apply_request *req,
                            const struct rtpart_state *state,
                            struct rtpart_application *a,
                            const struct rtpart_notes *notes, struct rtpart_error *err)
{
    const bool table = args->cli.format == RTPART_FORMAT_TABLE;
    enum rtpart_code code = RTPART_OK;

    if (table || args->dry_run)
        code = print(args, a, false, err);
    if (args->dry_run) {
        if (code == RTPART_OK && table)
            rtdeploy_print_commands(&a->deployment);
        return code;
    }
    (void)fflush(stdout);
    if (code == RTPART_OK)
        code = rtpart_apply_commit(&rtpart_kernel_linux, req, state, a, notes, err);
    if (code == RTPART_OK && !table)
        code = print(args, a, true, err);
    if (code == RTPART_OK)
        rtpart_note(notes,
                    "%zu reservations set and read back; take them off with: "
                    "rtdeploy revert %s",
                    a->count, a->deployment.name);
    return code;
}

static enum rtpart_code apply(struct rtdeploy_apply_arguments *args,
                              struct rtpart_error *err)
{
    const struct rtpart_kernel *k = &rtpart_kernel_linux;
    const struct rtpart_notes notes = rtpart_cli_notes(&args->cli);
    RTPART_AUTO(rtpart_plan_free) struct rtpart_plan plan = {0};
    RTPART_AUTO(rtpart_application_free) struct rtpart_application a = {0};
    struct rtpart_state state = {.dir = -1};
    struct rtpart_apply_request req = {
        .plan = &plan,
        .plan_name = args->file,
        .kind = args->target.kind,
        .target = args->target.value,
        .name = args->name,
        .emulator = args->emulator.period > 0 ? &args->emulator : NULL,
        .placement = args->placement,
    };
    enum rtpart_code code = rtpart_plan_read(args->file, &plan, err);

    if (code != RTPART_OK)
        return code;
    if (req.kind->find == NULL) {
        code = rtpart_state_open(&state, args->state_dir, !args->dry_run, err);
        if (code == RTPART_OK)
            code = rtdeploy_apply_container(args, &plan, &state, &notes, err);
        rtpart_state_close(&state);
        return code;
    }
    if (!rtpart_may_schedule(k)) {
        if (!args->dry_run)
            return rtpart_fail(err, RTPART_EHOST,
                               "no permission to schedule other threads: CAP_SYS_NICE is "
                               "missing; run rtdeploy as root, or with --dry-run");
        req.skip_admission = true;
        rtpart_note(&notes, "without CAP_SYS_NICE the kernel cannot be asked whether it "
                            "would admit the reservations");
    }
    code = rtpart_state_open(&state, args->state_dir, !args->dry_run, err);
    if (code == RTPART_OK)
        code = rtpart_apply_prepare(k, &req, &state, &a, &notes, err);
    if (code == RTPART_OK)
        code = act(args, &req, &state, &a, &notes, err);
    rtpart_state_close(&state);
    return code;
}

static int run(int argc, char **argv)
{
    struct rtdeploy_apply_arguments args = {
        .cli = {.tool = "rtdeploy apply", .formats = RTDEPLOY_FORMATS}};
    const struct argp_child children[] = {{rtdeploy_target_argp(), 0, "Target:", 1},
                                          {&rtdeploy_state_argp, 0, "Journal:", 2},
                                          {&rtpart_cli_argp, 0, "Output:", 3},
                                          {0}};
    const struct argp argp = {.options = options,
                              .parser = parse_option,
                              .args_doc = "PLAN",
                              .doc = doc,
                              .children = children};
    struct rtpart_error err = {0};
    int status = 0;

    rtpart_cli_parse(&argp, argc, argv, NULL, &args);
    if (apply(&args, &err) != RTPART_OK)
        status = rtpart_cli_report(&args.cli, &err);
    rtpart_cli_free(&args.cli);
    return status;
}

const struct rtpart_command rtdeploy_apply = {
    "apply", "set the reservations of a plan on a VM or container", run};
