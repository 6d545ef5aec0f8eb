# SPDX-License-Identifier: MIT
# A program that includes the header alone has eigan's noise bit by bit, and its samples.
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

# Flags that change random numbers are refused, by the sentence that eigan's own headers have.
guard=$(grep -o 'eigan: -ffast-math .*' "$include/eigan/core/normal.hpp")
refused_by() {
  if "$1" -std=c++17 "${@:2}" -fsyntax-only line.cpp 2>said || ! grep -qF "$guard" said; then
    echo "$*: not refused"
    exit 1
  fi
}
for macro in __FAST_MATH__ __ASSOCIATIVE_MATH__ __RECIPROCAL_MATH__; do refused_by "$cxx" -D$macro=1; done
for compiler in g++ clang++; do
  type $compiler >/dev/null 2>&1 || continue
  for flag in -ffast-math -Ofast -ffinite-math-only; do refused_by $compiler $flag; done
done
# And no more than those: float may have 16 bits more precise (FLT_EVAL_METHOD 16, with AVX-512 FP16).
for method in 0 16; do
  "$cxx" -std=c++17 -w -U__FLT_EVAL_METHOD__ -D__FLT_EVAL_METHOD__=$method -fsyntax-only line.cpp
done
if "$cxx" -std=c++17 -w -U__FLT_EVAL_METHOD__ -D__FLT_EVAL_METHOD__=2 -fsyntax-only line.cpp 2>said; then exit 1; fi

# What means something in C++ already cannot be the name: all macros of the standard headers, and the
# functions and types of those that the header includes.
for header in cassert cctype cerrno cfenv cfloat cinttypes climits clocale cmath csetjmp csignal cstdarg cstddef \
  cstdint cstdio cstdlib cstring ctime cuchar cwchar cwctype algorithm array atomic chrono complex filesystem \
  fstream functional future iostream limits memory mutex random regex string thread vector version; do
  echo "#include <$header>"
done >all.cpp
"$cxx" -std=c++17 -dM -E all.cpp | sed -n 's/^#define \([A-Za-z][A-Za-z0-9_]*\).*/\1/p' | sort -u >macros
grep -qx NULL macros && grep -qx errno macros && (($(wc -l <macros) > 500))
for name in $(cat macros) log sin y1 index time strlen memcpy remove size_t int8_t float_t time_t tm std class \
  I _flats two__lines; do
  if "$exporter" --model line.safetensors --out none.hpp --name $name 2>said ||
    ! grep -q "'$name' has a meaning in C++ already: choose another" said; then
    echo "--name $name is not refused"
    exit 1
  fi
done
for name in flats Flats f F1ats house_prices M data test ring model line images; do
  "$exporter" --model line.safetensors --out names.hpp --name $name --overwrite >/dev/null
  "$cxx" -std=c++17 -w -fsyntax-only -include all.cpp names.hpp
done

refused() { refuses "$exporter" "$@"; }
refused 'must end in .hpp, .h or .onnx; got line.cpp' --model line.safetensors --out line.cpp
refused 'with no digit first; got .3d.' --model line.safetensors --out 3d.hpp
refused "got 'a-b'" --model line.safetensors --out none.hpp --name a-b
refused "'class' has a meaning in C++ already: choose another" --model line.safetensors --out class.hpp
refused 'No such file' --model none --out none.hpp
refused 'of another kind' --model make.cpp --out none.hpp
[[ ! -e none.hpp ]]
echo mine >others.hpp
refused 'others.hpp exists: choose another file, or replace it with --overwrite' --model line.safetensors --out others.hpp
[[ $(cat others.hpp) == mine ]]
cp line.safetensors model.h
refused 'model.h is the model that is read' --model model.h --out model.h --overwrite
cmp line.safetensors model.h
{ sleep 0.5; status=0; "$exporter" --model line.safetensors --out unread.hpp || status=$?; echo $status >status; } | true
[[ $(cat status) == 0 && -s unread.hpp ]]
"$exporter" --model line.safetensors --out 3d.hpp --name three_d
grep -q '^namespace three_d {' 3d.hpp
