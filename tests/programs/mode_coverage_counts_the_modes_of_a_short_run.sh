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

# How long the noise lasts changes the run.
for share in 0.2 0.9; do
  mode_coverage --quick --out share --noise 1 --noise-share $share
  cut -d, -f1-4 share/mode_coverage.csv >"share $share"
done
if cmp -s 'share 0.2' 'share 0.9'; then exit 1; fi

# What is refused leaves earlier results alone.
cp -r share before
for bad in '--averaging 1' '--noise inf' '--noise-share 1.5' '--clip 0.1' '--seeds 0'; do
  # shellcheck disable=SC2086
  if mode_coverage --quick --out share $bad 2>error; then exit 1; fi
  [[ $(wc -l <error) -eq 1 ]]
done
diff -r before share
