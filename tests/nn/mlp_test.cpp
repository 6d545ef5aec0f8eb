// SPDX-License-Identifier: MIT
#include <algorithm>
#include <limits>
#include <map>
#include <utility>
#include <vector>

#include <eigan/nn/dense.hpp>
#include <eigan/nn/dropout.hpp>
#include <eigan/nn/maxout.hpp>
#include <eigan/nn/mlp.hpp>

#include "tests/catch.hpp"
#include "tests/support/gradient_check.hpp"
#include "tests/support/own_layers.hpp"

using namespace eigan;
using namespace eigan::tests;

namespace {

using DynamicTanh = Dense<Dynamic, Dynamic, Tanh>;

/// Every pass over it is cut into several tiles for 300 samples, and so are its parameters.
template <class Scalar>
auto big_network() {
  auto network = mlp<Scalar>(DynamicTanh{.inputs = 130, .outputs = 300},
                             Maxout<>{.inputs = 300, .outputs = 129}, Dropout{.keep = 0.7},
                             DynamicTanh{.inputs = 129, .outputs = 9});
  Rng rng{5};
  network.initialise(rng);
  return network;
}

template <class Scalar>
Vector<Scalar> nans(Index size) {
  return Vector<Scalar>::Constant(size, std::numeric_limits<Scalar>::quiet_NaN());
}

bool all_nan(const Batch<double>& m) { return m.array().isNaN().all(); }

/// max |a - b| / max |b|, NaN if there is one anywhere.
double distance(const Batch<double>& a, const Batch<double>& b) {
  return (a - b).cwiseAbs().maxCoeff<Eigen::PropagateNaN>() / b.cwiseAbs().maxCoeff();
}

// The passes of an affine map in plain loops.

using Wide = Eigen::Matrix<long double, Dynamic, Dynamic>;

Wide naive_product(const Wide& a, const Wide& b) {
  Wide c = Wide::Zero(a.rows(), b.cols());
  for (Index j = 0; j < b.cols(); ++j) {
    for (Index k = 0; k < a.cols(); ++k) {
      for (Index i = 0; i < a.rows(); ++i) c(i, j) += a(i, k) * b(k, j);
    }
  }
  return c;
}

struct NaiveAffine {
  NaiveAffine(const ConstSegment<double>& parameters, Index rows)
      : w(parameters.reshaped(rows, parameters.size() / rows).matrix().cast<long double>()) {}

  Wide forward(const Wide& input) {
    x = Wide::Ones(input.rows() + 1, input.cols());
    x.topRows(input.rows()) = input;
    return naive_product(w, x);
  }
  /// The gradients to [W | b] and to the input.
  std::pair<Wide, Wide> backward(const Wide& delta) const {
    return {naive_product(delta, x.transpose()),
            naive_product(w.leftCols(w.cols() - 1).transpose(), delta)};
  }

  Wide w, x;
};

}  // namespace

TEST_CASE("a network cut into many tiles computes what plain loops compute") {
  const auto network = big_network<double>();
  const Batch<double> x = normal_batch(130, 300, 2);
  Projection f(network, x);

  NaiveAffine first(network.parameters(0), 300), second(network.parameters(1), 258),
      last(network.parameters(3), 9);
  const Wide y1 = first.forward(x.cast<long double>()).array().tanh();
  const Wide pieces = second.forward(y1);
  Wide y2(129, 300);
  for (Index j = 0; j < 300; ++j) {
    for (Index i = 0; i < 129; ++i) y2(i, j) = std::max(pieces(2 * i, j), pieces(2 * i + 1, j));
  }
  const Wide y3 = last.forward(y2).array().tanh();
  CHECK(distance(f.output(), y3.cast<double>()) < 1e-14);

  const Wide delta3 = f.weights().cast<long double>().array() * (1 - y3.array().square());
  const auto [dw3, dy2] = last.backward(delta3);
  Wide delta2 = Wide::Zero(258, 300);
  for (Index j = 0; j < 300; ++j) {
    for (Index i = 0; i < 129; ++i) {
      delta2(2 * i + (pieces(2 * i, j) < pieces(2 * i + 1, j)), j) = dy2(i, j);
    }
  }
  const auto [dw2, dy1] = second.backward(delta2);
  const auto [dw1, dx] = first.backward(dy1.array() * (1 - y1.array().square()));

  const Vector<double> gradient = f.parameter_gradient();
  const Index size1 = 300 * 131, size2 = 258 * 301, size3 = 9 * 130;
  REQUIRE(gradient.size() == size1 + size2 + size3);
  CHECK(distance(gradient.head(size1).reshaped(300, 131), dw1.cast<double>()) < 1e-13);
  CHECK(distance(gradient.segment(size1, size2).reshaped(258, 301), dw2.cast<double>()) < 1e-13);
  CHECK(distance(gradient.tail(size3).reshaped(9, 130), dw3.cast<double>()) < 1e-13);
  CHECK(distance(f.input_gradient(), dx.cast<double>()) < 1e-13);
}

