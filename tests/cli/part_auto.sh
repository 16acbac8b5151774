# --vcpus auto: the least number, what each more would buy, and the plan of the least.
source "$CASES/try.bash"
set_file=$DATA/table4.xml
try rtpart --vcpus auto "$set_file"
try rtpart --vcpus auto --heuristic exact "$set_file"
try rtpart --vcpus auto --heuristic exact --format json "$set_file"
try rtpart --vcpus auto --format csv "$set_file"
try rtpart --vcpus auto --max-bandwidth 60% --heuristic worst-fit -o plan.xml "$set_file"
rtanalyze verify --format csv plan.xml
printf '%s\n' "1 100" >one
try rtpart --quiet --vcpus auto one
try rtpart --quiet --vcpus auto --max-bandwidth 30% "$set_file"
try rtpart --quiet --vcpus auto --max-bandwidth 30% --format json "$set_file"
try rtpart --quiet --vcpus auto --partition-only "$set_file"
try rtpart --quiet --vcpus auto --compare "$set_file"
try rtpart --quiet --vcpus Auto "$set_file"
