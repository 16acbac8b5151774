#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# pages_container.sh - the sessions of deploy.md on a container: those after a line "run by
#                      tests/machine/pages_container.sh"
#
# They find a container of runc, "web", with a program /bin/t0 in it.

# shellcheck disable=SC1091,SC2154 # what machine.bash defines is not seen
set -u
source "${HERE:?the folder of these tests}/machine.bash" || exit 2
need_root
need_tool runc busybox chrt
[ -e /sys/fs/cgroup/cpu/cpu.rt_runtime_us ] ||
    skip "no v1 control groups with CONFIG_RT_GROUP_SCHED"
[ -e /sys/fs/cgroup/cpuset/tasks ] || skip "no v1 cpusets are mounted"
runc state web >/dev/null 2>&1 && skip "there is a container web already"
[ -z "$(ls /run/rtpart 2>/dev/null)" ] || skip "something is deployed here"

# shellcheck disable=SC2317 # called by clean_up
clean_up_more()
{
    runc kill -a web KILL >/dev/null 2>&1
    sleep 0.2
    "$BIN/rtdeploy" revert --all >/dev/null 2>&1
    runc delete -f web >/dev/null 2>&1
}

mkdir -p "$WORK/rootfs/bin" "$WORK/extra"
cp "$(command -v busybox)" "$WORK/rootfs/bin/busybox"
ln -s busybox "$WORK/rootfs/bin/sh"
printf '#!/bin/sh\nwhile :; do /bin/busybox sleep 1; done\n' >"$WORK/rootfs/bin/t0"
chmod +x "$WORK/rootfs/bin/t0"
cat >"$WORK/config.json" <<'END'
{"ociVersion": "1.0.0", "root": {"path": "rootfs", "readonly": true},
 "process": {"user": {"uid": 0, "gid": 0}, "cwd": "/", "args": ["/bin/t0"],
  "capabilities": {"bounding": ["CAP_SYS_NICE"], "effective": ["CAP_SYS_NICE"],
                   "permitted": ["CAP_SYS_NICE"]}},
 "mounts": [{"destination": "/proc", "type": "proc", "source": "proc"}],
 "linux": {"namespaces": [{"type": "pid"}, {"type": "mount"}, {"type": "ipc"}]}}
END
(cd "$WORK" && runc run -d web </dev/null >"$WORK/said" 2>&1) ||
    skip "runc runs no container here: $(cat "$WORK/said")"

timeout -k 5 60 "$HERE/../doc_examples.sh" "$DATA/../docs/deploy.md" "$BIN" "$DATA" \
    tests/machine/pages_container.sh || fail "deploy.md is not what happens"
[ -z "$(ls /run/rtpart 2>/dev/null)" ] || fail "a journal is left"
[ "$(cat /sys/fs/cgroup/cpu/web/cpu.rt_runtime_us)" = 0 ] || fail "a budget is left"
