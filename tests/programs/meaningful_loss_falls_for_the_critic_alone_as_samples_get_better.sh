# SPDX-License-Identifier: MIT
set -euo pipefail
source "$(dirname "$0")/../support/experiment.sh"
source "$(dirname "$0")/../support/idx.sh"
experiment meaningful_loss
# step, critic's estimate, distance, discriminator's estimate, distance
rows meaningful_loss.csv 'n += 1; if (n <= 20) first += $2; if (n > 80) last += $2; ok = last < first / 2' \
  "the critic's estimate falls"
rows meaningful_loss.csv 'n += 1; if (n <= 20) first += $4; if (n > 80) last += $4; ok = last > first' \
  "the discriminator's does not"
every_row spearman.csv '$1 >= -1 && $1 <= 1 && $2 >= -1 && $2 <= 1'
images some.idx 200 8
experiment meaningful_loss --data some.idx
