// SPDX-License-Identifier: MIT
#pragma once

#include <numbers>

#include <eigan/core/error.hpp>
#include <eigan/objectives/objective.hpp>
#include <eigan/objectives/softplus.hpp>
#include <eigan/players/critic.hpp>

namespace eigan {

/// The relativistic objective (Jolicoeur-Martineau, 2018), with pairs (x_i, y_i), y = G(z), of the batch and
/// softplus(a) = log(1 + exp a):
///
///     critic:     minimises mean softplus(f(y_i) - f(x_i)), log 2 = 0.693 at equilibrium
///     generator:  minimises mean softplus(f(x_i) - f(y_i)), log 2 at equilibrium
///     divergence: log 2 - the critic's loss, 0 for equal distributions and at most log 2
///
/// R3GAN's game is `Relativistic{} + R1{} + R2{}` (Huang et al., 2024).
struct Relativistic {
  static constexpr const char* name = "relativistic";

  /// Compare each score with the mean of the other kind, not with one of it: RaGAN, the loss the mean of
  /// softplus(mean f(y) - f(x)) and softplus(f(y) - mean f(x)).
  bool averaged = false;
  Index critic_steps = 1;  ///< updates of the critic per update of the generator, at least 1

  static constexpr bool uses_real_scores = true;
  template <class A>
  static constexpr bool plays_against = is_critic<A>;

  void validate() const {
    enforce(critic_steps >= 1, "Relativistic: critic_steps must be at least 1; got ", critic_steps);
  }
  Index adversary_steps(Index) const { return critic_steps; }

  /// Scores are 1 x n, n >= 1; overwrites both gradients.
  template <class Scalar>
  AdversaryLoss adversary_loss(const ConstScoresRef<Scalar>& real,
                               const ConstScoresRef<Scalar>& fake, ScoresRef<Scalar> d_real,
                               ScoresRef<Scalar> d_fake) const {
    const double loss = loss_of<Scalar>(
        real, fake, [&](Index i, double d) { d_real[i] = static_cast<Scalar>(d); },
        [&](Index i, double d) { d_fake[i] = static_cast<Scalar>(d); });
    return {loss, std::numbers::ln2 - loss};
  }

  /// Overwrites the gradient of the fakes; the scores of real samples are constants.
  template <class Scalar>
  double generator_loss(const ConstScoresRef<Scalar>& real, const ConstScoresRef<Scalar>& fake,
                        ScoresRef<Scalar> d_fake) const {
    return loss_of<Scalar>(
        fake, real, [&](Index i, double d) { d_fake[i] = static_cast<Scalar>(d); },
        [](Index, double) {});
  }

 private:
  /// The loss of who wants `high` above `low`, and set_high(i, d), set_low(i, d) with its gradient.
  template <class Scalar, class High, class Low>
  double loss_of(const ConstScoresRef<Scalar>& high, const ConstScoresRef<Scalar>& low,
                 High&& set_high, Low&& set_low) const {
    const Index count = high.size();
    const double n = static_cast<double>(count);
    const auto at = [](const auto& scores, Index i) { return static_cast<double>(scores[i]); };
    if (!averaged) {
      return detail::mean_softplus(
          count, [&](Index i) { return at(low, i) - at(high, i); },
          [&](Index i, double slope) {
            set_high(i, -slope / n);
            set_low(i, slope / n);
          });
    }
    const double mean_high = detail::mean<Scalar>(high), mean_low = detail::mean<Scalar>(low);
    double of_high = 0, of_low = 0;  // mean slopes, which reach the scores through the means
    const double first = detail::mean_softplus(
        count, [&](Index i) { return mean_low - at(high, i); },
        [&](Index, double slope) { of_high += slope / n; });
    const double second = detail::mean_softplus(
        count, [&](Index i) { return at(low, i) - mean_high; },
        [&](Index i, double slope) {
          of_low += slope / n;
          set_low(i, (slope + of_high) / (2 * n));
        });
    detail::mean_softplus(
        count, [&](Index i) { return mean_low - at(high, i); },
        [&](Index i, double slope) { set_high(i, -(slope + of_low) / (2 * n)); });
    return (first + second) / 2;
  }
};

}  // namespace eigan
