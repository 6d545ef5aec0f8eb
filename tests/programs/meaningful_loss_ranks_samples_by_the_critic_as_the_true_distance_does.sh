# SPDX-License-Identifier: MIT
set -euo pipefail
source "$(dirname "$0")/../support/experiment.sh"
source "$(dirname "$0")/../support/idx.sh"
experiment meaningful_loss
# Spearman's correlation with the distance: of the critic's estimate, of the discriminator's
rows spearman.csv 'ok = $1 > 0.5' 'the critic knows how good samples are'
images some.idx 200 8
experiment meaningful_loss --data some.idx
