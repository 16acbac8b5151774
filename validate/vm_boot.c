/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "validate/vm_boot.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/auto.h"
#include "common/child_run.h"
#include "common/clock.h"
#include "common/command_line.h"
#include "common/json_out.h"
#include "common/readall.h"
#include "common/words.h"
#include "deploy/monitor.h"
#include "deploy/qmp.h"
#include "validate/guest_image.h"

#define MONITOR_MS   20000 /* until QEMU's monitor answers */
#define KVM_TRIAL_MS 15000 /* a guest under KVM boots in one or two seconds */
#define UNPACK_MS    60000
#define LOOK_EVERY   20000 /* us */

/*
 * The guest's clock is that of its processor, which the kernel would otherwise measure, give
 * up on under load, and replace by a slower one; stalls of the host are not the guest's.
 */
static const char kernel_words[] =
    "console=ttyS0 panic=-1 quiet tsc=reliable clocksource=tsc nowatchdog "
    "rcupdate.rcu_cpu_stall_suppress=1 mitigations=off";

const char *rtpart_vm_accel_name(enum rtpart_vm_accel a)
{
    static const char *const names[] = {"auto", "kvm", "tcg"};

    return names[a];
}

/* What is the same for every guest. */
static const char *const always[] = {
    "-nodefaults", "-no-user-config",         "-no-reboot", "-display", "none",
    "-name",       "rtpart,debug-threads=on", NULL};

/* An option and its value. */
static void __attribute__((format(printf, 3, 4)))
option(struct rtpart_words *w, const char *name, const char *fmt, ...)
{
    RTPART_AUTO_FREE char *value = NULL;
    va_list ap;

    va_start(ap, fmt);
    if (vasprintf(&value, fmt, ap) < 0) {
        value = NULL;
        w->failed = true;
    }
    va_end(ap);
    rtpart_words_add(w, "%s", name);
    rtpart_words_add(w, "%s", value != NULL ? value : "");
}

static void build(struct rtpart_words *w, const struct rtpart_vm_spec *spec,
                  const struct rtpart_vm_boot *vm)
{
    const char *machine = spec->machine != NULL ? spec->machine : "q35";
    const bool microvm = strcmp(machine, "microvm") == 0;
    const bool kvm = spec->accel == RTPART_ACCEL_KVM;

    rtpart_words_add(w, "%s", spec->qemu != NULL ? spec->qemu : "qemu-system-x86_64");
    /* microvm leaves out old devices that Linux expects */
    option(w, "-M", "%s%s", machine, microvm ? ",pit=on,pic=on,rtc=on" : "");
    option(w, "-accel", "%s", kvm ? "kvm" : "tcg,thread=multi");
    option(w, "-cpu", "%s", kvm ? "host" : "max");
    option(w, "-smp", "%u", spec->vcpus);
    option(w, "-m", "%u", spec->memory_mb > 0 ? spec->memory_mb : 512);
    rtpart_words_add_all(w, always);
    option(w, "-kernel", "%s", spec->kernel);
    option(w, "-initrd", "%s", spec->initramfs);
    option(w, "-append", "%s%s%s%s", kernel_words,
           microvm ? " tsc_early_khz=1000000 no_timer_check" : "",
           spec->append != NULL ? " " : "", spec->append != NULL ? spec->append : "");
    option(w, "-serial", "file:%s", vm->console);
    option(w, "-serial", "file:%s", vm->data);
    option(w, "-qmp", "unix:%s,server=on,wait=off", vm->monitor);
    if (spec->paused)
        rtpart_words_add(w, "-S");
}

static enum rtpart_code fill_paths(struct rtpart_vm_boot *vm, const char *directory,
                                   struct rtpart_error *err)
{
    char **const paths[] = {&vm->console, &vm->data, &vm->output, &vm->monitor};
    static const char *const names[] = {"console.log", "data", "qemu.log", "vm.qmp"};

    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
        if (asprintf(paths[i], "%s/%s", directory, names[i]) < 0) {
            *paths[i] = NULL;
            return rtpart_fail(err, RTPART_ENOMEM, "out of memory");
        } else {
            (void)unlink(*paths[i]); /* of an earlier machine */
        }
    return RTPART_OK;
}

