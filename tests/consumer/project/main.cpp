// SPDX-License-Identifier: MIT
#include <cmath>
#include <eigan/eigan.hpp>
#include <iostream>
#ifdef WITH_IO
#include <eigan/io/weights.hpp>
#include <eigan/pictures/png.hpp>
#endif

int main() {
  std::cout << "eigan " << eigan::version << '\n';
#ifdef EIGAN_COMPILED
  eigan::Mlp<float, eigan::Dense<1, 1, eigan::Tanh>> net;
  net.parameters() << 0, 1;
  if (std::abs(net(eigan::Batch<float>::Ones(1, 3))(0, 2) - std::tanh(1.0f)) > 1e-6f) return 1;
#endif
#ifdef WITH_IO
  eigan::write_png("dot.png", eigan::Picture(1, 1));
  eigan::Rng rng{1};
  using Net = eigan::Mlp<float, eigan::Dense<1, 1>>;
  eigan::save_generator("line.safetensors", eigan::Generator<Net>{rng});
  return eigan::read_generator<float>("line.safetensors").generator.latent_size() == 1 ? 0 : 1;
#endif
}
