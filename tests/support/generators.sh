# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# make_generators: generators whose files export is given, NAME.safetensors, and in NAME.expected, a
# line each, the noise (to the last bit) and the samples of seed 9, two batches of 4,096. All activations,
# both kinds of noise, a table with a name that must be escaped, layers of one input, and images.
include=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../include" && pwd)
cxx=${CXX:-c++}

make_generators() {
  local eigen
  eigen=$(pkg-config --cflags eigen3 2>/dev/null || echo -I/usr/include/eigen3)
  cat >make.cpp <<'END'
#include <cstdio>
#include <eigan/eigan.hpp>
#include <eigan/io/data_format.hpp>
#include <eigan/io/weights.hpp>
using namespace eigan;
template <class Gen>
void make(const char* name, const Gen& generator, const DataFormat& format) {
  save_generator(std::string(name) + ".safetensors", generator, format.metadata());
  std::FILE* out = std::fopen((std::string(name) + ".expected").c_str(), "w");
  Rng rng{9};
  const Stream first{9, Purpose::samples, 0}, second{9, Purpose::samples, 1};
  for (const Stream& stream : {first, second}) {
    const Batch<double> samples = format.in_units_of_the_data(generator.sample(4096, rng));
    Batch<float> z(generator.latent_size(), 4096);
    generator.draw(stream, 0, View<float>(z.data(), z.rows(), z.cols()));
    for (Index j = 0; j < 4096; ++j) {
      for (Index i = 0; i < z.rows(); ++i) std::fprintf(out, "%a ", static_cast<double>(z(i, j)));
      for (Index i = 0; i < samples.rows(); ++i) std::fprintf(out, "%.17g ", samples(i, j));
      std::fprintf(out, "\n");
    }
  }
  std::fclose(out);
}
int main() {
  Rng rng{4};
  make("table", Generator<Mlp<float, Dense<3, 16, Tanh>, Dense<16, 9, LeakyReLU>, Dense<9, 2>>>{rng},
       {.columns = {"a \"b\" ?\?/ \\n\u00e9", "c"},
        .scaler = StandardScaler(Vector<double>{{5, 5}}, Vector<double>{{20, 20}})});
  make("images", Generator<Mlp<float, Dense<5, 30, ReLU>, Dense<30, 6, Sigmoid>>, UniformNoise>{rng, UniformNoise{.range = 0.7}},
       {.image_rows = 2, .image_columns = 3});
  make("line", Generator<Mlp<float, Dense<1, 8, ReLU>, Dense<8, 1>, Dense<1, 1>>>{rng}, {});
}
END
  # shellcheck disable=SC2086  # several words
  "$cxx" -std=c++20 -O1 -w -I "$include" $eigen make.cpp -o make -lz -pthread
  ./make
}
