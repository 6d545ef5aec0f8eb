# SPDX-License-Identifier: MIT
set -euo pipefail
source "$(dirname "$0")/../support/experiment.sh"
experiment parallel_lines
# theta, JS, K W1
every_row parallel_lines.csv '$1 == 0 ? $2 < 0.02 : $2 > 0.65 && $2 < 0.6932'
rows parallel_lines.csv \
  'if ($1 != 0) { k = $3 / ($1 < 0 ? -$1 : $1); if (!n++) low = high = k; if (k < low) low = k; if (k > high) high = k }
   ok = n > 3 && low > 0 && high < 1.25 * low' 'K W1 in proportion to |theta|'
# move, theta through the critic, theta through the discriminator
rows parallel_lines_descent.csv 'ok = $2 < 0.6 && $3 > 0.95' 'theta moves through the critic alone'
