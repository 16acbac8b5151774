# The sets of the vCPUs of the paper, in every format.
source "$CASES/try.bash"
cat >vcpu0.csv <<'END'
name,c,d,t
t0,10.321,34,34
t3,1.72,90,90
t4,14.712,98,98
t7,23.266,164,164
END
try rtanalyze interface --unit ms vcpu0.csv
try rtanalyze interface --unit ms --format json - <vcpu0.csv
try rtanalyze interface --unit ms --format csv vcpu0.csv
try rtanalyze interface --unit ms --guest-scheduler edf vcpu0.csv
try rtanalyze interface --unit ms --min-period 12ms --max-period 12ms vcpu0.csv
try rtanalyze interface --unit ms --latency 200us vcpu0.csv
try rtanalyze interface --unit ms --max-period 50us --min-period 10us --runtime-step 1us \
    --period-step 10us vcpu0.csv
try rtanalyze interface --unit ms --min-period 30ms --max-period 40ms --runtime-step 25ms vcpu0.csv
try rtanalyze interface "$DATA/table4.xml"
try rtanalyze interface --format json "$DATA/table4.xml"
rtanalyze interface --unit ms -o result vcpu0.csv
cat result
# No bound and no step of the grid may be 0.
for option in --min-period --max-period --period-step --runtime-step; do
    try rtanalyze interface --unit ms $option 0ns vcpu0.csv
done
try rtanalyze interface --unit ns --min-period 1ns --max-period 1ns --period-step 1ns \
    --runtime-step 1ns vcpu0.csv
