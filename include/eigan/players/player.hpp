// SPDX-License-Identifier: MIT
#pragma once

#include <utility>

#include <eigan/core/rng.hpp>
#include <eigan/nn/mlp.hpp>

namespace eigan {

/// What every player has: a network of its own.
template <class Net_>
class Player {
 public:
  using Net = Net_;
  using Scalar = typename Net::Scalar;

  /// The network with the parameters it has.
  explicit Player(Net network) : network_(std::move(network)) {}

  /// By reference: its parameters may be changed.
  Net& network() { return network_; }
  const Net& network() const { return network_; }

 protected:
  /// The network with parameters drawn anew. They follow from the seed, the role and how many of that
  /// role were drawn by `rng` before, so they do not depend on what else it was used for.
  Player(Net network, Rng& rng, Purpose role) : Player(std::move(network)) {
    network_.initialise(rng, role);
  }

  Net network_;
};

/// What an adversary's scores are, which decides the objectives that it plays for.
enum class AdversaryKind { discriminator, critic };

/// A player that scores samples: one number each.
template <class Net>
class Adversary : public Player<Net> {
  static_assert(
      Net::static_outputs == 1 || Net::static_outputs == Dynamic,
      "eigan: a discriminator or critic gives one number a sample; its last layer must have one "
      "output");

 public:
  using Scalar = typename Net::Scalar;

  /// The network with the parameters it has.
  /// \throws Error unless the network ends in one number without a sigmoid
  explicit Adversary(Net network) : Player<Net>(std::move(network)) { require_score(); }
  /// The network with parameters drawn anew. \throws Error as above
  Adversary(Net network, Rng& rng)
      : Player<Net>(std::move(network), rng, Purpose::adversary_weights) {
    require_score();
  }
  /// A default network with parameters drawn anew. \throws Error as above
  explicit Adversary(Rng& rng) : Adversary(Net{}, rng) {}

 protected:
  /// For samples x (features x n), as outside training: 1 x n.
  /// \throws Error if x has other features than the network takes
  Scores<Scalar> evaluate(const ConstBatchRef<Scalar>& x) const {
    return this->network_(x).array();
  }

 private:
  void require_score() const {
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
