# SPDX-License-Identifier: MIT
set -euo pipefail
source "$(dirname "$0")/../support/idx.sh"
source "$(dirname "$0")/../support/checks.sh"
images train.idx 700 28
images noisy.idx 30 28
# grey ones, to which a narrow sigma would suit better
{ head -c 16 noisy.idx && head -c $((30 * 784)) /dev/zero | tr '\0' '\200'; } >test.idx
images small.idx 700 8
images few.idx 100 28

score() { parzen --quick --out out --train train.idx "$@"; }
for recipe in paper best; do
  score --recipe $recipe >said
  # None of the images scored is among those trained on; all are different.
  grep -q 'nearest training image: [1-9]' said
  cp out/parzen.csv held_out.csv
  # The file alone decides what is scored: what chose sigma is the same.
  score --recipe $recipe --test test.idx
  [[ $(tail -n 1 out/parzen.csv | cut -d, -f1-3) == $(tail -n 1 held_out.csv | cut -d, -f1-3) ]]
  [[ $(tail -n 1 out/parzen.csv | cut -d, -f4) != $(tail -n 1 held_out.csv | cut -d, -f4) ]]
  grep -q '"scored": 30' out/parzen.json
  png out/parzen_samples.png
  png out/parzen_interpolations.png
done

refused() { refuses parzen "$@" --out bad --quick; }
refused 'small.idx: .*28 x 28 pixels, these have 8 x 8' --train small.idx
refused 'few.idx: there must be at least 600 images, it has 100' --train few.idx
refused 'nothing.*No such file' --train nothing
refused 'nothing.*No such file' --train train.idx --test nothing
refused '--train is required'
[[ ! -e bad ]]
