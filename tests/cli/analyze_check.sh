# The second vCPU of the paper holds its tasks; a little less does not.
source "$CASES/try.bash"
cat >vcpu1.csv <<'END'
name,c_us,d_us,t_us
t1,1570,40000,40000
t2,6300,65000,65000
t5,19691,123000,123000
t6,3440,128000,128000
t8,89843,236000,236000
t9,20937,257000,257000
END
try rtanalyze check --reservation 27.5ms/33ms vcpu1.csv
try rtanalyze check --reservation 27ms/33ms vcpu1.csv
try rtanalyze check --reservation 27.5ms/33ms --guest-scheduler edf vcpu1.csv
try rtanalyze check --reservation 19ms/33ms --guest-scheduler edf vcpu1.csv
try rtanalyze check --reservation 22ms/33ms --guest-scheduler edf vcpu1.csv
try rtanalyze check --reservation 27ms/33ms --format json vcpu1.csv
try rtanalyze check --reservation 27.5ms/33ms --format csv vcpu1.csv
try rtanalyze check --reservation 1us/10us --quiet --format csv vcpu1.csv
