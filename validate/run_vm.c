/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Engine "vm": a guest made for the run, booted in QEMU with the reservations of the plan on
 * its vCPU threads. They are set while the machine is paused: the guest never runs without.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/auto.h"
#include "common/clock.h"
#include "common/decimal.h"
#include "common/readall.h"
#include "deploy/apply_plan.h"
#include "deploy/target.h"
#include "validate/engines.h"
#include "validate/guest_image.h"
#include "validate/guest_root.h"
#include "validate/real.h"
#include "validate/vm_boot.h"

#define BOOT_MS  120000 /* emulated, and with little of a CPU */
#define GRACE_MS 60000  /* the warm-up is in it */
#define END_MS   60000
#define PLAN     "plan of rtvalidate run"

/* The start of a guest leaves work behind, which vCPUs with reservations do slowly. */
#define START_DELAY          (2 * RTPART_S)
#define START_DELAY_OVERFULL (5 * RTPART_S) /* with more vCPUs than CPUs */

/* QEMU's main thread delivers the guest's timers: the larger one is steadier. */
static const struct rtpart_prm emulators[] = {
    {.period = 10 * RTPART_MS, .budget = 1500 * RTPART_US},
    {.period = 2 * RTPART_MS, .budget = 200 * RTPART_US},
};

struct vm {
    char *root;
    char *image;
    char *kernel;
    enum rtpart_vm_accel accel;
    struct rtpart_vm_boot boot;
    struct rtpart_application applied; /* deployment.name is NULL where nothing is */
    bool applied_now;
    char place[32];
};

static struct rtpart_vm_spec spec_of(const struct rtpart_real *r, bool paused)
{
    const struct vm *vm = r->way;

    return (struct rtpart_vm_spec){.qemu = r->options->qemu,
                                   .machine = r->options->machine,
                                   .accel = vm->accel,
                                   .vcpus = (unsigned)r->plan->vcpu_count,
                                   .kernel = vm->kernel,
                                   .initramfs = vm->image,
                                   .directory = r->scratch,
                                   .paused = paused};
}

/* KVM or TCG, by trying. */
static enum rtpart_code choose_accel(struct rtpart_real *r, struct rtpart_error *err)
{
    struct vm *vm = r->way;
    char why[256];
    enum rtpart_code code;

    vm->accel = r->options->accel;
    if (vm->accel != RTPART_ACCEL_AUTO)
        return RTPART_OK;
    code = rtpart_guest_job_put(vm->root, "", err);
    if (code == RTPART_OK)
        code = rtpart_guest_image_make(vm->root, vm->image, err);
    if (code != RTPART_OK)
        return code;
    const struct rtpart_vm_spec spec = spec_of(r, false);

    vm->accel = rtpart_vm_accel_find(&spec, why, sizeof why, rtpart_real_tick, r);
    if (r->stopped)
        return rtpart_fail(err, RTPART_EHOST, "stopped");
    if (vm->accel == RTPART_ACCEL_TCG)
        rtpart_note(r->request->notes,
                    "the guest is emulated (TCG), so its work is far "
                    "from exact: %s",
                    why);
    return RTPART_OK;
}

static enum rtpart_code describe(struct rtpart_real *r, struct rtpart_error *err)
{
    struct vm *vm = r->way;
    const char *slash = strrchr(vm->kernel, '/');

    (void)snprintf(vm->place, sizeof vm->place, "vm %s", rtpart_vm_accel_name(vm->accel));
    r->where = vm->place;
    if (asprintf(&r->about, "vm: QEMU %s, %s, %zu vCPUs, %s, %s",
                 r->options->machine != NULL ? r->options->machine : "q35",
                 vm->accel == RTPART_ACCEL_KVM ? "KVM" : "TCG (emulation)",
                 r->plan->vcpu_count, slash != NULL ? slash + 1 : vm->kernel,
                 r->reserved ? "reserved" : "no reservations") < 0) {
        r->about = NULL;
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory");
    }
    return RTPART_OK;
}

static enum rtpart_code open_vm(struct rtpart_real *r, struct rtpart_error *err)
{
    static const char *const programs[] = {"rt-app", "chrt"};
    RTPART_AUTO_FREE char *qemu = NULL;
    struct vm *vm = calloc(1, sizeof *vm);
    bool rt = false;
    enum rtpart_code code;

