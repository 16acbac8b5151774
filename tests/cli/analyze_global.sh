# Global scheduling on CPUs of their own: all tests, one test, mistakes.
source "$CASES/try.bash"
set_file=$DATA/table4.xml
try rtanalyze global --cpus 2 "$set_file"
try rtanalyze global --cpus 2 --test bcl "$set_file"
try rtanalyze global --cpus 1 --format csv "$set_file"
printf '%s\n' "1 4" "2 6" "3 9" >three
try rtanalyze global --quiet --cpus 2 --test guan --priorities opa --format json three
try rtanalyze global --list
try rtanalyze global "$set_file"
try rtanalyze global --cpus 0 "$set_file"
try rtanalyze global --cpus 2
try rtanalyze global --cpus 2 --test magic "$set_file"
try rtanalyze global --cpus 2 --priorities magic "$set_file"
try rtanalyze global --cpus 2 --test gfb --priorities dm "$set_file"
try rtanalyze global --cpus 2 --priorities prio "$set_file"
try rtanalyze global --cpus 2 --latency 1ms "$set_file"
try rtanalyze global --cpus 2 -o /dev/full "$set_file"
