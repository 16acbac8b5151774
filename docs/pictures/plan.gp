# gnuplot script by rtpart: edit and run it in this directory
set terminal svg size 1200,820 dynamic enhanced font 'sans-serif,13' background 'white'
set encoding utf8
if (!exists('OUTPUT')) OUTPUT = 'plan.svg'
set output OUTPUT
DATA = 'plan.dat'
set grid lc rgb '#dddddd'
set border lc rgb '#555555'
set tics textcolor rgb '#222222'
set style line 1 lc rgb '#0072b2' lw 2
set style line 2 lc rgb '#d55e00' lw 2
set style line 3 lc rgb '#009e73' lw 2
set style line 4 lc rgb '#cc79a7' lw 2
set style line 5 lc rgb '#e69f00' lw 2
set style line 6 lc rgb '#56b4e9' lw 2
set style line 7 lc rgb '#000000' lw 2
set style line 8 lc rgb '#8c6d1f' lw 2
set style line 9 lc rgb '#7f7f7f' lw 2
set style line 10 lc rgb '#5e3c99' lw 2
set multiplot layout 2,2
set title 'vCPU 0: 7.5 ms every 11 ms'
set xlabel 'time window (ms)' offset 0,0.5
set ylabel 'CPU time (ms)'
set key outside bottom center horizontal maxcols 2 samplen 2
plot DATA index 0 using 1:2 with lines ls 1 title 'supply sbf', \
     DATA index 0 using 1:3 with lines ls 1 lw 1 dt 2 title 'linear bound', \
     DATA index 1 using 1:2 with steps ls 2 title 'demand of the lowest priority', \
     DATA index 2 using 1:2 with points ls 7 pt 7 ps 0.7 title 'response times', \
     DATA index 2 every 2 using 1:2:3 with labels right offset -0.7,0.4 noenhanced notitle, \
     DATA index 2 every 2::1 using 1:2:3 with labels left offset 0.7,-0.15 noenhanced notitle
set title 'vCPU 0: share of a CPU'
set xlabel 'period P (ms)' offset 0,0.5
set ylabel 'least Q/P (%)'
plot DATA index 3 using 1:2 with linespoints ls 3 pt 7 ps 0.4 title 'least Q/P', \
     DATA index 4 using 1:2 with points ls 2 pt 6 ps 1.8 title 'chosen'
set title 'vCPU 1: 27.5 ms every 33 ms'
set xlabel 'time window (ms)' offset 0,0.5
set ylabel 'CPU time (ms)'
set key outside bottom center horizontal maxcols 2 samplen 2
plot DATA index 5 using 1:2 with lines ls 1 title 'supply sbf', \
     DATA index 5 using 1:3 with lines ls 1 lw 1 dt 2 title 'linear bound', \
     DATA index 6 using 1:2 with steps ls 2 title 'demand of the lowest priority', \
     DATA index 7 using 1:2 with points ls 7 pt 7 ps 0.7 title 'response times', \
     DATA index 7 every 2 using 1:2:3 with labels right offset -0.7,0.4 noenhanced notitle, \
     DATA index 7 every 2::1 using 1:2:3 with labels left offset 0.7,-0.15 noenhanced notitle
set title 'vCPU 1: share of a CPU'
set xlabel 'period P (ms)' offset 0,0.5
set ylabel 'least Q/P (%)'
plot DATA index 8 using 1:2 with linespoints ls 3 pt 7 ps 0.4 title 'least Q/P', \
     DATA index 9 using 1:2 with points ls 2 pt 6 ps 1.8 title 'chosen'
unset multiplot