TEST_CASE("a float network agrees with the double network of the same seed") {
  const Pass training{.training = true, .stream = Stream(3, Purpose::adversary_layers, 7)};
  const Batch<double> x = normal_batch(130, 300, 2);
  const Projection in_float(big_network<float>(), normal_batch<float>(130, 300, 2), training);
  const Projection in_double(big_network<double>(), x, training);

  const double rounding = 1e-5;  // 2^-24 times the root of a few hundred terms, for a few layers
  CHECK(distance(in_float.output().cast<double>(), in_double.output()) < rounding);
  CHECK(distance(in_float.parameter_gradient().cast<double>(), in_double.parameter_gradient()) <
        rounding);
  CHECK(distance(in_float.input_gradient().cast<double>(), in_double.input_gradient()) < rounding);
}

TEST_CASE("the segments of a gradient cover every parameter once, and none is empty") {
  const auto network = big_network<double>();
  const Batch<double> x = normal_batch(130, 3, 2);
  Tape<double> tape;
  network.prepare(tape, 3);
  tape.input() = x;
  network.forward(tape, Pass{});
  tape.output_gradient().setOnes();

  std::map<Index, Index> sizes;  // by offset
  network.backward_parameters(tape, [&](Index offset, ConstSegment<double> segment) {
    CHECK(segment.size() > 0);
    CHECK(sizes.emplace(offset, segment.size()).second);
  });
  Index end = 0;
  for (const auto& [offset, size] : sizes) {
    CHECK(offset == end);
    end = offset + size;
  }
  CHECK(end == network.parameters().size());
  CHECK(sizes.size() == 6);  // three layers with parameters, each cut in two
}

TEST_CASE("the layers' parameters follow each other in one vector") {
  auto network = mlp<double>(Dense<2, 3>{}, Dropout{}, Maxout<3, 2, 5>{}, Dense<2, 1>{});
  CHECK(network.parameters().size() == 3 * 3 + 10 * 4 + 1 * 3);
  for (Index i = 0; i < network.parameters().size(); ++i) {
    network.parameters()[i] = static_cast<double>(i);
  }
  const auto& constant = network;
  const std::vector<Index> offsets{0, 9, 9, 49}, sizes{9, 0, 40, 3};
  for (Index place = 0; place < 4; ++place) {
    const auto i = static_cast<std::size_t>(place);
    CHECK(constant.parameters(place).data() == network.parameters().data() + offsets[i]);
    CHECK(constant.parameters(place).size() == sizes[i]);
    CHECK(network.parameters(place).data() == constant.parameters(place).data());
  }
  // [W | b] column by column: with W = [0 3; 1 4; 2 5] and b = [6 7 8], W [1 10] + b is
  auto first = mlp<double>(Dense<2, 3>{});
  first.parameters() = network.parameters().head(9);
  const Batch<double> y = first(Batch<double>{{1}, {10}});
  CHECK(y == Batch<double>{{36}, {48}, {60}});
}

TEST_CASE("a user of the gradient may overwrite its parameters without changing the rest") {
  auto network = big_network<double>();
  const Batch<double> x = normal_batch(130, 20, 2);
  const Vector<double> expected = Projection(network, x).parameter_gradient();

  Tape<double> tape;
  network.prepare(tape, 20);
  tape.input() = x;
  network.forward(tape, Pass{});
  tape.output_gradient() = Projection(network, x).weights();
  Vector<double> gradient = nans<double>(expected.size());
  network.backward_parameters(tape, [&](Index offset, ConstSegment<double> segment) {
    gradient.segment(offset, segment.size()) = segment;
    network.parameters().segment(offset, segment.size()) = nans<double>(segment.size());
  });
  CHECK(gradient == expected);
  CHECK(all_nan(network.parameters()));
}

