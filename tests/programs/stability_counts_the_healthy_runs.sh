# SPDX-License-Identifier: MIT
set -euo pipefail
source "$(dirname "$0")/../support/experiment.sh"
source "$(dirname "$0")/../support/idx.sh"
images some.idx 400 8
experiment stability --data some.idx
# wasserstein, rate, seed, recall, coverage
rows stability.csv 'n += 1; ok = n == 4' 'two objectives at two rates'
every_row stability.csv '$5 >= 0 && $5 <= 1'
rows stability.csv 'if ($2 == 0.5 && $5 >= 0.2) bad = 1; ok = !bad' 'a rate of 0.5 leaves no healthy run'
grep -q '"healthy"' out/stability.json
[[ -s out/stability_js.png && -s out/stability_wasserstein.png ]]
