// SPDX-License-Identifier: MIT
#include <eigan/nn/dense.hpp>
#include <eigan/nn/maxout.hpp>
#include <eigan/nn/mlp.hpp>

#include "tests/catch.hpp"
#include "tests/support/gradient_check.hpp"

using namespace eigan;
using namespace eigan::tests;

namespace {

/// y_i = s_i x_i with a learned s, for one scalar.
struct PerFeature {
  static constexpr Index static_inputs = same_size, static_outputs = same_size;

  LayerShape shape(Index rows) const { return {rows, rows, rows, 1, rows, 0}; }
  void initialise(Segment<double> s, Index, const Stream& stream) const {
    stream.normal(s.data(), s.size());
  }
  void forward(ConstSegment<double> s, ConstView<double> x, View<double>, View<double> y, AuxView,
               const Pass&, const Tile& t) const {
    y.block(t.row, t.column, t.rows, t.columns) = s.segment(t.row, t.rows).matrix().asDiagonal() *
                                                  x.block(t.row, t.column, t.rows, t.columns);
  }
  void backward_local(ConstView<double>, ConstView<double>, ConstAuxView, ConstView<double>,
                      View<double>, const Tile&) const {}  // delta is dy
  void backward_input(ConstSegment<double> s, ConstView<double> delta, View<double> dx,
                      const Tile& t) const {
    dx.block(t.row, t.column, t.rows, t.columns) = s.segment(t.row, t.rows).matrix().asDiagonal() *
                                                   delta.block(t.row, t.column, t.rows, t.columns);
  }
  void backward_parameters(ConstView<double> x, ConstView<double> delta, Segment<double> ds,
                           const Tile&) const {
    ds = (x.array() * delta.array()).rowwise().sum();
  }
  double lipschitz(ConstSegment<double> s, Index) const { return s.abs().maxCoeff(); }
};

/// y = ReLU(x + W x + b), for any scalar: a Dense layer with a path around it.
template <Index N>
struct Residual : Dense<N, N, ReLU> {
  using Inner = Dense<N, N, ReLU>;

  template <class Scalar>
  void forward(ConstSegment<Scalar> w, ConstView<Scalar> x, View<Scalar> a, View<Scalar> y,
               AuxView aux, const Pass& pass, const Tile& t) const {
    Dense<N, N>{}.forward(w, x, a, y, aux, pass, t);
    auto out = y.block(t.row, t.column, t.rows, t.columns);
    out = (out + x.block(t.row, t.column, t.rows, t.columns)).cwiseMax(0);
  }
  template <class Scalar>
  void backward_input(ConstSegment<Scalar> w, ConstView<Scalar> delta, View<Scalar> dx,
                      const Tile& t) const {
    Inner::backward_input(w, delta, dx, t);
    dx.block(t.row, t.column, t.rows, t.columns) += delta.block(t.row, t.column, t.rows, t.columns);
  }
  template <class Scalar>
  double lipschitz(ConstSegment<Scalar> w, Index n) const {
    return 1 + Inner::lipschitz(w, n);
  }
};

}  // namespace

TEST_CASE("a custom layer works in a network, and its gradients are right") {
  auto network = mlp<double>(PerFeature{}, Dense<3, 6, Tanh>{}, PerFeature{}, Residual<6>{},
                             Repeat<PerFeature>{{{}, {}}}, Maxout<6, 4, 2>{}, Residual<4>{});
  STATIC_REQUIRE(decltype(network)::static_inputs == 3);
  STATIC_REQUIRE(decltype(network)::static_outputs == 4);
  CHECK(network.parameters(0).size() == 3);
  CHECK(network.parameters(2).size() == 6);
  Rng rng{1};
  network.initialise(rng);
  CHECK(check_parameter_gradient(network, normal_batch(3, 30, 1)));
  CHECK(check_input_gradient(network, normal_batch(3, 30, 1)));
}

TEST_CASE("a custom layer for any scalar runs in each") {
  auto network = mlp<float>(Dense<2, 5, ReLU>{}, Residual<5>{});
  auto reference = mlp<double>(Dense<2, 5, ReLU>{}, Residual<5>{});
  Rng rng{1};
  network.initialise(rng);
  reference.parameters() = network.parameters().cast<double>();
  const Batch<float> x = normal_batch<float>(2, 7, 1);
  CHECK(network(x).cast<double>().isApprox(reference(x.cast<double>()), 1e-6));
}

TEST_CASE("a custom layer counts in the network's Lipschitz bound") {
  auto network = mlp<double>(Dense<2, 2>{}, PerFeature{}, Residual<2>{});
  network.parameters(0).head(4) << 1, 0, 0, 1;
  network.parameters(1) << -3, 2;
  network.parameters(2).head(4) << 0, 4, 4, 0;
  CHECK(network.lipschitz_bound().value() == Catch::Approx(1 * 3 * (1 + 4)).epsilon(1e-14));
}

TEST_CASE("a custom layer may have its inputs in any integer type") {
  struct Sized : PerFeature {
    std::size_t inputs = 5;
  };
  CHECK(mlp<double>(Sized{}).inputs() == 5);
}

TEST_CASE("of a batch without samples all gradients are 0") {
  Mlp<double, Dense<3, 4, Tanh>, Dense<4, 2>> network;
  Tape<double> tape;
  network.prepare(tape, 0);
  network.forward(tape, Pass{});
  Index entries = 0;
  network.backward_parameters(tape, [&](Index, ConstSegment<double> gradient) {
    entries += gradient.size();
    CHECK((gradient == 0).all());
  });
  CHECK(entries == network.parameters().size());
}
