# valgrind
# One call of each kind, for valgrind.
rtanalyze interface --format json --max-period 12ms - <"$DATA/table4.xml" >/dev/null || true
rtanalyze check --reservation 8ms/10ms "$DATA/table4.xml" >/dev/null || true
rtpart --vcpus 2 -o plan.xml "$DATA/table4.xml" >/dev/null
rtpart --vcpus 4 --format json "$DATA/table4.xml" >/dev/null
rtpart --vcpus 1 --format csv "$DATA/table4.xml" >/dev/null || true
rtpart --list >/dev/null
! rtpart --vcpus 2 --heuristic magic "$DATA/table4.xml" 2>/dev/null
! rtpart --vcpus 2 --component nobody "$DATA/table4.xml" 2>/dev/null
