# SPDX-License-Identifier: MIT
set -euo pipefail
source "$(dirname "$0")/../support/experiment.sh"
experiment certified_distance
# case, W1, certified by: clip, WGAN-GP, spectral norm, AOL with MaxMin, AOL with GroupSort; two objectives' numbers.
# Certified numbers are at most W1, up to the rounding of the samples
every_row certified_distance.csv '$3 <= 1.00001 * $2 && $4 <= 1.00001 * $2 && $5 <= 1.00001 * $2 && $6 <= 1.00001 * $2 && $7 <= 1.00001 * $2'
# critics that are 1-Lipschitz by construction prove most of it, also in a short run
every_row certified_distance.csv '$6 > 0.7 * $2 && $7 > 0.8 * $2'
# a clipped critic prints far more than the distance
every_row certified_distance.csv '$8 > 2 * $2'
