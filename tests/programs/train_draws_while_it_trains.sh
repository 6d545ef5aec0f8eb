# SPDX-License-Identifier: MIT
# Frames, curves, an animation and a verdict in words.
set -euo pipefail
source "$(dirname "$0")/../support/checks.sh"

small=(--batch 16 --hidden 8 --steps 30)
train --data ring "${small[@]}" --picture-every 10 --out ring >said 2>log
[[ $(ls ring/frames | tr '\n' ' ') == '000000010.png 000000020.png 000000030.png ' ]]
cmp ring/frames/000000030.png ring/samples.png
if cmp -s ring/frames/000000010.png ring/samples.png; then echo 'the picture never changes'; exit 1; fi
grep -q '^verdict: samples are not yet like the data: ' said
grep -q '^samples: precision [0-9]* %, recall [0-9]* %, coverage [0-9]* %$' said
grep -q '"verdict": \[' ring/summary.json
grep -q '"coverage": 0' ring/summary.json
grep -q 'samples are not yet like the data' ring/summary.json
if type gnuplot >/dev/null 2>&1; then
  [[ $(head -c 6 ring/animation.gif) == GIF89a ]]
  png ring/curves.png
fi

# Another run there removes the frames of the first, and no other file; unasked it draws samples.png alone.
touch ring/frames/holiday.png
train --data ring "${small[@]}" --picture-every 15 --out ring --overwrite 2>log >said
[[ $(ls ring/frames | tr '\n' ' ') == '000000015.png 000000030.png holiday.png ' ]]

# A resumed run keeps them, and adds its own.
train --data ring "${small[@]}" --picture-every 15 --checkpoint-every 30 --out resumed 2>log >said
train --resume resumed --steps 60 2>log >said
[[ $(ls resumed/frames | tr '\n' ' ') == '000000015.png 000000030.png 000000045.png 000000060.png ' ]]

# A picture that cannot be written does not end a run.
for run in full still; do train --data ring "${small[@]}" --out $run 2>log >said; done
rm full/samples.png
mkdir -p full/samples.png still/animation.gnuplot
train --data ring "${small[@]}" --picture-every 15 --out full --overwrite 2>log >said
test -s full/model.safetensors
grep -q '^train: no picture of step 15: ' log
if type gnuplot >/dev/null 2>&1; then
  train --data ring "${small[@]}" --picture-every 15 --out still --overwrite 2>log >said
  test -s still/summary.json
  grep -q '^train: no animation: ' log
fi
train --data ring "${small[@]}" --out plain 2>log >said
[[ -s plain/samples.png && ! -e plain/frames && ! -e plain/curves.png ]]

# A critic that hardly learns is told from one that does.
train --data ring --objective wasserstein --batch 64 --steps 60 --adversary-steps 1 --adversary-rate 1e-9 \
  --out lazy 2>log >said
grep -q '^verdict: the critic is far from optimal: ' said
