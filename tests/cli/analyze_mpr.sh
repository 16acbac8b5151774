# Global guests on the task set of the paper: 17.5 ms every 10 ms, 17.46 on a finer grid.
source "$CASES/try.bash"
set_file=$DATA/table4.xml
try rtanalyze mpr --vcpus 2 --period 10ms --test gedf "$set_file"
try rtanalyze mpr --vcpus 2 --period 10ms --test gedf --format json "$set_file"
try rtanalyze mpr --vcpus 2 --period 10ms --test gedf --runtime-step 10us --format csv "$set_file"
try rtanalyze mpr --vcpus 2 --format csv "$set_file"
try rtanalyze mpr --vcpus 4 --guest-scheduler dm --min-period 5ms --max-period 6ms --format csv "$set_file"
try rtanalyze mpr --vcpus 2 --period 10ms --priorities opa --format xml "$set_file"
try rtanalyze mpr --vcpus 2 --period 10ms --budget 17.5ms --test gedf --format csv "$set_file"
try rtanalyze mpr --vcpus 2 --period 10ms --budget 15ms --test gedf "$set_file"
try rtanalyze mpr --vcpus 2 --period 10ms --budget 15ms --test gedf --format xml "$set_file"
try rtanalyze mpr --vcpus 1 "$set_file"
try rtanalyze mpr --vcpus 1 --period 10ms --budget 10ms "$set_file"
try rtanalyze mpr --list
try rtanalyze mpr "$set_file"
try rtanalyze mpr --vcpus 0 "$set_file"
try rtanalyze mpr --vcpus 2
try rtanalyze mpr --vcpus 2 --test magic "$set_file"
try rtanalyze mpr --vcpus 2 --priorities magic "$set_file"
try rtanalyze mpr --vcpus 2 --priorities dm --test gedf "$set_file"
try rtanalyze mpr --vcpus 2 --priorities prio "$set_file"
try rtanalyze mpr --vcpus 2 --budget 15ms "$set_file"
try rtanalyze mpr --vcpus 2 --period 10ms --budget 25ms "$set_file"
try rtanalyze mpr --vcpus 2 -o /dev/full --format xml "$set_file"
[ -z "$(ls -A)" ]
