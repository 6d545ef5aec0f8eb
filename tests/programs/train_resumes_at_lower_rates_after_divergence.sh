# SPDX-License-Identifier: MIT
set -euo pipefail

run=(--data ring --objective js --optimizer sgd --rate-schedule constant --steps 60 --batch 16 --hidden 8
  --out out)

# So fast that it diverges; some halvings of the rates later it does not. Without them it ends there.
status=0
train "${run[@]}" --generator-rate 1e20 --adversary-rate 1e20 2>stderr || status=$?
[[ $status -eq 1 ]]
tail -n 1 stderr | grep -q 'training diverged in step'
[[ ! -e out/model.safetensors ]]
rm -r out
train "${run[@]}" --generator-rate 1e20 --adversary-rate 1e20 --retries 100 2>stderr
grep -c 'going back to the .*, with half the learning rates' stderr
[[ -s out/model.safetensors ]]
rm -r out

# The slower rates stay when a run is stopped and goes on: it hardly has to go back again.
train "${run[@]}" --generator-rate 1e20 --adversary-rate 1e20 --retries 100 --checkpoint-every 60 2>stderr
before=$(grep -c 'going back to the' stderr)
train --resume out --steps 120 2>stderr
again=$(grep -c 'going back to the' stderr) || true
[[ $before -gt 40 && $again -lt 20 ]]
rm -r out

status=0
train "${run[@]}" --generator-rate 1e20 --adversary-rate 1e20 --retries 2 2>stderr || status=$?
[[ $status -eq 1 && $(grep -c 'going back to the' stderr) -eq 2 ]]
