// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <ostream>
#include <utility>
#include <vector>

#include <eigan/core/batch.hpp>
#include <eigan/nn/mlp.hpp>

#include "tests/support/random_batch.hpp"

namespace eigan::tests {

/// What a comparison of a gradient with finite differences came to: `CHECK(check_gradient(...))`.
struct GradientCheck {
  static constexpr double tolerance = 1e-6;
  /// Entries smaller than this share of the largest are measured against that share of it, since
  /// the differences' own rounding error is as large for them as for all others.
  static constexpr double small = 1e-2;

  Index entries = 0;
  double error = 0;  ///< the largest |analytic - numeric| / max(|analytic|, |numeric|, floor)
  Index entry = -1;  ///< where it is
  double analytic = 0, numeric = 0;  ///< the entry's two values
  Index kink = -1;  ///< an entry whose differences say that the function is not smooth there

  explicit operator bool() const { return entries > 0 && kink < 0 && error <= tolerance; }

  friend std::ostream& operator<<(std::ostream& out, const GradientCheck& c) {
    if (c.kink >= 0) {
      out << "no judgement, for a kink (as of ReLU) is within reach of entry " << c.kink
          << ": try fewer samples or another seed; ";
    }
    return out << "relative error " << c.error << " of " << c.entries
               << " entries, the largest at entry " << c.entry << ": analytic " << c.analytic
               << ", numeric " << c.numeric;
  }
};

/// Compares `analytic`, the gradient of f() at `at`, with differences of fourth order,
///
///     f' = (8 (f(h/2) - f(-h/2)) - (f(h) - f(-h))) / 6h + O(h^4),   h = 1e-4
///
/// whose error, about 1e-12 by the step and 1e-11 by rounding, is far below the tolerance. `f`
/// reads `at`, which is moved entry by entry and restored. The second differences of a smooth f at
/// h are 4 times those at h/2, up to O(h^4): where they are not, a kink is within reach, no
/// difference tells the derivative, and the check fails whatever the gradient.
inline GradientCheck check_gradient(Eigen::Ref<Vector<double>> at, const std::function<double()>& f,
                                    const Eigen::Ref<const Vector<double>>& analytic) {
  const double h = 1e-4;
  const Index n = at.size();
  Vector<double> numeric(n), unsmooth(n);
  const double middle = f();
  for (Index i = 0; i < n; ++i) {
    const double value = at[i];
    const auto moved = [&](double step) {
      at[i] = value + step;
      const double result = f();
      at[i] = value;
      return result;
    };
    const double right = moved(h), half_right = moved(h / 2);
    const double left = moved(-h), half_left = moved(-h / 2);
    numeric[i] = (8 * (half_right - half_left) - (right - left)) / (6 * h);
    unsmooth[i] =
        std::abs((right - 2 * middle + left) - 4 * (half_right - 2 * middle + half_left)) / h;
  }

  GradientCheck check;
  check.entries = analytic.size() == n ? n : 0;
  const double largest = n > 0 ? numeric.cwiseAbs().maxCoeff() : 0;
  const double floor = std::max(GradientCheck::small * largest, std::numeric_limits<double>::min());
  for (Index i = 0; i < check.entries; ++i) {
    const double scale = std::max({std::abs(analytic[i]), std::abs(numeric[i]), floor});
    double error = std::abs(analytic[i] - numeric[i]) / scale;
    if (!(error <= 1e300)) error = std::numeric_limits<double>::infinity();  // NaN: never written
    if (check.entry < 0 || error > check.error) {
      check.error = error;
      check.entry = i;
      check.analytic = analytic[i];
      check.numeric = numeric[i];
    }
    if (!(unsmooth[i] <= GradientCheck::tolerance * scale)) check.kink = i;
  }
  return check;
}

/// Fills the room for the gradient of a network on this tape with NaN.
template <class Scalar>
void spoil(Gradient<Scalar>& gradient, const Tape<Scalar>& tape,
           const std::vector<LayerShape>& shapes) {
  const Scalar nan = std::numeric_limits<Scalar>::quiet_NaN();
  gradient.prepare(shapes, 1, tape, true);
  Index parameters = 0, largest = 0;
  for (Index place = 0; place < std::ssize(shapes); ++place) {
    const LayerShape& shape = shapes[static_cast<std::size_t>(place)];
    const Tile tile = shape.parameter_tile(0);
    if (shape.parameters() > 0) largest = std::max(largest, tile.rows * tile.columns);
    gradient.prepare_whole(place, shape.parameters());
    gradient.whole(place, shape.parameters()).setConstant(nan);
    gradient.transformed(place, shape.parameters()).setConstant(nan);
    parameters += shape.parameters();
  }
  gradient.tile(0, largest).setConstant(nan);
  if (tape.layout().shards.count > 1) gradient.shard_tile(0, largest).setConstant(nan);
  for (Index i = 0; i < std::ssize(tape.pieces()); ++i) {
    gradient.piece(i, 0, parameters).setConstant(nan);
  }
}

/// Fills a prepared tape with NaN, so that what a pass fails to write is seen.
template <class Scalar>
void spoil(Tape<Scalar>& tape) {
  const Scalar nan = std::numeric_limits<Scalar>::quiet_NaN();
  for (Index place = -1; place < tape.layers(); ++place) {
    tape.y(place).setConstant(nan);
    tape.dy(place).setConstant(nan);
    if (place < 0) continue;
    tape.delta(place).setConstant(nan);
    tape.a(place).setConstant(nan);
    tape.derived(place).setConstant(nan);
    tape.aux(place).setConstant(255);
  }
}

/// f(w, x) = sum over all outputs of c y, with random c in (-1, 1), for a network with parameters w
/// and a batch x: its value and its gradients, on a spoiled tape.
template <class Net>
class Projection {
 public:
  using Scalar = typename Net::Scalar;

