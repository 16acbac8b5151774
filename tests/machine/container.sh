#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# container.sh - a container of runc or crun in a real-time control group: a SCHED_FIFO
#                program in it gets the budget and no more
#
# usage: container.sh runc|crun

# shellcheck disable=SC1091,SC2154 # what machine.bash defines is not seen
set -u
source "${HERE:?the folder of these tests}/machine.bash" || exit 2
runtime=$1
need_root
need_tool "$runtime" busybox chrt unshare
[ -e /sys/fs/cgroup/cpu/cpu.rt_runtime_us ] ||
    skip "no v1 control groups with CONFIG_RT_GROUP_SCHED"
id=rtpart-test-$$

# crun refuses to work where v2 is mounted beside v1: hide it, for crun alone.
outside()
{
    if [ "$runtime" = crun ] && mountpoint -q /sys/fs/cgroup/unified; then
        # shellcheck disable=SC2016 # the inner shell expands it
        unshare -m bash -c 'mount --make-rprivate / && umount /sys/fs/cgroup/unified &&
            cd "$0" && exec "$@"' "$WORK" "$@"
    else
        (cd "$WORK" && "$@")
    fi
}

clean_up_more()
{
    outside "$runtime" delete -f "$id" >/dev/null 2>&1
}

mkdir -p "$WORK/rootfs/bin"
cp "$(command -v busybox)" "$WORK/rootfs/bin/busybox"
ln -s busybox "$WORK/rootfs/bin/sh"
cat >"$WORK/config.json" <<'END'
{"ociVersion": "1.0.0", "root": {"path": "rootfs", "readonly": true},
 "process": {"user": {"uid": 0, "gid": 0}, "cwd": "/",
  "args": ["/bin/sh", "-c", "while :; do /bin/busybox sleep 1; done"],
  "capabilities": {"bounding": ["CAP_SYS_NICE"], "effective": ["CAP_SYS_NICE"],
                   "permitted": ["CAP_SYS_NICE"]}},
 "mounts": [{"destination": "/proc", "type": "proc", "source": "proc"},
            {"destination": "/dev", "type": "tmpfs", "source": "tmpfs"},
            {"destination": "/sys", "type": "sysfs", "source": "sysfs",
             "options": ["ro"]}],
 "linux": {"namespaces": [{"type": "pid"}, {"type": "mount"}, {"type": "ipc"}]}}
END
outside "$runtime" run -d "$id" </dev/null >"$WORK/log" 2>&1 ||
    skip "$runtime runs no container here: $(cat "$WORK/log")"

# A global plan of 2 x 20 %: it leaves much of the CPUs to others.
{
    echo '<?xml version="1.0"?>'
    echo '<plan xmlns="urn:rtpart:plan:1" version="1" kind="global" guest_scheduler="grm"'
    echo ' objective="total" latency_ns="0"><tasks>'
    echo '<task name="t0" wcet_ns="1000000" deadline_ns="100000000" period_ns="100000000" guest_priority="98"/>'
    echo '</tasks><global cpus="2" budget_ns="4000000" period_ns="10000000"/>'
    echo '<vcpu id="0" runtime_ns="2000000" period_ns="10000000"/>'
    echo '<vcpu id="1" runtime_ns="2000000" period_ns="10000000"/></plan>'
} >"$WORK/plan.xml"
sed 's/budget_ns="4000000"/budget_ns="19600000"/; s/runtime_ns="2000000"/runtime_ns="9800000"/' \
    "$WORK/plan.xml" >"$WORK/over.xml"

"$BIN/rtdeploy" apply "$WORK/over.xml" "--$runtime" "$id" --state-dir "$STATE" 2>"$WORK/log"
[ $? = 4 ] || fail "98 % are not refused: $(cat "$WORK/log")"
grep -q 'needs 98.00 %.*95.00 %' "$WORK/log" || fail "no numbers: $(cat "$WORK/log")"

"$BIN/rtdeploy" apply "$WORK/plan.xml" "--$runtime" "$id" --state-dir "$STATE" || fail "apply"
"$BIN/rtdeploy" status --state-dir "$STATE" || fail "status is not as it was set"
group=$("$BIN/rtdeploy" status --state-dir "$STATE" --format json |
    sed -n 's/.*"path": "\(.*\)\/cpu.rt_runtime_us".*/\1/p')
[ "$(cat "$group/cpu.rt_runtime_us") $(cat "$group/cpu.rt_period_us")" = "2000 10000" ] ||
    fail "the kernel reads $(cat "$group"/cpu.rt_*_us)"

# A program in the container's group and namespaces that takes all it gets.
outside timeout -k 1 8 "$runtime" exec "$id" /bin/sh -c 'while :; do :; done' \
    </dev/null >/dev/null 2>&1 &
jobs_started+=("$!")
sleep 1.5
spinner=
while read -r pid; do
    grep -qz '^while :; do :; done' "/proc/$pid/cmdline" && spinner=$pid
done <"$group/cgroup.procs"
[ -n "$spinner" ] || fail "nothing runs in the group $group"
jobs_started+=("$spinner")
(sleep 6; kill -9 "$spinner") 2>/dev/null &
chrt -f -p 10 "$spinner" || fail "SCHED_FIFO is refused in a group with a budget"
near "SCHED_FIFO in the group" "$(shares 3 "$spinner")" 200 20
kill -9 "$spinner" 2>/dev/null
sleep 0.2
"$BIN/rtdeploy" revert --state-dir "$STATE" || fail "revert"
[ "$(cat "$group/cpu.rt_runtime_us") $(cat "$group/cpu.rt_period_us")" = "0 1000000" ] ||
    fail "the budget is not as it was found"
