# gnuplot script by rtpart: edit and run it in this directory
set terminal svg size 1100,511 dynamic enhanced font 'sans-serif,13' background 'white'
set encoding utf8
if (!exists('OUTPUT')) OUTPUT = 'gantt.svg'
set output OUTPUT
DATA = 'gantt.dat'
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
set title 'sim 0.1.0: worst-case supply, seed 1' noenhanced
set xlabel 'time (ms); arrows: up released, down due'
unset key
set grid noytics
set style fill solid 1.0 noborder
set linetype 1 lc rgb '#0072b2'
set linetype 2 lc rgb '#d55e00'
set linetype 3 lc rgb '#009e73'
set linetype 4 lc rgb '#cc79a7'
set linetype 5 lc rgb '#e69f00'
set linetype 6 lc rgb '#56b4e9'
set linetype 7 lc rgb '#000000'
set linetype 8 lc rgb '#8c6d1f'
set linetype 9 lc rgb '#7f7f7f'
set linetype 10 lc rgb '#5e3c99'
set xrange [0.000000:300.000000]
set yrange [-0.2:13.60]
set ytics ('vCPU 0: 7.5 / 11 ms' 12.40, 'vCPU 1: 27.5 / 33 ms' 6.70, 't0' 11.10, 't1' 5.40, 't2' 4.40, 't3' 10.10, 't4' 9.10, 't5' 3.40, 't6' 2.40, 't7' 8.10, 't8' 1.40, 't9' 0.40) noenhanced nomirror scale 0
plot DATA index 5 using 1:3:2 with filledcurves fc rgb '#f3d9a4', \
     DATA index 5 using 1:2 with lines lc rgb '#b8860b' lw 1, \
     DATA index 6 using 1:3:2 with filledcurves fc rgb '#f3d9a4', \
     DATA index 6 using 1:2 with lines lc rgb '#b8860b' lw 1, \
     DATA index 0 using 1:($3+0.05):1:2:($3+0.05):($3+0.2) with boxxyerror fc rgb '#555555', \
     DATA index 1 using 1:($3+0.05):1:2:($3+0.05):($3+0.6):4 with boxxyerror lc variable, \
     DATA index 2 using 1:2:(0):(0.85) with vectors head filled size graph 0.005,20 lc rgb '#333333' lw 1, \
     DATA index 3 using 1:($2+0.85):(0):(-0.85) with vectors head filled size graph 0.005,20 lc rgb '#aa0000' lw 1 dt 2, \
     DATA index 4 using 1:($2+0.85) with points pt 7 ps 0.9 lc rgb '#dd0000'
