// SPDX-License-Identifier: MIT
#include <Eigen/SVD>
#include <algorithm>
#include <cmath>
#include <vector>

#include <eigan/nn/dropout.hpp>
#include <eigan/nn/group_sort.hpp>
#include <eigan/nn/mlp.hpp>
#include <eigan/nn/normalised.hpp>

#include "tests/catch.hpp"
#include "tests/support/gradient_check.hpp"
#include "tests/support/random_batch.hpp"

using namespace eigan;
using namespace eigan::tests;

namespace {

template <class Matrix>
double norm(const Matrix& m) {
  return Eigen::JacobiSVD<Batch<double>>(m.template cast<double>()).singularValues()[0];
}

/// What a layer multiplies by, for parameters [w | 0].
template <class Layer, class Scalar>
Batch<Scalar> effective(const Batch<Scalar>& w, Index updates = 0, Index threads = 1) {
  auto network = mlp<Scalar>(Layer{{.inputs = w.cols(), .outputs = w.rows()}});
  Rng rng{1};
  network.initialise(rng);
  network.parameters().setZero();
  network.parameters().head(w.size()) = w.reshaped();
  for (Index i = 0; i < updates; ++i) network.advance();
  Team team(threads);
  Tape<Scalar> tape;
  network.prepare(tape, w.cols());
  tape.input().setIdentity();
  network.forward(tape, Pass{}, team);
  return tape.output();
}
using Orthogonal = Lipschitz<Dense<>>;
using Spectral = SpectralNorm<Dense<>>;

/// [W D | ...] by its definition.
Batch<double> aol(const Batch<double>& w) {
  const bool by_row = w.rows() < w.cols();
  const Batch<double> gram = by_row ? Batch<double>(w * w.transpose()) : w.transpose() * w;
  Vector<double> d = gram.cwiseAbs().rowwise().sum().cwiseSqrt().cwiseInverse();
  return by_row ? Batch<double>(d.asDiagonal() * w) : Batch<double>(w * d.asDiagonal());
}

template <class Network>
void check_gradients(Network network, Index samples = 5) {
  Rng rng{5};
  network.initialise(rng);
  // away from orthonormal weights, where AOL has kinks
  network.parameters() += 0.3 * normal_batch(network.parameters().size(), 1, 7);
  CHECK(check_parameter_gradient(network, normal_batch(network.inputs(), samples, 1)));
  CHECK(check_input_gradient(network, normal_batch(network.inputs(), samples, 1)));
}

}  // namespace

TEST_CASE("AOL multiplies by W D, by its definition, with norm at most 1") {
  for (const auto& [rows, columns] : {std::pair<Index, Index>{5, 5},
                                      {7, 4},
                                      {4, 7},
                                      {1, 6},
                                      {6, 1},
                                      {1, 1},
                                      {150, 140},
                                      {130, 270}}) {
    CAPTURE(rows, columns);
    const Batch<double> w = normal_batch(rows, columns, 2);
    const Batch<double> normal = effective<Orthogonal>(w);
    CHECK((normal - aol(w)).cwiseAbs().maxCoeff() < 1e-14);
    CHECK(norm(normal) <= 1 + 1e-14);
  }
}

TEST_CASE("AOL keeps the norm at most 1 for badly scaled weights") {
  Batch<double> w = normal_batch(6, 6, 3);
  for (Index j = 0; j < 6; ++j) w.col(j) *= std::pow(10.0, 3.0 * static_cast<double>(j) - 9.0);
  CHECK(norm(effective<Orthogonal>(w)) <= 1 + 1e-12);
  CHECK(norm(effective<Orthogonal>(Batch<float>(w.cast<float>()))) <= 1 + 1e-5);
  const Batch<double> rank_one = normal_batch(6, 1, 1) * normal_batch(1, 6, 2);
  CHECK(norm(effective<Orthogonal>(rank_one)) <= 1 + 1e-12);
  const Batch<double> orthogonal = Batch<double>::Identity(6, 6) * 17;
  CHECK(norm(effective<Orthogonal>(orthogonal) - Batch<double>::Identity(6, 6)) < 1e-15);
}

