# The same bytes from every build of every compiler: checksums of 50 sets each. A change
# here means that a seed gives other sets than before.
sets()
{
    rtgen --count 50 --format rows --seed 5 "$@" | grep -v '^#' | sha256sum
}
sets --tasks 10 --utilization 1.4
sets --tasks 300 --utilization 75 --deadlines constrained:0.5:1
sets --tasks 10 --utilization 8 --periods uniform:1ms:100ms --period-step 1us
sets --tasks 10 --utilization 1.4 --periods automotive --method tilted
sets --tasks 4 --utilization 2 --bounds 0.1:0.9,2x0.4:0.6,0:1 --periods list:7ms,11ms
sets --tasks 10 --utilization 0.9 --method uunifast --periods harmonic:5ms:1s:4
sets --tasks 10 --utilization 1.4 --method uunifast-discard --wcet-step 1us
sets --tasks 4 --utilization 1.4 --max-hyperperiod 60s --period-step 10ms
