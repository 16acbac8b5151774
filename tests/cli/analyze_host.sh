# What plans get on a host: guarantee, placement, and refusals with numbers.
source "$CASES/try.bash"
set_file=$DATA/table4.xml
rtpart --quiet --vcpus 2 -o a.xml "$set_file" >/dev/null
rtpart --quiet --vcpus 4 -o b.xml "$set_file" >/dev/null
rtpart --quiet --vcpus 12 -o empty.xml "$set_file" >/dev/null
try rtanalyze host --host-cpus 2 --host-cap 0.95 a.xml
try rtanalyze host --host-cpus 8 --host-cap 95% --host-used 0.3,61%,0,0,0,0,0,0 a.xml b.xml
try rtanalyze host --host-cpus 4 --host-cap 1 --host-used 38.8%,0.45,.5,90% a.xml
try rtanalyze host --host-cpus 1 a.xml
try rtanalyze host --host-cpus 3 a.xml b.xml
try rtanalyze host --host-cpus 4 --format csv - <a.xml
try rtanalyze host --host-cpus 4 --format json --host-used 0,0,0,0.5 a.xml
try rtanalyze host --host-cpus 3 --host-cap 0.6 --format json a.xml
try rtanalyze host --host-cpus 16 --format csv empty.xml
# rtpart asks about the plan that it makes; the plan is written whatever the answer.
try rtpart --vcpus 2 --host-cpus 2 -o c.xml "$set_file"
try rtpart --vcpus 2 --host-cpus 1 -o d.xml "$set_file"
ls d.xml
try rtpart --vcpus 2 --host-cpus 2 --host-cap 0.8 --format json "$set_file"
try rtpart --vcpus 2 --host-cpus 2 --max-bandwidth 30% --format csv "$set_file"
try rtpart --vcpus auto --host-cpus 4 --host-used 0.5,0.5,0.5,0.5 "$set_file"
# Mistakes.
try rtanalyze host
try rtanalyze host a.xml
try rtanalyze host --host-cpus 2
try rtanalyze host --host-cpus 0 a.xml
try rtanalyze host --host-cpus 5000 a.xml
try rtanalyze host --host-cpus 2 --host-cap 0 a.xml
try rtanalyze host --host-cpus 2 --host-cap 101% a.xml
try rtanalyze host --host-cpus 2 --host-cap none a.xml
try rtanalyze host --host-cpus 2 --host-used 0.5 a.xml
try rtanalyze host --host-cpus 2 --host-used 0.5,0.5,0.5 a.xml
try rtanalyze host --host-cpus 1 --host-used 0.5,0.5 a.xml
try rtanalyze host --host-cpus 2 --host-used 0.5, a.xml
try rtanalyze host --host-cpus 2 --host-used 0.5,1.5 a.xml
try rtanalyze host --host-cpus 2 --host-used 0.5,-1 a.xml
try rtanalyze host --host-cpus 2 --host-used '' a.xml
try rtanalyze host --host-cpus 2 - - <a.xml
try rtanalyze host --host-cpus 2 missing.xml
try rtanalyze host --host-cpus 2 "$set_file"
try rtpart --vcpus 2 --host-cap 0.95 "$set_file"
try rtpart --vcpus 2 --host-used 0.95 "$set_file"
try rtpart --vcpus 2 --host-cpus 2 --compare "$set_file"
try rtpart --vcpus 2 --host-cpus 2 --partition-only "$set_file"
