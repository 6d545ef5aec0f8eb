// SPDX-License-Identifier: MIT
#include <cmath>
#include <type_traits>
#include <utility>

#include <eigan/nn/dense.hpp>
#include <eigan/nn/dropout.hpp>
#include <eigan/players/generator.hpp>

#include "tests/catch.hpp"
#include "tests/support/random_batch.hpp"
#include "tests/support/thrown.hpp"

using namespace eigan;
using namespace eigan::tests;

namespace {

using Net = Mlp<double, Dense<3, 16, Tanh>, Dropout, Dense<16, 2>>;

Generator<Net> generator() {
  Rng rng{7};
  return Generator<Net>{rng};
}

/// Its samples are the noise.
template <class Noise>
auto identity_generator(Noise noise) {
  auto network = mlp<double>(Dense<2, 2>{});
  network.parameters(0).head(4) << 1, 0, 0, 1;
  return Generator(std::move(network), noise);
}

}  // namespace

TEST_CASE("samples are columns of the network's outputs") {
  const Generator<Net> g = generator();
  CHECK(g.latent_size() == 3);
  Rng rng{1};
  const Batch<double> samples = g.sample(250, rng);
  CHECK(samples.rows() == 2);
  CHECK(samples.cols() == 250);
  CHECK(g.sample(1, rng).cols() == 1);
}

TEST_CASE("equal Rngs give the same samples, and each call gives new ones") {
  const Generator<Net> g = generator();
  Rng rng{1}, again{1}, other{2};
  const Batch<double> first = g.sample(50, rng);
  const Batch<double> second = g.sample(50, rng);
  CHECK(g.sample(50, again) == first);
  CHECK(g.sample(50, again) == second);
  CHECK((first.array() != second.array()).all());
  CHECK((first.array() != g.sample(50, other).array()).all());
  // the first samples do not depend on how many follow
  Rng few{1};
  CHECK(g.sample(10, few).isApprox(first.leftCols(10), 1e-14));
}

TEST_CASE("generate turns given noise into samples as the network does, without dropout") {
  const Generator<Net> g = generator();
  const Batch<double> z = normal_batch(3, 20, 1);
  const Batch<double> samples = g.generate(z);
  CHECK(samples == g.network()(z));
  CHECK(samples == g.generate(z));
  CHECK(g.generate(z.middleCols(4, 6)).isApprox(samples.middleCols(4, 6), 1e-14));
}

TEST_CASE("samples on the caller's tape are the same") {
  const Generator<Net> g = generator();
  Rng rng{1}, same{1};
  Tape<double> tape;
  const Batch<double> expected = g.sample(60, same);
  const View<double> samples = g.sample(60, rng, tape);
  CHECK(samples == expected);
  CHECK(samples.data() == tape.output().data());
  CHECK(samples == g.generate(tape.input()));  // dropout is off

  for (const Index count : {60, 1, 59}) {
    CHECK(g.sample(count, rng, tape) == g.sample(count, same));
    CHECK(tape.output().cols() == count);
  }
}

TEST_CASE("the noise of a pass is a function of its stream") {
  const Generator<Net> g = generator();
  Tape<double> tape;
  const Stream stream(5, Purpose::noise, 3);
  const auto run = [&](const Pass& pass) {
    g.network().prepare(tape, 8);
    g.draw(stream, 0, tape.input());
    g.network().forward(tape, pass);
  };
  run(Pass{});
  Batch<double> z(3, 8);
  stream.normal(z.data(), z.size());
  CHECK(tape.input() == z);
  CHECK(tape.output() == g.generate(z));
  // in training the network's dropout is on
  run(Pass{.training = true, .stream = Stream(5, Purpose::adversary_layers, 3)});
  CHECK(tape.input() == z);
  CHECK((tape.y(1).array() == 0).any());
}

TEST_CASE("normal noise has mean 0, variance 1 and independent entries") {
  const auto g = identity_generator(NormalNoise{});
  Rng rng{1};
  const Index n = 40000;
  const Eigen::ArrayXXd z = g.sample(n, rng);
  const double error = 4 / std::sqrt(static_cast<double>(n));
  for (Index i = 0; i < 2; ++i) {
    CHECK(std::abs(z.row(i).mean()) < error);
    CHECK(std::abs(z.row(i).square().mean() - 1) < error * std::sqrt(2.0));
    CHECK(std::abs(z.row(i).pow(4).mean() - 3) < error * std::sqrt(96.0));
  }
  CHECK(std::abs((z.row(0) * z.row(1)).mean()) < error);
}

