# rtvalidate platform from end to end, with stand-ins for QEMU, cyclictest, busybox, stress-ng:
# what is measured, the search for memory, failures, an interrupt, and that nothing is left.
source "$CASES/try.bash"
mkdir bin tmp
export TMPDIR=$PWD/tmp PATH=$PWD/bin:$PATH

stand_in() { cat >"bin/$1" && chmod +x "bin/$1"; }
stand_in busybox <<'END'
#!/bin/bash
applet=$1; shift
case $applet in
sh) exec sh "$@" ;;
cpio) cat >/dev/null; echo archive ;;
*) exec "$applet" "$@" ;;
esac
END
stand_in cyclictest <<'END'
#!/bin/bash
for word; do [[ $word != --json=* ]] || file=${word#--json=}; done
echo '{"thread": {"0": {"histogram": {"9": 6, "12": 3}, "cycles": 10, "min": 9, "max": 77, "avg": 17.1}}}' >"$file"
[[ " $* " != *" --duration=3 "* ]] || sleep 1.2
END
stand_in stress-ng <<'END'
#!/bin/bash
echo "$$" >>"$STRESSED"
exec sleep 300
END
stand_in qemu-system-x86_64 <<'END'
#!/bin/bash
while [ $# -gt 0 ]; do
    case $1 in
    -append) append=$2 ;;
    -m) memory=$2 ;;
    -M) machine=$2 ;;
    esac
    shift
done
printf '[    0.1] early words\r\n'
case $machine in
pc) printf 'Kernel panic\r\n'; exit 0 ;;
q35) [ "$memory" -ge 100 ] || { printf 'Out of memory\r\n'; exit 0; } ;;
*) echo "$$" >>"$HUNG"; exec sleep 300 ;;
esac
sleep 0.1
printf 'rtpart-platform: first\r\n'
if [[ $append == *"-- latency"* ]]; then
    printf 'rtpart-platform: ready\r\n'
    [[ " $append " != *" --duration=3 "* ]] || sleep 1.2
    printf 'rtpart-platform: begin\r\n'
    printf '{"thread": {"0": {"histogram": {"100": 4},\r\n "cycles": 4, "min": 100, "max": 100, "avg": 100}}}\r\n'
    printf 'rtpart-platform: end 0\r\n'
fi
sleep 0.1
END
export STRESSED=$PWD/stressed HUNG=$PWD/hung
echo kernel >vmlinuz
common=(--kernel vmlinuz --accel tcg)
left() { (cd tmp && ls -d rtpart-* 2>/dev/null) || echo "nothing is left"; }

alive()
{
    local pid n=0
    while read -r pid; do kill -0 "$pid" 2>/dev/null && n=$((n + 1)); done <"$1"
    echo "$n alive of $(wc -l <"$1")"
}

echo "== all of two that work and one that does not"
rtvalidate platform all --backend native,qemu-pc,qemu-q35 "${common[@]}" --runs 2 --duration 2s \
    --memory 128 --least 60-140 -o kept >tables 2>/dev/null
grep -A3 '^back end' tables | cut -c1-33 | sed 's/ *$//; s/[0-9]*[.][0-9]/N/g'
tail -1 tables
# A machine that gives up at once may take its load with it before that has told its number.
alive stressed | sed 's/ of [1-9]$/ of those that told/'
left
echo "== what was kept"
python3 - <<'END'
import json
r = json.load(open("kept/results.json"))
for b in r["backends"]:
    t = b["total_ns"]
    print(b["name"], b["accelerator"], len(t), len(b["first_ns"]), b["failed"],
          b["least_memory_mb"], b["memory"] and b["memory"]["processes"],
          b["latency"] and (b["latency"]["samples"], b["latency"]["beyond"]))
    if b["name"] == "qemu-q35":
        assert all(100e6 <= f <= e - 90e6 for f, e in zip(b["first_ns"], t)), t
        assert "-m 100 " in b["command"] + " ", b["command"]
l = json.load(open("kept/latency.json"))
print(l["latency_ns"], l["backend"], [(b["name"], b["latency_ns"]) for b in l["backends"]])
END
echo "== a sweep"
rtvalidate platform startup --backend qemu-q35 "${common[@]}" --runs 1 --warm-up 0 --vcpus 1,2 \
    --memory 128,256 -o swept >/dev/null
tail -n +2 swept/startup.csv | cut -d, -f1-5
(cd swept && printf '%s\n' *.svg)
echo "== too slow"
rtvalidate platform startup --backend qemu-microvm "${common[@]}" --runs 1 --warm-up 0 \
    --time-limit 1s 2>&1 | sed 's/[.][0-9]*//'
echo "exit status ${PIPESTATUS[0]}"
alive hung
echo "== interrupted"
for signal in INT TERM; do
    : >hung
    rtvalidate platform startup --backend native,qemu-microvm "${common[@]}" --runs 50 >out 2>&1 &
    pid=$!
    for _ in $(seq 200); do [ -s hung ] && break; sleep 0.05; done
    kill -$signal $pid
    status=0
    wait $pid || status=$?
    echo "exit status $status"
    alive hung
    left
done
echo "== cyclictest is refused"
stand_in cyclictest <<'END'
#!/bin/bash
echo "Unable to change scheduling policy!"
exit 1
END
try rtvalidate platform latency --backend native --load none "${common[@]}" --duration 2s
left