/* What QEMU says of itself, where it ended. */
static enum rtpart_code ended(const struct rtpart_vm_boot *vm, const char *doing,
                              struct rtpart_error *err)
{
    char words[200];

    return rtpart_fail(err, RTPART_EHOST, "QEMU ended while %s: %s", doing,
                       rtpart_last_words(vm->output, words, sizeof words));
}

static enum rtpart_code wait_monitor(struct rtpart_vm_boot *vm, struct rtpart_error *err)
{
    const int64_t end = rtpart_clock_ms() + MONITOR_MS;
    struct rtpart_qmp q = {.fd = -1};
    enum rtpart_code code;

    do {
        if (rtpart_child_ended(&vm->child))
            return ended(vm, "it started", err);
        code = access(vm->monitor, F_OK) != 0
                   ? RTPART_EHOST
                   : rtpart_qmp_open(&q, vm->monitor, MONITOR_MS, err);
        rtpart_qmp_close(&q);
        if (code != RTPART_OK)
            (void)usleep(LOOK_EVERY);
    } while (code != RTPART_OK && rtpart_clock_ms() < end);
    if (code != RTPART_OK)
        return rtpart_fail(err, RTPART_EHOST, "%s: QEMU opens no monitor", vm->monitor);
    return RTPART_OK;
}

enum rtpart_code rtpart_vm_start(const struct rtpart_vm_spec *spec,
                                 struct rtpart_vm_boot *vm, struct rtpart_error *err)
{
    RTPART_AUTO(rtpart_words_free) struct rtpart_words w = {0};
    enum rtpart_code code;

    *vm = (struct rtpart_vm_boot){0};
    code = fill_paths(vm, spec->directory, err);
    if (code != RTPART_OK)
        return code;
    build(&w, spec, vm);
    if (!w.failed)
        vm->command = rtpart_command_line((int)w.count, w.argv);
    if (w.failed || vm->command == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory");
    code = rtpart_child_start(&vm->child, (const char *const *)w.argv, vm->output, err);
    return code == RTPART_OK ? wait_monitor(vm, err) : code;
}

enum rtpart_code rtpart_vm_continue(const struct rtpart_vm_boot *vm,
                                    struct rtpart_error *err)
{
    const struct rtpart_monitor m = {.qmp = vm->monitor};
    RTPART_AUTO_JSON json_t *nothing = NULL;

