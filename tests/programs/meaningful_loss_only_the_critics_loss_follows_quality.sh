# SPDX-License-Identifier: MIT
set -euo pipefail
source "$(dirname "$0")/../support/experiment.sh"
source "$(dirname "$0")/../support/idx.sh"
# Small runs differ from seed to seed, so three of them are judged together.
# step, critic's estimate, distance, discriminator's estimate, distance
for seed in 3 2 1; do
  experiment meaningful_loss --seed $seed
  tail -n +2 out/meaningful_loss.csv >>all
done
awk -F, '
  { n = (NR - 1) % 100 }
  n < 20 { critic_first += $2; js_first += $4 }
  n >= 80 { critic_last += $2; js_last += $4 }
  END {
    if (critic_last >= critic_first / 2) { print "the critic'"'"'s estimate does not fall"; exit 1 }
    if (js_last <= js_first) { print "the discriminator'"'"'s estimate falls"; exit 1 }
  }' all
# Spearman's correlation once more, from its definition: that of the ranks.
awk -F, '
  function rank(x, of, n) { for (i = 1; i <= n; ++i) { of[i] = 0; for (j = 1; j <= n; ++j) of[i] += x[j] < x[i] || (x[j] == x[i] && j < i) } }
  function spearman(x, y, n) {
    rank(x, a, n); rank(y, b, n); top = bottom = 0
    for (i = 1; i <= n; ++i) { top += (a[i] - (n - 1) / 2) * (b[i] - (n - 1) / 2); bottom += (a[i] - (n - 1) / 2) ^ 2 }
    return top / bottom
  }
  function near(x, y) { return x - y < 0.02 && y - x < 0.02 }  # ties may be ranked in another order
  FNR == 1 { next }
  FILENAME !~ /spearman/ { n += 1; critic[n] = $2; d_critic[n] = $3; js[n] = $4; d_js[n] = $5; next }
  { ok = near($1, spearman(critic, d_critic, n)) && near($2, spearman(js, d_js, n)) }
  END { if (!ok) print "meaningful_loss_spearman.csv is not the correlation of the ranks"; exit !ok }
' out/meaningful_loss.csv out/meaningful_loss_spearman.csv
images some.idx 200 8
experiment meaningful_loss --data some.idx
