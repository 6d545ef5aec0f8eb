# SPDX-License-Identifier: MIT
set -euo pipefail
source "$(dirname "$0")/../support/experiment.sh"
experiment gan_figure_1
for i in 1 2 3 4; do [[ -s out/gan_figure_1_frame_$i.csv ]]; done
# x, p_data, p_g, D, D*: where data are, D is near D* in the last frame, and near 1/2
rows gan_figure_1_frame_4.csv \
  'w = $2 + $3; all += w; d = $4 - $5; h = $4 - 0.5; best += w * (d < 0 ? -d : d); half += w * (h < 0 ? -h : h);
   ok = best / all < 0.05 && half / all < 0.15' 'D near D* and near 1/2'
# and in the first it was far from 1/2
rows gan_figure_1_frame_1.csv \
  'w = $2 + $3; all += w; h = $4 - 0.5; half += w * (h < 0 ? -h : h); ok = half / all > 0.3' 'D far from 1/2'
