# All methods side by side: the paper's numbers, the optimum, global guests.
source "$CASES/try.bash"
set_file=$DATA/table4.xml
try rtpart --vcpus 2 --compare "$set_file"
try rtpart --vcpus 6 --compare --format csv "$set_file"
try rtpart --vcpus 2 --compare --max-bandwidth 75% "$set_file"
try rtpart --vcpus 1 --compare "$set_file"
rtpart --vcpus 2 --compare --format json "$set_file" |
    grep -E '"(schema|method|answer|budget_ns|runtime_per_vcpu_ns|vcpu_count)"'
try rtpart --vcpus 2 --compare --heuristic ovh "$set_file"
try rtpart --vcpus 2 --compare --partition-only "$set_file"
try rtpart --vcpus 2 --compare -o plan.xml "$set_file"
try rtpart --vcpus 2 --compare --format xml "$set_file"
try rtpart --vcpus 2 --compare --plot bars.pdf "$set_file"
try rtpart --vcpus 1 --compare --plot bars.svg "$set_file"
[ -z "$(ls -A)" ]
command -v gnuplot >/dev/null || exit 0
rtpart --vcpus 2 --compare --plot bars.svg "$set_file" >/dev/null
[ "$(ls -A)" = bars.svg ] && grep -q '</svg>' bars.svg
