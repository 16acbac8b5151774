#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# engines.sh - the engines of rtvalidate run against programs that stand in for rt-app, QEMU
#              and the container runtimes: what they are told, what is read back, and what is
#              left behind when something fails or Ctrl-C comes
#
# shellcheck disable=SC2317 # `try` calls the functions
#
# BIN: folder of the tools; HERE: tests/; DATA: data/

set -u
export LC_ALL=C
: "${BIN:?}" "${HERE:?}" "${DATA:?}"
WORK=$(mktemp -d) || exit 2
trap 'rm -rf "$WORK"' EXIT
cd "$WORK" || exit 2
mkdir tmp
export TMPDIR=$WORK/tmp
failed=0

skip()
{
    echo "skipped: $*"
    exit 77
}

command -v python3 >/dev/null || skip "needs python3"
command -v busybox >/dev/null || skip "needs busybox"
"$BIN/rtpart" --vcpus 2 -q -o plan.xml "$DATA/table4.xml" >/dev/null || exit 1
"$BIN/rtpart" --vcpus 1 -q -o one.xml - >/dev/null <<'END'
# ms
1 20
2 50
END
"$BIN/rtvalidate" run --engine host --duration 1s -q one.xml >out 2>err
grep -q "takes root" err && skip "needs root: $(cat err)"

# ^ this also shows that rt-app, where it is there, was not touched by what follows
export PATH=$HERE/standins:$BIN:$PATH

# try WHAT STATUS WORDS COMMAND...: exit status and words in its output; nothing left behind
try()
{
    local what=$1 status=$2 words=$3 got
    shift 3
    "$@" >out 2>err
    got=$?
    if [ "$got" != "$status" ]; then
        echo "FAILED: $what: exit status $got, not $status"
        failed=1
    elif ! cat out err | grep -q -- "$words"; then
        echo "FAILED: $what: does not say \"$words\""
        failed=1
    elif [ -n "$(ls tmp)" ]; then
        echo "FAILED: $what: leaves $(ls tmp)"
        failed=1
    elif [ "$got" -gt 2 ] && [ "$(wc -l <err)" -ne 1 ]; then
        echo "FAILED: $what: not one line"
        failed=1
    else
        echo "ok: $what"
        return
    fi
    cat out err
}

host() { "$BIN/rtvalidate" run --engine host -q --duration 3s "$@"; }
touch vmlinuz
vm() { "$BIN/rtvalidate" run --engine vm -q --duration 3s --kernel vmlinuz "$@"; }

# The stand-in for rt-app takes no time, but the plan needs its CPUs.
[ "$(nproc)" -ge 2 ] || cp one.xml plan.xml
try "host" 0 "all 10 tasks below 1" host plan.xml
try "host, kept" 0 "all 10 tasks" host -o kept --calibration c.json plan.xml
for file in plan.xml results.json raw/rt-app.json raw/rt-t9-9.log raw/samples.csv \
    raw/misses.csv raw/host.json raw/calibration.json; do
    [ -s "kept/$file" ] || { echo "FAILED: kept/$file is missing"; failed=1; }
done
grep -q '"ns_per_loop": 34' c.json || { echo "FAILED: calibration"; cat c.json; failed=1; }
sed -i 's/"p90_ps": [0-9]*/"p90_ps": 41000/; s/"ns_per_loop": 34/"ns_per_loop": 41/' c.json
try "calibration used again" 0 "41 ns a loop" host --calibration c.json plan.xml
try "calibration of another place" 3 "measured in another place" vm --accel tcg \
    --unreserved --calibration c.json plan.xml
try "late job" 1 "1 deadlines\? missed by 1 of 10 tasks, first by job 3 of t8" \
    env MODE=late "$BIN/rtvalidate" run --engine host -q --duration 3s plan.xml
grep -q "likely reasons of 1 late jobs" out || { echo "FAILED: no reason"; failed=1; }
try "task that never ran" 1 "missed by 1 of 10 tasks, first by job 1 of t9" \
    env MODE=starved "$BIN/rtvalidate" run --engine host -q --duration 3s plan.xml
for bad in "cut:cut off" "empty:log is empty" "foreign:no log of rt-app" \
    "mixed:ended before the one above"; do
    try "log that is ${bad%%:*}" 3 "${bad#*:}" env MODE="${bad%%:*}" \
        "$BIN/rtvalidate" run --engine host -q --duration 3s plan.xml
