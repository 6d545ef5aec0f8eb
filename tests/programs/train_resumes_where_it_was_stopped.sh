# SPDX-License-Identifier: MIT
# In other processes than those that wrote the checkpoints.
set -euo pipefail
source "$(dirname "$0")/../support/checks.sh"

small=(--batch 16 --hidden 8,8 --report-every 4)
often=(--checkpoint-every 5)
same() {
  cmp "$1/model.safetensors" "$2/model.safetensors"
  cmp "$1/samples.csv" "$2/samples.csv"
  same_metrics "$1" "$2"
  cmp "$1/checkpoint-40.safetensors" "$2/checkpoint-40.safetensors"
}

# The last steps by another process, on another number of threads.
for objective in js wasserstein 'relativistic --penalty r1:0.1,gp-zero --every 3'; do
  # shellcheck disable=SC2086
  train --data swissroll --objective $objective --steps 40 "${small[@]}" "${often[@]}" --averaging 0.9 --threads 1 --out whole
  cp -r whole half
  rm half/checkpoint-{35,40}.safetensors half/model.safetensors half/samples.csv half/summary.json
  train --resume half --threads 3
  same whole half
  rm -r whole half
done

# Nothing to resume, or something else.
refused() { refuses train "$@"; }
train --data swissroll --steps 10 "${small[@]}" "${often[@]}" --out run
refused 'the run in run has made 10 steps already, more than 9' --resume run --steps 9
refused '--resume writes into its own folder, run' --resume run --out other
refused 'holds checkpoints of another run.*--overwrite' --data ring --steps 10 --out run
refused 'game.batch_size: 17 here, 16 in the file' --resume run --steps 20 --batch 17
refused 'game.adversary.type: "critic" here, "discriminator" in the file' --resume run --steps 20 --objective hinge --penalty none
refused "game.adversary.layers" --resume run --steps 20 --objective wasserstein
refused 'nowhere must hold a run; missing: nowhere/settings.toml' --resume nowhere
train --data swissroll --steps 10 "${small[@]}" --out without
refused 'without holds no checkpoint to resume from' --resume without --steps 20
train --resume run --steps 12  # the refusals have changed nothing
[[ $(tail -n 1 run/metrics.csv | cut -d, -f1) == 12 ]]
printf 'no checkpoint' >run/checkpoint-12.safetensors
refused 'run/checkpoint-12.safetensors: must be a safetensors file' --resume run --steps 20

# Results that a full disk lost at the end are written again from the last checkpoint.
train --data swissroll --steps 10 "${small[@]}" "${often[@]}" --out full
cp full/model.safetensors full/samples.csv .
rm full/model.safetensors full/samples.csv
train --resume full 2>stderr
grep -q 'all 10 steps are done; writing the results again' stderr
cmp model.safetensors full/model.safetensors
cmp samples.csv full/samples.csv

# The data must be the same, and have a name that the settings can hold.
printf 'a,b\n1,2\n2,5\n3,4\n4,4\n' >'two words.csv'
train --data 'two words.csv' --steps 10 "${small[@]}" "${often[@]}" --out 'two words'
train --resume 'two words' --steps 11
echo 5,6 >>'two words.csv'
if train --resume 'two words' --steps 20 2>stderr; then exit 1; fi
tail -n 1 stderr | grep -q 'two words.csv has changed since the run began'
mkdir elsewhere
(cd elsewhere && refused "two words.csv: No such file; .* ../two words/settings.toml.*--data" --resume '../two words' --steps 20)
sed -i '$d' 'two words.csv'
(cd elsewhere && train --resume '../two words' --data '../two words.csv' --steps 12)
cp 'two words.csv' '#.csv'
refused 'must have no #' --data '#.csv' --out hash

# A signal stops a run, which can be resumed.
set -m  # a job in the background hears SIGINT
for signal in INT TERM HUP; do
  train --data swissroll --steps 1000000000 "${small[@]}" --out "$signal" 2>stderr &
  trap 'kill -KILL $! 2>/dev/null || true' EXIT
  until [[ -s $signal/metrics.csv && $(wc -l <"$signal/metrics.csv") -gt 3 ]] || ! kill -0 $!; do
    sleep 0.1
  done
  kill -s $signal $!
  status=0
  wait $! || status=$?
  [[ $status -eq $((128 + $(kill -l $signal))) ]]
  stopped=$(sed -n 's/.*train: stopped after step \([0-9]*\) of 1000000000; resume with: train --resume .*/\1/p' stderr)
  [[ -s $signal/checkpoint-$stopped.safetensors ]]
  train --resume $signal --steps $((stopped + 4))
  [[ -s $signal/model.safetensors ]]
done

# Options are kept as they were given: whole numbers to the last bit, lists as a whole.
given=(--data swissroll --batch 16 --rate-schedule constant --instance-noise 0 --seed 18446744073709551615)
train "${given[@]}" --steps 10 "${often[@]}" --hidden 010,8 --out seed
train --resume seed --steps 20
train "${given[@]}" --steps 20 "${often[@]}" --hidden 10,8 --out once
cmp seed/checkpoint-20.safetensors once/checkpoint-20.safetensors
grep -q '"seed": 18446744073709551615,' seed/summary.json

# Instance noise lasts 60 % of the steps: 6 of 10, 6 of 11, 12 of 20.
for steps in 10 11 20; do
  train --data swissroll "${small[@]}" --rate-schedule constant --checkpoint-every 10 --steps $steps --out noise$steps
done
cmp noise10/checkpoint-10.safetensors noise11/checkpoint-10.safetensors
if cmp -s noise10/checkpoint-10.safetensors noise20/checkpoint-10.safetensors; then exit 1; fi
