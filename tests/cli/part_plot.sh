# Pictures of a plan, and what gnuplot was given; mistakes leave nothing behind.
source "$CASES/try.bash"
set_file=$DATA/table4.xml
try rtpart --vcpus 2 --plot plan.pdf "$set_file"
try rtpart --vcpus 2 --plot missing/plan.svg "$set_file"
try rtpart --vcpus 2 --plot-data "$set_file"
try rtpart --vcpus 2 --partition-only --plot plan.svg "$set_file"
try rtpart --vcpus 1 --plot plan.svg --format csv "$set_file"
[ -z "$(ls -A)" ]
command -v gnuplot >/dev/null || exit 0
rtpart --vcpus 2 --plot plan.svg "$set_file" >/dev/null
[ "$(ls -A)" = plan.svg ] && grep -q '</svg>' plan.svg
rtpart --vcpus 2 --plot plan.png --plot-data "$set_file" >/dev/null
[ -s plan.png ] && [ -s plan.dat ] && [ -s plan.gp ]
