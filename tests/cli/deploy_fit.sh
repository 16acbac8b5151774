# valgrind
# On paper: which hosts take the plans of the paper's task set?
source "$CASES/try.bash"
rtpart --vcpus 2 -q -o two.xml "$DATA/table4.xml" >/dev/null
rtpart --vcpus 4 -q -o four.xml "$DATA/table4.xml" >/dev/null
try rtdeploy fit two.xml four.xml --cpus 8 --cap 0.95
try rtdeploy fit two.xml --cpus 5
try rtdeploy fit two.xml four.xml --cpus 3
try rtdeploy fit two.xml --cpus 2 --cap 80%
rtdeploy fit two.xml --cpus 2 --format csv
rtdeploy fit two.xml --cpus 2 --format json
