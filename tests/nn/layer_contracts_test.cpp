// SPDX-License-Identifier: MIT
// The optional contracts of a layer: derived numbers, its gradient as a whole, state, groups of
// rows, an activation's input, random numbers in every pass. Each with the smallest layer that needs it.
#include <algorithm>
#include <cmath>

#include <eigan/nn/dense.hpp>
#include <eigan/nn/mlp.hpp>
#include <eigan/objectives/wasserstein.hpp>
#include <eigan/optimizers/sgd.hpp>
#include <eigan/training/minimax_trainer.hpp>

#include "tests/catch.hpp"
#include "tests/support/games.hpp"
#include "tests/support/gradient_check.hpp"
#include "tests/support/saved_state.hpp"
#include "tests/support/sources.hpp"

using namespace eigan;
using namespace eigan::tests;

namespace {

/// y = x: the base of the layers below.
struct Same {
  static constexpr Index static_inputs = same_size, static_outputs = same_size;

  static auto block(const auto& m, const Tile& t) {
    return m.block(t.row, t.column, t.rows, t.columns);
  }
  LayerShape shape(Index rows) const { return {.inputs = rows, .outputs = rows, .deltas = rows}; }
  void initialise(Segment<double>, Index, const Stream&) const {}
  void forward(const Weights<double>&, ConstView<double> x, View<double>, View<double> y, AuxView,
               const Pass&, const Tile& t) const {
    y.block(t.row, t.column, t.rows, t.columns) = block(x, t);
  }
  void backward_local(ConstView<double>, ConstView<double>, ConstAuxView, ConstView<double>,
                      View<double>, const Tile&) const {}
  void backward_input(const Weights<double>&, ConstView<double> delta, View<double> dx,
                      const Tile& t) const {
    dx.block(t.row, t.column, t.rows, t.columns) = block(delta, t);
  }
  void backward_parameters(ConstView<double>, ConstView<double>, Segment<double>,
                           const Tile&) const {}
};

/// y_i = s_i x_i with s = w / |w|: s is derived, and the gradient with respect to w needs that with
/// respect to s whole: (g - s <s, g>) / |w|.
struct UnitScale : Same {
  LayerShape shape(Index rows) const {
    return {.inputs = rows,
            .outputs = rows,
            .parameter_rows = 1,
            .parameter_columns = rows,
            .deltas = rows,
            .derived = rows};
  }
  void initialise(Segment<double> w, Index, const Stream& stream) const {
    stream.normal(w.data(), w.size());
  }
  void prepare(const Weights<double>& w, Segment<double> s, Team&) const {
    s = w / w.matrix().norm();
  }
  void forward(const Weights<double>& w, ConstView<double> x, View<double>, View<double> y, AuxView,
               const Pass&, const Tile& t) const {
    y.block(t.row, t.column, t.rows, t.columns) =
        w.derived.segment(t.row, t.rows).matrix().asDiagonal() * block(x, t);
  }
  void backward_input(const Weights<double>& w, ConstView<double> delta, View<double> dx,
                      const Tile& t) const {
    dx.block(t.row, t.column, t.rows, t.columns) =
        w.derived.segment(t.row, t.rows).matrix().asDiagonal() * block(delta, t);
  }
  void backward_parameters(ConstView<double> x, ConstView<double> delta, Segment<double> ds,
                           const Tile& t) const {
    ds = (x.array() * delta.array()).rowwise().sum().segment(t.column, t.columns);
  }
  void through(const Weights<double>& w, ConstSegment<double> g, Segment<double> dw, Team&) const {
    dw = (g - w.derived * (w.derived * g).sum()) / w.matrix().norm();
  }
  double lipschitz(const Weights<double>& w, Index) const { return w.derived.abs().maxCoeff(); }
};

/// Counts the updates of its network.
struct CountsUpdates : Same {
  LayerShape shape(Index rows) const {
    return {.inputs = rows, .outputs = rows, .deltas = rows, .state = 2};
  }
  void initialise_state(Segment<double> state, const Stream& stream) const {
    stream.uniform(&state[1], 1);
    state[0] = 0;
  }
  void advance(ConstSegment<double>, Segment<double> state) const { state[0] += 1; }
};

/// y = x + s, where the state s starts at random and then follows the parameters.
struct AddsState : Same {
  LayerShape shape(Index rows) const {
    return {.inputs = rows,
            .outputs = rows,
            .parameter_rows = rows,
            .parameter_columns = 1,
            .deltas = rows,
            .state = rows};
  }
  void initialise(Segment<double> w, Index inputs, const Stream& stream) const {
    stream.normal(w.data(), inputs);
  }
  void initialise_state(Segment<double> s, const Stream& stream) const {
    stream.normal(s.data(), s.size());
  }
  void advance(ConstSegment<double> w, Segment<double> s) const { s = w; }
  void forward(const Weights<double>& w, ConstView<double> x, View<double>, View<double> y, AuxView,
               const Pass&, const Tile& t) const {
    y.block(t.row, t.column, t.rows, t.columns) =
        block(x, t).colwise() + w.state.segment(t.row, t.rows).matrix();
  }
  double lipschitz(const Weights<double>&, Index) const { return 1; }
};

/// A state that no function initialises, and a bound that names the layer's inputs.
struct KeepsZeros : Same {
  LayerShape shape(Index rows) const {
    return {.inputs = rows, .outputs = rows, .deltas = rows, .state = 3};
  }
  double lipschitz(const Weights<double>&, Index inputs) const {
    return static_cast<double>(inputs);
  }
};

/// Sorts each group of `Group` rows of a sample.
template <Index Group>
struct Sort : Same {
  LayerShape shape(Index rows) const {
    return {.inputs = rows, .outputs = rows, .deltas = rows, .aux = rows, .group = Group};
  }
  void forward(const Weights<double>&, ConstView<double> x, View<double>, View<double> y,
               AuxView from, const Pass&, const Tile& t) const {
    for (Index j = t.column; j < t.column + t.columns; ++j) {
      for (Index first = t.row; first < t.row + t.rows; first += Group) {
        for (Index i = 0; i < Group; ++i) from(first + i, j) = static_cast<std::uint8_t>(i);
        std::sort(&from(first, j), &from(first, j) + Group, [&](std::uint8_t a, std::uint8_t b) {
          return x(first + a, j) < x(first + b, j);
        });
        for (Index i = 0; i < Group; ++i) y(first + i, j) = x(first + from(first + i, j), j);
      }
    }
  }
  void backward_local(ConstView<double>, ConstView<double>, ConstAuxView from, ConstView<double>,
                      View<double> delta, const Tile& t) const {
    for (Index j = t.column; j < t.column + t.columns; ++j) {
      for (Index first = t.row; first < t.row + t.rows; first += Group) {
        Vector<double> sorted = delta.col(j).segment(first, Group);
        for (Index i = 0; i < Group; ++i) delta(first + from(first + i, j), j) = sorted[i];
      }
    }
  }
};

/// Adds normal noise, whether in training or not.
struct AddsNoise : Same {
  void forward(const Weights<double>&, ConstView<double> x, View<double>, View<double> y, AuxView,
               const Pass& pass, const Tile& t) const {
    for (Index j = t.column; j < t.column + t.columns; ++j) {
      pass.stream.normal(&y(t.row, j), t.rows, pass.number(j) * x.rows() + t.row);
      y.col(j).segment(t.row, t.rows) += x.col(j).segment(t.row, t.rows);
    }
  }
};

template <class Net>
Net drawn(Net network) {
  Rng rng{3};
  network.initialise(rng);
  return network;
}

}  // namespace

