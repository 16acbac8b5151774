# Ctrl-C ends a search as a time limit does: the best answer so far is printed and kept, and
# the exit status tells that it was cut short.
rtgen -q --tasks 60 --utilization 5 --seed 3 -o set.xml

# interrupt OPTION...: rtpart, with a signal once it catches them
interrupt()
{
    local pid status=0 caught=0

    rtpart --vcpus 8 "$@" set.xml >out 2>err &
    pid=$!
    while [ $((0x$caught & 2)) -eq 0 ]; do
        sleep 0.01
        caught=$(sed -n 's/^SigCgt:\t//p' "/proc/$pid/status")
    done
    kill -INT "$pid"
    wait "$pid" || status=$?
    echo "exit $status"
    cat err
}

for method in exact milp; do
    interrupt --heuristic "$method" -o plan.xml
    sed -n 's/ (within .*)//; 1p' out
    grep -c '<task ' plan.xml && rm plan.xml
done
interrupt --compare --format csv
cut -d , -f 1 out | paste -s -d " "
ls -A
