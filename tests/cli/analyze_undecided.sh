# EDF, U = 1: a whole CPU holds all tasks (D = T), but no limit of the analysis is enough to see
# it. What is not proved is undecided (5), and says why.
source "$CASES/try.bash"
cp "$CASES/open_set.csv" all.csv
edf=(--unit ns --guest-scheduler edf)
grid=(--min-period 10ms --max-period 20ms)
try rtanalyze interface "${edf[@]}" "${grid[@]}" all.csv
try rtanalyze interface "${edf[@]}" "${grid[@]}" --format json all.csv
try rtanalyze check "${edf[@]}" --reservation 1ms/1ms all.csv
try rtanalyze compose "${edf[@]}" "${grid[@]}" all.csv
try rtanalyze compose "${edf[@]}" "${grid[@]}" --format json all.csv
try rtanalyze compose "${edf[@]}" "${grid[@]}" --format carts all.csv
try rtanalyze sensitivity "${edf[@]}" --reservation 1ms/1ms all.csv
try rtanalyze sensitivity "${edf[@]}" --reservation 1ms/1ms --format json all.csv
# 500 of 1000 ns would do and is open, more is known to do; 1001 of 2001 is open too, and the most.
cat >half.csv <<'END'
name,c,d,t
t0,2249600790429669,4503599627370440,9007199254740881
t1,2249600790429669,9007199254740881,9007199254740881
END
grid=(--min-period 1us --max-period 1us --period-step 1ns)
try rtanalyze interface "${edf[@]}" "${grid[@]}" --runtime-step 1ns half.csv
try rtanalyze interface "${edf[@]}" "${grid[@]}" --runtime-step 1ns --format json half.csv
try rtanalyze compose "${edf[@]}" "${grid[@]}" --runtime-step 1ns half.csv
try rtanalyze interface "${edf[@]}" --min-period 2001ns --max-period 2001ns --period-step 1ns \
    --runtime-step 1001ns half.csv
