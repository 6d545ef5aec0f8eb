// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>

#include <eigan/core/batch.hpp>
#include <eigan/core/rng.hpp>

namespace eigan::detail {

/// Adds stddev times the stream's normal numbers, without a buffer as large as the samples.
template <class Scalar>
void add_normal(View<Scalar> samples, Scalar stddev, const Stream& stream) {
  std::array<Scalar, 256> noise;
  for (Index first = 0; first < samples.size(); first += 256) {
    const Index count = std::min<Index>(256, samples.size() - first);
    stream.normal(noise.data(), count, first);
    Segment<Scalar>(samples.data() + first, count) +=
        stddev * ConstSegment<Scalar>(noise.data(), count);
  }
}

}  // namespace eigan::detail
