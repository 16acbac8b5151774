# One set and several, in every form; what is written reads back without a word.
set=(--tasks 3 --utilization 0.8 --seed 3 --deadlines constrained:0.5:1)
rtgen "${set[@]}" --guest-scheduler dm
rtgen "${set[@]}" --format csv
rtgen "${set[@]}" --format rows
rtgen "${set[@]}" --count 2
rtgen "${set[@]}" --count 2 --format csv
rtgen "${set[@]}" --count 2 --format rows
for format in xml csv rows; do
    rtgen "${set[@]}" --format "$format" -o "set.$format"
    rtpart --vcpus 1 --partition-only --unit ms --format csv "set.$format"
done
rtgen "${set[@]}" --count 3 -o many.xml
rtpart --vcpus 1 --partition-only --component set2 --format csv many.xml