TEST_CASE("gradients through a layer's derived numbers agree with differences") {
  for (const Index shards : {1, 3}) {
    const auto network =
        drawn(mlp<double>(Dense<3, 200, Tanh>{}, UnitScale{}, Dense<200, 2>{}, UnitScale{}));
    CHECK(check_parameter_gradient(network, normal_batch(3, 7, 1), {}, shards));
    CHECK(check_input_gradient(network, normal_batch(3, 7, 1)));
  }
}

TEST_CASE("derived numbers follow the parameters in every pass, and count in the Lipschitz bound") {
  auto network = mlp<double>(UnitScale{}, Dense<2, 2>{.biases = Constant{0}});
  network.parameters(1).head(4) << 1, 0, 0, 1;
  network.parameters(0) << 3, 4;
  const Batch<double> ones = Batch<double>::Ones(2, 1);
  CHECK(network(ones).isApprox(Eigen::Vector2d(0.6, 0.8), 1e-15));
  CHECK(*network.lipschitz_bound() == Catch::Approx(0.8).epsilon(1e-14));
  network.parameters(0) << 4, -3;
  CHECK(network(ones).isApprox(Eigen::Vector2d(0.8, -0.6), 1e-15));
}

TEST_CASE("every layer has its own state, drawn apart from its parameters") {
  auto network = drawn(mlp<double>(Dense<2, 3>{}, AddsState{}, Dense<3, 2>{}, AddsState{}));
  REQUIRE(network.state().size() == 5);
  Vector<double> drawn_numbers(10);
  drawn_numbers << network.parameters(1).matrix(), network.parameters(3).matrix(), network.state();
  CHECK((drawn_numbers.array() != 0).all());  // each layer drew as many as it has inputs
  std::sort(drawn_numbers.begin(), drawn_numbers.end());
  CHECK(std::adjacent_find(drawn_numbers.begin(), drawn_numbers.end()) == drawn_numbers.end());

  network.parameters(0) << 1, 2, 3, 4, 5, 6, 7, 8, 9;
  network.parameters(2) << 1, 0, 0, 1, 1, 1, 0, 0;
  network.state() << 10, 20, 30, 40, 50;
  const Batch<double> ones = Batch<double>::Ones(2, 1);
  // (12, 15, 18) + (10, 20, 30), then (22 + 48, 35 + 48) + (40, 50)
  CHECK(network(ones) == Eigen::Vector2d(110, 133));
  network.parameters(1) << 1, 2, 3;
  network.parameters(3) << 4, 5;
  network.advance();
  CHECK(network.state() == Vector<double>{{1, 2, 3, 4, 5}});
  CHECK(network(ones) == Eigen::Vector2d(13 + 21 + 4, 17 + 21 + 5));
}

