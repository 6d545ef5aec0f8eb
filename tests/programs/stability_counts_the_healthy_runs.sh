# SPDX-License-Identifier: MIT
set -euo pipefail
source "$(dirname "$0")/../support/experiment.sh"
source "$(dirname "$0")/../support/idx.sh"
source "$(dirname "$0")/../support/checks.sh"
images some.idx 400 8

# counted OBJECTIVE NUMBER: so many of its two runs are healthy, says the JSON file
counted() { grep -A 2 "\"$1\": {" out/stability.json | grep -q "\"healthy\": $2,"; }

experiment stability --data some.idx --steps 20 --healthy 0
for objective in js wasserstein; do
  counted $objective 2
  png "out/stability_$objective.png"
done
# wasserstein, rate, seed, recall, coverage
rows stability.csv 'n += 1; ok = n == 4' 'two objectives at two rates'
every_row stability.csv '$4 >= 0 && $4 <= 1 && $5 >= 0 && $5 <= 1'
# Both objectives start from the same generator and part ways.
if cmp -s out/stability_js.png out/stability_wasserstein.png; then exit 1; fi

# So short a run at such a rate ends with noise: the usual rule counts none.
experiment stability --data some.idx --steps 20 --rates 0.5 --seeds 1
counted js 0
counted wasserstein 0

images few.idx 20 8
refuses stability 'few.idx: there must be at least 32 images, it has 20' --quick --data few.idx --out few
