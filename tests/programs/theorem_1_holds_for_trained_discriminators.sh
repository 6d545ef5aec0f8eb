# SPDX-License-Identifier: MIT
set -euo pipefail
source "$(dirname "$0")/../support/experiment.sh"
experiment theorem_1
# mu, V, theory: in a short run the largest mu are not trained to the end, but never above theory by
# more than the spread of a mean over batches
every_row theorem_1.csv '$1 > 2 || ($2 - $3) ^ 2 < 0.01 ^ 2'
every_row theorem_1.csv '$2 < $3 + 0.01'
