// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cmath>

#include <eigan/core/batch.hpp>
#include <eigan/core/rounding.hpp>

namespace eigan::detail {

/// The mean of softplus(a(i)) = log(1 + exp a(i)) over i in [0, n), finite for every finite a; and
/// use(i, sigmoid(a(i))) for each, its derivative.
template <class A, class Use>
double mean_softplus(Index n, A&& a, Use&& use) {
  constexpr Index size = 32;  // in blocks, for the vector units
  using Block = Eigen::Array<double, size, 1>;
  Block x, e, sum = Block::Zero();
  for (Index first = 0; first < n; first += size) {
    const Index count = (std::min)(size, n - first);
    for (Index i = 0; i < size; ++i) {  // softplus is 0 at minus infinity
      x[i] = i < count ? a(first + i) : -infinity;
      e[i] = -std::abs(x[i]);
    }
    e = e.exp();
    // 0 where Eigen's exp stops at the smallest normal number
    for (Index i = 0; i < size; ++i) e[i] = std::abs(x[i]) < 708 ? e[i] : 0;
    const Block tail = e.log1p();
    for (Index i = 0; i < size; ++i) sum[i] += (std::max)(x[i], 0.0) + tail[i];
    for (Index i = 0; i < count; ++i) use(first + i, (x[i] >= 0 ? 1 : e[i]) / (1 + e[i]));
  }
  return sum.sum() / static_cast<double>(n);
}

}  // namespace eigan::detail
