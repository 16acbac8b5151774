# gnuplot script by rtpart: edit and run it in this directory
set terminal svg size 1270,480 dynamic enhanced font 'sans-serif,13' background 'white'
set encoding utf8
if (!exists('OUTPUT')) OUTPUT = 'compare.svg'
set output OUTPUT
DATA = 'compare.dat'
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
set title 'what the host has to reserve'
set style data histogram
set style histogram clustered gap 1
set style fill solid 0.8 noborder
set boxwidth 0.9
set yrange [0:*]
set grid ytics
set key outside top center horizontal
set xtics rotate by -35 noenhanced
set ylabel 'share of a CPU (%)'
plot DATA using 2:xtic(1) ls 1 title 'all vCPUs', '' using 3 ls 5 title 'largest vCPU'
