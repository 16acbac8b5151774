# gnuplot script by rtpart: edit and run it in this directory
set terminal svg size 800,520 dynamic enhanced font 'sans-serif,13' background 'white'
set encoding utf8
if (!exists('OUTPUT')) OUTPUT = 'startup.svg'
set output OUTPUT
DATA = 'startup.dat'
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
set title 'from launch to complete shutdown'
set xlabel 'time (ms)' offset 0,0.5
set ylabel 'share of runs'
set logscale x
set yrange [0:1.02]
set key outside bottom center horizontal maxcols 2 samplen 2 noenhanced
plot DATA index 0 using 1:2 with steps ls 1 title 'native', \
     DATA index 1 using 1:2 with steps ls 2 title 'crun', \
     DATA index 2 using 1:2 with steps ls 3 title 'runc', \
     DATA index 3 using 1:2 with steps ls 4 title 'podman', \
     DATA index 4 using 1:2 with steps ls 5 title 'qemu-q35 (TCG, 1 vCPU, 1024 MB)', \
     DATA index 5 using 1:2 with steps ls 6 title 'qemu-microvm (TCG, 1 vCPU, 1024 MB)'
