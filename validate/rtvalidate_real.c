/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Options of rtvalidate run that are about the engines on the real machine. */
#include <stdlib.h>
#include <string.h>

#include "common/cli.h"
#include "common/decimal.h"
#include "validate/rtvalidate_real.h"

enum {
    KEY_HOGS = 0x200,
    KEY_CALIBRATION,
    KEY_WORK,
    KEY_UNRESERVED,
    KEY_KERNEL,
    KEY_QEMU,
    KEY_MACHINE,
    KEY_ACCEL,
    KEY_START_DELAY,
    KEY_EMULATOR,
    KEY_RUNTIME,
    KEY_LOGS,
};

static const struct argp_option options[] = {
    {"hogs", KEY_HOGS, "N", 0, "SCHED_OTHER loops beside it on the host", 0},
    {"calibration", KEY_CALIBRATION, "FILE", 0,
     "How long a loop of rt-app takes: read from FILE, or measured and written to it", 0},
    {"work", KEY_WORK, "SHARE", 0, "Part of its WCET that each job takes (default: 1)",
     0},
    {"unreserved", KEY_UNRESERVED, NULL, 0, "No reservations, to see what they are for",
     0},
    {"kernel", KEY_KERNEL, "FILE", 0,
     "Of the guest (default: the newest of /boot/vmlinuz*, PREEMPT_RT before others)", 0},
    {"accel", KEY_ACCEL, "auto|kvm|tcg", 0,
     "How the guest runs (auto: KVM where it boots a guest, else emulated)", 0},
    {"machine", KEY_MACHINE, "NAME", 0, "QEMU's machine (default: q35)", 0},
    {"qemu", KEY_QEMU, "FILE", 0, "QEMU (default: qemu-system-x86_64)", 0},
    {"start-delay", KEY_START_DELAY, "TIME", 0,
     "How long the guest waits before its tasks start (default: 2s; 5s with more vCPUs "
     "than CPUs)",
     0},
    {"emulator-reservation", KEY_EMULATOR, "Q/P", 0,
     "For QEMU's main thread, which delivers timers (default: 1.5ms/10ms, or 0.2ms/2ms "
     "where that does not fit)",
     0},
    {"runtime", KEY_RUNTIME, "crun|runc", 0, "Of the container (default: what is there)",
     0},
    {"logs", KEY_LOGS, "DIR", 0, "Engine log: folder with the logs of rt-app", 0},
    {0},
};

/* A number in ]0, 1], exact to a thousandth. */
static double parse_share(const struct argp_state *state, const char *arg)
{
    struct rtpart_error err;
    int64_t thousandths = 0;

    if (rtpart_decimal_parse(arg, 1000, RTPART_ROUND_EXACT, 1000, &thousandths, NULL,
                             &err) != RTPART_OK)
        argp_error(state, "--work: %s (a share above 0, up to 1)", err.message);
    else if (thousandths == 0)
        argp_error(state, "--work: must be above 0");
    return (double)thousandths / 1000;
}

static enum rtpart_vm_accel parse_accel(const struct argp_state *state, const char *arg)
{
    for (int a = RTPART_ACCEL_AUTO; a <= RTPART_ACCEL_TCG; a++)
        if (strcmp(arg, rtpart_vm_accel_name((enum rtpart_vm_accel)a)) == 0)
            return (enum rtpart_vm_accel)a;
    argp_error(state, "--accel: there is no \"%.60s\"", arg);
    return RTPART_ACCEL_AUTO;
}

/* Options with a word that is kept as it is. */
static bool keep_word(int key, char *arg, struct rtpart_real_options *o,
                      const struct argp_state *state)
{
    switch (key) {
    case KEY_CALIBRATION:
        o->calibration = arg;
        return true;
    case KEY_KERNEL:
        o->kernel = arg;
        return true;
    case KEY_QEMU:
        o->qemu = arg;
        return true;
    case KEY_MACHINE:
        if (arg[strspn(arg, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                            "0123456789.-")] != '\0')
            argp_error(state, "--machine: a name, not \"%.60s\"", arg);
        o->machine = arg;
        return true;
    case KEY_RUNTIME:
        if (strcmp(arg, "crun") != 0 && strcmp(arg, "runc") != 0)
            argp_error(state, "--runtime: crun or runc, not \"%.60s\"", arg);
        o->runtime = arg;
        return true;
    case KEY_LOGS:
        o->logs = arg;
        return true;
    default:
        return false;
    }
}

static const char *option_name(int key)
{
    for (const struct argp_option *o = options; o->name != NULL; o++)
        if (o->key == key)
            return o->name;
    return NULL;
}

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
    struct rtpart_run_request *request = state->input;
    struct rtpart_real_options *o = &request->real;
    struct rtpart_error err;

    if (option_name(key) != NULL)
        o->given = option_name(key);
    switch (key) {
    case KEY_HOGS:
        request->hogs =
            (unsigned)rtpart_cli_count(state, "--hogs", arg, 0, RTPART_HOGS_MAX);
        return 0;
    case KEY_WORK:
        o->work = parse_share(state, arg);
        return 0;
    case KEY_UNRESERVED:
        o->unreserved = true;
        return 0;
    case KEY_ACCEL:
        o->accel = parse_accel(state, arg);
        return 0;
    case KEY_START_DELAY:
        o->start_delay = rtpart_cli_time(state, "--start-delay", arg, 0, 3600 * RTPART_S);
        o->start_delay_given = true;
        return 0;
    case KEY_EMULATOR:
        if (rtpart_prm_parse(arg, &o->emulator, &err) != RTPART_OK)
            argp_error(state, "--emulator-reservation: %s", err.message);
        return 0;
    default:
        return keep_word(key, arg, o, state) ? 0 : ARGP_ERR_UNKNOWN;
    }
}

const struct argp rtvalidate_real_argp = {.options = options, .parser = parse_option};
