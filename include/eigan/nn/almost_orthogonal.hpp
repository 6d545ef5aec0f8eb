// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <type_traits>
#include <vector>

#include <eigan/core/rng.hpp>
#include <eigan/core/team.hpp>
#include <eigan/nn/layer.hpp>
#include <eigan/nn/products.hpp>

namespace eigan::detail {

/// Columns [first, first + count) of a matrix.
template <class Scalar>
Panel<Scalar> some_columns(View<Scalar> m, Index first, Index count) {
  return panel(m.data(), m.rows(), 0, m.rows(), first, count);
}
template <class Scalar>
ConstPanel<Scalar> some_columns(ConstView<Scalar> m, Index first, Index count) {
  return panel(m.data(), m.rows(), 0, m.rows(), first, count);
}

/// use(first, count) for parts of `columns` columns, shared with the team.
template <class Use>
void by_columns(Index columns, Index cost, Team& team, Use&& use) {
  const Index width = piece_size(columns, row_grain);
  team.run((columns + width - 1) / width, cost,
           [&](Index i, Index) { use(i * width, (std::min)(width, columns - i * width)); });
}

/// AOL (Prach and Lampert, 2022): W D with D_ii = (sum_j |W^T W|_ij)^(-1/2) has norm at most 1, for every
/// W. Where W has fewer rows than columns it is D W, with W W^T. A column of zeros is left as it is.
/// Costs two products of the size of the layer, squared on its smaller side, a pass.
struct AlmostOrthogonal {
  static constexpr const char* name = "aol";

  // D, and W^T W or W W^T
  static Index derived(Index outputs, Index inputs) {
    const Index side = (std::min)(outputs, inputs);
    return side * (side + 1);
  }
  static Index state(Index, Index) { return 0; }
  template <class Scalar>
  static void initialise(Segment<Scalar>, const Stream&, Index) {}
  template <class Scalar>
  static void advance(ConstView<Scalar>, Segment<Scalar>) {}

  /// Makes the columns or rows orthonormal (Gram and Schmidt, twice), so that D is 1 and every slope of the
  /// first critic too: from other weights training takes several times as long.
  template <class Scalar>
  static void start(View<Scalar> w) {
    const bool by_row = w.rows() < w.cols();
    Batch<double> v = w.template cast<double>();
    if (by_row) v = w.template cast<double>().transpose();
    for (Index j = 0; j < v.cols(); ++j) {
      double* const x = &v(0, j);
      for (int again = 0; again < 2; ++again) {
        for (Index k = 0; k < j; ++k) {
          const double along = dot(&v(0, k), x, v.rows());
          for (Index i = 0; i < v.rows(); ++i) x[i] -= along * v(i, k);
        }
        const double norm = std::sqrt(dot(x, x, v.rows()));
        for (Index i = 0; i < v.rows() && norm > 0; ++i) x[i] /= norm;
      }
    }
    for (Index j = 0; j < w.cols(); ++j) {
      for (Index i = 0; i < w.rows(); ++i) {
        w(i, j) = static_cast<Scalar>(by_row ? v(j, i) : v(i, j));
      }
    }
  }

  template <class Scalar>
  static void prepare(View<Scalar> normal, ConstView<Scalar> w, ConstSegment<Scalar>,
                      Segment<Scalar> derived, Team& team) {
    const bool by_row = w.rows() < w.cols();
    const Index side = by_row ? w.rows() : w.cols();
    Segment<Scalar> d(derived.data(), side);
    View<Scalar> gram(derived.data() + side, side, side);
    by_columns(side, side * w.size(), team, [&](Index first, Index count) {
      if (by_row) {
        multiply_by_transposed<Scalar>(some_columns<Scalar>(w, 0, w.cols()),
                                       panel(w.data(), w.rows(), first, count, 0, w.cols()),
                                       some_columns<Scalar>(gram, first, count));
      } else {
        multiply_transposed<Scalar>(some_columns<Scalar>(w, 0, w.cols()),
                                    some_columns<Scalar>(w, first, count),
                                    some_columns<Scalar>(gram, first, count));
      }
      for (Index j = first; j < first + count; ++j) d[j] = scale(gram, j);
    });
    for (Index j = 0; j < w.cols(); ++j) {
      for (Index i = 0; i < w.rows(); ++i) normal(i, j) = w(i, j) * d[by_row ? i : j];
    }
  }

