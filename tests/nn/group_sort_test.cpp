// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include <eigan/nn/any_activation.hpp>
#include <eigan/nn/dense.hpp>
#include <eigan/nn/group_sort.hpp>
#include <eigan/nn/mlp.hpp>

#include "tests/catch.hpp"
#include "tests/support/gradient_check.hpp"
#include "tests/support/random_batch.hpp"
#include "tests/support/thrown.hpp"

using namespace eigan;
using namespace eigan::tests;

namespace {

template <class Scalar>
Segment<Scalar> all_of(Vector<Scalar>& v) {
  return {v.data(), v.size()};
}
template <class Scalar>
ConstSegment<Scalar> constant(const Vector<Scalar>& v) {
  return {v.data(), v.size()};
}

const std::vector<Index> sizes{2, 3, 4, 5, 8, 16, 31, 256};

}  // namespace

TEMPLATE_TEST_CASE("GroupSort sorts each group in ascending order", "", float, double) {
  for (const Index group : sizes) {
    CAPTURE(group);
    const Vector<TestType> a = normal_batch<TestType>(3 * group, 1, 1);
    Vector<TestType> y = a, expected = a;
    GroupSort<>{.group = group}.apply<TestType>(all_of(y));
    for (Index g = 0; g < 3; ++g) {
      std::sort(expected.data() + g * group, expected.data() + (g + 1) * group);
    }
    CHECK(y == expected);
  }
}

TEMPLATE_TEST_CASE("GroupSort moves gradients back to where the numbers came from", "", float,
                   double) {
  for (const Index group : sizes) {
    CAPTURE(group);
    const GroupSort<> sort{.group = group};
    const Vector<TestType> a = normal_batch<TestType>(2 * group, 1, 1);
    Vector<TestType> y = a, back = a;
    sort.apply<TestType>(all_of(y));
    back = y;  // the sorted numbers, moved back, are those that were sorted
    sort.backward<TestType>(constant(a), all_of(back));
    CHECK(back == a);
    sort.tangent<TestType>(constant(a), all_of(back));
    CHECK(back == y);
  }
}

TEST_CASE("equal numbers keep their order, and no gradient is lost or doubled") {
  for (const Index group : sizes) {
    CAPTURE(group);
    const GroupSort<> sort{.group = group};
    Vector<double> a(group), d(group);
    for (Index i = 0; i < group; ++i) {
      a[i] = static_cast<double>(i % 2);  // ties among the even and among the odd rows
      d[i] = static_cast<double>(i + 1);
    }
    Vector<double> moved = d;
    sort.tangent<double>(constant(a), all_of(moved));
    Vector<double> expected(group);
    Index to = 0;
    for (const Index first : {0, 1}) {
      for (Index i = first; i < group; i += 2) expected[to++] = d[i];
    }
    CHECK(moved == expected);
    sort.backward<double>(constant(a), all_of(moved));
    CHECK(moved == d);
  }
}

TEST_CASE("a NaN is not lost in the sorting") {
  for (const Index group : sizes) {
    CAPTURE(group);
    for (Index place = 0; place < group; ++place) {
      Vector<float> y = normal_batch<float>(group, 1, 3);
      y[place] = std::numeric_limits<float>::quiet_NaN();
      GroupSort<>{.group = group}.apply<float>(all_of(y));
      CHECK(y.array().isNaN().any());
    }
  }
}

TEST_CASE("GroupSort refuses groups that do not fit") {
  CHECK(thrown<Error>([] { GroupSort<>{}.validate(); }) ==
        "GroupSort: group must be a whole number from 2 to 256; got 0");
  CHECK(
      thrown<Error>([] {
        Dense<Dynamic, Dynamic, GroupSort<>>{.inputs = 2, .outputs = 6, .activation = {257}}.shape(
            2);
      }) == "GroupSort: group must be a whole number from 2 to 256; got 257");
  CHECK(thrown<Error>([] {
          Dense<Dynamic, Dynamic, AnyActivation>{
              .inputs = 2, .outputs = 6, .activation = GroupSort<4>{}}
              .shape(2);
        }) == "Dense: outputs must be a multiple of the activation's group, 4; got 6");
}

TEST_CASE("a file says the size of the groups") {
  const auto named = [](double group) {
    return AnyActivation::named("group_sort", [&](const char*) { return group; });
  };
  Vector<double> y(6);
  y << 3, 2, 1, 6, 5, 4;
  named(3)->apply<double>(all_of(y));
  CHECK(y == (Vector<double>(6) << 1, 2, 3, 4, 5, 6).finished());
  for (const double wrong : {0.0, 1.0, 2.5, 257.0, 1e300, std::nan("")}) {
    CAPTURE(wrong);
    CHECK_THROWS_AS(named(wrong)->validate(), Error);
  }
}

TEST_CASE("gradients through GroupSort agree with differences") {
  const auto check = [](auto network) {
    Rng rng{5};
    network.initialise(rng);
    CHECK(check_parameter_gradient(network, normal_batch(3, 5, 1)));
    CHECK(check_input_gradient(network, normal_batch(3, 5, 1)));
  };
  check(Mlp<double, Dense<3, 6, MaxMin>, Dense<6, 4, GroupSort<4>>, Dense<4, 2>>());
  check(Mlp<double, Dense<3, 6, GroupSort<3>>, Dense<6, 2>>());
  // several tiles, none of which cuts a group
  check(Mlp<double, Dense<3, 150, GroupSort<15>>, Dense<150, 2>>());
}

TEST_CASE("the network sorts the same groups however its tiles are cut") {
  const Index width = 300;
  Mlp<double, Dense<2, 300, GroupSort<30>>> network;
  Rng rng{1};
  network.initialise(rng);
  const Batch<double> x = normal_batch(2, 200, 2);
  const Batch<double> y = network(x);
  const Eigen::Map<const Batch<double>> w(network.parameters().data(), width, 3);
  Batch<double> expected = (w.leftCols(2) * x).colwise() + Vector<double>(w.col(2));
  for (Index j = 0; j < x.cols(); ++j) {
    for (Index g = 0; g < width; g += 30) {
      std::sort(&expected(g, j), &expected(g, j) + 30);
    }
  }
  CHECK((y - expected).cwiseAbs().maxCoeff() < 1e-14);
}
