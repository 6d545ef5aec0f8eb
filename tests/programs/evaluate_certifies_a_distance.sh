# SPDX-License-Identifier: MIT
# The critic of a run proves a distance between samples, of its own and of others.
set -euo pipefail
source "$(dirname "$0")/../support/checks.sh"

train --data ring --objective certified --steps 60 --report-every 20 --picture-every 60 --batch 64 --hidden 32,12 --out run 2>log
grep -q 'W1 >= [0-9.]*[0-9]' log
[[ $(cut -d, -f8 run/metrics.csv | tail -n +2 | grep -c '^[0-9.]*[0-9]$') == 3 ]]  # steps 20, 40, 60, not 1
grep -q '"w1_lower_bound"' run/summary.json
if type gnuplot >/dev/null 2>&1; then grep -q 'using 1:8 ' run/curves.gnuplot; fi

# number FILE KEY...: from evaluation.json
number() {
  local file=$1; shift
  python3 -c 'import json, sys
value = json.load(open(sys.argv[1]))
for key in sys.argv[2:]: value = value[key]
print(value)' "$file/evaluation.json" "$@"
}
# All samples moved by 10 in each column are 14.142 away from where they were, and W1 is that at least less the
# distance that there was.
sample --model run --count 2000 --seed 7 --out own.csv
awk -F, -v OFS=, 'FNR == 1 { print; next } { print $1 + 10, $2 + 10 }' own.csv >moved.csv
for data in own moved; do evaluate --model run --data $data.csv --certify --count 2000 --out $data >$data.txt; done
grep -q '^certified: these 2000 real and 2000 generated samples have W1 >= [0-9.]* (K ' moved.txt
grep -q '^This is about these samples only' moved.txt
if type python3 >/dev/null 2>&1; then
  awk -v own="$(number own certified w1_at_least)" -v moved="$(number moved certified w1_at_least)" 'BEGIN {
    exit !(own >= 0 && own < 0.2 && moved <= 14.143 + own + 0.2) }'
fi
# the bound for the distributions: less by R sqrt(ln(20) / 2000)
evaluate --model run --data moved.csv --certify --diameter 1 --count 2000 --out moved >laws.txt
grep -q '^certified: their distributions have W1 >= [0-9.]* with probability 0.95' laws.txt
if type python3 >/dev/null 2>&1; then
  awk -v of_samples="$(number moved certified w1_at_least)" -v laws="$(number moved certified distributions_at_least)" 'BEGIN {
    less = of_samples - sqrt(0.5 * log(20) * 2 / 2000); if (less < 0) less = 0
    exit !(laws <= less + 1e-12 && laws >= less - 0.001 * less - 1e-12) }'
fi
# a clipped critic proves something too, and so does a discriminator's logit
for objective in wasserstein js; do
  train --data ring --objective $objective --steps 5 --batch 16 --hidden 8 --out $objective 2>log
  evaluate --model $objective/model.safetensors --data ring --certify --count 100 --out $objective >said
  grep -q '^certified: ' said
done

refuses evaluate '--diameter: needs --certify' --model run --data own.csv --diameter 1 --out refused
refuses evaluate '--delta: must be less than 1; got 1' --model run --data own.csv --certify --diameter 1 --delta 1 --out refused
refuses evaluate '--delta: needs --diameter' --model run --data own.csv --certify --delta 0.5 --out refused
mkdir alone; cp run/model.safetensors alone
refuses evaluate 'alone/critic.safetensors: No such file; --certify needs the critic that train writes' --model alone --data own.csv --certify --out refused
cp run/model.safetensors alone/critic.safetensors
refuses evaluate 'this is not a critic' --model alone --data own.csv --certify --out refused

refused() { refuses train "$@" --out refused; }
refused 'certified takes no penalty' --data ring --objective certified --penalty r1
refused 'widths must be even with certified, whose critic sorts groups; got 7' --data ring --objective certified --hidden 8,7
refused '--clip: only --objective wasserstein' --data ring --objective certified --clip 1
refused 'must be at most the adversary.s updates, 50; got 51' --data ring --objective wgan-gp --steps 10 --every 51
refused 'wgan-gp must have one of a weight above 0' --data ring --objective wgan-gp --penalty r1:0
