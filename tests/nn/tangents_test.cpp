// SPDX-License-Identifier: MIT
#include <cstdint>
#include <vector>

#include <eigan/nn/any_activation.hpp>
#include <eigan/nn/dense.hpp>
#include <eigan/nn/dropout.hpp>
#include <eigan/nn/group_sort.hpp>
#include <eigan/nn/layer_norm.hpp>
#include <eigan/nn/maxout.hpp>
#include <eigan/nn/mlp.hpp>
#include <eigan/nn/normalised.hpp>

#include "tests/catch.hpp"
#include "tests/support/gradient_check.hpp"

using namespace eigan;
using namespace eigan::tests;

namespace {

/// Samples with a score each, the middle ones of which are probes: with a loss of gradient d, and a
/// direction v held fixed,  F(w) = sum_i d_i f(x_i) + sum over probes of <v_i, grad f(x_i)>.
struct Game {
  Batch<double> x, v;
  Vector<double> d;  // of all samples
  Layout layout;
  Pass pass;

  Game(Index inputs, Index batch, Index shards, bool loss_at_probes, Pass how)
      : x(normal_batch(inputs, 3 * batch, 1)),
        v(normal_batch(inputs, batch, 2)),
        d(normal_batch(1, 3 * batch, 3).transpose()),
        layout{{batch, shards}, 3, 1, 1},
        pass(how) {
    if (!loss_at_probes) d.segment(batch, batch).setZero();
  }
  Index batch() const { return layout.shards.batch; }

  /// Puts a row of numbers a section, sample by sample, into a matrix of the tape.
  template <class To>
  void put(const Batch<double>& from, Tape<double>& tape, To to, Index section) const {
    for (Index shard = 0; shard < layout.shards.count; ++shard) {
      tape.part(to, section, shard) =
          from.middleCols(layout.shards.first(shard), layout.shards.size(shard));
    }
  }
  void start(const Network<double>& network, Tape<double>& tape, Team& team) const {
    network.prepare(tape, layout);
    for (Index s = 0; s < 3; ++s) put(x.middleCols(s * batch(), batch()), tape, tape.input(), s);
    network.forward(tape, pass, team);
    const Batch<double> gradient = d.transpose(), ones = Batch<double>::Ones(1, batch());
    for (Index s = 0; s < 3; ++s) {
      const Batch<double> part = gradient.middleCols(s * batch(), batch());
      put(s == 1 ? ones : part, tape, tape.output_gradient(), s);
      put(part, tape, View<double>(tape.loss_gradient().data(), 1, tape.columns()), s);
    }
  }
  double value(const Network<double>& network) const {
    Team team;
    Tape<double> tape;
    start(network, tape, team);
    double f = 0;
    for (Index s = 0; s < 3; ++s) {
      for (Index shard = 0; shard < layout.shards.count; ++shard) {
        const auto scores = tape.part(tape.output(), s, shard);
        f += scores.row(0).dot(d.segment(s * batch() + layout.shards.first(shard), scores.cols()));
      }
    }
    network.backward_input(tape, team);
    for (Index shard = 0; shard < layout.shards.count; ++shard) {
      const Index first = layout.shards.first(shard), size = layout.shards.size(shard);
      f += tape.part(tape.input_gradient(), 1, shard).cwiseProduct(v.middleCols(first, size)).sum();
    }
    return f;
  }
  Vector<double> gradient(const Network<double>& network, Index threads = 1) const {
    Team team(threads);
    Tape<double> tape;
    start(network, tape, team);
    network.backward_input(tape, team);
    put(v, tape, tape.input(), 3);
    network.tangents(tape, team);
    Gradient<double> memory;
    Vector<double> all = Vector<double>::Constant(network.parameters().size(), 1e300);
    network.backward_parameters(tape, memory, team, [&](Index start, ConstSegment<double> dw) {
      all.segment(start, dw.size()) = dw;
    });
    return all;
  }
};

template <class Net>
inline constexpr bool normalised = false;
template <class... Layers>
inline constexpr bool normalised<Mlp<double, Layers...>> = (detail::HasConstant<Layers> || ...);

template <class Net>
void check(Net network, Index batch, Pass pass = {}) {
  Rng rng{1};
  network.initialise(rng);
  if constexpr (normalised<Net>) {  // away from orthonormal weights, where AOL has kinks
    network.parameters() += 0.3 * normal_batch(network.parameters().size(), 1, 7);
  }
  for (const Index shards : {1, 2}) {
    for (const bool loss : {false, true}) {
      const Game game(network.inputs(), batch, shards, loss, pass);
      const GradientCheck found = check_gradient(
          network.parameters(), [&] { return game.value(network); }, game.gradient(network));
      CHECK(found);
      CHECK(found.error < 1e-7);
    }
  }
}

template <class Activation>
using Three = Mlp<double, Dense<3, 5, Activation>, Dense<5, 4, Activation>, Dense<4, 1>>;

const Pass training{.training = true, .stream = Stream(3, Purpose::adversary_layers, 7)};

}  // namespace

