// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cmath>

#include <eigan/core/batch.hpp>
#include <eigan/core/error.hpp>

namespace eigan {
namespace detail {

/// The integrand, for densities p and q; 0 log 0 is 0.
inline double jensen_shannon_term(double p, double q) {
  const auto half = [&](double a) { return a > 0 ? 0.5 * a * std::log(2 * a / (p + q)) : 0.0; };
  return half(p) + half(q);
}

}  // namespace detail

/// The Jensen-Shannon divergence of two histograms over the same bins, in nats, 0 to log 2:
/// (KL(p | m) + KL(q | m)) / 2 with m = (p + q) / 2. Between histograms of n samples each of one
/// distribution it is not 0 but about (bins - 1) / (4 n).
/// \param p, q  counts or probabilities; each is scaled to a sum of 1
/// \throws Error unless both have the same number of bins, none negative, and a positive sum
template <class P, class Q>
double jensen_shannon_divergence(const Eigen::DenseBase<P>& p, const Eigen::DenseBase<Q>& q) {
  enforce(p.size() == q.size(),
          "jensen_shannon_divergence: both histograms must have the same number of bins; got ",
          p.size(), " and ", q.size());
  Eigen::ArrayXd a = p.derived().template cast<double>().reshaped();
  Eigen::ArrayXd b = q.derived().template cast<double>().reshaped();
  for (Eigen::ArrayXd* h : {&a, &b}) {
    enforce(
        (*h >= 0).all() && h->sum() > 0 && std::isfinite(h->sum()),
        "jensen_shannon_divergence: bins must be at least 0 and their sum positive; got a sum of ",
        h->sum(), " and a smallest bin of ", h->size() > 0 ? h->minCoeff() : 0.0);
    *h /= h->sum();
  }
  return a.binaryExpr(b, &detail::jensen_shannon_term).sum();
}

/// The same for two densities, given as functions, over [from, to]. By Simpson's rule: exact up to
/// the mass outside and the fourth power of an interval's width.
/// \throws Error unless from < to and intervals is even and positive
double jensen_shannon_divergence(const auto& p, const auto& q, double from, double to,
                                 Index intervals = 10'000) {
  enforce(from < to && intervals > 0 && intervals % 2 == 0,
          "jensen_shannon_divergence: from must be below to and intervals even and positive; got ",
          from, ", ", to, " and ", intervals);
  const double width = (to - from) / static_cast<double>(intervals);
  double sum = 0;
  for (Index i = 0; i <= intervals; ++i) {
    const double x = from + width * static_cast<double>(i);
    const double weight = i == 0 || i == intervals ? 1 : i % 2 == 1 ? 4 : 2;
    sum += weight * detail::jensen_shannon_term(p(x), q(x));
  }
  return sum * width / 3;
}

/// How many numbers fall into each of `bins` equal parts of [from, to). Numbers outside do not count.
/// \throws Error unless from < to, to - from is finite and bins is positive
template <class X>
Eigen::ArrayXd histogram(const Eigen::DenseBase<X>& x, double from, double to, Index bins) {
  enforce(from < to && std::isfinite(to - from) && bins > 0,
          "histogram: from must be below to, their difference finite and bins positive; got ", from,
          ", ", to, " and ", bins);
  Eigen::ArrayXd counts = Eigen::ArrayXd::Zero(bins);
  const Eigen::ArrayXd values = x.derived().template cast<double>().reshaped();
  for (double value : values) {
    if (!(value >= from && value < to)) continue;
    const double place = (value - from) / (to - from) * static_cast<double>(bins);
    counts[(std::min)(static_cast<Index>(place), bins - 1)] += 1;  // just below `to`, it rounds up
  }
  return counts;
}

}  // namespace eigan
