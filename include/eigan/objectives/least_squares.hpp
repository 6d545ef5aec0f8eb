// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>

#include <eigan/core/error.hpp>
#include <eigan/objectives/objective.hpp>
#include <eigan/players/critic.hpp>

namespace eigan {

/// Least squares (Mao et al., 2017, eq. 2), with targets a, b, c:
///
///     critic:     minimises mean (f(x) - b)^2 / 2 + mean (f(G(z)) - a)^2 / 2, (b - a)^2 / 4 at
///                 equilibrium, where f = (a + b) / 2
///     generator:  minimises mean (f(G(z)) - c)^2 / 2
///     divergence: 2 - 8 loss / (b - a)^2, a lower bound of the integral of (p - q)^2 / (p + q), 0 to 2:
///                 the Pearson chi^2 divergence of eq. 8 there
struct LeastSquares {
  static constexpr const char* name = "least_squares";

  double fake_target = 0;       ///< a, finite
  double real_target = 1;       ///< b, finite, not a
  double generator_target = 1;  ///< c, finite
  Index critic_steps = 1;       ///< updates of the critic per update of the generator, at least 1

  template <class A>
  static constexpr bool plays_against = is_critic<A>;

  void validate() const {
    enforce(critic_steps >= 1, "LeastSquares: critic_steps must be at least 1; got ", critic_steps);
    enforce(
        std::isfinite(fake_target) && std::isfinite(real_target) &&
            std::isfinite(generator_target) && fake_target != real_target,
        "LeastSquares: targets must be finite, and fake_target and real_target must differ; got ",
        fake_target, ", ", real_target, ", ", generator_target);
  }
  Index adversary_steps(Index) const { return critic_steps; }

  /// Scores are 1 x n, n >= 1; overwrites both gradients.
  template <class Scalar>
  AdversaryLoss adversary_loss(const ConstScoresRef<Scalar>& real,
                               const ConstScoresRef<Scalar>& fake, ScoresRef<Scalar> d_real,
                               ScoresRef<Scalar> d_fake) const {
    const double loss =
        half<Scalar>(real, real_target, d_real) + half<Scalar>(fake, fake_target, d_fake);
    const double gap = real_target - fake_target;
    return {loss, 2 - 8 * loss / (gap * gap)};
  }

  /// Scores of fakes, 1 x n, n >= 1; overwrites their gradient.
  template <class Scalar>
  double generator_loss(const ConstScoresRef<Scalar>&, const ConstScoresRef<Scalar>& fake,
                        ScoresRef<Scalar> d_fake) const {
    return half<Scalar>(fake, generator_target, d_fake);
  }

 private:
  /// mean (f - target)^2 / 2
  template <class Scalar>
  static double half(const ConstScoresRef<Scalar>& scores, double target, ScoresRef<Scalar> d) {
    const double n = static_cast<double>(scores.size());
    double sum = 0;
    for (Index i = 0; i < scores.size(); ++i) {
      const double error = static_cast<double>(scores[i]) - target;
      sum += error * error;
      d[i] = static_cast<Scalar>(error / n);
    }
    return sum / (2 * n);
  }
};

}  // namespace eigan
