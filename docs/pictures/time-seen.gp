# gnuplot script by rtpart: edit and run it in this directory
set terminal svg size 900,520 dynamic enhanced font 'sans-serif,13' background 'white'
set encoding utf8
if (!exists('OUTPUT')) OUTPUT = 'time-seen.svg'
set output OUTPUT
DATA = 'time-seen.dat'
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
set title 'time that one set takes'
set xlabel 'tasks in the set'
set ylabel 'time (us)'
set logscale y
set key outside right top noenhanced
plot DATA index 0 using 1:2 with linespoints ls 1 pt 7 title 'ovh', \
     DATA index 1 using 1:2 with linespoints ls 2 pt 7 title 'resettle', \
     DATA index 2 using 1:2 with linespoints ls 3 pt 7 title 'first-fit', \
     DATA index 3 using 1:2 with linespoints ls 4 pt 7 title 'worst-fit', \
     DATA index 4 using 1:2 with linespoints ls 5 pt 7 title 'global-edf'
