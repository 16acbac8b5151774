#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# doctor.sh - what the doctor says of KVM is what a guest tells

# shellcheck disable=SC1091,SC2154 # what machine.bash defines is not seen
set -u
source "${HERE:?the folder of these tests}/machine.bash" || exit 2
need_tool qemu-system-x86_64
[ -w /dev/kvm ] || skip "/dev/kvm does not open"
kernel=$(guest_kernel)
[ -n "$kernel" ] || skip "no kernel for a guest: ./setup.sh --machine fetches one"
"$BIN/rtdeploy" doctor --guest-kernel "$kernel" --format csv >"$WORK/doctor.csv"
grep '^KVM' "$WORK/doctor.csv"
grep -q '^KVM,good,.*boots a guest' "$WORK/doctor.csv" ||
    grep -q '^KVM,warning,.*opens but boots no guest' "$WORK/doctor.csv" || fail "it does not say"
