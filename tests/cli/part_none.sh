# No partition: proved (1), or only not found (5); never a plan.
source "$CASES/try.bash"
set_file=$DATA/table4.xml
try rtpart --vcpus 1 "$set_file"
try rtpart --vcpus 1 --format json "$set_file"
try rtpart --vcpus 1 --format csv "$set_file"
try rtpart --vcpus 1 --format xml "$set_file"
try rtpart --vcpus 1 -o plan.xml "$set_file"
try rtpart --vcpus 2 --max-bandwidth 69% "$set_file"
try rtpart --vcpus 9 --max-bandwidth 38% "$set_file"
printf '%s\n' "5 10" "5 10" "6 11" "3 13" >tight
try rtpart --quiet --vcpus 2 --heuristic next-fit tight
try rtpart --quiet --vcpus 2 --heuristic next-fit --format json tight
try rtpart --quiet --vcpus 2 --heuristic next-fit -o plan.xml tight
[ ! -e plan.xml ]
