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
need_tool rt-app ldd
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
# rt-app with its libraries (the last one is loaded when a thread ends)
mkdir "$WORK/log"
cp "$(command -v rt-app)" "$WORK/rootfs/bin/rt-app"
for library in $(ldd "$(command -v rt-app)" | grep -o '/[^ ]*') \
    "$(ldconfig -p | sed -n '/x86-64/s/.*libgcc_s.so.1 .* => //p' | head -n 1)"; do
    mkdir -p "$WORK/rootfs/${library%/*}"
    cp -L "$library" "$WORK/rootfs/$library"
done
mkdir -p "$WORK/rootfs/log"
cat >"$WORK/config.json" <<'END'
{"ociVersion": "1.0.0", "root": {"path": "rootfs", "readonly": true},
 "process": {"user": {"uid": 0, "gid": 0}, "cwd": "/",
  "args": ["/bin/sh", "-c", "while :; do /bin/busybox sleep 1; done"],
  "capabilities": {"bounding": ["CAP_SYS_NICE"], "effective": ["CAP_SYS_NICE"],
                   "permitted": ["CAP_SYS_NICE"]}},
 "mounts": [{"destination": "/proc", "type": "proc", "source": "proc"},
            {"destination": "/log", "type": "bind", "source": "log",
             "options": ["bind", "rw"]},
            {"destination": "/dev", "type": "tmpfs", "source": "tmpfs"},
            {"destination": "/dev/shm", "type": "tmpfs", "source": "shm"},
            {"destination": "/sys", "type": "sysfs", "source": "sysfs",
             "options": ["ro"]}],
 "linux": {"namespaces": [{"type": "pid"}, {"type": "mount"}, {"type": "ipc"}]}}
END
outside "$runtime" run -d "$id" </dev/null >"$WORK/said" 2>&1 ||
    skip "$runtime runs no container here: $(cat "$WORK/said")"

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

"$BIN/rtdeploy" apply "$WORK/over.xml" "--$runtime" "$id" --state-dir "$STATE" 2>"$WORK/said"
[ $? = 4 ] || fail "98 % are not refused: $(cat "$WORK/said")"
grep -q 'needs 98.00 %.*95.00 %' "$WORK/said" || fail "no numbers: $(cat "$WORK/said")"

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

# rt-app with the tasks of the plan: t0 does its jobs within the budget.
"$BIN/rtdeploy" guest "$WORK/plan.xml" --format rt-app |
    sed 's/"CPU0"/30/; s/"duration": 60/"duration": 4/; s/"lock_pages": true/"lock_pages": false/
         s,"logdir": "/tmp","logdir": "/log",' >"$WORK/log/rt-app.json"
outside timeout -k 1 20 "$runtime" exec "$id" /bin/rt-app /log/rt-app.json \
    </dev/null >"$WORK/log/out" 2>&1 || fail "rt-app: $(tail -n 3 "$WORK/log/out")"
rows=$(cat "$WORK"/log/*t0*.log | grep -c '^ *[0-9]')
echo "rt-app in $runtime: $rows jobs of t0 in 4 s, one every 100 ms"
[ "$rows" -ge 30 ] || fail "t0 did $rows jobs, not 40"
"$BIN/rtdeploy" revert --state-dir "$STATE" || fail "revert"
[ "$(cat "$group/cpu.rt_runtime_us") $(cat "$group/cpu.rt_period_us")" = "0 1000000" ] ||
    fail "the budget is not as it was found"