    if (vm == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory");
    r->way = vm;
    r->logdir = "/logs";
    r->expected_ms += 60000; /* two boots */
    vm->root = rtpart_real_path(r, "root");
    vm->image = rtpart_real_path(r, "initramfs");
    if (vm->root == NULL || vm->image == NULL || mkdir(vm->root, 0755) != 0)
        return rtpart_fail(err, RTPART_EHOST, "%s: cannot be made", r->scratch);
    code = rtpart_program_find(
        r->options->qemu != NULL ? r->options->qemu : "qemu-system-x86_64", &qemu, err);
    if (code == RTPART_OK)
        code = rtpart_guest_kernel_find(r->options->kernel, NULL, &vm->kernel, &rt, err);
    if (code == RTPART_OK)
        code = rtpart_guest_root_make(vm->root, programs,
                                      sizeof programs / sizeof *programs, err);
    if (code == RTPART_OK)
        code = choose_accel(r, err);
    return code == RTPART_OK ? describe(r, err) : code;
}

static rtpart_ns start_delay(const struct rtpart_real *r)
{
    if (r->options->start_delay_given)
        return r->options->start_delay;
    return (long)r->plan->vcpu_count > sysconf(_SC_NPROCESSORS_ONLN)
               ? START_DELAY_OVERFULL
               : START_DELAY;
}

/*
 * Two seconds of the same tasks, whose logs nobody reads: pages are there and code is
 * translated when it counts.
 */
static const char warm_up[] = "sed -e 's/\"duration\": [0-9]*/\"duration\": 2/' -e "
                              "'s#\"/logs\"#\"/tmp\"#' /job.json "
                              ">/tmp/warm.json\n"
                              "chrt -f 99 rt-app /tmp/warm.json >/dev/null 2>&1\n";

/* The initramfs with the job: warm up, wait, run rt-app above all of its tasks, tell how it went. */
static enum rtpart_code make_image(const struct rtpart_real *r, const char *config,
                                   rtpart_ns delay, bool measured,
                                   struct rtpart_error *err)
{
    const struct vm *vm = r->way;
    RTPART_AUTO_FREE char *path = rtpart_real_raw(r, config);
    RTPART_AUTO_FREE char *text = NULL;
    RTPART_AUTO_FREE char *job = NULL;
    size_t len = 0;
    enum rtpart_code code = path != NULL
                                ? rtpart_readall(path, RTPART_INPUT_MAX, &text, &len, err)
                                : rtpart_fail(err, RTPART_ENOMEM, "out of memory");

    if (code == RTPART_OK &&
        asprintf(&job,
                 "%s"
                 "sleep %" PRId64 ".%03" PRId64 "\n"
                 "say start $(uptime_s)\n"
                 "chrt -f 99 rt-app /job.json >/logs/rt-app.out 2>&1\n"
                 "echo $? >/logs/status\n"
                 "say done\n",
                 measured ? warm_up : "", delay / RTPART_S,
                 delay % RTPART_S / RTPART_MS) < 0) {
        job = NULL;
        code = rtpart_fail(err, RTPART_ENOMEM, "out of memory");
    }
    if (code == RTPART_OK)
        code = rtpart_guest_root_put(vm->root, "/job.json", text, 0644, err);
    if (code == RTPART_OK)
        code = rtpart_guest_job_put(vm->root, job, err);
    if (code == RTPART_OK)
        code = rtpart_guest_image_make(vm->root, vm->image, err);
    return code;
}

/* Does the load beside the run fit on top of what is asked? */
static bool load_fits(const struct rtpart_real *r, const struct rtpart_application *a)
{
    int64_t left = a->domain.left;

    for (size_t i = 0; i < a->count; i++)
        left -= rtpart_prm_booked(&a->reservations[i].prm);
    return (double)left >= r->request->interference * (double)RTPART_BW_UNIT;
}

/* Prepare with the largest reservation for the main thread that leaves room for the rest. */
static enum rtpart_code prepare(struct rtpart_real *r, const struct rtpart_state *state,
                                struct rtpart_apply_request *req,
                                struct rtpart_error *err)
{
    struct vm *vm = r->way;
    const size_t choices = sizeof emulators / sizeof *emulators;
    enum rtpart_code code = RTPART_EHOST;

