# SPDX-License-Identifier: MIT
set -euo pipefail
source "$(dirname "$0")/../support/experiment.sh"
experiment instance_noise
# step, distance
rows instance_noise_without.csv 'ok = $2 > 2.5' 'without noise it stays'
rows instance_noise_with.csv 'ok = $2 < 0.5' 'with noise it arrives'
