# SPDX-License-Identifier: MIT
set -euo pipefail
source "$(dirname "$0")/../support/experiment.sh"
experiment wgan_figure_2
# x, p_data, p_g, D, critic over its steepest slope: between the means, 4 and 10, the critic falls all along,
# by nearly as much as its steepest slope; the discriminator is 1 at one mean and 0 at the other
rows wgan_figure_2.csv \
  'if ($1 >= 4 && $1 <= 10.01) { if (n++) { if (last - $5 < 0.05) flat = 1 } else first = $5; last = $5 }
   if ($1 > 3.99 && $1 < 4.01) real = $4; if ($1 > 9.99 && $1 < 10.01) fake = $4;
   ok = n > 50 && !flat && first - last > 0.8 * 6 && real > 0.99 && fake < 0.01' \
  'a straight critic, a flat discriminator'
