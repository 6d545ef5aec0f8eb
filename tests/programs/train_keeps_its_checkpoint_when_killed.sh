# SPDX-License-Identifier: MIT
# SIGKILL at a hundred random moments of a run that does little but write checkpoints. After each the
# newest one is whole: the next process goes on from it. And its step never goes backwards. Half of
# the kills come at any time from the start on, the others after a new checkpoint.
set -euo pipefail

newest() { ls run | sed -n 's/^checkpoint-\([0-9]*\)\.safetensors$/\1/p' | sort -n | tail -n 1; }
start() {
  train "$@" --checkpoint-every 1 2>stderr &
  process=$!
}

RANDOM=1
trap 'kill -KILL $process 2>/dev/null || true' EXIT
last=0 partial=0
start --data ring --steps 1000000000 --hidden 150,150 --batch 8 --report-every 1000000 --out run
until [[ -d run && -n $(newest) ]] || ! kill -0 $process; do sleep 0.05; done
for ((kill = 1; kill <= 100; ++kill)); do
  if ((kill % 2)); then until (($(newest) > last)) || ! kill -0 $process; do sleep 0.01; done; fi
  sleep "$(printf '0.%03d' $((RANDOM % 100)))"
  # a process that has ended by itself has refused the checkpoint
  if ! kill -KILL $process; then cat stderr; exit 1; fi
  wait $process 2>/dev/null || true
  step=$(newest)
  if ((step < last)); then echo "kill $kill: from step $last back to $step"; exit 1; fi
  last=$step
  partial=$((partial + ($(ls run | grep -c 'partial$' || true) > 0)))
  start --resume run
done
kill -KILL $process
wait $process 2>/dev/null || true
train --resume run --steps $(($(newest) + 1)) 2>stderr || { cat stderr; exit 1; }
echo "100 kills, $partial of them while a file was half written; step $last"
