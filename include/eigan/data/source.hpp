// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <utility>

#include <eigan/core/batch.hpp>
#include <eigan/core/rng.hpp>

namespace eigan {

/// Some samples of a minibatch: as many as there is room for, from `first` on.
struct Minibatch {
  Index number = 0;  ///< 0, 1, ...
  Index size = 0;    ///< samples of the whole minibatch
  Index first = 0;   ///< the first of them that is wanted, from 0
};

/// Where real samples come from. A source is a function:
///
///     Index features()                      the size of a sample
///     minibatch(which, stream, out)         overwrites every column of `out` (features x n) with the
///                                           samples which.first to which.first + n - 1 of a Minibatch
///
/// A sample depends on nothing but its minibatch, its place in it and the stream. So runs can be
/// resumed at any step, and each shard of a batch asks for its own samples. The trainer passes
/// `Stream{seed, Purpose::data, number}`; each kind of numbers takes its own `stream.part(k)`.
///
/// Optional: `validate()`, which throws Error if a setting breaks its rule, called before each step;
/// `save_state(visit) const` and `load_state(visit)`, for a source that remembers something after all:
/// both call `visit("name", value)` for each integer or Vector (of float, double, or integers of 32 or
/// 64 bits), and checkpoints keep them (`save_checkpoint(path, trainer, source)`). A custom source of
/// ten lines: examples/extend/source.cpp.
template <class S, class Scalar>
concept Source = requires(S& source, const Minibatch& which, const Stream& stream,
                          BatchRef<Scalar> out) {
  { source.features() } -> std::convertible_to<Index>;
  source.minibatch(which, stream, std::move(out));
};

/// Minibatch `number` of `count` samples: for pictures, metrics and tests.
template <class Scalar, class S>
Batch<Scalar> draw(S&& source, Index count, const Stream& stream, Index number = 0) {
  Batch<Scalar> samples(source.features(), count);
  source.minibatch(Minibatch{.number = number, .size = count}, stream, BatchRef<Scalar>(samples));
  return samples;
}

}  // namespace eigan
