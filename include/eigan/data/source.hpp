// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <utility>

#include <eigan/core/batch.hpp>
#include <eigan/core/rng.hpp>

namespace eigan {

/// Where real samples come from. A source is a function:
///
///     Index features()                        the size of a sample
///     minibatch(number, stream, out)          overwrites every column of `out` (features x batch
///                                             size) with minibatch `number` (0, 1, ...)
///
/// A minibatch depends on nothing but these arguments and the size of `out`. So a run can be
/// resumed at any step, and minibatches can be prepared ahead and in any order; one at a time, though
/// not always on the thread that called `step`. The trainer passes
/// `Stream{seed, Purpose::data, number}`; a source that draws several kinds of numbers takes one
/// `stream.part(k)` for each.
///
/// Optional: `validate()`, which throws Error if a setting breaks its rule, called before each step;
/// `visit_state(visitor)`, for a source that remembers something after all: it calls
/// `visitor("name", value)` for each whole number or Vector (of float, double, or whole numbers of 32 or
/// 64 bits), and checkpoints keep them
/// (`save_checkpoint(path, trainer, source)`).
///
///     struct Line {                           // points on a line: a source of one's own
///       Index features() const { return 2; }
///       void minibatch(Index, const Stream& stream, BatchRef<float> out) const {
///         for (Index j = 0; j < out.cols(); ++j) {
///           stream.uniform(&out(0, j), 1, j);
///           out(1, j) = 2 * out(0, j);
///         }
///       }
///     };
template <class S, class Scalar>
concept Source = requires(S& source, Index number, const Stream& stream, BatchRef<Scalar> out) {
  { source.features() } -> std::convertible_to<Index>;
  source.minibatch(number, stream, std::move(out));
};

}  // namespace eigan
