// SPDX-License-Identifier: MIT
#pragma once

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

/// An optimiser is a set of hyper-parameters and a rule; what it remembers is kept for it.
///
///     static constexpr std::size_t slots      numbers remembered for each parameter, 0 at first
///     void update(step, w, g, slots)          moves a segment w of the parameters by its gradient g,
///                                             in update number `step` = 1, 2, ... of the player
///     void validate()                         optional: throws Error if a setting breaks its rule
///
/// An update comes in segments that cover each parameter once, all with the same step.
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
  o.template update<Scalar>(Index{1}, w, g, slots);
};

/// What one optimiser remembers of one network: the only home of its step counter and its slots.
template <class O, class Scalar>
class OptimizerState {
 public:
  explicit OptimizerState(Index parameters) {
    memory_.fill(Vector<Scalar>::Zero(parameters));
  }

  /// Begins the next update: once a step, however many segments it has.
  void begin_update() { ++step_; }
  Index step() const { return step_; }

  /// Moves the segment w, which starts at `offset` of the parameters.
  void update(const O& optimizer, Index offset, Segment<Scalar> w, ConstSegment<Scalar> g) {
    optimizer.template update<Scalar>(step_, w, g, slots(offset, w.size(), Indices{}));
  }

  template <class Visitor>
  void visit_state(Visitor&& visit) {
    visit("step", step_);
    for (std::size_t i = 0; i < O::slots; ++i) visit("slot" + std::to_string(i), memory_[i]);
  }

 private:
  using Indices = std::make_index_sequence<O::slots>;

  template <std::size_t... I>
  Slots<Scalar, O::slots> slots([[maybe_unused]] Index offset, [[maybe_unused]] Index size,
                                std::index_sequence<I...>) {
    return {Segment<Scalar>(memory_[I].data() + offset, size)...};
  }

  Index step_ = 0;
  std::array<Vector<Scalar>, O::slots> memory_;
};

namespace detail {

/// The rule for learning rates: at least 0 at every step (0 keeps a player as it is).
inline void require_rate(const char* optimizer, const Schedule& rate) {
  require(rate.within(0, std::numeric_limits<double>::infinity()), optimizer,
          ": learning_rate must be at least 0 at every step, got ", rate(0), " at the first");
}

}  // namespace detail
}  // namespace eigan
