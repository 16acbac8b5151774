# The printed script for GNU parallel really runs, and gives what one process gives.
campaign="rtsweep --quiet --tasks 5 --utilization 1.2 --vcpus 2 --sets 40 --chunk 5"
rtsweep --print slurm --shards 3 --tasks 5 --utilization 1.2 --vcpus 2 | bash -n && echo slurm
$campaign --print parallel --shards 3 -o job.sh && bash -n job.sh && echo parallel
if command -v parallel > /dev/null; then
    $campaign -o one.csv > /dev/null
    bash job.sh > /dev/null 2>&1 < /dev/null
    cmp one.csv all.csv
else
    echo "skipped: GNU parallel is not installed" >&2
fi
