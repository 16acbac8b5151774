#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# vm_placement.sh - each vCPU of a live QEMU on a CPU of its own, a cpuset partition: shares,
#                   a paused VM, revert, kill -9 half-way

# shellcheck disable=SC1091,SC2154 # what machine.bash defines is not seen
set -u
source "${HERE:?the folder of these tests}/machine.bash" || exit 2
need_root
need_tool qemu-system-x86_64 as ld chrt
[ "$(nproc)" -ge 2 ] || skip "needs 2 CPUs"
cpuset=/sys/fs/cgroup/cpuset
[ -e $cpuset/cpuset.sched_load_balance ] || skip "no v1 cpusets are mounted"
[ "$(cat $cpuset/cpuset.sched_load_balance)" = 1 ] || skip "this host is partitioned already"

# Whatever happened, the CPUs are joined again.
# shellcheck disable=SC2317 # called by clean_up
clean_up_more()
{
    local group task
    echo 1 >"$cpuset"/cpuset.sched_load_balance
    for group in "$cpuset"/rtpart-vm-*; do
        [ -d "$group" ] || continue
        while read -r task; do
            echo "$task" >"$cpuset"/tasks
        done <"$group/tasks" 2>/dev/null
        rmdir "$group"
    done
}

as_found()
{
    [ "$(scheduling)" = "$before" ] || fail "the threads are not as they were found"
    [ "$(cat $cpuset/cpuset.sched_load_balance)" = 1 ] || fail "the root does not balance"
    ls -d $cpuset/rtpart-vm-* 2>/dev/null && fail "groups are left"
}

"$BIN/rtpart" --vcpus 2 -q -o "$WORK/plan.xml" "$DATA/table4.xml" >/dev/null || fail "no plan"
start_vm 120 tcg,thread=multi max 2 || fail "QEMU does not start: $(cat "$WORK/vm.log")"
before=$(scheduling)
apply=("$BIN/rtdeploy" apply "$WORK/plan.xml" --qmp "$WORK/vm.qmp" --state-dir "$STATE"
    --placement partitioned)

"${apply[@]}" --dry-run | grep -q 'echo 0 > /sys/fs/cgroup/cpuset/cpuset.sched_load_balance' ||
    fail "the dry run does not tell"
as_found
"${apply[@]}" 2>"$WORK/log" || { cat "$WORK/log"; grep -q "refused" "$WORK/log" && skip "$(cat "$WORK/log")"; fail "apply"; }
"$BIN/rtdeploy" status --state-dir "$STATE" || fail "status is not as it was set"
[ "$(cat $cpuset/cpuset.sched_load_balance)" = 0 ] || fail "the root balances"
for vcpu in 0 1; do
    grep -q 'Cpus_allowed_list:.[01]$' "/proc/$(vcpu_thread $vcpu)/status" || fail "vCPU $vcpu is not pinned"
done
"$BIN/rtdeploy" apply "$WORK/plan.xml" --pid "$vm_pid" --state-dir "$STATE" --name other 2>"$WORK/log" &&
    fail "a second deployment is taken"
grep -q 'belongs to the deployment' "$WORK/log" || fail "it does not say why: $(cat "$WORK/log")"
for load in 0 2; do
    hogs "$load" 7
    mapfile -t got < <(shares 5 "$(vcpu_thread 0)" "$(vcpu_thread 1)")
    near "vCPU 0, $load hogs" "${got[0]}" 682 10
    near "vCPU 1, $load hogs" "${got[1]}" 833 10
done
"$BIN/rtdeploy" revert --state-dir "$STATE" || fail "revert"
as_found

# A paused VM: its threads sleep, and have to be woken in their partitions.
tell stop
"${apply[@]}" -q || fail "apply on a paused VM"
tell cont
mapfile -t got < <(shares 5 "$(vcpu_thread 0)" "$(vcpu_thread 1)")
near "vCPU 0, after a pause" "${got[0]}" 682 10
near "vCPU 1, after a pause" "${got[1]}" 833 10
"$BIN/rtdeploy" revert --state-dir "$STATE" -q || fail "revert"
as_found
exit 0
