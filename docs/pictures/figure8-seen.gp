# gnuplot script by rtpart: edit and run it in this directory
set terminal svg size 800,520 dynamic enhanced font 'sans-serif,13' background 'white'
set encoding utf8
if (!exists('OUTPUT')) OUTPUT = 'figure8-seen.svg'
set output OUTPUT
DATA = 'figure8-seen.dat'
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
set title 'all tasks' noenhanced
set xlabel 'normalised response time'
set ylabel 'share of jobs'
set yrange [0:1.02]
set xrange [0:1.05<*<100]
set autoscale xfixmax
set key bottom right noenhanced
set arrow 1 from first 1,graph 0 to first 1,graph 1 nohead lc rgb '#aa0000' dt 2
plot DATA index 0 using 1:2 with steps ls 1 title 'result2', \
     DATA index 1 using 1:2 with steps ls 2 title 'real2', \
     DATA index 2 using 1:2 with steps ls 3 title 'loaded2'
