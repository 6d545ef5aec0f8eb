// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

#include <eigan/core/batch.hpp>
#include <eigan/core/error.hpp>
#include <eigan/core/rounding.hpp>
#include <eigan/nn/network.hpp>

namespace eigan::detail {

/// A lower bound on W1 of two sets of points, from the scores of a network f on them:
///
///     W1 >= (mean f(x) - mean f(y)) / K
///
/// where K bounds the Lipschitz constant of the exact f, and all that rounding may have added to the
/// difference is taken off. Allocates only when it grows.
template <class Scalar>
class Certificate {
 public:
  /// \throws Error, as `what`, if a layer of f gives no bounds
  EIGAN_COLD static void require_bounds(const Network<Scalar>& f, const char* what) {
    const auto place = f.first_without_rounding();
    if (!place) return;
    const std::string type = f.describe(*place).type;
    throw Error(text(what,
                     " must have a Lipschitz bound and a rounding bound for each layer; layer ",
                     *place, " (", type, ") has none",
                     type == "dropout" ? ", since each sample has another mask; leave it out"
                                       : ": eigan/nn/layer.hpp says what they are"));
  }

  void begin(const Network<Scalar>& f) {
    norms_.assign(f.shapes().size(), 0.0);
    sides_ = {};
  }

  /// Takes the scores of `count` columns of a tape, after a forward pass. \param side  0 for x, 1 for y
  void add(Tape<Scalar>& tape, std::size_t side, Index first, Index count) {
    const View<Scalar> scores = columns<Scalar>(tape.output(), first, count);
    Side& sum = sides_[side];
    sum.count += static_cast<double>(count);
    for (Index j = 0; j < count; ++j) {
      sum.scores += static_cast<double>(scores(0, j));
      sum.magnitudes += std::abs(static_cast<double>(scores(0, j)));
    }
    for (std::size_t place = 0; place < norms_.size(); ++place) {
      const View<Scalar> x = columns<Scalar>(tape.y(static_cast<Index>(place) - 1), first, count);
      for (Index j = 0; j < count; ++j) raise(norms_[place], norm_above(&x(0, j), x.rows()));
    }
  }

  struct Result {
    double lipschitz;   ///< K
    double difference;  ///< at most mean f(x) - mean f(y), exactly; -infinity if scores overflow
  };
  /// \param tape  of one of the passes
  Result result(const Network<Scalar>& f, Tape<Scalar>& tape) const {
    const Certainty known = f.certainty(tape, norms_);
    const double difference = sides_[0].mean() - sides_[1].mean();
    double error = 2 * known.error;
    for (const Side& sum : sides_) error += (sum.count + 4) * 0x1p-52 * sum.magnitudes / sum.count;
    error *= 1 + 0x1p-20;
    const bool finite = error < infinity && std::abs(difference) < infinity;
    return {known.lipschitz, finite ? std::nextafter(difference - error, -infinity) : -infinity};
  }

 private:
  struct Side {
    double scores = 0, magnitudes = 0, count = 0;
    double mean() const { return scores / count; }
  };

  static double norm_above(const Scalar* x, Index rows) {
    double squares = static_cast<double>(rows) * 1e-300;  // for those that vanish
    for (Index i = 0; i < rows; ++i)
      squares += static_cast<double>(x[i]) * static_cast<double>(x[i]);
    return std::sqrt(squares);
  }
  static void raise(double& most, double value) {  // NaN becomes infinity
    if (!(value <= most)) most = value < infinity ? value : infinity;
  }

  std::vector<double> norms_;  // of each layer, the largest |x|
  std::array<Side, 2> sides_{};
};

}  // namespace eigan::detail