  Projection(Net network, Batch<Scalar> x, Pass pass = {}, Index shards = 1)
      : network_(std::move(network)), x_(std::move(x)), pass_(pass), shards_(shards) {
    c_.resize(network_.outputs(), x_.cols());
    Stream(1, Purpose::user, 1).uniform(c_.data(), c_.size());
    c_.array() = c_.array() * Scalar(2) - Scalar(1);
  }

  Vector<Scalar>& parameters() { return network_.parameters(); }
  Batch<Scalar>& x() { return x_; }
  /// The factors c, outputs x n: d f / d output.
  const Batch<Scalar>& weights() const { return c_; }

  double value() const {
    run();
    return static_cast<double>(tape_.output().cwiseProduct(c_).sum());
  }

  Batch<Scalar> output() const {
    run();
    return tape_.output();
  }

  Vector<Scalar> parameter_gradient() const {
    const Scalar nan = std::numeric_limits<Scalar>::quiet_NaN();
    Vector<Scalar> gradient = Vector<Scalar>::Constant(network_.parameters().size(), nan);
    start();
    spoil(workspace_, tape_, network_.shapes());
    Team alone;
    network_.backward_parameters(tape_, workspace_, alone,
                                 [&](Index offset, ConstSegment<Scalar> segment) {
                                   gradient.segment(offset, segment.size()) = segment;
                                 });
    return gradient;
  }

  Batch<Scalar> input_gradient() const {
    start();
    network_.backward_input(tape_);
    return tape_.input_gradient();
  }

 private:
  void run() const {
    network_.prepare(tape_, Layout{{x_.cols(), shards_}});
    tape_.input() = x_;
    network_.forward(tape_, pass_);
  }
  void start() const {
    network_.prepare(tape_, Layout{{x_.cols(), shards_}});
    spoil(tape_);
    run();
    tape_.output_gradient() = c_;
  }

  Net network_;
  Batch<Scalar> x_;
  Pass pass_;
  Index shards_;
  Batch<Scalar> c_;
  mutable Tape<Scalar> tape_;
  mutable Gradient<Scalar> workspace_;
};

/// d f / d parameters of a `Projection` of this network, against differences.
template <class Net>
GradientCheck check_parameter_gradient(Net network, Batch<double> x, Pass pass = {},
                                       Index shards = 1) {
  Projection<Net> f(std::move(network), std::move(x), pass, shards);
  const Vector<double> analytic = f.parameter_gradient();
  return check_gradient(
      f.parameters(), [&] { return f.value(); }, analytic);
}

/// d f / d input, the same way.
template <class Net>
GradientCheck check_input_gradient(Net network, Batch<double> x, Pass pass = {}) {
  Projection<Net> f(std::move(network), std::move(x), pass);
  const Batch<double> analytic = f.input_gradient();
  return check_gradient(
      f.x().reshaped(), [&] { return f.value(); }, analytic.reshaped());
}

}  // namespace eigan::tests
