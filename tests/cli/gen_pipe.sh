# One set, to the last digit, and straight into rtpart.
rtgen --tasks 10 --utilization 1.4 --vcpus 2 --seed 7
rtgen --tasks 10 --utilization 1.4 --vcpus 2 --seed 7 | rtpart --vcpus 2 -
