# SPDX-License-Identifier: MIT
set -euo pipefail
source "$(dirname "$0")/../support/experiment.sh"
source "$(dirname "$0")/../support/checks.sh"
for data in ring grid; do
  for objective in js wasserstein; do
    experiment mode_coverage --data $data --objective $objective
    # seed, modes, share of high quality in %, reverse KL
    every_row mode_coverage.csv "\$2 >= 0 && \$2 <= $([[ $data == ring ]] && echo 8 || echo 25) && \$3 >= 0 && \$3 <= 100 && (\$2 > 0) == (\$3 > 0)"
    rows mode_coverage.csv 'found += $2; ok = found > 0' 'one of the seeds finds a mode'
    grep -q '"high_quality_error"' out/mode_coverage.json
  done
done

# Each objective plays a game of its own, and a penalty's weight changes it.
run() { mode_coverage --quick --steps 20 --seeds 1 --out "$1" "${@:2}" && cut -d, -f1-4 "$1/mode_coverage.csv" | tail -1 >"played $1"; }
for objective in js r1 r1-r2 rpgan-r1-r2 hinge wasserstein wgan-gp certified; do
  run $objective --objective $objective
done
for objective in r1 r1-r2 rpgan-r1-r2 hinge wgan-gp; do
  run "$objective heavy" --objective $objective --weight 5
  grep -q '"weight": 5.0' "$objective heavy/mode_coverage.json"
done
[[ $(sort -u 'played '* | wc -l) == 13 ]]

# How long the noise lasts changes the run.
for share in 0.2 0.9; do
  mode_coverage --quick --out share --noise 1 --noise-share $share
  cut -d, -f1-4 share/mode_coverage.csv >"share $share"
done
if cmp -s 'share 0.2' 'share 0.9'; then exit 1; fi

# What is refused leaves earlier results alone.
cp -r share before
refused() { refuses mode_coverage "$@" --quick --out share; }
refused '--averaging: must be less than 1; got 1' --averaging 1
refused '--noise: must be finite; got inf' --noise inf
refused '--noise-share: .*1.5' --noise-share 1.5
refused '--clip: only --objective wasserstein clips weights' --clip 0.1
refused '--weight: --objective js has no penalty' --weight 0.1
refused '--beta1 and --beta2: --objective wasserstein is trained by RMSProp' --objective wasserstein --beta1 0
refused '--objective: .*wgan' --objective wgan
refused '--seeds: must be at least 1; got 0' --seeds 0
refused '--seeds: must be at least 1; got 0' --seeds 00
diff -r before share

# Files of others are not replaced.
mkdir others
echo mine >others/mode_coverage.csv
refuses mode_coverage 'others/mode_coverage.csv is not from an earlier run' --quick --out others
[[ $(ls others) == mode_coverage.csv && $(cat others/mode_coverage.csv) == mine ]]
