# SPDX-License-Identifier: MIT
set -euo pipefail
source "$(dirname "$0")/../support/idx.sh"
source "$(dirname "$0")/../support/checks.sh"

train --help >help  # no pipe: grep -q would close it before all is said
grep -q 'Examples:' help
train --version >version
grep -q '^train of eigan [0-9]' version

# Points: the picture, the samples, a row for the first step, each reported one and the last.
train --data swissroll --steps 25 --report-every 10 --batch 16 --hidden 8 --out points
png points/samples.png
[[ $(wc -l <points/samples.csv) -eq 2501 ]]
[[ $(head -n 1 points/samples.csv) == x1,x2 ]]
[[ $(tail -n +2 points/metrics.csv | cut -d, -f1 | tr '\n' ' ') == '1 10 20 25 ' ]]
[[ $(head -n 1 points/metrics.csv) == step,seconds,adversary_loss,generator_loss,divergence,penalty,slope,w1_lower_bound ]]
for key in data objective steps seed batch hidden latent adversary_steps optimizer generator_rate \
  adversary_rate rate_schedule report_every metrics seconds steps_per_second; do
  grep -q "\"$key\"" points/summary.json
done
if grep -q '"clip"' points/summary.json; then exit 1; fi

# The moving average of a generator is another generator, and the run is the same.
for averaging in 0 0.9; do
  train --data ring --steps 40 --batch 16 --hidden 8 --averaging $averaging --out "averaging $averaging"
done
if cmp -s 'averaging 0/samples.csv' 'averaging 0.9/samples.csv'; then exit 1; fi
same_metrics 'averaging 0' 'averaging 0.9'

# A penalty and the slope are in each row in which it was taken, the rows by default in such steps.
train --data ring --objective relativistic --penalty r1:0.5,r2 --every 4 --steps 10 --batch 16 --hidden 8 --out slopes
cut -d, -f1,6 slopes/metrics.csv | tail -n +2 >penalties
grep -q '^1,$' penalties
grep -q '^4,[0-9.e-]*[0-9]$' penalties
grep -q '^8,[0-9.e-]*[0-9]$' penalties
tr -d ' \n' <slopes/summary.json | grep -q '"penalty":{"r1":0.5,"r2":[0-9.]*},"every":4'
grep -a -q '"objective":"relativistic","penalty":"r1:0.5,r2:[0-9.]*"' slopes/model.safetensors
if command -v gnuplot >/dev/null; then
  train --data ring --objective js --penalty r1 --steps 4 --picture-every 2 --batch 16 --hidden 8 --out drawn
  png drawn/curves.png
  grep -q 'using 1:6 .*using 1:7' drawn/curves.gnuplot
fi

# Modes are counted where they are known; a critic has a clip and a bound.
train --data grid --objective wasserstein --steps 2 --hidden 8,4 --out grid
for key in modes_captured high_quality clip lipschitz_bound w1_lower_bound; do
  grep -q "\"$key\"" grid/summary.json
done

# Images: no table. The name of the file does not matter, nor whether it is packed.
images some-idx3-ubyte 7
gzip -c some-idx3-ubyte >packed
for file in some-idx3-ubyte packed; do
  train --data "$file" --steps 3 --hidden 8 --out "images of $file" 2>progress
  png "images of $file/samples.png"
  [[ ! -e "images of $file/samples.csv" ]]
done
cmp 'images of some-idx3-ubyte/samples.png' 'images of packed/samples.png'
# Standard error is no terminal here, so progress is plain lines.
if grep -q $'[\r\x1b]' progress; then exit 1; fi
