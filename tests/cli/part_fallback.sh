# No heuristic named: where Ovh finds nothing, the others; one that is named is used as it is.
source "$CASES/try.bash"
printf '%s\n' "8 30" "12 50" "29 60" "35 80" "8 40" >five
try rtpart --quiet --vcpus 2 five
try rtpart --quiet --vcpus 2 --format json five
try rtpart --quiet --vcpus 2 --partition-only five
try rtpart --quiet --vcpus 2 --heuristic ovh five
try rtpart --quiet --vcpus 2 --heuristic ovh --format json five
rtpart --quiet --vcpus 2 -o plan.xml five >shown
grep -o 'method="[a-z-]*"' plan.xml
rtanalyze verify plan.xml --format csv
# Nobody finds one: the exact search proves it, and does not try where the tasks are many.
printf '%s\n' "60 100" "60 100" "60 100" >three
try rtpart --quiet --vcpus 2 three
try rtpart --quiet --vcpus 2 --format json three
seq 21 | sed 's/.*/60 100/' >many
try rtpart --quiet --vcpus 20 many
