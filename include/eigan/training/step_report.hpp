// SPDX-License-Identifier: MIT
#pragma once

#include <optional>

#include <eigan/core/batch.hpp>
#include <eigan/objectives/objective.hpp>

namespace eigan {

/// One step of training: all its adversary steps and one generator step. Losses are those before
/// the update they led to; the adversary's are from its last turn.
struct StepReport {
  Index step = 0;             ///< counts from 1
  double adversary_loss = 0;  ///< convention: see the objective
  double generator_loss = 0;  ///< likewise; by the updated adversary unless simultaneous
  /// What the objective estimates from the adversary's scores: JensenShannon the JS divergence (nats),
  /// Wasserstein K W1. An estimate from one batch, so it may be negative.
  double divergence = 0;
  /// An upper bound on K, the Lipschitz constant of the adversary that gave those scores, in the steps
  /// of TrainingOptions::certify_every; none if a layer cannot say.
  std::optional<double> lipschitz_bound{};

  /// W1 is at least this, up to the spread of an estimate from one batch; none without a bound.
  std::optional<double> w1_lower_bound() const {
    if (!lipschitz_bound || *lipschitz_bound <= 0) return std::nullopt;
    return divergence / *lipschitz_bound;
  }

  /// Takes over the result of an adversary's turn; the rest stays.
  void take(const AdversaryLoss& loss) {
    adversary_loss = loss.loss;
    divergence = loss.divergence;
  }
};

}  // namespace eigan
