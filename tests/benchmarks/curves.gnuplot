# SPDX-License-Identifier: MIT
# curves.sh: gnuplot -e "csv='...'; png='...'" curves.gnuplot
set datafile separator ','
set terminal pngcairo size 1000,760 font 'sans,11'
set output png
set multiplot layout 2,2 title \
  "Time of a training step: 64-256-256-256-64 against 64-256-256-256-1, batch 128, k = 1; one number changed"
set ylabel 'microseconds a step'
set yrange [10:*]
set logscale xy 2
set logscale y 10
set grid
set key bottom right
panel(what) = sprintf("< grep '^%s,' %s", what, csv)
set xlabel 'width of the hidden layers'
plot panel('width') using 2:3 with linespoints lw 2 pt 7 title 'measured', \
     '' using 2:4 with lines dt 2 lc 'black' title 'its products at the rate of large ones'
set xlabel 'batch size'
plot panel('batch') using 2:3 with linespoints lw 2 pt 7 notitle, \
     '' using 2:4 with lines dt 2 lc 'black' notitle
unset logscale x
set xrange [0:*]
unset logscale y
set yrange [0:*]
set xlabel 'hidden layers of each network'
plot panel('depth') using 2:3 with linespoints lw 2 pt 7 notitle, \
     '' using 2:4 with lines dt 2 lc 'black' notitle
set xlabel 'k, steps of the adversary for one of the generator'
plot panel('k') using 2:3 with linespoints lw 2 pt 7 notitle, \
     '' using 2:4 with lines dt 2 lc 'black' notitle
