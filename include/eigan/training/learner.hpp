// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <atomic>
#include <utility>

#include <eigan/core/hooks.hpp>
#include <eigan/core/team.hpp>
#include <eigan/nn/gradient.hpp>
#include <eigan/optimizers/optimizer.hpp>
#include <eigan/training/finite.hpp>

namespace eigan::detail {

/// A player in training, with its optimiser and that one's state.
template <class Player, class Optimizer>
class Learner {
 public:
  using Scalar = typename Player::Scalar;

  EIGAN_COLD Learner(Player player, Optimizer optimizer)
      : player_(std::move(player)),
        optimizer_(std::move(optimizer)),
        state_(player_.network().parameters().size()) {
    try {
      detail::validate(optimizer_);
    } catch (const Error& error) {
      throw Error(text("the ", name(), "'s optimiser: ", error.what()));
    }
  }

  /// For messages.
  const char* name() const {
    if constexpr (requires { player_.name(); }) {
      return player_.name();
    } else if constexpr (requires { Player::name; }) {
      return Player::name;
    }
    return "adversary";
  }
  Player& player() { return player_; }
  const Player& player() const { return player_; }
  const Optimizer& optimizer() const { return optimizer_; }
  auto& network() { return player_.network(); }
  const auto& network() const { return player_.network(); }

  /// One update of this player in training step `step`, from `tape.output_gradient()`. Calls
  /// `follow(offset, segment)` for each updated segment, while it is in the cache of its thread.
  /// \throws DivergenceError if a parameter or the optimiser's state is not finite
  template <class Follow>
  void descend(Index step, Tape<Scalar>& tape, Team& team, Follow&& follow) {
    std::atomic<Index> broken = network().parameters().size();
    state_.begin_update(step);
    const auto use = [&](Index offset, ConstSegment<Scalar> gradient) {
      Segment<Scalar> w(network().parameters().data() + offset, gradient.size());
      // checked before the constraint, which could turn a NaN into a number
      if (!state_.update(optimizer_, offset, w, gradient)) {
        for (Index known = broken;
             offset < known && !broken.compare_exchange_weak(known, offset);) {
        }
      }
      follow(offset, w);
    };
    network().backward_parameters(
        tape, gradient_, team, [&](Index offset, ConstSegment<Scalar> tile) {
          constexpr Index most = 8192;  // so that they stay in the cache for all that is done here
          for (Index first = 0; first < tile.size(); first += most) {
            const Index size = (std::min)(most, tile.size() - first);
            use(offset + first, ConstSegment<Scalar>(tile.data() + first, size));
          }
        });
    require_finite_parameters<Scalar>(network(), broken, step, name());
    network().advance();
  }

  void save_state(auto&& visit) const {
    show(*this, visit);
    state_.save_state(visit);
  }
  void load_state(auto&& visit) {
    show(*this, visit);
    state_.load_state(visit);
  }

 private:
  static void show(auto& self, auto& visit) {
    visit("parameters", self.network().parameters());
    if (self.network().state().size() > 0) visit("layers", self.network().state());
  }

  Player player_;
  Optimizer optimizer_;
  OptimizerState<Optimizer, Scalar> state_;
  Gradient<Scalar> gradient_;
};

}  // namespace eigan::detail
