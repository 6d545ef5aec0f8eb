# SPDX-License-Identifier: MIT
set -euo pipefail
source "$(dirname "$0")/../support/experiment.sh"
experiment vanishing_gradients
# step, saturating, non-saturating: of the last, the one is a fifth of the largest at most, the other the largest
rows vanishing_gradients.csv \
  'if ($2 > most) most = $2; if ($3 > most_other) most_other = $3; ok = $2 < most / 5 && $3 == most_other' \
  'the saturating gradient falls, the other one grows'
# gap, divergence: log 2 whatever the gap
every_row vanishing_gradients_gap.csv '$2 > 0.65 && $2 < 0.6932'
