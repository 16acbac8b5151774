#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# container_vcpus.sh - a partitioned plan in a real-time control group: SCHED_FIFO programs,
#                      put into the groups of their vCPUs, get the budgets and no more

# shellcheck disable=SC1091,SC2154 # what machine.bash defines is not seen
set -u
source "${HERE:?the folder of these tests}/machine.bash" || exit 2
need_root
need_tool chrt
[ -e /sys/fs/cgroup/cpu/cpu.rt_runtime_us ] ||
    skip "no v1 control groups with CONFIG_RT_GROUP_SCHED"
[ -e /sys/fs/cgroup/cpuset/tasks ] || skip "no v1 cpusets are mounted"
[ "$(nproc)" -ge 2 ] || skip "needs 2 CPUs"
name=rtpart-test-$$

# t0 20 % and t1 30 %, on a vCPU each
{
    echo '<?xml version="1.0"?>'
    echo '<plan xmlns="urn:rtpart:plan:1" version="1" kind="partitioned" guest_scheduler="rm"'
    echo ' objective="total" latency_ns="0"><tasks>'
    echo '<task name="t0" wcet_ns="1000000" deadline_ns="100000000" period_ns="100000000" guest_priority="98"/>'
    echo '<task name="t1" wcet_ns="1000000" deadline_ns="100000000" period_ns="100000000" guest_priority="98"/>'
    echo '</tasks>'
    echo '<vcpu id="0" runtime_ns="2000000" period_ns="10000000"><run task="t0"/></vcpu>'
    echo '<vcpu id="1" runtime_ns="6000000" period_ns="20000000"><run task="t1"/></vcpu></plan>'
} >"$WORK/plan.xml"
"$BIN/rtdeploy" guest "$WORK/plan.xml" --format container -o "$WORK/move.sh" ||
    fail "no script"
"$BIN/rtdeploy" apply "$WORK/plan.xml" --cgroup "$name" --state-dir "$STATE" || fail "apply"
"$BIN/rtdeploy" status --state-dir "$STATE" || fail "status is not as it was set"
group=/sys/fs/cgroup/cpu/$name
[ "$(cat "$group/vcpu1/cpu.rt_runtime_us") $(cat "$group/vcpu1/cpu.rt_period_us")" = "6000 20000" ] ||
    fail "the kernel reads $(cat "$group"/vcpu1/cpu.rt_*_us)"

spinners=()
for vcpu in 0 1; do
    start 12 bash -c 'while :; do :; done'
    sleep 0.3
    spinners[vcpu]=$(pgrep -P "$started")
    RTGROUP=$group CPUSET=/sys/fs/cgroup/cpuset/rtpart-cgroup-$name \
        sh "$WORK/move.sh" "t$vcpu" "${spinners[vcpu]}" || fail "t$vcpu cannot be moved"
done
grep Cpus_allowed_list: "/proc/${spinners[0]}/status" "/proc/${spinners[1]}/status"
mapfile -t got < <(shares 4 "${spinners[@]}")
near "t0" "${got[0]}" 200 20
near "t1" "${got[1]}" 300 20
kill -9 "${spinners[@]}"
sleep 0.3
"$BIN/rtdeploy" revert --state-dir "$STATE" || fail "revert"
[ ! -e "$group" ] || fail "the group is left"
ls -d /sys/fs/cgroup/cpuset/rtpart-cgroup-"$name"* 2>/dev/null && fail "cpusets are left"
exit 0
