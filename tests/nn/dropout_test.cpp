// SPDX-License-Identifier: MIT
#include <cmath>
#include <cstdint>

#include <eigan/nn/dense.hpp>
#include <eigan/nn/dropout.hpp>
#include <eigan/nn/mlp.hpp>
#include <eigan/nn/repeat.hpp>

#include "tests/catch.hpp"
#include "tests/support/gradient_check.hpp"
#include "tests/support/thrown.hpp"

using namespace eigan;
using namespace eigan::tests;

namespace {

Pass training(std::uint64_t number) {
  return {.training = true, .stream = Stream(11, Purpose::adversary_layers, number)};
}

/// The output of a network for x in a pass.
template <class Net>
Batch<typename Net::Scalar> run(const Net& network, const Batch<typename Net::Scalar>& x,
                                const Pass& pass) {
  return Projection(network, x, pass).output();
}

/// An identity of 200 rows, which fixes the size, followed by layers.
template <class... Layers>
auto after_identity(Layers... layers) {
  auto network = mlp<double>(Dense<200, 200>{.biases = Constant{0}}, layers...);
  network.parameters(0).reshaped(200, 201).leftCols(200).matrix().setIdentity();
  return network;
}

const Batch<double> ones = Batch<double>::Ones(200, 500);

/// Whether a share of n trials is within 4 standard deviations of p.
bool is_share(double share, double p, Index n) {
  return std::abs(share - p) < 4 * std::sqrt(p * (1 - p) / static_cast<double>(n));
}

}  // namespace

TEST_CASE("dropout keeps its share of elements, scales them and zeroes the others") {
  const double keep = GENERATE(0.1, 0.5, 0.8);
  CAPTURE(keep);
  const auto network = after_identity(Dropout{.keep = keep});
  const Batch<double> y = run(network, ones, training(1));
  CHECK((y.array() == 0 || y.array() == 1 / keep).all());
  CHECK(is_share((y.array() > 0).cast<double>().mean(), keep, y.size()));
  // so the mean is preserved, in each feature and each sample
  const double spread = std::sqrt(1 / keep - 1);  // of one element
  CHECK(std::abs(y.mean() - 1) < 4 * spread / std::sqrt(y.size()));
  CHECK(((y.rowwise().mean().array() - 1).abs() < 5 * spread / std::sqrt(500)).all());
  CHECK(((y.colwise().mean().array() - 1).abs() < 5 * spread / std::sqrt(200)).all());
}

TEST_CASE("each layer and pass has its own mask, and a repeated pass has the same") {
  const auto one = after_identity(Dropout{});
  const Batch<double> y = run(one, ones, training(1));
  CHECK(run(one, ones, training(1)) == y);
  const auto both = [](const Batch<double>& a, const Batch<double>& b) {
    return (a.array() > 0 && b.array() > 0).cast<double>().mean();
  };
  CHECK(is_share(both(y, run(one, ones, training(2))), 0.25, y.size()));
  CHECK(is_share(both(y, run(one, ones, Pass{true, Stream(12, Purpose::adversary_layers, 1)})),
                 0.25, y.size()));
  // two layers in one pass: what both keep is 4, the rest 0
  const Batch<double> twice = run(after_identity(Dropout{}, Dropout{}), ones, training(1));
  CHECK((twice.array() == 0 || twice.array() == 4).all());
  CHECK(is_share((twice.array() > 0).cast<double>().mean(), 0.25, y.size()));
  // also where all layers are one tile high
  auto narrow = mlp<double>(Dense<100, 100>{.biases = Constant{0}}, Dropout{}, Dropout{});
  narrow.parameters(0).reshaped(100, 101).leftCols(100).matrix().setIdentity();
  const Batch<double> both_kept = run(narrow, ones.topRows(100), training(1));
  CHECK(is_share((both_kept.array() == 4).cast<double>().mean(), 0.25, both_kept.size()));
  // so do the layers of one Repeat
  const Batch<double> thrice =
      run(after_identity(Repeat<Dropout>{{{}, {}, {}}}), ones, training(1));
  CHECK(is_share((thrice.array() > 0).cast<double>().mean(), 0.125, y.size()));
}

TEST_CASE("no two features and no two samples share a mask, within a tile and across") {
  const Batch<double> y = run(after_identity(Dropout{}), ones, training(1));
  bool shared = false;
  for (Index i = 0; i < y.rows(); ++i) {
    for (Index j = 0; j < i; ++j) shared = shared || y.row(i) == y.row(j);
  }
  for (Index i = 0; i < y.cols(); ++i) {
    for (Index j = 0; j < i; ++j) shared = shared || y.col(i) == y.col(j);
  }
  CHECK_FALSE(shared);
}

TEST_CASE("the mask of a sample does not depend on the batch size") {
  const auto network = after_identity(Dropout{});
  const Batch<double> y = run(network, ones, training(1));
  CHECK(run(network, ones.leftCols(7), training(1)) == y.leftCols(7));
  CHECK(run(network, ones.leftCols(200), training(1)) == y.leftCols(200));
}

TEST_CASE("dropout changes nothing outside training, nor when it keeps everything") {
  const Batch<double> x = normal_batch(200, 500, 1);
  CHECK(run(after_identity(Dropout{.keep = 0.1}), x, Pass{}) == x);
  CHECK(run(after_identity(Dropout{.keep = 1}), x, training(1)) == x);
  CHECK(after_identity(Dropout{.keep = 0.1})(x) == x);
}

TEST_CASE("a keep of 0 or less, or above 1, is an error that says so") {
  const auto refusal = [](double keep) {
    return thrown<Error>([&] { mlp<float>(Dense<2, 3>{}, Dropout{.keep = keep}); });
  };
  CHECK(refusal(0) == "Dropout: keep must lie in (0, 1]; got 0");
  CHECK(refusal(1.5) == "Dropout: keep must lie in (0, 1]; got 1.5");
  CHECK(refusal(-0.5) == "Dropout: keep must lie in (0, 1]; got -0.5");
  CHECK(refusal(std::nan("")) == "Dropout: keep must lie in (0, 1]; got nan");
}
