#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# vm_kvm.sh - a vCPU thread of KVM, found by its name: its share, and the guest goes on

# shellcheck disable=SC1091,SC2154 # what machine.bash defines is not seen
set -u
source "${HERE:?the folder of these tests}/machine.bash" || exit 2
need_root
need_tool qemu-system-x86_64 as ld chrt
[ -w /dev/kvm ] || skip "/dev/kvm does not open"

"$BIN/rtpart" --vcpus 1 -q -o "$WORK/plan.xml" - >/dev/null <<'END' || fail "no plan"
# ms
15 60
9 90
END
start_vm 60 kvm kvm64 1 || skip "no guest runs on this KVM: $(cat "$WORK/vm.log")"
[ -n "$(vcpu_thread 0)" ] || skip "no guest runs on this KVM: $(cat "$WORK/vm.log")"
want=$("$BIN/rtdeploy" apply "$WORK/plan.xml" --pid "$vm_pid" --state-dir "$STATE" -q \
    --format csv | awk -F, 'NR == 2 {print int(1000 * $6 + 0.5)}')
[ -n "$want" ] || fail "apply by the process"
for load in 0 2; do
    hogs "$load" 6
    near "vCPU 0, $load hogs" "$(shares 4 "$(vcpu_thread 0)")" "$want" 10
done
"$BIN/rtdeploy" revert --state-dir "$STATE" || fail "revert"

# Through the monitor the guest itself is looked at.
"$BIN/rtdeploy" apply "$WORK/plan.xml" --qmp "$WORK/vm.qmp" --state-dir "$STATE" ||
    fail "apply by the monitor: the guest does not go on"
