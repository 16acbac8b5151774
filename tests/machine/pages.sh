#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# pages.sh - the sessions of README.md, howto.md, tutorial.md, deploy.md, platform.md and
#            validation.md that need a live machine: those after a line "run by
#            tests/machine/pages.sh"
#
# usage: pages.sh PAGE
#
# PAGE is README, a page of docs/ or of the manual (rtdeploy.1). They find a kernel for guests where setup.sh --machine puts
# one, and, if the page has a command for /run/vm1.qmp, a QEMU with two vCPUs whose monitor that is.

# shellcheck disable=SC1091,SC2154 # what machine.bash defines is not seen
set -u
source "${HERE:?the folder of these tests}/machine.bash" || exit 2
source_dir=$(realpath "$HERE/../..")
page=$source_dir/docs/$1.md
[ -e "$page" ] || page=$source_dir/$1.md
[ -e "$page" ] || page=$source_dir/docs/man/$1
need_root
need_tool qemu-system-x86_64 as ld chrt rt-app cyclictest busybox python3 ldd
[ "$(nproc)" -ge 2 ] || skip "needs 2 CPUs"
kernel=$(guest_kernel)
[ -n "$kernel" ] || skip "no kernel for a guest: ./setup.sh --machine fetches one"
[ ! -e /run/vm1.qmp ] || skip "there is a /run/vm1.qmp"
[ -z "$(ls /run/rtpart 2>/dev/null)" ] || skip "something is deployed here"

# shellcheck disable=SC2317 # called by clean_up
clean_up_more()
{
    "$BIN/rtdeploy" revert --all >/dev/null 2>&1
    rm -f /run/vm1.qmp
}

before=
if grep -q '^[^`]*-qmp /run/vm1.qmp' "$page"; then
    start_vm 200 tcg,thread=multi max 2 || fail "QEMU does not start: $(cat "$WORK/vm.log")"
    ln -s "$WORK/vm.qmp" /run/vm1.qmp
    before=$(scheduling)
fi

mkdir -p "$WORK/extra/build/guest/boot"
ln -s "$kernel" "$WORK/extra/build/guest/boot/vmlinuz-guest"
EXTRA=$WORK/extra timeout -k 5 200 "$HERE/../doc_examples.sh" "$page" "$BIN" "$DATA" \
    tests/machine/pages.sh || fail "${page##*/}"
[ -z "$(ls /run/rtpart 2>/dev/null)" ] || fail "a journal is left"
[ -z "$before" ] || [ "$(scheduling)" = "$before" ] || fail "the threads are not as they were found"
