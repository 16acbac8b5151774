# Tasks join and leave a plan; the others stay, unless some may move.
source "$CASES/try.bash"
set_file=$DATA/table4.xml
rtpart --quiet --vcpus 2 -o plan.xml "$set_file" >/dev/null
printf '%s\n' "name,c_ms,t_ms" "probe,1,50" >probe.csv
printf '%s\n' "name,c_ms,t_ms" "big,30,100" >big.csv
try rtpart --add probe.csv -o plan2.xml plan.xml
rtanalyze verify --format csv plan2.xml
grep -E '<plan|<provenance' plan2.xml
try rtpart --remove t8 --remove probe -o plan3.xml plan2.xml
rtanalyze verify --format csv plan3.xml
try rtpart --add big.csv --remove t8 plan.xml
try rtpart --add big.csv -o none.xml plan.xml
[ ! -e none.xml ]
try rtpart --add big.csv --format json plan.xml
try rtpart --add big.csv --format xml plan.xml
try rtpart --add big.csv --may-move 1 -o plan4.xml plan.xml
rtanalyze verify --format csv plan4.xml
try rtpart --add big.csv --may-move 1 --format json plan.xml
try rtpart --add big.csv --vcpus 3 --format csv - <plan.xml
printf '%s\n' "90 100" >huge
try rtpart --quiet --add huge --rename-duplicates plan.xml
# A plan keeps what it says itself.
rtpart --quiet --vcpus 2 --guest-scheduler edf --latency 1ms -o edf.xml "$set_file" >/dev/null
try rtpart --add probe.csv --format csv -o rows.csv edf.xml
rtpart --add probe.csv --format xml edf.xml | grep -c 'guest_scheduler="edf".* latency_ns="1000000"'
# Mistakes.
try rtpart --add probe.csv
try rtpart --remove t1
try rtpart --add missing.csv plan.xml
try rtpart --add probe.csv missing.xml
try rtpart --add probe.csv "$set_file"
try rtpart --add plan.xml plan.xml
try rtpart --add - -
try rtpart --add probe.csv --add big.csv plan.xml
try rtpart --add probe.csv plan2.xml
try rtpart --remove nobody plan.xml
try rtpart --remove t1 --remove t1 plan.xml
try rtpart --add probe.csv --heuristic ovh plan.xml
try rtpart --add probe.csv --compare plan.xml
try rtpart --add probe.csv --vcpus auto plan.xml
try rtpart --add probe.csv --vcpus 1 plan.xml
try rtpart --add probe.csv --latency 1ms plan.xml
try rtpart --add probe.csv --guest-scheduler dm plan.xml
try rtpart --add probe.csv --may-move many plan.xml
try rtpart --remove t1 --may-move 1 plan.xml
try rtpart --vcpus 2 --may-move 1 "$set_file"
sed 's/runtime_ns="27500000"/runtime_ns="20000000"/' plan.xml >short.xml
try rtpart --add probe.csv --vcpus 3 --max-bandwidth 60% short.xml
rtanalyze mpr --quiet --vcpus 2 --period 10ms --test gedf --format xml "$set_file" >global.xml
try rtpart --add probe.csv global.xml
