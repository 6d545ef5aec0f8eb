// SPDX-License-Identifier: MIT
// A custom layer: a residual block, y = ReLU(x + W x + b) (He et al., 2016).
#include <eigan/eigan.hpp>
#include <iostream>
using namespace eigan;

template <Index N>
struct Residual : Dense<N, N, ReLU> {
  void forward(auto w, auto x, auto a, auto y, AuxView aux, const Pass& pass, const Tile& t) const {
    Dense<N, N>{}.forward(w, x, a, y, aux, pass, t);  // W x + b
    auto out = y.block(t.row, t.column, t.rows, t.columns);
    out = (out + x.block(t.row, t.column, t.rows, t.columns)).cwiseMax(0);
  }
  void backward_input(auto w, auto delta, auto dx, const Tile& t) const {
    Dense<N, N, ReLU>::backward_input(w, delta, dx, t);
    dx.block(t.row, t.column, t.rows, t.columns) += delta.block(t.row, t.column, t.rows, t.columns);
  }
  using tangents_of = Residual;  // for gradient penalties
  void tangent(auto w, auto a, auto y, auto aux, auto dx, auto da, auto dy, const Tile& t) const {
    Dense<N, N>{}.tangent(w, a, y, aux, dx, da, dy, t);  // W dx
    auto out = dy.block(t.row, t.column, t.rows, t.columns);
    out += dx.block(t.row, t.column, t.rows, t.columns);
    out = (y.block(t.row, t.column, t.rows, t.columns).array() > 0).select(out, 0);
  }
  double lipschitz(auto w, Index n) const { return 1 + Dense<N, N, ReLU>::lipschitz(w, n); }
  LayerDescription describe() const { return {}; }  // for files: not the Dense that it is made of
};
using G = Generator<Mlp<float, Dense<2, 32, ReLU>, Residual<32>, Dense<32, 1>>>;
using D = Discriminator<Mlp<float, Dense<1, 32, LeakyReLU>, Residual<32>, Dense<32, 1>>>;
int main() {
  Rng rng{1};
  MinimaxTrainer gan{G{rng}, D{rng}, JensenShannon{} + R1{.gamma = 0.1}, Adam{.beta1 = 0.5},
                     Adam{.beta1 = 0.5}};
  gan.fit(GaussianMixture1D<float>{.means = {4}}, 1500);
  const double mean = gan.generator().sample(5000, rng).mean();
  std::cout << "mean of the samples: " << mean << " (4)\n";
  return std::abs(mean - 4) < 1 ? 0 : 1;
}
