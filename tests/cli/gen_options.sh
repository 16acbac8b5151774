# Limits of tasks, steps, lists: seen in what comes out.
columns()
{
    rtgen --count 200 --format csv --seed 9 "$@" | tail -n +2
}
least_and_most()
{
    awk -F, '{ u = $3 / $5; if (NR == 1 || u < lo) lo = u; if (u > hi) hi = u; sum += u }
        END { printf "%.1f .. %.1f, mean of sums %.6f\n", lo, hi, sum / 200 }'
}
columns --tasks 5 --utilization 2 | least_and_most
columns --tasks 5 --utilization 2 --min-utilization 0.2 --max-utilization 0.7 | least_and_most
columns --tasks 5 --utilization 2 --bounds 0.3:0.5,4x0.3:0.6 | least_and_most
columns --tasks 5 --utilization 2 --periods list:10ms,2.5ms,1s | cut -d, -f5 | sort -un
columns --tasks 5 --utilization 2 --periods harmonic:10ms:100ms | cut -d, -f5 | sort -un
columns --tasks 5 --utilization 2 --periods uniform:10ms:14ms --period-step 2ms |
    cut -d, -f5 | sort -un
columns --tasks 5 --utilization 2 --wcet-step 5ms --periods list:10ms,20ms |
    cut -d, -f3 | sort -un
columns --tasks 5 --utilization 2 --deadlines constrained:1:1 | awk -F, '$4 != $5'
columns --tasks 5 --utilization 2 --deadlines constrained:0:0 | awk -F, '$3 != $4'
rtgen --list
rtgen --list --format csv | head -2
rtgen --list --format json | head -8
rtgen -q -u 140% | cmp - <(rtgen -q -u 1.4) && echo "140% is 1.4"
