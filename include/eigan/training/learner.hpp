// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <functional>
#include <utility>

#include <eigan/core/hooks.hpp>
#include <eigan/core/team.hpp>
#include <eigan/nn/tape.hpp>
#include <eigan/optimizers/optimizer.hpp>

namespace eigan::detail {

/// A player in training: its optimiser, what that remembers, and its tape.
template <class Player, class Optimizer>
class Learner {
 public:
  using Scalar = typename Player::Scalar;

  Learner(Player player, Optimizer optimizer)
      : player_(std::move(player)),
        optimizer_(std::move(optimizer)),
        state_(player_.network().parameters().size()) {
    detail::validate(optimizer_);
  }

  Player& player() { return player_; }
  const Player& player() const { return player_; }
  const Optimizer& optimizer() const { return optimizer_; }
  auto& network() { return player_.network(); }
  Tape<Scalar>& tape() { return tape_; }

  /// One update of this player's parameters, and of nothing else, by the gradient that
  /// `tape().output_gradient()` leads to, in training step `step`. `follow(segment)` is called
  /// for each updated segment, while it is in the cache of the thread that made it.
  /// \return the place of the first parameters that are no longer finite, they or what the optimiser
  ///         remembers of them, or as many as there are
  template <class Follow>
  Index descend(Index step, Team& team, Follow&& follow) {
    std::atomic<Index> broken = network().parameters().size();
    state_.begin_update(step);
    const auto update = [&](Index offset, ConstSegment<Scalar> gradient) {
      Segment<Scalar> w(network().parameters().data() + offset, gradient.size());
      // whether it is finite is asked before the constraint, which could make a number of a NaN
      if (!state_.update(optimizer_, offset, w, gradient)) {
        for (Index known = broken;
             offset < known && !broken.compare_exchange_weak(known, offset);) {
        }
      }
      follow(w);
    };
    network().backward_parameters(tape_, std::ref(update), team);
    return broken;
  }

  template <class Visitor>
  void visit_state(Visitor&& visit) {
    visit("parameters", player_.network().parameters());
    state_.visit_state(visit);
  }
  template <class Visitor>
  void visit_state(Visitor&& visit) const {
    visit("parameters", player_.network().parameters());
    state_.visit_state(visit);
  }

 private:
  Player player_;
  Optimizer optimizer_;
  OptimizerState<Optimizer, Scalar> state_;
  Tape<Scalar> tape_;
};

}  // namespace eigan::detail