    for (size_t i = 0; i < choices; i++) {
        const bool given = r->options->emulator.period > 0;

        req->emulator = given ? &r->options->emulator : &emulators[i];
        code = rtpart_apply_prepare(&rtpart_kernel_linux, req, state, &vm->applied, NULL,
                                    err);
        if (given || (code != RTPART_OK && code != RTPART_EHOST) ||
            (code == RTPART_OK && load_fits(r, &vm->applied)) || i + 1 == choices)
            return code;
        rtpart_application_free(&vm->applied);
    }
    return code;
}

static enum rtpart_code reserve(struct rtpart_real *r, struct rtpart_error *err)
{
    struct vm *vm = r->way;
    struct rtpart_state state = {.dir = -1};
    char name[48];
    struct rtpart_apply_request req = {.plan = r->plan,
                                       .plan_name = PLAN,
                                       .kind = rtpart_target_kind_find("qmp"),
                                       .target = vm->boot.monitor,
                                       .name = name};
    enum rtpart_code code = rtpart_state_open(&state, RTPART_STATE_DIR, true, err);

    (void)snprintf(name, sizeof name, "rtvalidate-%d", (int)getpid());
    if (code == RTPART_OK)
        code = prepare(r, &state, &req, err);
    if (code == RTPART_OK)
        code = rtpart_apply_commit(&rtpart_kernel_linux, &req, &state, &vm->applied, NULL,
                                   err);
    vm->applied_now = code == RTPART_OK;
    rtpart_state_close(&state);
    return code;
}

/* Take the reservations off; QEMU may be gone. */
static void unreserve(struct rtpart_real *r)
{
    struct vm *vm = r->way;

    if (vm->applied_now)
        rtpart_real_revert(r, &vm->applied.deployment, "the reservations");
    vm->applied_now = false;
    rtpart_application_free(&vm->applied);
}

/* Sample the vCPU threads and the main thread; by their names where nothing was applied. */
static enum rtpart_code begin(struct rtpart_real *r, rtpart_ns duration,
                              struct rtpart_error *err)
{
    const struct vm *vm = r->way;
    const struct rtpart_monitor monitor = {.qmp = vm->boot.monitor};
    RTPART_AUTO(rtpart_vm_free) struct rtpart_vm found = {0};
    pid_t tids[RTPART_SAMPLED_MAX];
    char names[RTPART_SAMPLED_MAX][16];
    const char *who[RTPART_SAMPLED_MAX];
    size_t n = 0;
    const enum rtpart_code code =
        rtpart_vm_find_monitor(&rtpart_kernel_linux, &monitor, &found, err);

    if (code != RTPART_OK)
        return code;
    for (size_t i = 0; i < found.count && n + 1 < RTPART_SAMPLED_MAX; i++) {
        (void)snprintf(names[n], sizeof names[n], "vCPU %u", found.vcpus[i].vcpu);
        tids[n++] = found.vcpus[i].thread.tid;
    }
    (void)snprintf(names[n], sizeof names[n], "emulator");
    tids[n++] = vm->boot.child.pid;
    for (size_t i = 0; i < n; i++)
        who[i] = names[i];
    return rtpart_real_begin(r, tids, who, n, duration, err);
}

/*
 * For a calibration without reservations: other programs shall not delay the machine much. Real-time priorities
 * would make its own threads starve each other. Where it is refused, the spread of the
 * measurement will tell.
 */
static void prefer(const struct rtpart_vm_boot *vm)
{
    const struct rtpart_kernel *k = &rtpart_kernel_linux;
    const struct rtpart_sched first = {.policy = RTPART_POLICY_OTHER, .nice = -20};
    RTPART_AUTO_FREE struct rtpart_thread *threads = NULL;
    size_t count = 0;

    if (rtpart_threads_list(k, vm->child.pid, &threads, &count, NULL) == RTPART_OK)
        for (size_t i = 0; i < count; i++)
            (void)k->sched_set(k->ctx, threads[i].tid, &first);
}

/* The guest says how long it has been up: what its clock is behind ours. */
static enum rtpart_code take_uptime(struct rtpart_real *r, const char *said,
                                    struct rtpart_error *err)
{
    rtpart_ns uptime;

