#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# platform.sh - rtvalidate platform with what this machine has of one back end of each kind:
#               it is measured, containers can be real-time, and nothing is left behind
#
# Asserted is what a loaded host can promise: that there are results, and their order of
# magnitude where it says whether the right thing was measured.

# shellcheck disable=SC1091,SC2154 # what machine.bash defines is not seen
set -u
source "${HERE:?the folder of these tests}/machine.bash" || exit 2
need_root
need_tool cyclictest busybox python3
kernel=$(guest_kernel)
options=()
[ -z "$kernel" ] || options=(--kernel "$kernel")
mkdir "$WORK/tmp"

state_of_machine()
{
    ls -d /sys/fs/cgroup/*/rtpart-platform* /sys/fs/cgroup/rtpart-platform* 2>/dev/null
    grep -c "$WORK" /proc/mounts
    ls /sys/class/net
    ls "$WORK/tmp"
}
before=$(state_of_machine)

TMPDIR=$WORK/tmp timeout -k 10 150 "$BIN/rtvalidate" platform all "${options[@]}" \
    --backend native,crun,runc,podman,qemu-microvm --runs 1 --warm-up 0 --duration 1s --rounds 1 --load hogs --least 120-128 --memory 256 --compare paper \
    -o "$WORK/result" >"$WORK/tables" 2>"$WORK/notes" &
pid=$!
jobs_started+=("$pid")
wait "$pid"
status=$?
cat "$WORK/notes" "$WORK/tables"
[ "$status" = 0 ] || [ "$status" = 124 ] || fail "exit status $status"
[ "$(state_of_machine)" = "$before" ] || fail "left behind: $(state_of_machine)"
[ -z "$(pgrep -f "$WORK/tmp")" ] || fail "processes are left: $(pgrep -fa "$WORK/tmp")"

python3 - "$WORK/result/results.json" <<'END' || fail "the results"
import json, sys
seen = {b["name"]: b for b in json.load(open(sys.argv[1]))["backends"]}
for name, b in seen.items():
    print(name, b["accelerator"], b["failed"], "failed:", b["problem"])
assert "native" in seen and seen["native"]["total_ns"], "the baseline"
for name in ("native", "crun", "runc", "podman"):
    b = seen.get(name)
    if b and not b["problem"] and b["latency"]:
        assert b["latency"]["samples"] > 1000, name   # it was real-time, at 100 us
        assert b["first_ns"][0] < b["total_ns"][0] < 20e9, name
        if b["memory"]: # the slowest comes last, and its time may be over
            assert b["memory"]["pss_bytes"] < 200e6, name
machine = seen.get("qemu-microvm")
if machine and machine["memory"]:
    assert machine["memory"]["pmap_bytes"] > 100e6 # the guest's memory is in it
END
