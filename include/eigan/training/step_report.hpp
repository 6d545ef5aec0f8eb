// SPDX-License-Identifier: MIT
#pragma once

#include <optional>

#include <eigan/core/batch.hpp>
#include <eigan/core/rounding.hpp>
#include <eigan/objectives/objective.hpp>

namespace eigan {

/// One step of training: k adversary steps and one generator step. Losses are those before their
/// update; the adversary's are from its last turn.
struct StepReport {
  Index step = 0;             ///< counts from 1
  double adversary_loss = 0;  ///< as the objective defines it
  double generator_loss = 0;  ///< likewise; by the updated adversary unless simultaneous
  /// Estimated from one batch, so it may be negative: the JS divergence in nats, or K W1.
  double divergence = 0;
  /// Every `certify_every` steps: an upper bound on K, the Lipschitz constant of the adversary that gave
  /// the scores of its last turn (for a discriminator, of the logit).
  std::optional<double> lipschitz_bound{};
  /// Likewise: mean f(x) - mean f(G(z)) of those scores, less all that rounding may have added.
  std::optional<double> certified_difference{};

  /// Gradient penalties in the adversary's last turn, and the mean slope |grad f| at the first one's
  /// probes; none without penalties, or if none was due (GradientPenalty::every). Not in adversary_loss.
  std::optional<double> penalty{}, slope{};

  /// W1 of the two minibatches of that turn, as the adversary saw them, is at least this, whatever the
  /// objective is; none in other steps, or if the adversary is constant. 0 says nothing.
  std::optional<double> w1_lower_bound() const {
    if (!certified_difference || !lipschitz_bound || *lipschitz_bound == 0) return std::nullopt;
    return detail::quotient_below(*certified_difference, *lipschitz_bound);
  }

  void take(const AdversaryLoss& loss) {
    adversary_loss = loss.loss;
    divergence = loss.divergence;
  }
};

}  // namespace eigan
