// SPDX-License-Identifier: MIT
#pragma once

#include <utility>

#include <eigan/core/rng.hpp>
#include <eigan/nn/mlp.hpp>

namespace eigan {

/// The base of players: owns a network.
template <class Net_>
class Player {
 public:
  using Net = Net_;
  using Scalar = typename Net::Scalar;

  explicit Player(Net network) : network_(std::move(network)) {}

  Net& network() { return network_; }
  const Net& network() const { return network_; }

 protected:
  /// Draws the parameters, a function of the seed, the role and the number of that role that `rng` drew.
  Player(Net network, Rng& rng, Purpose role) : Player(std::move(network)) {
    network_.initialise(rng, role);
  }

  Net network_;
};

/// Decides which objectives an adversary plays for.
enum class AdversaryKind { discriminator, critic };

/// A player that gives one score per sample.
template <class Net>
class Adversary : public Player<Net> {
  static_assert(
      Net::static_outputs == 1 || Net::static_outputs == Dynamic,
      "eigan: a discriminator or critic gives one number a sample; its last layer must have one "
      "output");

 public:
  using Scalar = typename Net::Scalar;

  /// Keeps the network's parameters. \throws Error unless it ends in one number without a sigmoid
  EIGAN_COLD explicit Adversary(Net network) : Player<Net>(std::move(network)) { require_score(); }
  /// Draws the network's parameters. \throws Error as above
  EIGAN_COLD Adversary(Net network, Rng& rng)
      : Player<Net>(std::move(network), rng, Purpose::adversary_weights) {
    require_score();
  }
  EIGAN_COLD explicit Adversary(Rng& rng) : Adversary(Net{}, rng) {}

 protected:
  /// From x (features x n) to 1 x n, as outside training. \throws Error if the features do not fit
  Scores<Scalar> evaluate(const ConstBatchRef<Scalar>& x) const {
    return this->network_(x).array();
  }

 private:
  EIGAN_COLD void require_score() const {
    const Index outputs = this->network_.outputs();
    enforce(outputs == 1,
            "a discriminator or critic must give one number a sample; its network gives ", outputs);
    const auto last = static_cast<Index>(this->network_.shapes().size()) - 1;
    enforce(
        this->network_.describe(last).setting("activation") != "sigmoid",
        "the last layer of a discriminator or critic must have no sigmoid, since objectives take "
        "scores and logits; leave the activation out");
  }
};

}  // namespace eigan
