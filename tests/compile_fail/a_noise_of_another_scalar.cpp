// expect: a generator's noise must be callable as noise\(const Stream&, Index first, View<Scalar> z\)
// SPDX-License-Identifier: MIT
#include <eigan/eigan.hpp>

using namespace eigan;

struct Sphere {
  void operator()(const Stream& stream, Index, View<double> z) const {
    stream.normal(z.data(), z.size());
    z.colwise().normalize();
  }
};

int main() {
  Rng rng{42};
  Generator<Mlp<float, Dense<2, 2>>, Sphere> generator{rng};
  return generator.sample(1, rng).cols() == 1 ? 0 : 1;
}
