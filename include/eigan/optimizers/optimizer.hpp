// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <string>
#include <utility>

#include <eigan/core/batch.hpp>
#include <eigan/core/error.hpp>
#include <eigan/core/non_finite.hpp>
#include <eigan/optimizers/schedule.hpp>

namespace eigan {

/// The N numbers that an optimiser keeps per parameter, for one segment.
template <class Scalar, std::size_t N>
using Slots = std::array<Segment<Scalar>, N>;

/// A player's `update` 1, 2, ... in training `step` 1, 2, ...; a critic makes several updates a step.
/// Schedules follow the step, so that both players' rates end together; corrections for an optimiser's
/// own start follow the update. An optimiser that needs only the update may take an Index.
struct UpdateCount {
  Index update = 1;  ///< of this player, from 1
  Index step = 1;    ///< of training, from 1; a Schedule takes step - 1
  operator Index() const { return update; }
};

/// An optimiser is a set of hyper-parameters and a rule; OptimizerState keeps its slots.
///
///     static constexpr std::size_t slots      numbers kept for each parameter, 0 at first
///     void update(count, w, g, slots)         moves a segment w of the parameters by its gradient g
///     void validate()                         optional: throws Error if a setting breaks its rule
///
/// An update comes in segments that cover each parameter once, with the same count; threads call it at
/// the same time, each with another segment. A custom one: examples/extend/optimizer.cpp.
template <class O, class Scalar>
concept Optimizer = requires(const O& o, Segment<Scalar> w, ConstSegment<Scalar> g,
                             Slots<Scalar, O::slots>& slots) {
  o.update(UpdateCount{}, w, g, std::move(slots));
};

/// The state of one optimiser for one network: the only update count, and the slots.
template <class O, class Scalar>
class OptimizerState {
 public:
  explicit OptimizerState(Index parameters) { memory_.fill(Vector<Scalar>::Zero(parameters)); }

  /// Begins the next update, in training step `step`: once for all segments.
  void begin_update(Index step) { count_ = {count_.update + 1, step}; }

  /// Moves the segment w, which starts at `offset` of the parameters.
  /// \return whether it and its slots are finite: an overflowing square would freeze Adam and RMSProp
  bool update(const O& optimizer, Index offset, Segment<Scalar> w, ConstSegment<Scalar> g) {
    optimizer.update(count_, w, g, slots(offset, w.size(), Indices{}));
    bool finite = detail::all_finite(w.data(), w.size());
    for (const Vector<Scalar>& slot : memory_) {
      finite = detail::all_finite(slot.data() + offset, w.size()) && finite;
    }
    return finite;
  }

  void save_state(auto&& visit) const { show(*this, visit); }
  void load_state(auto&& visit) { show(*this, visit); }

 private:
  using Indices = std::make_index_sequence<O::slots>;

  static void show(auto& self, auto& visit) {
    visit("updates", self.count_.update);
    for (std::size_t i = 0; i < O::slots; ++i) visit(detail::text("slot", i), self.memory_[i]);
  }

  template <std::size_t... I>
  Slots<Scalar, O::slots> slots([[maybe_unused]] Index offset, [[maybe_unused]] Index size,
                                std::index_sequence<I...>) {
    return {Segment<Scalar>(memory_[I].data() + offset, size)...};
  }

  UpdateCount count_{0, 0};
  std::array<Vector<Scalar>, O::slots> memory_;
};

namespace detail {

/// Learning rates must be at least 0 at every step (0 freezes a player).
inline void require_rate(const char* optimizer, const Schedule& rate) {
  enforce(rate.within(0, std::numeric_limits<double>::infinity()), optimizer,
          ": learning_rate must be at least 0 at every step; got ", rate(0), " at the first");
}

/// A positive number as a `Scalar`, not rounded to 0.
template <class Scalar>
Scalar at_least_tiny(double value) {
  return (std::max)(static_cast<Scalar>(value), (std::numeric_limits<Scalar>::min)());
}

/// For each parameter i: move(i, sqrt(square(i))). In blocks, with Eigen's roots: std::sqrt may set
/// errno, which prevents vectorisation.
template <class Scalar, class Square, class Move>
void with_roots(Index count, Square&& square, Move&& move) {
  constexpr Index size = 64;
  Eigen::Array<Scalar, size, 1> r;
  Index first = 0;
  for (; first + size <= count; first += size) {
    for (Index i = 0; i < size; ++i) r[i] = square(first + i);
    r = r.sqrt();
    for (Index i = 0; i < size; ++i) move(first + i, r[i]);
  }
  for (; first < count; ++first) move(first, std::sqrt(square(first)));
}

}  // namespace detail
}  // namespace eigan