TEST_CASE("a backward pass computes only what is asked for") {
  const Counting<3, 3, Tanh> first, last;
  auto network = mlp<double>(first, last);
  Rng rng{1};
  network.initialise(rng);
  Tape<double> tape;
  const auto forward = [&] {
    network.prepare(tape, 4);
    spoil(tape);
    tape.input() = normal_batch(3, 4, 2);
    network.forward(tape, Pass{});
    tape.output_gradient().setOnes();
  };

  forward();
  network.backward_input(tape);
  CHECK(first.counts->to_the_input == 1);
  CHECK(last.counts->to_the_input == 1);
  CHECK(first.counts->to_the_parameters + last.counts->to_the_parameters == 0);
  CHECK_FALSE(tape.input_gradient().hasNaN());

  *first.counts = *last.counts = {};
  forward();
  network.backward_parameters(tape, [](Index, ConstSegment<double>) {});
  CHECK(first.counts->to_the_input == 0);
  CHECK(last.counts->to_the_input == 1);
  CHECK(first.counts->to_the_parameters == 1);
  CHECK(last.counts->to_the_parameters == 1);
  CHECK(all_nan(tape.input_gradient()));
}

TEST_CASE("a network is const while it runs, and tapes are independent") {
  const auto network = big_network<double>();
  const Vector<double> before = network.parameters();
  const Batch<double> x1 = normal_batch(130, 20, 1), x2 = normal_batch(130, 150, 2);
  const Projection f1(network, x1), f2(network, x2);

  Tape<double> tape1, tape2;
  const auto start = [&](Tape<double>& tape, const Batch<double>& x) {
    network.prepare(tape, x.cols());
    tape.input() = x;
  };
  Batch<double> dx1, dx2;
  start(tape1, x1);
  start(tape2, x2);
  network.forward(tape1, Pass{});
  network.forward(tape2, Pass{});
  CHECK(tape1.output() == f1.output());
  CHECK(tape2.output() == f2.output());
  tape2.output_gradient() = f2.weights();
  tape1.output_gradient() = f1.weights();
  network.backward_input(tape2);
  network.backward_input(tape1);
  CHECK(tape1.input_gradient() == f1.input_gradient());
  CHECK(tape2.input_gradient() == f2.input_gradient());
  CHECK(network.parameters() == before);
}

TEST_CASE("a tape allocates only for more samples than before") {
  const auto network = big_network<double>();
  const auto small = mlp<double>(Dense<4, 5>{}, Maxout<5, 6, 3>{}, Dropout{});
  Tape<double> tape;
  const auto places = [&](const auto& net, Index columns) {
    net.prepare(tape, columns);
    std::vector<const void*> all;
    for (Index i = -1; i < tape.layers(); ++i) {
      all.insert(all.end(), {tape.y(i).data(), tape.dy(i).data()});
      if (i < 0) continue;
      all.insert(all.end(), {tape.delta(i).data(), tape.aux(i).data()});
      CHECK(tape.y(i).cols() == columns);
      CHECK(tape.y(i).rows() == net.shapes()[static_cast<std::size_t>(i)].outputs);
      CHECK(tape.delta(i).rows() == net.shapes()[static_cast<std::size_t>(i)].deltas);
    }
    return all;
  };
  const std::vector<const void*> at_40 = places(network, 40);
  CHECK(places(network, 40) == at_40);
  CHECK(places(network, 1) == at_40);
  CHECK(places(network, 39) == at_40);
  // another network, with fewer layers of fewer rows, fits too
  const std::vector<const void*> of_small = places(small, 40);
  CHECK(std::equal(of_small.begin(), of_small.begin() + 2, at_40.begin()));

  // the remains of a larger pass do not matter
  const Batch<double> x = normal_batch(4, 3, 1);
  places(small, 3);
  spoil(tape);
  tape.input() = x;
  small.forward(tape, Pass{});
  CHECK(tape.output() == small(x));
}

