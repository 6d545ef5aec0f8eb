// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <variant>

#include <eigan/core/batch.hpp>
#include <eigan/core/error.hpp>
#include <eigan/core/hooks.hpp>
#include <eigan/core/rng.hpp>

namespace eigan {

/// Normal with standard deviation gain / sqrt(inputs); the activation's gain is sqrt(2) for ReLU (He et
/// al., 2015, eq. 10), 1 for none. The default of weights. A sigmoid's gain of 4.7 suits hidden layers;
/// an output layer that should start near 1/2 takes `Normal` with a small deviation.
struct Scaled {};

/// Uniform on (-range, range), as in the code of Goodfellow et al., 2014 (0.05 and 0.005).
struct Uniform {
  double range = 0.05;  ///< finite, at least 0

  void validate() const {
    enforce(std::isfinite(range) && range >= 0,
            "Uniform: range must be finite and not negative; got ", range);
  }
};

/// Normal with mean 0.
struct Normal {
  double stddev = 0.02;  ///< finite, at least 0

  void validate() const {
    enforce(std::isfinite(stddev) && stddev >= 0,
            "Normal: stddev must be finite and not negative; got ", stddev);
  }
};

/// Uniform on (-1, 1) / sqrt(inputs). The default of biases: with biases of 0 the kinks of all
/// rectifiers meet at the origin, which costs modes on 2-D data.
struct FanIn {};

struct Constant {
  double value = 0;  ///< finite

  void validate() const {
    enforce(std::isfinite(value), "Constant: value must be finite; got ", value);
  }
};

class Initializer {
 public:
  using Choice = std::variant<Scaled, FanIn, Uniform, Normal, Constant>;

  template <detail::ChoiceOf<Choice> Kind>
  Initializer(Kind kind) : choice_(kind) {}

  void validate() const {
    std::visit([](const auto& kind) { detail::validate(kind); }, choice_);
  }

  /// Overwrites `w` (rows of `inputs` numbers, an activation of this gain) from place `first` of stream.
  template <class Scalar>
  EIGAN_COLD void operator()(Segment<Scalar> w, Index inputs, double gain, const Stream& stream,
                             Index first = 0) const {
    const auto uniform = [&](double range) {
      stream.uniform(w.data(), w.size(), first);
      const Scalar r = static_cast<Scalar>(range);
      for (Index i = 0; i < w.size(); ++i) w[i] = (w[i] * Scalar(2) - Scalar(1)) * r;
    };
    const auto normal = [&](double stddev) {
      stream.normal(w.data(), w.size(), first);
      for (Index i = 0; i < w.size(); ++i) w[i] *= static_cast<Scalar>(stddev);
    };
    if (std::holds_alternative<Scaled>(choice_)) {
      normal(gain / std::sqrt(static_cast<double>(inputs)));
    } else if (std::holds_alternative<FanIn>(choice_)) {
      uniform(1 / std::sqrt(static_cast<double>(inputs)));
    } else if (const Uniform* u = std::get_if<Uniform>(&choice_)) {
      uniform(u->range);
    } else if (const Normal* n = std::get_if<Normal>(&choice_)) {
      normal(n->stddev);
    } else {
      w.setConstant(static_cast<Scalar>(std::get<Constant>(choice_).value));
    }
  }

 private:
  Choice choice_;
};

}  // namespace eigan
