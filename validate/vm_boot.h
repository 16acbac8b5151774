/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * vm_boot.h - a virtual machine from its launch to its end: QEMU with a kernel and an
 *             initramfs, its console, and what it hands out on the second serial port
 *
 * QEMU ends with this program, however that happens.
 */
#ifndef RTPART_VALIDATE_VM_BOOT_H
#define RTPART_VALIDATE_VM_BOOT_H

#include <stdbool.h>
#include <stddef.h>

#include "common/child.h"
#include "common/error.h"

enum rtpart_vm_accel {
    RTPART_ACCEL_AUTO, /* KVM where it boots a guest, else TCG */
    RTPART_ACCEL_KVM,
    RTPART_ACCEL_TCG,
};

/* "auto", "kvm", "tcg". */
const char *rtpart_vm_accel_name(enum rtpart_vm_accel a);

/* Told now and then; true asks to stop. May be NULL. */
typedef bool rtpart_vm_tick_fn(void *ctx);

/* What to boot. All borrowed. */
struct rtpart_vm_spec {
    const char *qemu;           /* program; NULL: qemu-system-x86_64 */
    const char *machine;        /* NULL: "q35" */
    enum rtpart_vm_accel accel; /* not AUTO */
    unsigned vcpus;
    unsigned memory_mb; /* 0: 512 */
    const char *kernel;
    const char *initramfs;
    const char *append;    /* more words for the kernel; NULL: none */
    const char *directory; /* console.log, data, qemu.log and vm.qmp appear in it */
    bool paused;           /* until rtpart_vm_continue */
};

/* A running machine. A zeroed struct is none. Paths are owned. */
struct rtpart_vm_boot {
    struct rtpart_child child;
    char *console; /* file: what the guest says */
    char *data;    /* file: what came through the second serial port */
    char *output;  /* file: what QEMU itself says */
    char *monitor; /* QMP socket */
    char *command; /* how QEMU was called, for a shell */
};

/*
 * Launch QEMU and wait until its monitor answers.
 * Returns 0, RTPART_ENOMEM, or RTPART_EHOST: not installed, ended at once (with its own
 * words). Free with rtpart_vm_end whatever the answer.
 */
enum rtpart_code rtpart_vm_start(const struct rtpart_vm_spec *spec,
                                 struct rtpart_vm_boot *vm, struct rtpart_error *err);

/* Let a machine that was started paused go on. Returns 0 or RTPART_EHOST. */
enum rtpart_code rtpart_vm_continue(const struct rtpart_vm_boot *vm,
                                    struct rtpart_error *err);

/*
 * Has a guest said the line "RTPART_GUEST_SAYS word ..."? It counts once its end is there.
 *
 * @text  what came over its console, ended by a NUL
 * @rest  filled with what follows the word in the line; may be NULL
 */
bool rtpart_guest_said(const char *text, size_t len, const char *word, char *rest,
                       size_t size);

/*
 * Wait until the guest says a line that begins with RTPART_GUEST_SAYS and `word`.
 *
 * @timeout_ms  at most
 * @rest        filled with what follows the word in the line; may be NULL
 * Returns 0, or RTPART_EHOST: it takes too long, the machine ended, or tick asked to stop;
 * with the last words of the console.
 */
enum rtpart_code rtpart_vm_wait_for(struct rtpart_vm_boot *vm, const char *word,
                                    int timeout_ms, rtpart_vm_tick_fn *tick, void *ctx,
                                    char *rest, size_t size, struct rtpart_error *err);

/* Wait until the guest has powered off. Returns 0 or RTPART_EHOST, likewise. */
enum rtpart_code rtpart_vm_wait_end(struct rtpart_vm_boot *vm, int timeout_ms,
                                    rtpart_vm_tick_fn *tick, void *ctx,
                                    struct rtpart_error *err);

/* Unpack what the guest handed out into `folder`, which exists. Returns 0 or RTPART_EHOST. */
enum rtpart_code rtpart_vm_unpack(const struct rtpart_vm_boot *vm, const char *folder,
                                  struct rtpart_error *err);

/* Kill QEMU where it still runs, and free the rest. Files stay. Accepts a zeroed struct. */
void rtpart_vm_end(struct rtpart_vm_boot *vm);

/*
 * KVM or TCG? KVM where /dev/kvm opens and a guest with `spec` (its accel does not matter)
 * really says "ready" under it: there are KVMs that run firmware but no Linux.
 *
 * @why  filled with the reason where it is TCG
 * Returns what spec->accel should be.
 */
enum rtpart_vm_accel rtpart_vm_accel_find(const struct rtpart_vm_spec *spec, char *why,
                                          size_t size, rtpart_vm_tick_fn *tick,
                                          void *ctx);

#endif
