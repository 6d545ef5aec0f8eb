// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

#include <eigan/core/error.hpp>
#include <eigan/core/one_threaded_products.hpp>
#include <eigan/core/rounding.hpp>
#include <eigan/core/team.hpp>
#include <eigan/metrics/distances.hpp>
#include <eigan/nn/certificate.hpp>
#include <eigan/nn/mlp.hpp>

namespace eigan {

/// A lower bound on the Wasserstein-1 distance of two sets of samples that a critic has proved.
struct CertifiedW1 {
  double bound = 0;      ///< W1 of the two sets is at least this; 0 says nothing
  double lipschitz = 0;  ///< the bound K on the critic's Lipschitz constant that it was divided by
  Index first = 0;       ///< numbers of samples, n
  Index second = 0;      ///< and m

  /// A lower bound on W1 of the two distributions, which holds with probability 1 - delta (McDiarmid, 1989):
  ///
  ///     bound - R sqrt(1/2 ln(1 / delta) (1 / n + 1 / m)),  at least 0
  ///
  /// It holds if the n + m samples are independent, the critic was fixed before they were drawn, so that it
  /// has not been trained or chosen on them, and both distributions lie within one set of diameter R.
  /// \param diameter  R, at least the diameter of that set; the samples do not tell it
  /// \throws Error unless R > 0, and delta lies in (0, 1)
  double for_laws(double diameter, double delta) const {
    enforce(diameter > 0, "CertifiedW1::for_laws: diameter must be greater than 0; got ", diameter);
    enforce(delta > 0 && delta < 1, "CertifiedW1::for_laws: delta must lie in (0, 1); got ", delta);
    const double n = static_cast<double>(first), m = static_cast<double>(second);
    const double less = diameter * std::sqrt(-0.5 * std::log(delta) * (1 / n + 1 / m));
    return (std::max)(0.0, bound - less * (1 + 0x1p-40));
  }
};

/// W1 >= (mean f(x) - mean f(y)) / K for a critic f, or the logit f of a discriminator, with K an upper bound
/// on its Lipschitz constant from its weights (Gram iteration). It is a proof for these two sets, whatever
/// training did: the network runs in double, on its parameters as they are, and all that rounding may
/// have added is taken off. x are the samples on which f is large: the real ones, in training.
/// How near it comes to W1 is up to the critic. Two sets from one distribution are some W1 apart too,
/// and a critic that was trained on them may prove it; for distributions see `for_laws`.
/// \param x, y  features x count
/// \throws Error if a set is empty, does not have the critic's features or is not finite; or if a layer of
///         the critic does not bound its constant and its rounding, as Dropout does not
CertifiedW1 certified_w1(const auto& critic, const AnyMatrix auto& x, const AnyMatrix auto& y) {
  const detail::SamplePair pair =
      detail::sample_pair("certified_w1", "first samples", x, "second samples", y);
  enforce(x.rows() == critic.network().inputs(), "certified_w1: samples must have the critic's ",
          critic.network().inputs(), " features; got ", x.rows());
  const auto f = critic.network().template as<double>();
  detail::Certificate<double>::require_bounds(f, "certified_w1: the critic");

  const detail::OneThreadedProducts guard;  // of a BLAS, whose threads would meddle with the team's
  detail::Certificate<double> certificate;
  certificate.begin(f);
  Tape<double> tape;
  Team team(0);
  const std::array<const Batch<double>*, 2> sides{&pair.first, &pair.second};
  for (std::size_t side = 0; side < 2; ++side) {
    const Batch<double>& samples = *sides[side];
    constexpr Index most = 512;  // at a time, for memory's sake
    for (Index first = 0; first < samples.cols(); first += most) {
      const Index count = (std::min)(most, samples.cols() - first);
      f.prepare(tape, count);
      tape.input() = pair.unit * samples.middleCols(first, count);
      f.forward(tape, Pass{}, team);
      certificate.add(tape, side, 0, count);
    }
  }
  const auto proved = certificate.result(f, tape);
  const bool constant = proved.lipschitz == 0;
  return {.bound = constant ? 0 : detail::quotient_below(proved.difference, proved.lipschitz),
          .lipschitz = proved.lipschitz,
          .first = x.cols(),
          .second = y.cols()};
}

}  // namespace eigan
