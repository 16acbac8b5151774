# SPDX-License-Identifier: GPL-3.0-or-later
#
# machine.bash - what the tests on the real machine share: source it first
#
# They run only where RTPART_MACHINE=1 asks for them: they take most of two CPUs for half a
# minute, and while they run nobody else should use SCHED_DEADLINE here. One at a time.
#
# BIN is the folder of the tools, HERE that of these tests, DATA data/. Every test works in a
# folder of its own, skips (77) with a printed reason, and leaves the machine as it was.
# Whatever may take a CPU runs under a `timeout` that is SCHED_OTHER.

set -u
export LC_ALL=C
: "${BIN:?the folder of the tools}" "${HERE:?the folder of these tests}" "${DATA:?the folder data/}"
WORK=$(mktemp -d) || exit 2
STATE=$WORK/state
jobs_started=()

skip()
{
    echo "skipped: $*"
    exit 77
}

fail()
{
    echo "FAILED: $*"
    exit 1
}

# At the end of every test, whatever happened.
clean_up()
{
    local pid
    "$BIN/rtdeploy" revert --all --state-dir "$STATE" >/dev/null 2>&1
    for pid in "${jobs_started[@]}"; do
        pkill -9 -P "$pid" 2>/dev/null # the command: it would outlive its watchdog
        kill -9 "$pid" 2>/dev/null
    done
    if declare -F clean_up_more >/dev/null; then
        clean_up_more
    fi
    wait 2>/dev/null
    rm -rf "$WORK"
}
trap clean_up EXIT

need_tool()
{
    local tool
    for tool in "$@"; do
        command -v "$tool" >/dev/null || skip "needs $tool"
    done
}

need_root()
{
    [ "$(id -u)" = 0 ] || skip "needs root"
    chrt --deadline --sched-runtime 1000000 --sched-period 100000000 0 true 2>/dev/null ||
        skip "SCHED_DEADLINE is not permitted here: $(chrt --deadline --sched-runtime \
            1000000 --sched-period 100000000 0 true 2>&1)"
}

[ "${RTPART_MACHINE:-0}" = 1 ] || skip "it takes the machine's CPUs: RTPART_MACHINE=1 ctest -L machine"
if [ -w /run/lock ]; then
    exec 9>/run/lock/rtpart-machine
    flock -w 120 9 || skip "another test has the machine"
fi

# start LIMIT COMMAND...: run it in the background for LIMIT seconds at most; its process is
# $started. That is the watchdog's, whose child is the command.
start()
{
    local limit=$1
    shift
    timeout -k 1 "$limit" "$@" 9>&- &
    started=$!
    jobs_started+=("$started")
}

# start_vm LIMIT ACCELERATOR CPU VCPUS: a VM whose vCPUs count; its monitor is $WORK/vm.qmp
start_vm()
{
    local alone=()
    [ "$4" -gt 1 ] || alone=(--defsym ALONE=1)
    (cd "$WORK" && as --32 "${alone[@]}" "$HERE/spin_rom.S" -o rom.o &&
        ld -m elf_i386 -Ttext 0 --oformat binary rom.o -o rom.bin) || fail "no guest"
    rm -f "$WORK/vm.qmp"
    start "$1" qemu-system-x86_64 -accel "$2" -cpu "$3" -smp "$4" -m 64 -nodefaults \
        -display none -bios "$WORK/rom.bin" -name vm,debug-threads=on \
        -qmp "unix:$WORK/vm.qmp,server=on,wait=off" >"$WORK/vm.log" 2>&1
    for _ in $(seq 100); do
        [ -S "$WORK/vm.qmp" ] && break
        sleep 0.1
    done
    [ -S "$WORK/vm.qmp" ] || return 1
    sleep 1
    vm_pid=$(pgrep -P "$started")
}

# The kernel of a Linux guest: RTPART_GUEST_KERNEL, what setup.sh --machine unpacked beside the
# builds, or one of this host. Nothing where there is none.
guest_kernel()
{
    local file
    for file in "${RTPART_GUEST_KERNEL:-}" "$BIN"/../../guest/boot/vmlinuz-* /boot/vmlinuz-*; do
        if [ -r "$file" ]; then
            echo "$file"
            return
        fi
    done
}

