#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# vm_linux.sh - the paper's plan on a live Linux guest: shares of its vCPUs, with and without
#               other load, and a guest that goes on
#
# usage: vm_linux.sh VCPUS

# shellcheck disable=SC1091,SC2154 # what machine.bash defines is not seen
set -u
source "${HERE:?the folder of these tests}/machine.bash" || exit 2
vcpus=$1
need_root
need_tool qemu-system-x86_64 busybox chrt gzip
[ "$(nproc)" -ge 2 ] || skip "needs 2 CPUs"

"$BIN/rtpart" --vcpus "$vcpus" -q -o "$WORK/plan.xml" "$DATA/table4.xml" >/dev/null || fail "no plan"
mapfile -t expected < <("$BIN/rtpart" --vcpus "$vcpus" -q --format csv "$DATA/table4.xml" |
    awk -F, 'NR == 1 {for (i = 1; i <= NF; i++) if ($i == "bandwidth") b = i}
             NR > 1 {print int(1000 * $b + 0.5)}')
start_linux 150 "$vcpus" || fail "Linux does not start: $(tail -n 3 "$WORK/serial" "$WORK/vm.log")"
before=$(scheduling)
echo "the guest is up"

emulator=(--emulator-reservation 1.5ms/10ms)
[ "$vcpus" -le 2 ] || emulator=() # what is left of two CPUs is needed for overruns
"$BIN/rtdeploy" apply "$WORK/plan.xml" --qmp "$WORK/vm.qmp" --state-dir "$STATE" \
    "${emulator[@]}" 2>"$WORK/log" ||
    { cat "$WORK/log"; grep -q "are left" "$WORK/log" && skip "$(cat "$WORK/log")"; fail "apply"; }
threads=()
for vcpu in $(seq 0 $((vcpus - 1))); do
    threads+=("$(vcpu_thread "$vcpu")")
done

# Are all shares within 0.01, and does the guest count on? What was seen goes to stdout.
measure()
{
    local load=$1 i from got good=0
    hogs "$load" 7
    from=$(beats)
    mapfile -t got < <(shares 5 "${threads[@]}")
    for i in "${!threads[@]}"; do
        echo "vCPU $i, $load hogs: ${got[i]} (expected ${expected[i]} within 10)"
        [ $((got[i] - expected[i])) -le 10 ] && [ $((expected[i] - got[i])) -le 10 ] || good=1
    done
    echo "the guest counted from $from to $(beats)"
    [ "$(beats)" -gt "$from" ] || good=1
    return $good
}

for load in 0 2; do
    measure "$load" || { echo "once more"; sleep 2; measure "$load"; } || fail "shares, with $load hogs"
done
"$BIN/rtdeploy" revert --state-dir "$STATE" || fail "revert"
[ "$(scheduling)" = "$before" ] || fail "the threads are not as they were found"
from=$(beats)
sleep 2
[ "$(beats)" -gt "$from" ] || fail "the guest stands still after revert"
