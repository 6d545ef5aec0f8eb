# SPDX-License-Identifier: MIT
# OpenCV, which knows nothing of eigan, makes the samples of eigan from its noise.
set -euo pipefail
exporter=$(type -P export) || exit 77  # the shell has an export of its own
for python in /usr/bin/python3 python3; do  # Debian's, where there are several
  "$python" -c 'import cv2, numpy' 2>/dev/null && break
  python=
done
[[ $python ]] || exit 77
include=$(cd "$(dirname "$0")/../../include" && pwd)
eigen=$(pkg-config --cflags eigen3 2>/dev/null || echo -I/usr/include/eigen3)
cxx=${CXX:-c++}

# All activations, a table and images.
cat >make.cpp <<'END'
#include <cstdio>
#include <eigan/eigan.hpp>
#include <eigan/io/weights.hpp>
using namespace eigan;
template <class Gen>
void make(const char* name, const Gen& generator, Metadata metadata, double spread, double mean) {
  save_generator(std::string(name) + ".safetensors", generator, metadata);
  std::FILE* out = std::fopen((std::string(name) + ".expected").c_str(), "w");
  Rng rng{9};
  const Batch<float> samples = generator.sample(500, rng);
  Batch<float> z(generator.latent_size(), 500);
  generator.draw(Stream{9, Purpose::samples, 0}, View<float>(z.data(), z.rows(), z.cols()));
  for (Index j = 0; j < 500; ++j) {
    for (Index i = 0; i < z.rows(); ++i) std::fprintf(out, "%.9g ", z(i, j));
    for (Index i = 0; i < samples.rows(); ++i) std::fprintf(out, "%.9g ", spread * samples(i, j) + mean);
    std::fprintf(out, "\n");
  }
  std::fclose(out);
}
int main() {
  Rng rng{4};
  make("table", Generator<Mlp<float, Dense<3, 16, Tanh>, Dense<16, 9, LeakyReLU>, Dense<9, 2>>>{rng},
       {{"columns", R"(["a","b"])"}, {"scaler", R"({"mean":[5,5],"spread":[20,20]})"}}, 20, 5);
  make("line", Generator<Mlp<float, Dense<1, 8, ReLU>, Dense<8, 1>, Dense<1, 2>>>{rng}, {}, 1, 0);
  make("images", Generator<Mlp<float, Dense<5, 30, ReLU>, Dense<30, 6, Sigmoid>>, UniformNoise>{rng},
       {{"image", R"({"rows":2,"columns":3})"}}, 1, 0);
}
END
"$cxx" -std=c++20 -O1 -w -I "$include" $eigen make.cpp -o make -lz -pthread
./make

for name in table line images; do
  status=0
  "$exporter" --model $name.safetensors --out $name.onnx >said 2>error || status=$?
  if [[ $status == 2 ]] && grep -q 'without ONNX: install libonnx-dev' error; then exit 77; fi
  test $status == 0
done

cat >check.py <<'END'
import cv2, numpy
for name, latent in (("table", 3), ("line", 1), ("images", 5)):
    rows = numpy.loadtxt(name + ".expected", dtype=numpy.float32)
    noise, expected = rows[:, :latent], rows[:, latent:]
    net = cv2.dnn.readNetFromONNX(name + ".onnx")
    for count in (500, 1):
        net.setInput(numpy.ascontiguousarray(noise[:count]))
        samples = net.forward()
        assert samples.shape == expected[:count].shape, samples.shape
        off = numpy.abs(samples - expected[:count]) / expected.std(axis=0)
        print(name, count, "off by", off.max(), "of a spread")
        assert expected.std(axis=0).min() > 0 and off.max() < 1e-5
END
"$python" check.py
