# SPDX-License-Identifier: MIT
set -euo pipefail

# diverges PATTERN ARGUMENT...
diverges() {
  local pattern=$1 status=0
  shift
  rm -rf out
  train --data ring --optimizer sgd --steps 500 --report-every 1 --out out "$@" 2>stderr || status=$?
  if [[ $status -ne 1 ]] || ! tail -n 1 stderr | grep -q "$pattern"; then
    echo "train $* ended with $status; expected 1 and: $pattern. It said:"
    cat stderr
    exit 1
  fi
}

# Numbers beyond measure may first be met in either player's loss.
diverges 'train: training diverged in step [0-9]*: .*\(discriminator\|generator\)' \
  --generator-rate 1e30 --adversary-rate 0.01
[[ $(head -n 1 out/metrics.csv) == step,* ]]
[[ ! -e out/samples.png ]]
diverges 'train: training diverged in step [0-9]*: .*\(discriminator\|generator\)' \
  --adversary-rate 1e30
diverges 'train: training diverged in step [0-9]*: .*\(critic\|generator\)' --objective wasserstein \
  --generator-rate 1e30
