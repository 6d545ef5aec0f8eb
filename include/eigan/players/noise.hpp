// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <numbers>

#include <eigan/core/batch.hpp>
#include <eigan/core/error.hpp>
#include <eigan/core/rng.hpp>

namespace eigan {

/// What a generator starts from: `noise(stream, z)` overwrites z (latent size x samples).
template <class N, class Scalar>
concept Noise = requires(const N& noise, const Stream& stream, View<Scalar> z) { noise(stream, z); };

/// Independent standard normal numbers.
struct NormalNoise {
  template <class Scalar>
  void operator()(const Stream& stream, View<Scalar> z) const {
    stream.normal(z.data(), z.size());
  }
};

/// Independent uniform numbers on (-range, range); by default of variance 1, as in the code of
/// Goodfellow et al., 2014.
struct UniformNoise {
  double range = std::numbers::sqrt3;

  void validate() const { require(range > 0, "UniformNoise: range must be positive, got ", range); }

  template <class Scalar>
  void operator()(const Stream& stream, View<Scalar> z) const {
    stream.uniform(z.data(), z.size());
    z.array() = (z.array() * Scalar(2) - Scalar(1)) * static_cast<Scalar>(range);
  }
};

}  // namespace eigan