    if (rtpart_decimal_parse(said, RTPART_S, RTPART_ROUND_DOWN, RTPART_NS_MAX, &uptime,
                             NULL, NULL) != RTPART_OK)
        return rtpart_fail(err, RTPART_EHOST, "the guest says \"%.30s\" for its uptime",
                           said);
    r->clock_offset = rtpart_clock_ns() - uptime;
    return RTPART_OK;
}

/* From the launch to the word "done". */
static enum rtpart_code boot_and_run(struct rtpart_real *r, rtpart_ns duration,
                                     rtpart_ns delay, bool measured,
                                     struct rtpart_error *err)
{
    struct vm *vm = r->way;
    const bool paused = r->reserved; /* a loop takes as long as it does in the run */
    const struct rtpart_vm_spec spec = spec_of(r, paused);
    char uptime[32] = "";
    enum rtpart_code code = rtpart_vm_start(&spec, &vm->boot, err);

    if (code == RTPART_OK && !measured && !paused)
        prefer(&vm->boot);
    if (code == RTPART_OK && paused)
        code = reserve(r, err);
    if (code == RTPART_OK && measured)
        code = begin(r, duration + delay + BOOT_MS * RTPART_MS, err);
    if (code == RTPART_OK && paused)
        code = rtpart_vm_continue(&vm->boot, err);
    if (code == RTPART_OK)
        code = rtpart_vm_wait_for(&vm->boot, "ready", BOOT_MS, rtpart_real_tick, r, NULL,
                                  0, err);
    if (code == RTPART_OK)
        code = rtpart_vm_wait_for(&vm->boot, "start", (int)(delay / RTPART_MS) + GRACE_MS,
                                  rtpart_real_tick, r, uptime, sizeof uptime, err);
    if (code == RTPART_OK && measured)
        code = take_uptime(r, uptime, err);
    if (code == RTPART_OK)
        code =
            rtpart_vm_wait_for(&vm->boot, "done", (int)(duration / RTPART_MS) + GRACE_MS,
                               rtpart_real_tick, r, NULL, 0, err);
    return code;
}

/* Did rt-app do its work in the guest? */
static enum rtpart_code check_status(const struct rtpart_real *r,
                                     struct rtpart_error *err)
{
    RTPART_AUTO_FREE char *status = rtpart_real_raw(r, "status");
    RTPART_AUTO_FREE char *output = rtpart_real_raw(r, "rt-app.out");
    RTPART_AUTO_FREE char *text = NULL;
    char words[200];
    size_t len = 0;

    if (status == NULL || output == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory");
    const enum rtpart_code code = rtpart_readall(status, 64, &text, &len, err);

    (void)unlink(status);
    if (code != RTPART_OK || strcmp(text, "0\n") == 0)
        return code;
    return rtpart_fail(err, RTPART_EHOST, "rt-app failed in the guest: %s",
                       rtpart_last_words(output, words, sizeof words));
}

static enum rtpart_code execute_vm(struct rtpart_real *r, const char *config,
                                   rtpart_ns duration, bool measured,
                                   struct rtpart_error *err)
{
    struct vm *vm = r->way;
    const rtpart_ns delay = start_delay(r);
    RTPART_AUTO_FREE char *console = rtpart_real_raw(r, "console.log");
    enum rtpart_code code = make_image(r, config, delay, measured, err);

    if (code == RTPART_OK)
        code = boot_and_run(r, duration, delay, measured, err);
    rtpart_real_end(r);
    unreserve(r); /* the logs come out faster without */
    if (code == RTPART_OK)
        code = rtpart_vm_wait_end(&vm->boot, END_MS, rtpart_real_tick, r, err);
    if (code == RTPART_OK)
        code = rtpart_vm_unpack(&vm->boot, r->raw, err);
    if (code == RTPART_OK)
        code = check_status(r, err);
    if (code == RTPART_OK && console != NULL && vm->boot.console != NULL)
        (void)rename(vm->boot.console, console);
    rtpart_vm_end(&vm->boot);
    return code;
}

static void close_vm(struct rtpart_real *r)
{
    struct vm *vm = r->way;

    if (vm == NULL)
        return;
    unreserve(r);
    rtpart_vm_end(&vm->boot);
    free(vm->root);
    free(vm->image);
    free(vm->kernel);
    r->where = NULL; /* it was in there */
    free(vm);
    r->way = NULL;
}

enum rtpart_code rtpart_run_vm(const struct rtpart_run_request *request,
                               struct rtpart_run *run, struct rtpart_error *err)
{
    static const struct rtpart_real_way way = {open_vm, execute_vm, close_vm};

    return rtpart_real_run(&way, request, run, err);
}
