# valgrind
# What belongs inside the guest, in every form.
source "$CASES/try.bash"
rtpart --vcpus 2 -q -o plan.xml "$DATA/table4.xml" >/dev/null
rtpart --vcpus 2 -q --guest-scheduler edf -o edf.xml "$DATA/table4.xml" >/dev/null
rtdeploy guest plan.xml | tee run.sh
sh -n run.sh
try sh run.sh t99 true
rtdeploy guest plan.xml --format container | tee move.sh
sh -n move.sh
RTGROUP=/none try sh move.sh t99 1
RTGROUP=/none try sh move.sh t1
rtdeploy guest plan.xml --format systemd | head -16
rtdeploy guest plan.xml --format rt-app -o app.json
head -40 app.json
try rtdeploy guest edf.xml
try rtdeploy guest plan.xml --format yaml
try rtdeploy guest
