# SPDX-License-Identifier: MIT
set -euo pipefail
source "$(dirname "$0")/../support/experiment.sh"
experiment dirac_gan

# expect FILE TOLERANCE: the table has exactly the rows of standard input, number by number
expect() {
  awk -F, -v by="$2" -v file="$1" 'NR == FNR { want[++n] = $0; next } FNR > 1 {
      count = split(want[FNR - 1], x)
      for (i = 1; i <= count; ++i) if ($i - x[i] > by || x[i] - $i > by) bad = 1
      if (count != NF || bad) { print file ": " $0 ", expected " want[FNR - 1]; exit bad = 1 }
    } END { exit bad || FNR != n + 1 }' - "out/$1"
}

# gamma, simultaneous, theory, alternating, theory: roots of the characteristic polynomials
expect dirac_gan_radii.csv 1e-6 <<'END'
0,1.0012492,1.0012492,1,1
0.1,0.9962429,0.9962429,0.9949874,0.9949874
0.3,0.9861542,0.9861542,0.9848858,0.9848858
1,0.95,0.95,0.96,0.96
3,0.9914214,0.9914214,0.9914965,0.9914965
END
# start, saturating, measured, theory: sqrt(1 + h^2 / 4) near 0
expect dirac_gan_growth.csv 6e-6 <<'END'
1e-6,0,1.0012492,1.0012492
1,0,0.99698,0.99698
1e-6,1,1.0012492,1.0012492
1,1,1.00107,1.00107
END
# gamma, real part, theory, imaginary part, theory: -gamma / 2 + sqrt(gamma^2 / 4 - 1)
expect dirac_gan_flow.csv 2e-6 <<'END'
0.5,-0.25,-0.25,0.9682458,0.9682458
1,-0.5,-0.5,0.8660254,0.8660254
1.5,-0.75,-0.75,0.6614378,0.6614378
2,-1,-1,0,0
2.5,-0.5,-0.5,0,0
3,-0.381966,-0.381966,0,0
END
# r, g, theory, measured: r g coth(pi r / (4 sqrt(1 - r^2 / 4))), r g from r = 2 on
cut -d, -f1-4 out/dirac_gan_cycles.csv >out/cycles.csv
expect cycles.csv 6e-6 <<'END'
1,0.3,0.416875,0.416875
0.5,1,1.29968,1.29968
1.5,1,1.58761,1.58761
2.5,1,2.5,2.5
END