    return rtpart_monitor_call(&m, "cont", NULL, &nothing, err);
}

bool rtpart_guest_said(const char *text, size_t len, const char *word_said, char *rest,
                       size_t size)
{
    RTPART_AUTO_FREE char *wanted = NULL;

    if (asprintf(&wanted, RTPART_GUEST_SAYS "%s", word_said) < 0) {
        wanted = NULL;
        return false;
    }
    const char *line = memmem(text, len, wanted, strlen(wanted));

    if (line == NULL)
        return false;
    line += strlen(wanted);
    const char *end = memchr(line, '\n', len - (size_t)(line - text));

    if (end == NULL)
        return false;
    while (*line == ' ')
        line++;
    if (rest != NULL)
        (void)snprintf(rest, size, "%.*s", (int)strcspn(line, "\r\n"), line);
    return true;
}

/* The same of the file that is the console. */
static bool said(const char *console, const char *word_said, char *rest, size_t size)
{
    RTPART_AUTO_FREE char *text = NULL;
    size_t len = 0;

    return rtpart_readall(console, RTPART_INPUT_MAX, &text, &len, NULL) == RTPART_OK &&
           rtpart_guest_said(text, len, word_said, rest, size);
}

static enum rtpart_code too_long(const struct rtpart_vm_boot *vm, const char *what,
                                 int timeout_ms, struct rtpart_error *err)
{
    char words[200];

    return rtpart_fail(
        err, RTPART_EHOST, "the guest %s within %d s; the last it said: %s", what,
        timeout_ms / 1000, rtpart_last_words(vm->console, words, sizeof words));
}

enum rtpart_code rtpart_vm_wait_for(struct rtpart_vm_boot *vm, const char *word_said,
                                    int timeout_ms, rtpart_vm_tick_fn *tick, void *ctx,
                                    char *rest, size_t size, struct rtpart_error *err)
{
    const int64_t end = rtpart_clock_ms() + timeout_ms;
    char what[64];

    while (!said(vm->console, word_said, rest, size)) {
        if (rtpart_child_ended(&vm->child)) {
            if (said(vm->console, word_said, rest, size))
                break; /* these were its last words */
            (void)snprintf(what, sizeof what, "the guest had not said \"%s\"", word_said);
            return ended(vm, what, err);
        }
        if (tick != NULL && tick(ctx))
            return rtpart_fail(err, RTPART_EHOST, "stopped");
        (void)snprintf(what, sizeof what, "did not say \"%s\"", word_said);
        if (rtpart_clock_ms() >= end)
            return too_long(vm, what, timeout_ms, err);
        (void)usleep(LOOK_EVERY);
    }
    return RTPART_OK;
}

enum rtpart_code rtpart_vm_wait_end(struct rtpart_vm_boot *vm, int timeout_ms,
                                    rtpart_vm_tick_fn *tick, void *ctx,
                                    struct rtpart_error *err)
{
    const int64_t end = rtpart_clock_ms() + timeout_ms;

    while (!rtpart_child_ended(&vm->child)) {
        if (tick != NULL && tick(ctx))
            return rtpart_fail(err, RTPART_EHOST, "stopped");
        if (rtpart_clock_ms() >= end)
            return too_long(vm, "did not power off", timeout_ms, err);
        (void)usleep(LOOK_EVERY);
    }
    return rtpart_child_succeeded(&vm->child) ? RTPART_OK : ended(vm, "it ran", err);
}

enum rtpart_code rtpart_vm_unpack(const struct rtpart_vm_boot *vm, const char *folder,
                                  struct rtpart_error *err)
{
    RTPART_AUTO_FREE char *nothing = NULL;
    const char *const argv[] = {"tar", "-x",     "-z", "--no-same-owner", "-C", folder,
                                "-f",  vm->data, NULL};

    return rtpart_child_run(argv, UNPACK_MS, &nothing, err);
}

void rtpart_vm_end(struct rtpart_vm_boot *vm)
{
    rtpart_child_kill(&vm->child);
    if (vm->monitor != NULL)
        (void)unlink(vm->monitor);
    free(vm->console);
    free(vm->data);
    free(vm->output);
    free(vm->monitor);
    free(vm->command);
    *vm = (struct rtpart_vm_boot){0};
}

enum rtpart_vm_accel rtpart_vm_accel_find(const struct rtpart_vm_spec *spec, char *why,
                                          size_t size, rtpart_vm_tick_fn *tick, void *ctx)
{
    RTPART_AUTO(rtpart_vm_end) struct rtpart_vm_boot vm = {0};
    struct rtpart_vm_spec trial = *spec;
    struct rtpart_error err = {0};
    const int fd = open("/dev/kvm", O_RDWR | O_CLOEXEC);
    enum rtpart_code code;

    if (fd < 0) {
        (void)snprintf(why, size, "/dev/kvm: %s", strerror(errno));
        return RTPART_ACCEL_TCG;
    }
    (void)close(fd);
    trial.accel = RTPART_ACCEL_KVM;
    trial.paused = false;
    code = rtpart_vm_start(&trial, &vm, &err);
    if (code == RTPART_OK)
        code = rtpart_vm_wait_for(&vm, "ready", KVM_TRIAL_MS, tick, ctx, NULL, 0, &err);
    if (code == RTPART_OK)
        return RTPART_ACCEL_KVM;
    (void)snprintf(why, size, "/dev/kvm opens, but boots no guest: %.200s", err.message);
    return RTPART_ACCEL_TCG;
}
