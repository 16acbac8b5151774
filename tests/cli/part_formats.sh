# The same answer in every format; the plan goes to -o while the table is still shown.
source "$CASES/try.bash"
cp "$DATA/table4.xml" "my set.xml"
try rtpart --vcpus 2 --format json "my set.xml"
try rtpart --vcpus 2 --format csv - <"my set.xml"
try rtpart --vcpus 2 --format xml "my set.xml"
try rtpart --vcpus 2 -o plan.xml "my set.xml"
cat plan.xml
try rtpart --vcpus 2 -o - "my set.xml"
try rtpart --vcpus 2 --format csv -o rows.csv "my set.xml"
cat rows.csv
try rtpart --vcpus 3 --partition-only "my set.xml"
try rtpart --vcpus 3 --partition-only --format json "my set.xml"
try rtpart --list --format csv
