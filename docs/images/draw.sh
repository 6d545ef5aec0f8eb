#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
set -euo pipefail

usage() {
  cat <<'END'
Usage: docs/images/draw.sh

Trains what the README's pictures show (examples/demo.sh and two runs on the ring, in build/images) and
draws ring_filling.gif, fashion.png and ring.png anew, then dirac_gan.png and penalty_and_distance.png. About
twelve minutes on two slow cores. The other pictures here are written by the programs that the page
beside them names.
END
}

case ${1-} in
  '') ;;
  --help | -h) usage; exit ;;
  *) usage >&2; exit 2 ;;
esac

cd "$(dirname "${BASH_SOURCE[0]}")/../.."
source tests/packages.sh
need gnuplot-nox:gnuplot "${image_packages[@]}"
if [[ ! -e /usr/share/datasets/fashion-mnist/train-images-idx3-ubyte.gz ]]; then
  echo "fashion.png needs ${image_packages[*]}." >&2
  exit 1
fi
runs=build/images
examples/demo.sh "$runs"
for objective in js wasserstein; do
  build/examples/train --data ring --objective "$objective" --steps 10000 --picture-every 500 \
    --out "$runs/ring-$objective" --overwrite
done
cp "$runs/ring-js/samples.png" docs/images/ring.png

cmake --build build --target dirac_gan penalty_and_distance
for picture in dirac_gan penalty_and_distance; do
  build/examples/"$picture" --out "$runs/$picture"
  cp "$runs/$picture/$picture.png" docs/images/
done

gnuplot -e "runs='$runs'" /dev/stdin <<'END'
# pixel by pixel, and nothing else
set margins 0, 0, 0, 0
unset border
unset tics
unset key
image = "binary filetype=png with rgbimage"

set terminal gif animate delay 25 loop 0 size 500,262 font 'sans,10'
set output 'docs/images/ring_filling.gif'
do for [step = 500:10000:500] {
  set multiplot
  do for [side = 0:1] {
    set origin side / 2.0, 0
    set size 0.5, 250.0 / 262
    set label 1 (side ? 'WGAN' : 'GAN') . ', step ' . step at graph 0.04, 1.02
    plot sprintf('%s/ring-%s/frames/%09d.png', runs, side ? 'wasserstein' : 'js', step) @image
  }
  unset multiplot
}
unset label 1

# of each comparison six rows, generated images left and real ones right
set terminal pngcairo size 1786,350
set output 'docs/images/fashion.png'
set multiplot
set size 582.0 / 1786, 1
set yrange [231.5:581.5]
panel(i) = sprintf('%s/%s/samples.png', runs, i ? 'wgan' : 'gan')
do for [i = 0:2] {
  set origin i * 602.0 / 1786, 0
  first = i == 2 ? 602 : 0
  set xrange [first - 0.5:first + 581.5]
  plot panel(i) @image
}
unset multiplot
END