TEST_CASE("the gradient of slopes along fixed directions agrees with differences") {
  SECTION("Identity") { check(Three<Identity>(), 4); }
  SECTION("ReLU") { check(Three<ReLU>(), 4); }
  SECTION("LeakyReLU") { check(Three<LeakyReLU>(), 4); }
  SECTION("Tanh") { check(Three<Tanh>(), 4); }
  SECTION("Sigmoid") { check(Three<Sigmoid>(), 4); }
  SECTION("SiLU") { check(Three<SiLU>(), 4); }
  SECTION("GELU") { check(Three<GELU>(), 4); }
  SECTION("ELU") { check(Three<ELU>(), 4); }
  SECTION("Softplus") { check(Three<Softplus>(), 4); }
}

TEST_CASE("slopes go through Maxout, Dropout, and layers of both kinds") {
  check(Mlp<double, Maxout<3, 5, 3>, Maxout<5, 1>>(), 4);
  check(Mlp<double, Dropout, Dense<3, 6, LeakyReLU>, Dropout, Dense<6, 1>>(), 4, training);
  check(Mlp<double, Dense<3, 6, Tanh>, Dropout, Maxout<6, 4>, Dense<4, 1>>(), 4, training);
  check(Mlp<double, Dense<3, 6, Tanh>, Dropout, Dense<6, 4, GELU>, Dense<4, 3, LeakyReLU>, Dropout,
            Dense<3, 1>>(),
        4, training);
  check(Mlp<double, Dense<3, 4, Tanh>, Dense<4, 1, Softplus>>(), 4);
}

TEST_CASE("slopes go through sorted groups and normalised weights") {
  check(Mlp<double, Dense<3, 6, MaxMin>, Dense<6, 6, GroupSort<3>>, Dense<6, 1>>(), 4);
  check(Mlp<double, Dense<3, 6, GroupSort<6>>, Dense<6, 4, Tanh>, Dense<4, 1>>(), 4);
  check(Mlp<double, Lipschitz<Dense<3, 6, MaxMin>>, Lipschitz<Dense<6, 4, MaxMin>>,
            Lipschitz<Dense<4, 1>>>(),
        4);
  check(Mlp<double, Lipschitz<Dense<3, 6, Tanh>>, Dropout, SpectralNorm<Dense<6, 4, GroupSort<4>>>,
            Lipschitz<Dense<4, 1>>>(),
        4, training);
  check(Mlp<double, SpectralNorm<Dense<2, 140, Tanh>>, Lipschitz<Dense<140, 3, SiLU>>,
            Lipschitz<Dense<3, 1>>>(),
        3);
}

TEST_CASE("slopes go through LayerNorm") {
  check(Mlp<double, Dense<3, 5>, LayerNorm<LeakyReLU>, Dense<5, 1>>(), 4);
  check(Mlp<double, Dense<3, 6>, LayerNorm<Tanh>, Dense<6, 4>, LayerNorm<GELU>, Dense<4, 1>>(), 4);
  check(Mlp<double, LayerNorm<>, Dense<3, 5, SiLU>, LayerNorm<SiLU>, Dense<5, 1>>(), 4);
  check(Mlp<double, Dense<3, 6>, LayerNorm<LeakyReLU>, Dropout, Dense<6, 1>>(), 4, training);
  check(Mlp<double, Dense<2, 140>, LayerNorm<Tanh>, Dense<140, 3>, LayerNorm<>, Dense<3, 1>>(), 3);
  check(mlp<double>(Dense<2, 4>{}, LayerNorm<Tanh>{.epsilon = 0.5}, Dense<4, 1>{}), 150);
}

TEST_CASE("slopes go through wide networks, and batches of several pieces") {
  check(Mlp<double, Dense<2, 140, LeakyReLU>, Dense<140, 3, LeakyReLU>, Dense<3, 1>>(), 3);
  check(Mlp<double, Dense<2, 140, SiLU>, Dense<140, 3, Tanh>, Dense<3, 1>>(), 3);
  check(Mlp<double, Dense<2, 4, Tanh>, Dense<4, 1>>(), 150);
  check(Mlp<double, Dense<2, 4, Tanh>, Dropout, Dense<4, 1>>(), 150, training);
}

namespace {

struct Softsign {
  template <class Scalar>
  void apply(Segment<Scalar> y) const {
    y /= 1 + y.abs();
  }
  template <class Scalar>
  void backward(ConstSegment<Scalar> y, Segment<Scalar> d) const {
    d *= (1 - y.abs()).square();
  }
  template <class Scalar>
  void curvature(ConstSegment<Scalar> y, Segment<Scalar> d) const {
    d *= -2 * y.sign() * (1 - y.abs()).cube();
  }
  double lipschitz() const { return 1; }
  double gain() const { return 2.0957806089666810; }
};

struct Derived : Dense<3, 4, Tanh> {};
struct Smooth : Softsign {
  void curvature() const;
};

}  // namespace

TEST_CASE("a custom activation with a curvature has tangents") { check(Three<Softsign>(), 4); }

TEST_CASE("tangents are not inherited, and not made up") {
  STATIC_REQUIRE(Three<Softsign>::has_tangents);
  STATIC_REQUIRE(Mlp<double, Repeat<Dense<Dynamic, Dynamic, AnyActivation>>>::has_tangents);
  STATIC_REQUIRE(!Mlp<double, Derived, Dense<4, 1>>::has_tangents);
  STATIC_REQUIRE(!Three<Smooth>::has_tangents);
}