TEST_CASE("a state without an initialiser is 0 after each draw") {
  auto network = mlp<double>(Dense<2, 3>{}, KeepsZeros{});
  network.state().setConstant(7);
  Rng rng{1};
  network.initialise(rng);
  CHECK(network.state() == Vector<double>::Zero(3));
}

TEST_CASE("a layer's bound is asked for with that layer's inputs") {
  auto network = mlp<double>(KeepsZeros{}, Dense<2, 3>{}, KeepsZeros{});
  network.parameters(1).head(6) << 0, 1, 0, 0, 0, 0;  // of norm 1
  CHECK(*network.lipschitz_bound() == Catch::Approx(6).epsilon(1e-14));
}

TEST_CASE("a layer's state advances once per update of its player, and is saved") {
  using Net = Mlp<double, CountsUpdates, Dense<2, 1>>;
  const auto make = [](std::uint64_t seed) {
    return MinimaxTrainer(fresh<SmallGenerator<double>>(seed), fresh<Critic<Net>>(seed),
                          Wasserstein{.critic_steps = 3, .clip = 1}, SGD{}, SGD{},
                          TrainingOptions{.batch_size = 4});
  };
  auto trainer = make(1), other = make(2);
  const Vector<double> first = trainer.adversary().network().state();
  CHECK(first[0] == 0);
  CHECK(first[1] > 0);
  CHECK(first[1] != other.adversary().network().state()[1]);
  trainer.fit(NormalSource<>{.size = 2}, 5);
  CHECK(trainer.adversary().network().state() == Eigen::Vector2d(15, first[1]));
  SavedState(trainer).restore(other);
  CHECK(other.adversary().network().state() == trainer.adversary().network().state());
  CHECK(SavedState(trainer).at<Vector<double>>("adversary.layers")[0] == 15);
}