  /// With G = dL/d(W D): dL/dW = G D + W (H + H^T), H_ij = -D_ii^3 (sum_k G_ki W_ki) sign(W^T W)_ij / 2.
  template <class Scalar>
  static void through(View<Scalar> dw, ConstView<Scalar> gradient, ConstView<Scalar> w,
                      ConstSegment<Scalar>, ConstSegment<Scalar> derived, Team& team) {
    const bool by_row = w.rows() < w.cols();
    const Index side = by_row ? w.rows() : w.cols();
    const ConstSegment<Scalar> d(derived.data(), side);
    const ConstView<Scalar> gram(derived.data() + side, side, side);
    static thread_local std::vector<Scalar> memory;  // so that a warm step allocates nothing
    memory.assign(static_cast<std::size_t>(side * (side + 1)), Scalar(0));
    Segment<Scalar> h(memory.data(), side);
    View<Scalar> both(memory.data() + side, side, side);  // H + H^T
    for (Index j = 0; j < w.cols(); ++j) {
      for (Index i = 0; i < w.rows(); ++i) h[by_row ? i : j] += gradient(i, j) * w(i, j);
    }
    for (Index i = 0; i < side; ++i) {
      h[i] *= Scalar(-0.5) * d[i] * d[i] * d[i];
    }
    for (Index j = 0; j < side; ++j) {
      for (Index i = 0; i < side; ++i) {
        const Scalar product = i < j ? gram(i, j) : gram(j, i);
        both(i, j) = product > 0 ? h[i] + h[j] : product < 0 ? -(h[i] + h[j]) : Scalar(0);
      }
    }
    by_columns(w.cols(), side * w.size(), team, [&](Index first, Index count) {
      const auto part =
          by_row ? some_columns<Scalar>(w, first, count)
                 : some_columns<Scalar>(ConstView<Scalar>(both.data(), side, side), first, count);
      const auto whole =
          by_row ? some_columns<Scalar>(ConstView<Scalar>(both.data(), side, side), 0, side)
                 : some_columns<Scalar>(w, 0, side);
      multiply<Scalar>(whole, part, some_columns<Scalar>(dw, first, count));
      for (Index j = first; j < first + count; ++j) {
        for (Index i = 0; i < w.rows(); ++i) dw(i, j) += gradient(i, j) * d[by_row ? i : j];
      }
    });
  }

 private:
  static double dot(const double* x, const double* y, Index size) {
    double sums[8] = {};  // so that it can be vectorised
    Index i = 0;
    for (; i + 8 <= size; i += 8) {
      for (Index k = 0; k < 8; ++k) sums[k] += x[i + k] * y[i + k];
    }
    for (; i < size; ++i) sums[0] += x[i] * y[i];
    return std::accumulate(sums, sums + 8, 0.0);
  }
  template <class Scalar, class Gram>
  static Scalar sum(const Gram& gram, Index j) {
    Scalar total = 0;
    for (Index i = 0; i < gram.rows(); ++i) total += std::abs(gram(i, j));
    return total;
  }
  /// Whether a column of W counts as zeros: its squares have lost digits to underflow.
  template <class Gram>
  static bool is_zero(const Gram& gram, Index j) {
    using Limits = std::numeric_limits<typename Gram::Scalar>;
    return gram(j, j) <= (Limits::min)() / Limits::epsilon();
  }
  template <class Gram>
  static auto scale(const Gram& gram, Index j) {
    using Scalar = std::remove_const_t<typename Gram::Scalar>;
    return is_zero(gram, j) ? Scalar(1) : Scalar(1) / std::sqrt(sum<Scalar>(gram, j));
  }
};

}  // namespace eigan::detail
