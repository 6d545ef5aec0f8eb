// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>

#include <eigan/core/error.hpp>
#include <eigan/objectives/objective.hpp>
#include <eigan/players/critic.hpp>

namespace eigan {

/// The hinge objective (Lim and Ye, 2017; Miyato et al., 2018, eq. 16 and 17):
///
///     critic:     minimises mean max(0, 1 - f(x)) + mean max(0, 1 + f(G(z))), 2 at equilibrium
///     generator:  minimises -mean f(G(z))
///     divergence: 1 - half the critic's loss, a lower bound of the total variation distance, 0 to 1 for
///                 the best critic, which is sign(p - q)
struct Hinge {
  static constexpr const char* name = "hinge";

  Index critic_steps = 1;  ///< updates of the critic per update of the generator, at least 1

  template <class A>
  static constexpr bool plays_against = is_critic<A>;

  void validate() const {
    enforce(critic_steps >= 1, "Hinge: critic_steps must be at least 1; got ", critic_steps);
  }
  Index adversary_steps(Index) const { return critic_steps; }

  /// Scores are 1 x n, n >= 1; overwrites both gradients.
  template <class Scalar>
  AdversaryLoss adversary_loss(const ConstScoresRef<Scalar>& real,
                               const ConstScoresRef<Scalar>& fake, ScoresRef<Scalar> d_real,
                               ScoresRef<Scalar> d_fake) const {
    const double loss = half<Scalar>(real, -1, d_real) + half<Scalar>(fake, 1, d_fake);
    return {loss, 1 - loss / 2};
  }

  /// Scores of fakes, 1 x n, n >= 1; overwrites their gradient.
  template <class Scalar>
  double generator_loss(const ConstScoresRef<Scalar>&, const ConstScoresRef<Scalar>& fake,
                        ScoresRef<Scalar> d_fake) const {
    d_fake.setConstant(Scalar(-1) / static_cast<Scalar>(fake.size()));
    return -detail::mean<Scalar>(fake);
  }

 private:
  /// mean max(0, 1 + sign f)
  template <class Scalar>
  static double half(const ConstScoresRef<Scalar>& scores, Scalar sign, ScoresRef<Scalar> d) {
    const Scalar slope = sign / static_cast<Scalar>(scores.size());
    double sum = 0;
    for (Index i = 0; i < scores.size(); ++i) {
      const double margin = 1 + static_cast<double>(sign * scores[i]);
      sum += margin > 0 || margin != margin ? margin : 0;  // NaN stays
      d[i] = margin > 0 ? slope : Scalar(0);
    }
    return sum / static_cast<double>(scores.size());
  }
};

}  // namespace eigan
