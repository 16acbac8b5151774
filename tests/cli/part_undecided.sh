# EDF, U = 1: one vCPU would do (D = T), but no limit of the analysis is enough to see it.
# Nobody says that there is no partition (1), or that a dearer one is the best.
source "$CASES/try.bash"
cp "$CASES/open_set.csv" all.csv
sed 2d all.csv >plan.csv
sed -n 1,2p all.csv >new.csv
edf=(--quiet --unit ns --guest-scheduler edf --max-period 20ms)
try rtpart "${edf[@]}" --vcpus 1 all.csv
try rtpart "${edf[@]}" --vcpus 1 --heuristic exact --format json all.csv
try rtpart "${edf[@]}" --vcpus 1 --heuristic first-fit --format xml all.csv
try rtpart "${edf[@]}" --vcpus auto --heuristic exact all.csv
try rtpart "${edf[@]}" --vcpus 2 --heuristic exact --format json all.csv
# The same of a plan in service: no room is known of, and it is not proved that it takes moves.
rtpart "${edf[@]}" --vcpus 1 -o plan.xml plan.csv >table
try rtpart --quiet --unit ns --add new.csv plan.xml
try rtpart --quiet --unit ns --add new.csv --may-move 1 --format json plan.xml
