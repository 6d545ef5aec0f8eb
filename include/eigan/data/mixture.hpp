// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include <eigan/core/batch.hpp>
#include <eigan/core/error.hpp>
#include <eigan/core/rng.hpp>

namespace eigan::detail {

template <int Features>
using Point = Eigen::Matrix<double, Features, 1>;

/// What a sample is drawn from: a place, and the spread of the normal noise around it.
template <int Features>
struct Component {
  Point<Features> center;
  double stddev;
};

/// Overwrites each column of `out` with a sample of `choose(word)`, the component that a random
/// word picks: the samples of a minibatch from `first` on. Words come from part 0 of the stream, noise
/// from part 1.
template <int Features, class Scalar, class Choose>
void draw_mixture(Index first, const Stream& stream, BatchRef<Scalar> out, Choose&& choose) {
  enforce(out.rows() == Features, "minibatch: the batch must have ", Features, " rows; got ",
          out.rows());
  stream.part(0).words(first, out.cols(), [&](Index j, std::uint32_t word) {
    const Component<Features> component = choose(word);
    std::array<float, Features> noise;
    stream.part(1).normal(noise.data(), Features, (first + j) * Features);
    for (Index i = 0; i < Features; ++i) {
      out(i, j) = static_cast<Scalar>(component.center[i] +
                                      component.stddev * noise[static_cast<std::size_t>(i)]);
    }
  });
}

/// The middle of the 2^-32 of [0, 1) that a word stands for.
inline double fraction(std::uint32_t word) { return (word + 0.5) * 0x1p-32; }

/// The rule for widths, noise levels and lengths among the settings of a source.
inline void require_length(std::string_view name, double value) {
  enforce(value >= 0 && std::isfinite(value), name, " must be finite and not negative; got ",
          value);
}

/// The centres of a source with centers, one a column.
template <class Scalar, class S>
Batch<Scalar> all_centers(const S& source, Index count) {
  Batch<Scalar> centers(source.features(), count);
  for (Index i = 0; i < count; ++i) centers.col(i) = source.center(i).template cast<Scalar>();
  return centers;
}

}  // namespace eigan::detail
