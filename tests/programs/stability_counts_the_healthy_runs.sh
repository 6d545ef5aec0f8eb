# SPDX-License-Identifier: MIT
set -euo pipefail
source "$(dirname "$0")/../support/experiment.sh"
source "$(dirname "$0")/../support/idx.sh"
images some.idx 400 8

# counted OBJECTIVE NUMBER: so many of its two runs are healthy, says the JSON file
counted() { grep -A 2 "\"$1\": {" out/stability.json | grep -q "\"healthy\": $2,"; }

experiment stability --data some.idx --steps 20 --healthy 0
for objective in js wasserstein; do
  counted $objective 2
  [[ -s out/stability_$objective.png ]]
done
# wasserstein, rate, seed, recall, coverage
rows stability.csv 'n += 1; ok = n == 4' 'two objectives at two rates'
every_row stability.csv '$4 >= 0 && $4 <= 1 && $5 >= 0 && $5 <= 1'
# Both objectives start from the same generator and part ways.
[[ $(sed -n 2p out/stability.csv | cut -d, -f4-) != $(sed -n 4p out/stability.csv | cut -d, -f4-) ]] ||
  ! cmp -s out/stability_js.png out/stability_wasserstein.png

# So short a run at such a rate ends with noise: the usual rule counts none.
experiment stability --data some.idx --steps 20 --rates 0.5 --seeds 1
counted js 0
counted wasserstein 0

images few.idx 20 8
if stability --quick --data few.idx --out few 2>error; then exit 1; fi
grep -q 'few.idx: there must be at least 32 images, it has 20' error
