# What cannot be meant is refused, rather than done in part: an option that would count for
# nothing, a task set that its result would replace, output that is lost.
source "$CASES/try.bash"
cp "$DATA/table4.xml" set.xml
ln -s set.xml link.xml
rtpart --vcpus 2 -q -o plan.xml set.xml >/dev/null

try rtpart --vcpus 2 -o link.xml set.xml
try rtpart --add set.xml -o set.xml plan.xml
cmp set.xml "$DATA/table4.xml"
try rtpart --vcpus 2 -o "" set.xml
try rtpart --list --format xml
try rtpart --vcpus 2 --max-bandwidth 80 set.xml

try rtanalyze mpr --vcpus 2 --period 10ms --min-period 5ms set.xml
try rtanalyze mpr --vcpus 2 --max-period 20ms --period 10ms set.xml
printf '2 20\n' >slow.txt
try rtanalyze sensitivity slow.txt
try rtsweep plot plan.xml
try rtanalyze sensitivity --unit ms --reservation 1ms/11ms slow.txt

try rtdeploy fit plan.xml --cpus 2 --cap 95%

try rtvalidate run --work 0.5 plan.xml
try rtvalidate run --unreserved plan.xml
try rtvalidate run --logs . plan.xml
try rtvalidate run --engine host --gantt chart.svg plan.xml
try rtvalidate run --engine host --work 2 plan.xml
try rtvalidate run --window 5ms:0ms plan.xml
try rtvalidate compare --task t0 result

try rtconvert --format csv --to rows set.xml
try rtconvert -q --format rows set.xml

try rtsweep --utilization 1.4 --tasks 1

for command in 'rtpart --version' 'rtdeploy --version' 'rtsweep --list' \
    'rtvalidate run --list' 'rtvalidate campaign --list' 'rtvalidate run plan.xml'; do
    echo "$command"
    status=0
    $command >/dev/full 2>message || status=$?
    cat message
    echo "exit $status"
done
ls