# start_linux LIMIT VCPUS: a Linux guest under TCG in which a program keeps every vCPU busy and
# one of them counts on the serial line, $WORK/serial; its monitor is $WORK/vm.qmp
start_linux()
{
    local kernel
    kernel=$(guest_kernel)
    [ -n "$kernel" ] || skip "no kernel for a guest: ./setup.sh --machine fetches one"
    mkdir -p "$WORK/guest/bin" "$WORK/guest/proc" "$WORK/guest/dev"
    cp "$(command -v busybox)" "$WORK/guest/bin/busybox"
    cat >"$WORK/guest/init" <<'END'
#!/bin/busybox sh
bb=/bin/busybox
$bb mount -t proc none /proc
$bb mknod /dev/null c 1 3
cpus=$($bb grep -c ^processor /proc/cpuinfo)
cpu=1
while [ $cpu -lt $cpus ]; do
    $bb taskset $($bb printf %x $((1 << cpu))) $bb sh -c 'while :; do :; done' &
    cpu=$((cpu + 1))
done
exec $bb taskset 1 $bb sh -c 'echo "up with '$cpus' CPUs"; n=0
while :; do n=$((n + 1)); [ $((n % 2000)) != 0 ] || echo "beat $((n / 2000))"; done'
END
    chmod +x "$WORK/guest/init"
    (cd "$WORK/guest" && find . | busybox cpio -o -H newc 2>/dev/null | gzip -1) >"$WORK/initrd" ||
        fail "no initramfs"
    rm -f "$WORK/vm.qmp" "$WORK/serial"
    start "$1" qemu-system-x86_64 -accel tcg,thread=multi -cpu max -smp "$2" -m 256 -nodefaults \
        -display none -no-reboot -kernel "$kernel" -initrd "$WORK/initrd" \
        -append "console=ttyS0 panic=-1 quiet tsc=reliable clocksource=tsc nowatchdog rcupdate.rcu_cpu_stall_suppress=1 mitigations=off" \
        -serial "file:$WORK/serial" -name vm,debug-threads=on \
        -qmp "unix:$WORK/vm.qmp,server=on,wait=off" >"$WORK/vm.log" 2>&1
    for _ in $(seq 600); do
        grep -q '^beat' "$WORK/serial" 2>/dev/null && break
        kill -0 "$started" 2>/dev/null || return 1
        sleep 0.1
    done
    grep -q "up with $2 CPUs" "$WORK/serial" || return 1
    vm_pid=$(pgrep -P "$started")
}

# What the guest has counted to.
beats()
{
    sed -n 's/^beat \([0-9]*\).*/\1/p' "$WORK/serial" | tail -n 1
}

# tell COMMAND: a command of QEMU's machine protocol without arguments
tell()
{
    python3 -c 'import socket, sys
s = socket.socket(socket.AF_UNIX)
s.settimeout(10)
s.connect(sys.argv[1])
f = s.makefile("rw")
f.readline()
for command in ("qmp_capabilities", sys.argv[2]):
    f.write("{\"execute\": \"%s\"}\n" % command)
    f.flush()
    while "return" not in (line := f.readline()):
        if "error" in line or not line:
            sys.exit(line)' "$WORK/vm.qmp" "$1"
}

# vcpu_thread N: number of the thread of vCPU N
vcpu_thread()
{
    local task
    for task in /proc/"$vm_pid"/task/*; do
        case $(cat "$task/comm") in
        "CPU $1/"*) echo "${task##*/}" ;;
        esac
    done
}

# shares SECONDS TID...: what each thread got of a CPU, in thousandths. Time and use are read
# right after each other, without another process in between.
shares()
{
    local seconds=$1 tid used now
    local -A used_from time_from
    shift
    for tid in "$@"; do
        read -r used _ <"/proc/$tid/schedstat"
        now=${EPOCHREALTIME/./}
        used_from[$tid]=$used
        time_from[$tid]=$now
    done
    sleep "$seconds"
    for tid in "$@"; do
        read -r used _ <"/proc/$tid/schedstat"
        now=${EPOCHREALTIME/./}
        echo $(((used - used_from[$tid]) / (now - time_from[$tid])))
    done
}

# near WHAT VALUE EXPECTED BY
near()
{
    echo "$1: $2 (expected $3 within $4)"
    [ "$2" -ge $(($3 - $4)) ] && [ "$2" -le $(($3 + $4)) ] || fail "$1 is $2, not $3"
}

# How all threads of the VM are scheduled, one line each.
scheduling()
{
    local task
    for task in /proc/"$vm_pid"/task/*; do
        printf '%s %s %s\n' "${task##*/}" "$(cut -d')' -f2 "$task/stat" | cut -d' ' -f17,39)" \
            "$(grep Cpus_allowed: "$task/status")"
    done
}

# hogs N LIMIT: N programs that take all the CPU they get, for LIMIT seconds at most
hogs()
{
    local _
    for _ in $(seq "$1"); do
        start "$2" bash -c 'while :; do :; done'
    done
}
