/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * guest_check.h - do the threads of a virtual machine get CPU, and does the guest execute?
 */
#ifndef RTPART_DEPLOY_GUEST_CHECK_H
#define RTPART_DEPLOY_GUEST_CHECK_H

#include <stddef.h>

#include "common/error.h"
#include "deploy/kernel.h"
#include "deploy/monitor.h"
#include "deploy/vm_plan.h"

/*
 * Does the VM go on? Every thread that wants to run must get some CPU; and through QEMU's
 * monitor, where there is one, the registers of every vCPU are looked at, twice.
 *
 * A vCPU with a reservation can burn its share without executing the guest, so the CPU time
 * of its thread alone proves nothing. A vCPU that halts is idle, and fine; so is a VM that
 * is paused, which is noted.
 *
 * @m  may have no monitor: then a note says that the guest itself was not seen
 * @r  the reservations, `count` of them; may be none
 * Returns 0, RTPART_ENOMEM, or RTPART_EHOST: a thread gets no CPU, a vCPU stands still, or
 * the VM does not answer. Takes up to 0.6 s, longer for small reservations.
 */
enum rtpart_code rtpart_guest_check(const struct rtpart_kernel *k,
                                    const struct rtpart_monitor *m,
                                    const struct rtpart_vm_reservation *r, size_t count,
                                    const struct rtpart_notes *notes,
                                    struct rtpart_error *err);

#endif