TEST_CASE("AOL makes a last layer of one row w / |w|, and leaves zeros alone") {
  const Batch<double> w = normal_batch(1, 8, 3);
  CHECK((effective<Orthogonal>(w) - w / w.norm()).norm() < 1e-15);
  for (const double tiny : {0.0, 1e-200}) {
    CHECK(effective<Orthogonal>(Batch<double>(Batch<double>::Constant(1, 8, tiny))) ==
          Batch<double>::Constant(1, 8, tiny));
  }
  Batch<double> zero_column = normal_batch(8, 4, 3);
  zero_column.col(2).setZero();
  const Batch<double> normal = effective<Orthogonal>(zero_column);
  CHECK(normal.col(2).isZero(0));
  CHECK(norm(normal) <= 1 + 1e-14);
  CHECK(normal.col(1).norm() > 0.3);
}

TEST_CASE("gradients through AOL agree with differences") {
  SECTION("few rows") {
    check_gradients(Mlp<double, Lipschitz<Dense<7, 4, Tanh>>, Lipschitz<Dense<4, 1>>>());
  }
  SECTION("many rows") {
    check_gradients(Mlp<double, Lipschitz<Dense<3, 8, MaxMin>>, Lipschitz<Dense<8, 8, GELU>>,
                        Lipschitz<Dense<8, 2>>>());
  }
  SECTION("several tiles") {
    check_gradients(Mlp<double, Lipschitz<Dense<3, 140, Tanh>>, Lipschitz<Dense<140, 2>>>(), 3);
  }
}

TEST_CASE("a column of zeros gets a finite gradient under AOL") {
  auto network = mlp<double>(Lipschitz<Dense<3, 5>>{});
  Rng rng{5};
  network.initialise(rng);
  network.parameters().segment(5, 5).setZero();
  const Projection f(network, normal_batch(3, 4, 1));
  const Vector<double> gradient = f.parameter_gradient();
  // near zero the column is taken as it is: its gradient is that of the plain layer
  const Batch<double> plain = f.weights() * normal_batch(3, 4, 1).row(1).transpose();
  CHECK((gradient.segment(5, 5) - plain.reshaped()).norm() < 1e-13);
}

TEST_CASE("AOL layers start with orthonormal weights, so that every slope is 1") {
  auto network = mlp<float>(Lipschitz<Dense<5, 40, MaxMin>>{}, Lipschitz<Dense<40, 30, MaxMin>>{},
                            Lipschitz<Dense<30, 1>>{});
  Rng rng{3};
  network.initialise(rng);
  const Index sizes[][2]{{40, 5}, {30, 40}, {1, 30}};
  for (Index i = 0; i < 3; ++i) {
    const auto [rows, columns] = sizes[i];
    const Batch<double> w =
        Eigen::Map<const Batch<float>>(network.parameters(i).data(), rows, columns).cast<double>();
    const Index side = std::min(rows, columns);
    const Batch<double> gram =
        rows < columns ? Batch<double>(w * w.transpose()) : w.transpose() * w;
    CHECK((gram - Batch<double>::Identity(side, side)).norm() < 1e-6);
  }
}

TEST_CASE("critics of AOL layers do not stretch any distance") {
  Mlp<float, Lipschitz<Dense<2, 64, GroupSort<16>>>, Lipschitz<Dense<64, 64, MaxMin>>,
      Lipschitz<Dense<64, 1>>>
      critic;
  Rng rng{3};
  critic.initialise(rng);
  const Batch<float> x = normal_batch<float>(2, 500, 1), y = normal_batch<float>(2, 500, 2);
  const Batch<float> difference = critic(x) - critic(y);
  float steepest = 0;
  for (Index i = 0; i < 500; ++i) {
    steepest = std::max(steepest, std::abs(difference(0, i)) / (x.col(i) - y.col(i)).norm());
  }
  CHECK(steepest <= 1.00001f);
  CHECK(steepest > 0.2f);
  CHECK(critic.lipschitz_constant() == 1.0);
  CHECK(*critic.lipschitz_bound() >= static_cast<double>(steepest));
}

TEST_CASE("spectral normalisation divides by the norm, once its vector has converged") {
  for (const auto& [rows, columns] : {std::pair<Index, Index>{5, 5}, {7, 4}, {1, 6}, {6, 1}}) {
    CAPTURE(rows, columns);
    const Batch<double> w = normal_batch(rows, columns, 2);
    const Batch<double> normal = effective<Spectral>(w, 3000);
    CHECK((normal - w / norm(w)).norm() < 1e-12);
    CHECK(norm(effective<Spectral>(w, 1)) >= 1 - 1e-12);  // sigma is at most the norm
  }
  CHECK(effective<Spectral>(Batch<double>(Batch<double>::Zero(3, 4)), 3) ==
        Batch<double>::Zero(3, 4));
}