done
try "rt-app fails" 4 "rt-app failed: .*Invalid type" env MODE=fail \
    "$BIN/rtvalidate" run --engine host -q plan.xml
try "too short" 2 "at least 1 s" host --duration 5ms plan.xml

# interrupt WHAT SIGNAL DELAY COMMAND...: the signal after a while
interrupt()
{
    local what=$1 signal=$2 delay=$3
    shift 3
    try "$what" 4 "stopped; everything is as it was" timeout --preserve-status -k 5 -s "$signal" "$delay" \
        "$@"
    if pgrep -f "$WORK/tmp" >/dev/null; then
        echo "FAILED: $what: leaves a process"
        failed=1
    fi
}
export MODE=hang
for signal in INT TERM HUP; do
    interrupt "host, $signal" "$signal" 1.5 "$BIN/rtvalidate" run --engine host -q \
        --hogs 1 --calibration c.json plan.xml
done
unset MODE

try "vm" 0 "all 10 tasks below 1" vm --accel tcg --unreserved plan.xml
try "vm: KVM that boots nothing" 0 "TCG" vm --unreserved plan.xml
try "vm: no kernel" 4 "kernel nowhere: No such file" "$BIN/rtvalidate" run --engine vm -q \
    --kernel nowhere plan.xml
try "vm: QEMU missing" 4 "nowhere is not installed" vm --qemu nowhere plan.xml
try "vm: QEMU ends" 4 "QEMU ended while it started: .*could not load PC BIOS" env VM=ends \
    "$BIN/rtvalidate" run --engine vm -q --accel tcg --unreserved --kernel vmlinuz plan.xml
try "vm: rt-app fails" 4 "rt-app failed in the guest: .*Invalid type" env MODE=fail \
    "$BIN/rtvalidate" run --engine vm -q --accel tcg --unreserved --kernel vmlinuz plan.xml
for state in silent stuck; do
    export VM=$state
    interrupt "vm that is $state" INT 3 "$BIN/rtvalidate" run --engine vm -q --accel tcg \
        --unreserved --kernel vmlinuz plan.xml
    unset VM
done

# A runtime that starts nothing.
if [ -e /sys/fs/cgroup/cpu/cpu.rt_runtime_us ]; then
    mkdir runtimes
    printf '#!/bin/sh\necho "no container today" >&2\nexit 1\n' >runtimes/runc
    chmod +x runtimes/runc
    try "container: the runtime fails" 4 "run failed: no container today" \
        env PATH="$WORK/runtimes:$PATH" "$BIN/rtvalidate" run --engine container \
        --runtime runc -q --calibration c.json one.xml
fi
try "container: partitioned plan" 3 "reserves\|one group\|vCPUs" "$BIN/rtvalidate" run \
    --engine container -q --calibration c.json plan.xml
try "container: unreserved" 2 "without a budget" "$BIN/rtvalidate" run --engine container \
    -q --unreserved one.xml

# Logs that are there already.
cp -r kept/raw logs
try "log" 0 "all 10 tasks below 1" "$BIN/rtvalidate" run --engine log -q --logs logs plan.xml
try "log: no folder named" 2 "which --logs" "$BIN/rtvalidate" run --engine log -q plan.xml
try "log: no folder" 3 "nowhere: No such file" "$BIN/rtvalidate" run --engine log -q \
    --logs nowhere plan.xml
rm logs/rt-t5-*
try "log: one is missing" 3 'no log of task "t5"' "$BIN/rtvalidate" run --engine log -q \
    --logs logs plan.xml

mkdir none
for needed in bash env ldd tar cat; do ln -s "$(command -v $needed)" none/; done
try "rt-app missing" 4 "rt-app is not installed; on Debian" env PATH="$WORK/none" \
    "$BIN/rtvalidate" run --engine host -q plan.xml
if command -v setpriv >/dev/null; then
    try "no root" 4 "which takes root" setpriv --bounding-set -sys_nice \
        --inh-caps -sys_nice "$BIN/rtvalidate" run --engine host -q plan.xml
fi
try "disk full" 4 "No space left\|cannot write" host -o /dev/full/x plan.xml
exit "$failed"
