// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <numbers>
#include <variant>

#include <eigan/core/batch.hpp>
#include <eigan/core/error.hpp>
#include <eigan/core/hooks.hpp>
#include <eigan/core/rng.hpp>

namespace eigan {

/// A generator's input: `noise(stream, first, z)` overwrites z (latent size x samples) with the noise of
/// samples `first`, `first` + 1, ... of the stream, each independent of the others: shards rely on it.
template <class N, class Scalar>
concept Noise = requires(const N& noise, const Stream& stream, View<Scalar> z) {
  noise(stream, Index{0}, z);
};

/// Independent standard normal numbers.
struct NormalNoise {
  template <class Scalar>
  void operator()(const Stream& stream, Index first, View<Scalar> z) const {
    stream.normal(z.data(), z.size(), first * z.rows());
  }
};

/// Independent and uniform on (-range, range); variance 1 by default, as in Goodfellow et al.'s code.
struct UniformNoise {
  double range = std::numbers::sqrt3;  ///< finite and positive

  void validate() const {
    enforce(std::isfinite(range) && range > 0,
            "UniformNoise: range must be finite and positive; got ", range);
  }

  template <class Scalar>
  void operator()(const Stream& stream, Index first, View<Scalar> z) const {
    stream.uniform(z.data(), z.size(), first * z.rows());
    z.array() = (z.array() * Scalar(2) - Scalar(1)) * static_cast<Scalar>(range);
  }
};

/// One of the above, chosen at run time.
class AnyNoise {
 public:
  using Choice = std::variant<NormalNoise, UniformNoise>;

  AnyNoise() = default;  ///< NormalNoise
  template <detail::ChoiceOf<Choice> Kind>
  AnyNoise(Kind noise) : choice_(noise) {}

  void validate() const {
    std::visit([](const auto& noise) { detail::validate(noise); }, choice_);
  }
  template <class Scalar>
  void operator()(const Stream& stream, Index first, View<Scalar> z) const {
    std::visit([&](const auto& noise) { noise(stream, first, z); }, choice_);
  }
  const Choice& choice() const { return choice_; }

 private:
  Choice choice_;
};

}  // namespace eigan