TEST_CASE("gradients through SpectralNorm, with its vector held, agree with differences") {
  check_gradients(Mlp<double, SpectralNorm<Dense<3, 8, MaxMin>>, SpectralNorm<Dense<8, 5, Tanh>>,
                      SpectralNorm<Dense<5, 1>>>());
}

TEST_CASE("only an update of the parameters moves the vector of SpectralNorm") {
  Mlp<double, SpectralNorm<Dense<3, 8, MaxMin>>, SpectralNorm<Dense<8, 1>>> network;
  Rng rng{5};
  network.initialise(rng);
  CHECK(network.state().size() == 8 + 1);
  const Vector<double> before = network.state();
  CHECK(std::abs(before.head(8).norm() - 1) < 1e-14);
  network(normal_batch(3, 4, 1));
  CHECK(network.state() == before);
  network.advance();
  CHECK(network.state() != before);
}

TEST_CASE("normalised layers give the same bytes on any number of threads") {
  const Batch<float> wide = normal_batch<float>(300, 280, 1),
                     flat = normal_batch<float>(280, 300, 1);
  for (const Index threads : {2, 3}) {
    CHECK(effective<Orthogonal>(wide, 0, threads) == effective<Orthogonal>(wide, 0, 1));
    CHECK(effective<Orthogonal>(flat, 0, threads) == effective<Orthogonal>(flat, 0, 1));
  }
  Mlp<float, Lipschitz<Dense<280, 300, MaxMin>>, Lipschitz<Dense<300, 1>>> network;
  Rng rng{1};
  network.initialise(rng);
  const auto gradient = [&](Index threads) {
    Team team(threads);
    Tape<float> tape;
    Gradient<float> memory;
    network.prepare(tape, 100);
    tape.input() = normal_batch<float>(280, 100, 2);
    network.forward(tape, Pass{}, team);
    tape.output_gradient().setOnes();
    Vector<float> all = Vector<float>::Zero(network.parameters().size());
    network.backward_parameters(tape, memory, team, [&](Index start, ConstSegment<float> dw) {
      all.segment(start, dw.size()) = dw;
    });
    return all;
  };
  CHECK(gradient(1) == gradient(3));
}

TEST_CASE(
    "a normalised layer has the bounds of a plain one with the weights that it multiplies by") {
  const auto check = [](auto normalised) {
    Rng rng{1};
    normalised.initialise(rng);
    normalised.parameters() *= 17;
    normalised.parameters() += normal_batch<float>(normalised.parameters().size(), 1, 7);
    auto plain = mlp<float>(Dense<6, 4, MaxMin>{}, Dense<4, 1>{});
    plain.parameters() = normalised.plain_parameters();
    CHECK(*normalised.lipschitz_bound() == *plain.lipschitz_bound());
    const std::vector<double> norms = {3, 5};
    const auto certainty = [&](const auto& network) {
      Tape<float> tape;
      network.prepare(tape, 2);
      tape.input().setOnes();
      network.forward(tape, Pass{});
      return network.certainty(tape, norms);
    };
    CHECK(certainty(normalised).lipschitz == certainty(plain).lipschitz);
    CHECK(certainty(normalised).error == certainty(plain).error);
    CHECK(certainty(plain).error > 0);
  };
  check(Mlp<float, Lipschitz<Dense<6, 4, MaxMin>>, Lipschitz<Dense<4, 1>>>());
  check(Mlp<float, SpectralNorm<Dense<6, 4, MaxMin>>, SpectralNorm<Dense<4, 1>>>());
}

TEST_CASE("which layers are Lipschitz by construction") {
  STATIC_REQUIRE(Mlp<float, Lipschitz<Dense<2, 4, MaxMin>>,
                     SpectralNorm<Dense<4, 1>>>::has_lipschitz_constant);
  STATIC_REQUIRE(!Mlp<float, Lipschitz<Dense<2, 4, MaxMin>>, Dense<4, 1>>::has_lipschitz_constant);
  STATIC_REQUIRE(!Mlp<float, Dropout, Lipschitz<Dense<4, 1>>>::has_lipschitz_constant);
  CHECK(*Mlp<float, Lipschitz<Dense<2, 4, SiLU>>, Lipschitz<Dense<4, 1>>>().lipschitz_constant() ==
        SiLU{}.lipschitz());
}
