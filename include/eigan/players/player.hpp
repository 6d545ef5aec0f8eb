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
  /// The network with parameters drawn anew.
  Player(Net network, Rng& rng) : Player(std::move(network)) { network_.initialise(rng); }
  /// A default network with parameters drawn anew.
  explicit Player(Rng& rng) : Player(Net{}, rng) {}

  /// The player's own, whose parameters may be changed.
  Net& network() { return network_; }
  /// The same, to read.
  const Net& network() const { return network_; }

 protected:
  Net network_;
};

/// A player that scores samples: one number each.
template <class Net>
class Adversary : public Player<Net> {
  static_assert(
      Net::static_outputs == 1 || Net::static_outputs == Dynamic,
      "eigan: a discriminator or critic gives one number a sample: its last layer has one "
      "output");

 public:
  using Scalar = typename Net::Scalar;

  /// As of a Player. \throws Error unless the network ends in one number without a sigmoid
  explicit Adversary(Net network) : Player<Net>(std::move(network)) { require_score(); }
  /// The same.
  Adversary(Net network, Rng& rng) : Player<Net>(std::move(network), rng) { require_score(); }
  /// The same.
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
    require(outputs == 1, "a discriminator or critic gives one number a sample, its network gives ",
            outputs);
    const auto last = static_cast<Index>(this->network_.shapes().size()) - 1;
    require(
        this->network_.describe(last).activation != "sigmoid",
        "a discriminator or critic gives a score, of which the objective makes a probability if it "
        "needs one: its last layer must have no activation, it has a sigmoid");
  }
};

}  // namespace eigan
