#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# vm_tcg.sh - the paper's plan for 2 vCPUs on a live QEMU: shares, status, revert

# shellcheck disable=SC1091,SC2154 # what machine.bash defines is not seen
set -u
source "${HERE:?the folder of these tests}/machine.bash" || exit 2
need_root
need_tool qemu-system-x86_64 as ld chrt
[ "$(nproc)" -ge 2 ] || skip "needs 2 CPUs"

"$BIN/rtpart" --vcpus 2 -q -o "$WORK/plan.xml" "$DATA/table4.xml" >/dev/null || fail "no plan"
start_vm 90 tcg,thread=multi max 2 || fail "QEMU does not start: $(cat "$WORK/vm.log")"
before=$(scheduling)

"$BIN/rtdeploy" apply "$WORK/plan.xml" --qmp "$WORK/vm.qmp" --state-dir "$STATE" \
    2>"$WORK/log" || { grep -q "are left" "$WORK/log" && skip "$(cat "$WORK/log")"; cat "$WORK/log"; fail "apply"; }
"$BIN/rtdeploy" status --state-dir "$STATE" || fail "status is not as it was set"
"$BIN/rtdeploy" status --state-dir "$STATE" --format csv >"$WORK/status.csv"
grep -q ',7500000,11000000,.*,reserved' "$WORK/status.csv" || fail "vCPU 0 is not 7.5/11"
grep -q ',27500000,33000000,.*,reserved' "$WORK/status.csv" || fail "vCPU 1 is not 27.5/33"

for load in 0 2; do
    hogs "$load" 7
    mapfile -t got < <(shares 5 "$(vcpu_thread 0)" "$(vcpu_thread 1)")
    near "vCPU 0, $load hogs" "${got[0]}" 682 10
    near "vCPU 1, $load hogs" "${got[1]}" 833 10
done

"$BIN/rtdeploy" watch --once --interval 3s --state-dir "$STATE" || fail "watch"
"$BIN/rtdeploy" watch --once --interval 3s --state-dir "$STATE" --format csv >"$WORK/watch.csv"
mapfile -t got < <(awk -F, 'NR > 1 {print int(1000 * $6 + 0.5)}' "$WORK/watch.csv")
near "vCPU 0, watched" "${got[0]}" 682 10
near "vCPU 1, watched" "${got[1]}" 833 10

"$BIN/rtdeploy" revert --state-dir "$STATE" || fail "revert"
[ "$(scheduling)" = "$before" ] || fail "the threads are not as they were found"
"$BIN/rtdeploy" revert --state-dir "$STATE" | grep -q "nothing to revert" || fail "second revert"

# A VM that is killed while it has reservations.
"$BIN/rtdeploy" apply "$WORK/plan.xml" --qmp "$WORK/vm.qmp" --state-dir "$STATE" -q ||
    fail "second apply"
kill -9 "$vm_pid"
"$BIN/rtdeploy" revert --state-dir "$STATE" || fail "revert after the VM died"
