# valgrind
# Every way out, small.
set=(--quiet --tasks 2 --utilization 0.5 --count 2)
rtgen "${set[@]}" >/dev/null
rtgen "${set[@]}" --format csv >/dev/null
rtgen "${set[@]}" --format rows -o all.txt
rtgen "${set[@]}" --bounds 2x0:0.4 --periods list:5ms,7ms -o sets/
rtgen --list --format json >/dev/null
