# Mistakes on the command line of rtpart and places that cannot be written: nothing on
# standard output, no file left.
source "$CASES/try.bash"
set_file=$DATA/table4.xml
try rtpart
try rtpart "$set_file"
try rtpart --vcpus 2
try rtpart --vcpus
try rtpart --vcpus 0 "$set_file"
try rtpart --vcpus 1000000 "$set_file"
try rtpart --vcpus -1 "$set_file"
try rtpart --vcpus two "$set_file"
try rtpart --vcpus 99999999999999999999 "$set_file"
try rtpart --vcpus 2 --heuristic magic "$set_file"
try rtpart --vcpus 2 --objective least "$set_file"
try rtpart --vcpus 2 --max-bandwidth 0% "$set_file"
try rtpart --vcpus 2 --max-bandwidth 101% "$set_file"
try rtpart --vcpus 2 --max-bandwidth 1.1 "$set_file"
try rtpart --vcpus 2 --max-bandwidth much "$set_file"
try rtpart --vcpus 2 --max-bandwidth % "$set_file"
try rtpart --vcpus 2 --max-bandwidth nan "$set_file"
try rtpart --vcpus 2 --time-limit 5 "$set_file"
try rtpart --vcpus 2 --format yaml "$set_file"
try rtpart --vcpus 2 --partition-only --format xml "$set_file"
try rtpart --vcpus 2 --partition-only -o plan.xml "$set_file"
try rtpart --vcpus 2 --min-period 20ms --max-period 10ms "$set_file"
try rtpart --vcpus 2 --frobnicate "$set_file"
try rtpart --vcpus 2 "$set_file" "$set_file"
try rtpart --list "$set_file"
try rtpart --vcpus 2 missing.xml
try rtpart --vcpus 2 "$DATA"
try rtpart --vcpus 2 -o /dev/full "$set_file"
try rtpart --vcpus 2 -o missing/plan.xml "$set_file"
try rtpart --vcpus 2 -o "$DATA" "$set_file"
try rtpart --vcpus 2 --guest-scheduler prio "$set_file"
[ -z "$(ls -A)" ]
rtpart --vcpus 2 "$set_file" >/dev/full
