# Mistakes on the command line of rtgen, what cannot be, and places that cannot be written:
# nothing on standard output, no file left.
source "$CASES/try.bash"
try rtgen
try rtgen --tasks 5
try rtgen --utilization
try rtgen --utilization 0
try rtgen --utilization -1
try rtgen --utilization nan
try rtgen --utilization 1e99
try rtgen --utilization 140%%
try rtgen --utilization 1.4 --tasks 0
try rtgen --utilization 1.4 --tasks 100001
try rtgen --utilization 1.4 --tasks 20000
try rtgen --utilization 1.4 --tasks ten
try rtgen --utilization 1.4 --tasks 1
try rtgen --utilization 1.4 --vcpus 1
try rtgen --utilization 1.4 --vcpus 0
try rtgen --utilization 1.4 --min-utilization 0.2
try rtgen --utilization 1.4 --max-utilization 0.1
try rtgen --utilization 1.4 --max-utilization 1.1
try rtgen --utilization 1.4 --min-utilization 0.9 --max-utilization 0.1
try rtgen --utilization 1.4 --bounds 0:1
try rtgen --utilization 1.4 --bounds 11x0:1
try rtgen --utilization 1.4 --bounds 10x0.5:0.4
try rtgen --utilization 1.4 --bounds nonsense
try rtgen --utilization 1.4 --bounds 10x0:0.1
try rtgen --utilization 1.4 --bounds 10x0:1 --min-utilization 0.1
try rtgen --utilization 1.4 --bounds 10x0:1 --method randfixedsum
try rtgen --utilization 1.4 --method magic
try rtgen --utilization 1.4 --method uunifast
try rtgen --utilization 9.99 --method uunifast-discard
try rtgen --utilization 1.4 --periods sometimes
try rtgen --utilization 1.4 --periods uniform:1ms
try rtgen --utilization 1.4 --periods uniform:2ms:1ms
try rtgen --utilization 1.4 --periods uniform:1:2
try rtgen --utilization 1.4 --periods uniform:11ms:19ms --period-step 10ms
try rtgen --utilization 1.4 --periods list:
try rtgen --utilization 1.4 --periods list:1ms,0ms
try rtgen --utilization 1.4 --periods harmonic:1ms:1s:1
try rtgen --utilization 1.4 --periods automotive --period-step 1ms
try rtgen --utilization 1.4 --period-step 0ms
try rtgen --utilization 1.4 --period-step 5
try rtgen --utilization 1.4 --max-hyperperiod 1ms
try rtgen --utilization 1.4 --deadlines late
try rtgen --utilization 1.4 --deadlines constrained:0.5:2
try rtgen --utilization 1.4 --wcet-step 2s
try rtgen --utilization 1.4 --count 0
try rtgen --utilization 1.4 --count 10000000000
try rtgen --utilization 1.4 --count 10001
try rtgen --utilization 1.4 --seed -1
try rtgen --utilization 1.4 --index x
try rtgen --utilization 1.4 --point 1.5
try rtgen --utilization 1.4 --guest-scheduler fifo
try rtgen --utilization 1.4 --format json
try rtgen --utilization 1.4 --format yaml
try rtgen --list --format rows
try rtgen --utilization 1.4 file.xml
try rtgen --utilization 1.4 --frobnicate
try rtgen --utilization 1.4 -o missing/set.xml
try rtgen --utilization 1.4 -o missing/sets/
try rtgen --utilization 1.4 -o /dev/full
try rtgen --utilization 1.4 --count 100 --format rows -o /dev/full
[ -z "$(ls -A)" ]
touch file
try rtgen --utilization 1.4 -o file/
try rtgen --utilization 1.4 --wcet-step 1ms --count 20 -o sets/
try rtgen --quiet --utilization 1.4 --wcet-step 1ms -o sets/
rtgen --utilization 1.4 >/dev/full