TEST_CASE("an averaged generator has the state of the generator, after steps and after loading") {
  using Net = Mlp<double, CountsUpdates, Dense<2, 2>>;
  const auto make = [](std::uint64_t seed) {
    return MinimaxTrainer(fresh<Generator<Net>>(seed), fresh<SmallCritic<double>>(seed),
                          Wasserstein{.critic_steps = 1, .clip = 1}, SGD{}, SGD{},
                          TrainingOptions{.batch_size = 4, .averaging = 0.9});
  };
  auto trainer = make(1), other = make(2);
  trainer.fit(NormalSource<>{.size = 2}, 5);
  CHECK(trainer.averaged_generator().network().state()[0] == 5);
  SavedState(trainer).restore(other);
  CHECK(other.averaged_generator().network().state() == trainer.generator().network().state());
}

TEST_CASE("no tile cuts a group of rows, and a group that does not divide the rows is refused") {
  // rows far apart, so that no finite difference changes their order
  auto network = drawn(mlp<double>(Dense<2, 300>{}, Sort<20>{}, Dense<300, 2>{}));
  for (Index i = 0; i < 300; ++i)
    network.parameters(0)[600 + i] = 0.2 * static_cast<double>(7 * i % 300);
  const Batch<double> x = 0.05 * normal_batch(2, 3, 1);
  CHECK(check_parameter_gradient(network, x));
  CHECK(check_input_gradient(network, x));
  // a tile of 152 rows would split the eighth group
  CHECK(detail::tile_height(300, 1, 1) == 152);
  Tape<double> tape;
  network.prepare(tape, 3);
  tape.input() = x;
  network.forward(tape, Pass{});
  for (Index first = 0; first < 300; first += 20) {
    const Vector<double> group = tape.y(1).col(0).segment(first, 20);
    CHECK(std::is_sorted(group.begin(), group.end()));
  }
  CHECK_THROWS_WITH(mlp<double>(Dense<2, 30>{}, Sort<20>{}),
                    "Mlp: a layer's group must divide its outputs; got 20 of 30");
}

TEST_CASE("a layer has random numbers in every pass, sampling included, by the sample's number") {
  using Net = Mlp<double, Dense<2, 3>, AddsNoise>;
  const auto generator = fresh<Generator<Net>>(1);
  Rng rng{5}, same{5};
  const Batch<double> once = generator.sample(10, rng), again = generator.sample(10, same);
  CHECK(once == again);
  CHECK(generator.sample(10, rng) != once);
  // the layers' noise has a purpose of its own
  Batch<double> input(2, 10);
  Rng next{5};
  generator.draw(next.next(Purpose::samples), 0, View<double>(input.data(), 2, 10));
  CHECK(Projection(generator.network(), input, {.stream = next.next(Purpose::sample_layers)})
            .output() == once);
  // the noise is not that of the generator's input: residuals from it are standard normal
  Batch<double> z(2, 20000);
  Rng third{9}, fourth{9};
  generator.draw(third.next(Purpose::samples), 0, View<double>(z.data(), 2, 20000));
  const Batch<double> samples = generator.sample(20000, fourth);
  Batch<double> affine = z;
  const auto w = generator.network().parameters(0).reshaped(3, 3);
  const Batch<double> residual =
      samples - ((w.leftCols(2).matrix() * affine).colwise() + w.col(2).matrix());
  CHECK(std::abs(residual.mean()) < 4.5 / std::sqrt(60000.0));
  CHECK(residual.array().square().mean() == Catch::Approx(1).margin(4.5 * std::sqrt(2 / 60000.0)));
  CHECK(std::abs((residual.row(0).array() * z.row(0).array()).mean()) < 4.5 / std::sqrt(20000.0));

  // in shards, each sample has the numbers that it has in one batch
  const Pass pass{.training = true, .stream = Stream(3, Purpose::generator_layers, 7)};
  const Batch<double> whole = Projection(generator.network(), z.leftCols(9).eval(), pass).output();
  const Batch<double> cut = Projection(generator.network(), z.leftCols(9).eval(), pass, 4).output();
  CHECK(cut.isApprox(whole, 1e-14));
}
