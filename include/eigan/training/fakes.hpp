// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include <eigan/core/batch.hpp>
#include <eigan/core/rng.hpp>
#include <eigan/core/team.hpp>
#include <eigan/nn/layer.hpp>
#include <eigan/nn/tape.hpp>

namespace eigan::detail {

/// Fakes on the generator's tape, batch by batch. The generator does not change while the adversary
/// has its turns; so noise is drawn for several of them, and goes through the generator in one pass.
template <class Learner>
class Fakes {
 public:
  using Scalar = typename Learner::Scalar;

  std::uint64_t passes = 0;  ///< batches of noise so far

  bool any() const { return fresh_ > 0; }
  /// The generator is about to change.
  void forget() { fresh_ = 0; }

  /// Noise for `count` batches of `size` samples.
  void draw(Learner& generator, Index count, Index size, std::uint64_t seed) {
    Tape<Scalar>& tape = generator.tape();
    generator.network().prepare(tape, count * size);
    for (Index i = 0; i < count; ++i) {
      generator.player().draw(Stream(seed, Purpose::noise, ++passes),
                              columns<Scalar>(tape.input(), i * size, size));
    }
    fresh_ = count;
    size_ = size;
    generated_ = false;
  }

  /// Goes on to the next batch: the noise through the generator, if it has not been.
  void next(Learner& generator, const Pass& pass, Team& team) {
    if (!generated_) generator.network().forward(generator.tape(), pass, team);
    generated_ = true;
    --fresh_;
  }

  /// The batch that `next` went to (features x size).
  View<Scalar> at_hand(Learner& generator) const {
    Tape<Scalar>& tape = generator.tape();
    return columns<Scalar>(tape.output(), tape.columns() - (fresh_ + 1) * size_, size_);
  }

 private:
  Index fresh_ = 0;        // batches of fakes, or of noise for them, that no one has seen
  Index size_ = 0;         // samples of each
  bool generated_ = true;  // whether they are fakes already
};

}  // namespace eigan::detail
