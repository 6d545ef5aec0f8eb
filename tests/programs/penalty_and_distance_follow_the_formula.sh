# SPDX-License-Identifier: MIT
set -euo pipefail
source "$(dirname "$0")/../support/experiment.sh"
experiment penalty_and_distance
# W1, lambda, W1 + W1^2 / (2 lambda), linear critic, two points: within 1 %
every_row penalty_and_distance.csv '($3 - $1 - $1 * $1 / (2 * $2)) ^ 2 < 1e-10 && $4 > 0.99 * $3 && $4 < 1.01 * $3 && $5 > 0.99 * $3 && $5 < 1.01 * $3'
# W1, clip, in theory for a linear critic: K = clip (cos 30 + sin 30), linear critic, two points
every_row penalty_and_distance_clip.csv '($3 / ($1 * $2) - 1.3660254) ^ 2 < 1e-10 && $4 > 0.99 * $3 && $4 < 1.01 * $3'
# for a network it is far below W1, or above
every_row penalty_and_distance_clip.csv '$2 < 0.05 ? $5 < 0.02 * $1 : $5 > 1.5 * $1'