TEST_CASE("calling a network gives what a pass outside training gives") {
  const auto network = big_network<double>();
  const Batch<double> x = normal_batch(130, 20, 1);
  CHECK(network(x) == Projection(network, x).output());
  CHECK(network(x.leftCols(0)).cols() == 0);
  CHECK(network(x.leftCols(0)).rows() == 9);
  // columns of a matrix and maps are taken as they are
  const Batch<double> middle = x.middleCols(3, 8);
  CHECK(network(x.middleCols(3, 8)) == network(middle));
}

TEST_CASE("the parameters are 0 until they are drawn") {
  CHECK(Mlp<float, Dense<3, 4, Sigmoid>, Dense<4, 2>>().parameters() == Vector<float>::Zero(26));
}

TEST_CASE("shards change a gradient by rounding only, and leave samples as they are") {
  const Pass training{.training = true, .stream = Stream(3, Purpose::adversary_layers, 7)};
  const Batch<double> x = normal_batch(130, 300, 2);
  const auto narrow = [] {
    Mlp<double, Dense<130, 60, Tanh>, Dropout, Maxout<60, 40, 2>, Dense<40, 3>> network;
    Rng rng{5};
    network.initialise(rng);
    return network;
  };
  const auto check = [&](const auto& network) {
    const Projection whole(network, x, training);
    for (const Index shards : {2, 3, 12, 300}) {
      INFO(shards << " shards");
      const Projection cut(network, x, training, shards);
      // one section: shards lie side by side in the order of the samples, so columns agree
      CHECK(distance(cut.output(), whole.output()) < 1e-13);
      CHECK(distance(cut.parameter_gradient(), whole.parameter_gradient()) < 1e-13);
      CHECK(distance(cut.input_gradient(), whole.input_gradient()) < 1e-13);
    }
  };
  check(big_network<double>());
  check(narrow());
}

TEST_CASE("a shard alone has the same bits as among others") {
  auto network =
      mlp<float>(Dense<3, 70, Tanh>{}, Dense<70, 33, SiLU>{}, Maxout<33, 20, 2>{}, Dense<20, 1>{});
  Rng rng{5};
  network.initialise(rng);
  const Layout layout{{301, 3}, 2};
  const Batch<float> x = normal_batch<float>(3, layout.columns(), 2);
  Tape<float> tape, alone;
  network.prepare(tape, layout);
  tape.input() = x;
  network.forward(tape, Pass{});
  for (Index shard = 0; shard < 3; ++shard) {
    const Index begin = layout.begin(shard), size = layout.begin(shard + 1) - begin;
    network.prepare(alone, size);
    alone.input() = x.middleCols(begin, size);
    network.forward(alone, Pass{});
    CHECK(alone.output() == tape.output().middleCols(begin, size));
  }
}

TEST_CASE("a workspace used for more samples, or other shards, gives the gradient of a new one") {
  Mlp<double, Dense<3, 20, Tanh>, Dense<20, 2>> network;
  Rng rng{1};
  network.initialise(rng);
  const auto gradient = [&](Tape<double>& tape, Gradient<double>& workspace, const Layout& layout) {
    Vector<double> all = nans<double>(network.parameters().size());
    Team alone;
    network.prepare(tape, layout);
    tape.input() = normal_batch(3, layout.columns(), 4);
    network.forward(tape, Pass{});
    tape.output_gradient().setOnes();
    network.backward_parameters(tape, workspace, alone,
                                [&](Index offset, ConstSegment<double> segment) {
                                  all.segment(offset, segment.size()) = segment;
                                });
    return all;
  };
  Tape<double> used_tape;
  Gradient<double> used;
  for (const Layout& layout : {Layout{{600}}, Layout{{300}}, Layout{{300, 3}}, Layout{{50}},
                               Layout{{300, 2}}, Layout{{600, 5}, 2}, Layout{{300}}}) {
    INFO(layout.columns() << " columns, " << layout.shards.count << " shards");
    Tape<double> new_tape;
    Gradient<double> unused;
    CHECK(gradient(used_tape, used, layout) == gradient(new_tape, unused, layout));
  }
}
