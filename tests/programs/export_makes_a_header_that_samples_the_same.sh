# SPDX-License-Identifier: MIT
# A program that knows nothing but the header has the noise of eigan bit by bit, and its samples.
set -euo pipefail
exporter=$(type -P export) || exit 77  # the shell has an export of its own
include=$(cd "$(dirname "$0")/../../include" && pwd)
eigen=$(pkg-config --cflags eigen3 2>/dev/null || echo -I/usr/include/eigen3)
cxx=${CXX:-c++}

# All activations, both kinds of noise, a table with a name that must be escaped, and images.
cat >make.cpp <<'END'
#include <cstdio>
#include <eigan/eigan.hpp>
#include <eigan/io/weights.hpp>
using namespace eigan;
template <class Gen>
void make(const char* name, Gen generator, Metadata metadata, double spread, double mean) {
  save_generator(std::string(name) + ".safetensors", generator, metadata);
  std::FILE* out = std::fopen((std::string(name) + ".expected").c_str(), "w");
  Rng rng{9};
  const Stream first{9, Purpose::samples, 0}, second{9, Purpose::samples, 1};
  for (const Stream& stream : {first, second}) {
    const Batch<float> samples = generator.sample(4096, rng);
    Batch<float> z(generator.latent_size(), 4096);
    generator.draw(stream, View<float>(z.data(), z.rows(), z.cols()));
    for (Index j = 0; j < 4096; ++j) {
      for (Index i = 0; i < z.rows(); ++i) std::fprintf(out, "%a ", static_cast<double>(z(i, j)));
      for (Index i = 0; i < samples.rows(); ++i) std::fprintf(out, "%.17g ", spread * samples(i, j) + mean);
      std::fprintf(out, "\n");
    }
  }
  std::fclose(out);
}
int main() {
  Rng rng{4};
  make("table", Generator<Mlp<float, Dense<3, 16, Tanh>, Dense<16, 9, LeakyReLU>, Dense<9, 2>>>{rng},
       {{"columns", R"(["a \"b\" ??/ \\n\u00e9","c"])"}, {"scaler", R"({"mean":[5,5],"spread":[20,20]})"}}, 20, 5);
  make("images", Generator<Mlp<float, Dense<5, 30, ReLU>, Dense<30, 6, Sigmoid>>, UniformNoise>{rng, UniformNoise{.range = 0.7}},
       {{"image", R"({"rows":2,"columns":3})"}}, 1, 0);
  make("line", Generator<Mlp<float, Dense<1, 1>>>{rng}, {}, 1, 0);
}
END
"$cxx" -std=c++20 -O1 -w -I "$include" $eigen make.cpp -o make -lz -pthread
./make

for name in table images line; do
  "$exporter" --model $name.safetensors --out made/$name.hpp >said 2>error && exit 1  # no such folder
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

refused() {
  local message=$1 status=0
  shift
  "$exporter" "$@" >/dev/null 2>error || status=$?
  [[ $status == 2 && $(wc -l <error) == 1 ]] && grep -q -- "$message" error || { cat error; exit 1; }
}
refused 'must end in .hpp, .h or .onnx' --model line.safetensors --out line.cpp
refused 'not begin with a digit' --model line.safetensors --out 3d.hpp
refused "got 'a-b'" --model line.safetensors --out line.hpp --name a-b
refused "no word of C++, got 'class'" --model line.safetensors --out class.hpp
refused 'No such file' --model none --out none.hpp
refused 'of another kind' --model make.cpp --out none.hpp
test ! -e none.hpp
"$exporter" --model line.safetensors --out 3d.hpp --name three_d
grep -q '^namespace three_d {' 3d.hpp
