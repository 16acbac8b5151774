# Mistakes on the command line of rtsweep: one line each, exit status 2, nothing written.
for words in "" "--utilization 0" "--utilization 1:0.5:0.1" "--utilization nan" "--utilization 11" \
    "--utilization 1 --vcpus 0" "--utilization 1 --methods nonsense" "--utilization 1 --sets 0" \
    "--utilization 1 --shard 3/2" "--utilization 1 --resume" "--utilization 1 --print make" \
    "--utilization 1 --guest-scheduler gedf" "nonsense" "merge" "plot $DATA/table4.xml"; do
    # shellcheck disable=SC2086
    rtsweep $words 2>&1 | grep -v "^Try" || true
    echo "$words: ${PIPESTATUS[0]}"
done
for command in merge show; do
    rtsweep $command "$DATA/table4.xml" 2>&1 || echo "$?"
    rtsweep $command missing.csv 2>&1 || echo "$?"
done
ls
