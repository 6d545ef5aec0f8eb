// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>

#include <eigan/core/error.hpp>
#include <eigan/objectives/objective.hpp>
#include <eigan/objectives/penalties.hpp>
#include <eigan/players/critic.hpp>

namespace eigan {

namespace detail {

inline void require_steps(const char* objective, Index critic_steps) {
  enforce(critic_steps >= 1, objective, ": critic_steps must be at least 1; got ", critic_steps);
}

}  // namespace detail

/// The Wasserstein objective without a constraint: for critics whose layers are 1-Lipschitz (`Lipschitz`,
/// `SpectralNorm`), or with a penalty, `WassersteinLoss{} + R1{}`. The scores of others would grow without
/// bound, so it does not play against them.
struct WassersteinLoss {
  static constexpr const char* name = "wasserstein_loss";
  static constexpr bool needs_lipschitz_critic = true;  // unless a penalty is added

  Index critic_steps = 5;  ///< n_critic, at least 1

  template <class A>
  static constexpr bool plays_against = is_critic<A>;

  void validate() const { detail::require_steps("WassersteinLoss", critic_steps); }
  Index adversary_steps(Index) const { return critic_steps; }
  /// Scores are 1 x n, n >= 1; overwrites both gradients: -1 / n (real), 1 / n (fake).
  template <class Scalar>
  AdversaryLoss adversary_loss(const ConstScoresRef<Scalar>& real,
                               const ConstScoresRef<Scalar>& fake, ScoresRef<Scalar> d_real,
                               ScoresRef<Scalar> d_fake) const {
    d_real.setConstant(Scalar(-1) / static_cast<Scalar>(real.size()));
    d_fake.setConstant(Scalar(1) / static_cast<Scalar>(fake.size()));
    const double divergence = detail::mean<Scalar>(real) - detail::mean<Scalar>(fake);
    return {-divergence, divergence};
  }
  /// Scores of fakes, 1 x n, n >= 1; overwrites their gradient: -1 / n.
  template <class Scalar>
  double generator_loss(const ConstScoresRef<Scalar>&, const ConstScoresRef<Scalar>& fake,
                        ScoresRef<Scalar> d_fake) const {
    d_fake.setConstant(Scalar(-1) / static_cast<Scalar>(fake.size()));
    return -detail::mean<Scalar>(fake);
  }
};

/// The Wasserstein objective with a clipped critic (Arjovsky et al., 2017, Algorithm 1):
///
///     critic:     minimises mean f(G(z)) - mean f(x)
///     generator:  minimises -mean f(G(z))
///     divergence: mean f(x) - mean f(G(z)), an estimate of K W1 from below, where K is the
///                 critic's Lipschitz constant (TrainingOptions::certify_every bounds it)
///
/// After each update all parameters of the critic, biases too, are clipped to [-clip, clip]. So K is at
/// most prod clip sqrt(inputs outputs), times the constants of activations and dropout: small networks
/// need more than the paper's 0.01.
struct Wasserstein {
  static constexpr const char* name = "wasserstein";

  /// n_critic, updates of the critic per update of the generator. At least 1.
  Index critic_steps = 5;
  /// c. Finite and positive.
  double clip = 0.01;
  /// 100 critic steps in the first 25 generator steps and in every 500th, as in the authors' code.
  bool early_schedule = false;

  template <class A>
  static constexpr bool plays_against = is_critic<A>;

  void validate() const {
    detail::require_steps("Wasserstein", critic_steps);
    enforce(std::isfinite(clip) && clip > 0, "Wasserstein: clip must be finite and positive; got ",
            clip);
  }

  Index adversary_steps(Index step) const {
    const Index before = step - 1;  // the authors' count
    return early_schedule && (before < 25 || before % 500 == 0) ? 100 : critic_steps;
  }

  /// Scores are 1 x n, n >= 1; overwrites both gradients: -1 / n (real), 1 / n (fake).
  template <class Scalar>
  AdversaryLoss adversary_loss(const ConstScoresRef<Scalar>& real,
                               const ConstScoresRef<Scalar>& fake, ScoresRef<Scalar> d_real,
                               ScoresRef<Scalar> d_fake) const {
    return WassersteinLoss{}.adversary_loss<Scalar>(real, fake, d_real, d_fake);
  }
  /// Scores of fakes, 1 x n, n >= 1; overwrites their gradient: -1 / n.
  template <class Scalar>
  double generator_loss(const ConstScoresRef<Scalar>& real, const ConstScoresRef<Scalar>& fake,
                        ScoresRef<Scalar> d_fake) const {
    return WassersteinLoss{}.generator_loss<Scalar>(real, fake, d_fake);
  }

  template <class Scalar>
  void constrain(Segment<Scalar> w) const {
    const Scalar c = (std::max)(static_cast<Scalar>(clip), (std::numeric_limits<Scalar>::min)());
    for (Index i = 0; i < w.size(); ++i) w[i] = w[i] < -c ? -c : w[i] > c ? c : w[i];
  }
};

/// WGAN-GP (Gulrajani et al., 2017, Algorithm 1): a penalty in the clip's place.
///
/// Its divergence does not measure a distance: for an optimal linear critic it is W1 + W1^2 / (2 lambda).
struct WassersteinGP {
  static constexpr const char* name = "wasserstein_gp";

  Index critic_steps = 5;     ///< n_critic, at least 1
  GradientPenalty penalty{};  ///< lambda 10, target 1

  template <class A>
  static constexpr bool plays_against = is_critic<A>;

  void validate() const {
    detail::require_steps("WassersteinGP", critic_steps);
    detail::validate(penalty);
  }
  Index adversary_steps(Index) const { return critic_steps; }
  std::tuple<GradientPenalty> penalties() const { return {penalty}; }
  /// Scores are 1 x n, n >= 1; overwrites both gradients: -1 / n (real), 1 / n (fake).
  template <class Scalar>
  AdversaryLoss adversary_loss(const ConstScoresRef<Scalar>& real,
                               const ConstScoresRef<Scalar>& fake, ScoresRef<Scalar> d_real,
                               ScoresRef<Scalar> d_fake) const {
    return WassersteinLoss{}.adversary_loss<Scalar>(real, fake, d_real, d_fake);
  }
  /// Scores of fakes, 1 x n, n >= 1; overwrites their gradient: -1 / n.
  template <class Scalar>
  double generator_loss(const ConstScoresRef<Scalar>& real, const ConstScoresRef<Scalar>& fake,
                        ScoresRef<Scalar> d_fake) const {
    return WassersteinLoss{}.generator_loss<Scalar>(real, fake, d_fake);
  }
};

}  // namespace eigan