TEST_CASE("uniform noise fills its range and has variance 1 by default") {
  const Index n = 40000;
  for (const double range : {UniformNoise{}.range, 1.0, 0.25}) {
    const auto g = identity_generator(UniformNoise{.range = range});
    Rng rng{1};
    const Eigen::ArrayXXd z = g.sample(n, rng) / range;
    const double error = 4 / std::sqrt(static_cast<double>(n));
    CHECK((z.abs() < 1).all());
    CHECK(z.maxCoeff() > 0.999);
    CHECK(z.minCoeff() < -0.999);
    for (Index i = 0; i < 2; ++i) {
      CHECK(std::abs(z.row(i).mean()) < error * std::sqrt(1.0 / 3));
      CHECK(std::abs(z.row(i).square().mean() - 1.0 / 3) < error * std::sqrt(4.0 / 45));
    }
    CHECK(std::abs((z.row(0) * z.row(1)).mean()) < error / 3);
  }
  CHECK(UniformNoise{}.range * UniformNoise{}.range / 3 == Catch::Approx(1).epsilon(1e-15));
}

namespace {

/// Uniform on the circle of this radius.
struct Circle {
  double radius = 1;
  void validate() const { enforce(radius > 0, "Circle: radius must be positive; got ", radius); }
  void operator()(const Stream& stream, Index first, View<double> z) const {
    stream.normal(z.data(), z.size(), first * z.rows());
    z.colwise().normalize();
    z *= radius;
  }
};

}  // namespace

TEMPLATE_TEST_CASE("noise of a part of a batch is that part of the batch's noise", "", NormalNoise,
                   UniformNoise, Circle) {
  const Stream stream(5, Purpose::noise, 3);
  const auto noise = [&](Index first, Index count) {
    Batch<double> z(3, count);
    TestType{}(stream, first, View<double>(z.data(), 3, count));
    return z;
  };
  const Batch<double> whole = noise(0, 20);
  CHECK(noise(0, 7) == whole.leftCols(7));
  CHECK(noise(7, 13) == whole.rightCols(13));
  CHECK(noise(19, 1) == whole.rightCols(1));
}

TEST_CASE("a custom noise is the generator's input") {
  const auto g = identity_generator(Circle{.radius = 3});
  STATIC_REQUIRE(std::is_same_v<std::decay_t<decltype(g.noise())>, Circle>);
  CHECK(g.noise().radius == 3);
  Rng rng{1};
  const Batch<double> samples = g.sample(500, rng);
  CHECK(((samples.colwise().norm().array() - 3).abs() < 1e-14).all());
  CHECK(samples.minCoeff() < -2.9);
  CHECK(samples.maxCoeff() > 2.9);
}

TEST_CASE("a generator is made from a network, with its parameters or new ones") {
  Rng rng{7}, same{7};
  Net network;
  network.initialise(rng, Purpose::generator_weights);
  CHECK(Generator{network}.network().parameters() == network.parameters());
  CHECK(Generator{Net{}, same}.network().parameters() == network.parameters());
  CHECK(generator().network().parameters() == network.parameters());
  CHECK(Generator<Net>{rng}.network().parameters() != network.parameters());
  STATIC_REQUIRE(std::is_same_v<decltype(Generator{Net{}, same}), Generator<Net, NormalNoise>>);
  STATIC_REQUIRE(std::is_same_v<decltype(Generator{Net{}, same, UniformNoise{}}),
                                Generator<Net, UniformNoise>>);
  STATIC_REQUIRE(
      std::is_same_v<decltype(Generator{Net{}, UniformNoise{}}), Generator<Net, UniformNoise>>);
}

TEST_CASE("input that does not fit a generator is an error that says so") {
  const Generator<Net> g = generator();
  Rng rng{1};
  Tape<double> tape;
  CHECK(thrown<Error>([&] { g.sample(0, rng); }) ==
        "Generator: the number of samples must lie in [1, 5726623061]; got 0");
  CHECK(thrown<Error>([&] { g.sample(-5, rng, tape); }) ==
        "Generator: the number of samples must lie in [1, 5726623061]; got -5");
  for (const Index many : {Index{6148914691236517206}, Index{1} << 62, Index{5726623062}}) {
    CHECK_THROWS_AS(g.sample(many, rng), Error);  // 2^34 numbers of noise at most
    CHECK_THROWS_AS(g.sample(many, rng, tape), Error);
  }
  CHECK(thrown<Error>([&] { g.generate(Batch<double>::Zero(4, 9)); }) ==
        "Mlp: the input must have 3 rows; got 4 (a sample is a column)");
  CHECK(thrown<Error>([&] { identity_generator(UniformNoise{.range = 0}); }) ==
        "UniformNoise: range must be finite and positive; got 0");
  CHECK(thrown<Error>([&] { identity_generator(AnyNoise(UniformNoise{.range = 0})); }) ==
        "UniformNoise: range must be finite and positive; got 0");
  CHECK(thrown<Error>([&] { identity_generator(UniformNoise{.range = INFINITY}); }) ==
        "UniformNoise: range must be finite and positive; got inf");
  CHECK(thrown<Error>([&] { Generator(Net{}, rng, UniformNoise{.range = -1}); }) ==
        "UniformNoise: range must be finite and positive; got -1");
  CHECK(thrown<Error>([&] { identity_generator(Circle{.radius = -2}); }) ==
        "Circle: radius must be positive; got -2");
}
