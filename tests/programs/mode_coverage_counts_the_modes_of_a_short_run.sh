# SPDX-License-Identifier: MIT
set -euo pipefail
source "$(dirname "$0")/../support/experiment.sh"
type mode_coverage >/dev/null || exit 77
for data in ring grid; do
  for objective in js wasserstein; do
    mode_coverage --quick --out out --data $data --objective $objective
    # seed, modes, share of high quality in %, reverse KL
    every_row mode_coverage.csv "\$2 >= 1 && \$2 <= $([[ $data == ring ]] && echo 8 || echo 25) && \$3 > 0 && \$3 <= 100"
    grep -q '"high_quality_error"' out/mode_coverage.json
  done
done
