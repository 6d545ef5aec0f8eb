# SPDX-License-Identifier: MIT
# A program that knows nothing but the header has the noise of eigan bit by bit, and its samples.
set -euo pipefail
exporter=$(type -P export)  # the shell has an export of its own
source "$(dirname "$0")/../support/generators.sh"
source "$(dirname "$0")/../support/checks.sh"
make_generators

for name in table images line; do
  refuses "$exporter" 'cannot write .*made' --model $name.safetensors --out made/$name.hpp  # no such folder
  "$exporter" --model $name.safetensors --out $name.hpp
  cat >$name.cpp <<END
#include "$name.hpp"
#include "$name.hpp"
#include <cstdio>
int main() {
  $name::Generator generator{9};
  for (int n = 0; n < 8192; ++n) {
    float z[$name::latent_size];
    $name::noise(9, static_cast<std::uint64_t>(n), z);
    for (const float x : z) std::printf("%a ", static_cast<double>(x));
    $name::value_type sample[$name::sample_size];
    generator.next(sample);
    for (const $name::value_type x : sample) std::printf("%.17g ", static_cast<double>(x));
    std::printf("\n");
  }
}
END
  # with and without fused multiply-add
  for flags in -O0 '-O3 -march=native'; do
    "$cxx" -std=c++17 $flags -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror $name.cpp -o $name
    ./$name >$name.found
    latent=$(sed -n 's/^constexpr int latent_size = \([0-9]*\);/\1/p' $name.hpp)
    [[ -n $latent ]]
    cmp <(cut -d' ' -f-$latent $name.expected) <(cut -d' ' -f-$latent $name.found)
    # 1e-5 of the spread of a value
    paste -d' ' $name.expected $name.found | awk -v latent="$latent" '{
      n = NF / 2
      for (i = latent + 1; i <= n; ++i) {
        ++count; sum[i] += $i; square[i] += $i * $i
        d = $i - $(i + n); if (d < 0) d = -d; if (d > off[i]) off[i] = d
      }
    } END {
      for (i in off) {
        spread = sqrt(square[i] / NR - (sum[i] / NR) ^ 2)
        if (!(spread > 0) || off[i] > 1e-5 * spread) { print "value", i, "off by", off[i], "spread", spread; bad = 1 }
      }
      exit bad || count < NR
    }'
  done
done
grep -q 'constexpr int image_columns = 3;' images.hpp
cat >names.cpp <<'END'
#include <cstring>
#include "table.hpp"
int main() { return std::strcmp(table::columns[0], "a \"b\" ?\?/ \\n\303\251") != 0; }
END
"$cxx" -std=c++17 names.cpp -o names
./names

refused() { refuses "$exporter" "$@"; }
refused 'must end in .hpp, .h or .onnx; got line.cpp' --model line.safetensors --out line.cpp
refused 'with no digit first; got .3d.' --model line.safetensors --out 3d.hpp
refused "got 'a-b'" --model line.safetensors --out line.hpp --name a-b
refused "'class' has a meaning in C++ already: choose another" --model line.safetensors --out class.hpp
refused 'No such file' --model none --out none.hpp
refused 'of another kind' --model make.cpp --out none.hpp
[[ ! -e none.hpp ]]
"$exporter" --model line.safetensors --out 3d.hpp --name three_d
grep -q '^namespace three_d {' 3d.hpp
