# Plans are proved by their certificates, and looked at vCPU by vCPU.
source "$CASES/try.bash"
rtpart --vcpus 2 -o plan.xml "$DATA/table4.xml" >/dev/null
rtpart --vcpus 2 --guest-scheduler edf -o edf.xml "$DATA/table4.xml" >/dev/null
try rtanalyze verify plan.xml
try rtanalyze verify --format json - <plan.xml
try rtanalyze verify edf.xml
sed 's/runtime_ns="7500000"/runtime_ns="7400000"/' plan.xml >worse.xml
try rtanalyze verify worse.xml
grep -v certificate plan.xml >bare.xml
try rtanalyze verify bare.xml
try rtanalyze mpr --vcpus 2 --period 10ms --test gedf --format csv -o table.csv "$DATA/table4.xml"
try rtanalyze mpr --vcpus 2 --period 10ms --test gedf -o gedf.xml "$DATA/table4.xml"
try rtanalyze mpr --vcpus 2 --period 10ms --test gfp -o gfp.xml --format xml "$DATA/table4.xml"
try rtanalyze mpr --vcpus 1 -o none.xml "$DATA/table4.xml"
[ ! -e none.xml ]
rtanalyze mpr --vcpus 2 --period 10ms -o - "$DATA/table4.xml" >stdout.xml
try rtanalyze verify gedf.xml
try rtanalyze verify --format csv gfp.xml
try rtanalyze verify --format csv stdout.xml
sed 's/17500000/17499998/; s/8750000/8749999/' gedf.xml >less.xml
try rtanalyze verify less.xml
sed 's/guest_priority="98"/guest_priority="90"/' gfp.xml >order.xml
try rtanalyze verify --format csv order.xml
sed 's/guest_priority="98"/guest_priority="90"/' plan.xml >order.xml
try rtanalyze verify order.xml
try rtanalyze sensitivity plan.xml
try rtanalyze sensitivity --format csv worse.xml
try rtanalyze sensitivity worse.xml
printf '%s\n' "2 10" "3 20" >two
try rtanalyze sensitivity --quiet --reservation 3ms/5ms --format json two
try rtanalyze sensitivity --quiet --reservation 1ms/5ms --guest-scheduler edf two
try rtanalyze verify "$DATA/table4.xml"
try rtanalyze verify missing.xml
try rtanalyze verify
try rtanalyze sensitivity --reservation 1ms/2ms plan.xml
try rtanalyze sensitivity --unit ms plan.xml
try rtanalyze sensitivity two
try rtanalyze sensitivity --reservation 2ms/1ms two
try rtanalyze sensitivity missing.xml
try rtanalyze sensitivity -o /dev/full plan.xml
