// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <limits>
#include <string>
#include <utility>

#include <eigan/core/batch.hpp>
#include <eigan/core/error.hpp>
#include <eigan/optimizers/schedule.hpp>

namespace eigan {

/// What an optimiser remembers of each parameter: N numbers, here those of one segment.
template <class Scalar, std::size_t N>
using Slots = std::array<Segment<Scalar>, N>;

/// When an update happens: a player's `update` number 1, 2, ..., in training `step` 1, 2, ... A
/// critic makes several updates a step. Schedules go by the step, so that both players' rates reach
/// their end together; what an optimiser corrects for its own start, by the update. An optimiser that
/// needs no more than the update takes an Index.
struct Turn {
  Index update = 1;  ///< of this player, from 1
  Index step = 1;    ///< of training, from 1; a Schedule takes the steps before, step - 1
  operator Index() const { return update; }
};

/// An optimiser is a set of hyper-parameters and a rule; what it remembers is kept for it.
///
///     static constexpr std::size_t slots      numbers remembered for each parameter, 0 at first
///     void update(turn, w, g, slots)          moves a segment w of the parameters by its gradient g
///     void validate()                         optional: throws Error if a setting breaks its rule
///
/// An update comes in segments that cover each parameter once, all with the same turn; threads that
/// train together call it at the same time, each with a segment of its own.
///
///     struct SignDescent {                    // an optimiser of one's own
///       static constexpr std::size_t slots = 0;
///       double learning_rate = 1e-3;
///       template <class Scalar>
///       void update(Index, Segment<Scalar> w, ConstSegment<Scalar> g, Slots<Scalar, 0>) const {
///         w -= static_cast<Scalar>(learning_rate) * g.sign();
///       }
///     };
template <class O, class Scalar>
concept Optimizer = requires(const O& o, Segment<Scalar> w, ConstSegment<Scalar> g,
                             Slots<Scalar, O::slots>& slots) {
  o.update(Turn{}, w, g, std::move(slots));
};

/// What one optimiser remembers of one network: the only home of its count of updates and its slots.
template <class O, class Scalar>
class OptimizerState {
 public:
  /// \param parameters  how many the network has; each gets O::slots numbers, 0 at first
  explicit OptimizerState(Index parameters) { memory_.fill(Vector<Scalar>::Zero(parameters)); }

  /// Begins the next update, in training step `step`: once, however many segments it has.
  void begin_update(Index step) { turn_ = {turn_.update + 1, step}; }

  /// Moves the segment w, which starts at `offset` of the parameters.
  /// \return whether it and what is remembered of it are finite: Adam and RMSProp would stand still
  ///         ever after a gradient whose square is not
  bool update(const O& optimizer, Index offset, Segment<Scalar> w, ConstSegment<Scalar> g) {
    optimizer.update(turn_, w, g, slots(offset, w.size(), Indices{}));
    Scalar sum = (w * Scalar(0)).sum();  // NaN unless w is finite
    for (const Vector<Scalar>& slot : memory_) {
      sum += (slot.segment(offset, w.size()) * Scalar(0)).sum();
    }
    return sum == 0;
  }

  template <class Visitor>
  void visit_state(Visitor&& visit) {
    show(*this, visit);
  }
  template <class Visitor>
  void visit_state(Visitor&& visit) const {
    show(*this, visit);
  }

 private:
  using Indices = std::make_index_sequence<O::slots>;

  template <class Self, class Visitor>
  static void show(Self& self, Visitor& visit) {
    visit("updates", self.turn_.update);
    for (std::size_t i = 0; i < O::slots; ++i) visit("slot" + std::to_string(i), self.memory_[i]);
  }

  template <std::size_t... I>
  Slots<Scalar, O::slots> slots([[maybe_unused]] Index offset, [[maybe_unused]] Index size,
                                std::index_sequence<I...>) {
    return {Segment<Scalar>(memory_[I].data() + offset, size)...};
  }

  Turn turn_{0, 0};
  std::array<Vector<Scalar>, O::slots> memory_;
};

namespace detail {

/// The rule for learning rates: at least 0 at every step (0 keeps a player as it is).
inline void require_rate(const char* optimizer, const Schedule& rate) {
  require(rate.within(0, std::numeric_limits<double>::infinity()), optimizer,
          ": learning_rate must be at least 0 at every step, got ", rate(0), " at the first");
}

/// A positive number as a `Scalar` that is positive, too.
template <class Scalar>
Scalar at_least_tiny(double value) {
  return std::max(static_cast<Scalar>(value), std::numeric_limits<Scalar>::min());
}

}  // namespace detail
}  // namespace eigan
