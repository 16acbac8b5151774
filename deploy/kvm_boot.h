/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * kvm_boot.h - does a guest really run on this host's KVM? Only a guest can tell.
 */
#ifndef RTPART_DEPLOY_KVM_BOOT_H
#define RTPART_DEPLOY_KVM_BOOT_H

#include "deploy/doctor.h"
#include "deploy/kernel.h"

/*
 * Boot a Linux kernel in QEMU on KVM, without a disk: it gets as far as missing one, says so
 * and ends; where it hangs, QEMU is killed after a time limit.
 *
 * @guest_kernel  file of a kernel; NULL: the newest /boot/vmlinuz-*, if it can be read
 * @out           GOOD: it booted; WARNING: KVM opens but boots no guest; UNKNOWN: there is
 *                no KVM, QEMU or kernel to try
 * Takes up to 15 s.
 */
void rtpart_kvm_boot(const struct rtpart_kernel *k, const char *guest_kernel,
                     struct rtpart_finding *out);

#endif
