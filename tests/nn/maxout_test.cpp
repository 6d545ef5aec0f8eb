// SPDX-License-Identifier: MIT
#include <eigan/nn/dense.hpp>
#include <eigan/nn/maxout.hpp>
#include <eigan/nn/mlp.hpp>

#include "tests/catch.hpp"
#include "tests/support/gradient_check.hpp"

using namespace eigan;
using namespace eigan::tests;

TEST_CASE("a Maxout unit gives the largest of its pieces, which lie side by side") {
  Mlp<double, Maxout<2, 2, 3>> network;
  // rows: the pieces of output 0, then of output 1; columns: W, then b
  network.parameters(0).reshaped(6, 3) =
      Eigen::ArrayXXd{{1, 0, 0}, {0, 1, 0}, {-1, -1, 1}, {2, 2, -5}, {-2, 0, 10}, {0, 0, 7}};
  const Batch<double> y = network(Batch<double>{{3, -4, 2}, {1, -2, 9}});
  CHECK(y == Batch<double>{{3, 7, 9}, {7, 18, 17}});
}

TEST_CASE("of equal pieces the first wins and gets the whole gradient") {
  Mlp<double, Maxout<2, 1, 3>> network;
  network.parameters(0).reshaped(3, 3) = Eigen::ArrayXXd{{1, 0, 0}, {2, 0, 1}, {2, 0, 1}};
  const Batch<double> x{{1}, {5}};
  Projection f(network, x);
  const double c = f.weights()(0);
  const Vector<double> gradient = f.parameter_gradient();
  CHECK(gradient.reshaped(3, 3) == Batch<double>{{0, 0, 0}, {c, 5 * c, c}, {0, 0, 0}});

  network.parameters().setOnes();
  const Vector<double> of_equals = Projection(network, x).parameter_gradient();
  CHECK(of_equals.reshaped(3, 3) == Batch<double>{{c, 5 * c, c}, {0, 0, 0}, {0, 0, 0}});
}

TEST_CASE("Maxout of one piece is an affine layer") {
  Mlp<double, Maxout<5, 140, 1>> maxout;
  Mlp<double, Dense<5, 140>> dense;
  Rng rng{1};
  maxout.initialise(rng);
  dense.parameters() = maxout.parameters();
  const Projection f(maxout, normal_batch(5, 200, 1));
  const Projection g(dense, normal_batch(5, 200, 1));
  CHECK(f.output() == g.output());
  CHECK(f.parameter_gradient() == g.parameter_gradient());
  CHECK(f.input_gradient() == g.input_gradient());
}

TEST_CASE("Maxout of a piece and its negative is the absolute value") {
  Mlp<double, Maxout<3, 2, 2>> maxout;
  Mlp<double, Dense<3, 2>> dense;
  Rng rng{1};
  dense.initialise(rng);
  const Batch<double> w = dense.parameters().reshaped(2, 4);
  for (Index i = 0; i < 2; ++i) {
    maxout.parameters(0).reshaped(4, 4).row(2 * i) = w.row(i).array();
    maxout.parameters(0).reshaped(4, 4).row(2 * i + 1) = -w.row(i).array();
  }
  const Batch<double> x = normal_batch(3, 50, 2);
  CHECK(maxout(x).isApprox(dense(x).cwiseAbs(), 1e-14));
}
