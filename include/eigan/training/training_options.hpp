// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <limits>

#include <eigan/core/batch.hpp>
#include <eigan/core/error.hpp>
#include <eigan/optimizers/schedule.hpp>

namespace eigan {

/// Settings of a game with any objective.
struct TrainingOptions {
  /// Real samples, and fakes, in each step of the adversary; fakes in each of the generator. At least 1.
  Index batch_size = 64;
  /// Determines noise, minibatches and dropout masks.
  std::uint64_t seed = 0;
  /// Both players move from the same parameters, noise and masks, as in the code of Goodfellow et
  /// al.; otherwise the generator answers the updated adversary with new noise (Algorithm 1).
  bool simultaneous = false;
  /// Standard deviation of normal noise on the adversary's input, real and fake alike (instance noise;
  /// Sønderby et al., 2017, and Arjovsky and Bottou, 2017). Separate supports then overlap, and
  /// gradients lead from one mode to the next; let it fall to 0. Losses and divergence are those of the
  /// noisy distributions. At least 0 and bounded.
  Schedule instance_noise = 0;
  /// The average of the generator's parameters covers about 1 / (1 - averaging) steps; in [0, 1), 0 for
  /// none. It is the plain mean of the first steps, exponential afterwards. 0.998 is common, more for
  /// long runs. Players circle around the equilibrium, and the average lies nearer to it than any step
  /// (Yazıcı et al., 2019). Training does not depend on it; `averaged_generator()` has it.
  double averaging = 0;
  /// Threads, the caller's included, at most 1024; 0 for one per core. The result does not depend on it.
  /// All of them call custom optimisers, constraints and layers.
  Index threads = 0;
  /// Parts of each batch, whose gradients are summed in order: 1 to batch_size. The last bits of the
  /// result depend on it.
  Index shards = 1;
  /// Every this many steps the report carries a lower bound on W1 of the two minibatches, for which the
  /// adversary's Lipschitz constant is bounded: StepReport::w1_lower_bound. 0 for never. No layer of the
  /// adversary may be a dropout.
  Index certify_every = 0;

  void validate() const {
    enforce(batch_size >= 1, "TrainingOptions: batch_size must be at least 1; got ", batch_size);
    enforce(instance_noise.within(0, (std::numeric_limits<double>::max)()),
            "TrainingOptions: instance_noise must be at least 0, and bounded, at every step; got ",
            instance_noise(0), " at the first");
    enforce(shards >= 1 && shards <= batch_size,
            "TrainingOptions: shards must lie in [1, batch_size = ", batch_size, "]; got ", shards);
    enforce(certify_every >= 0, "TrainingOptions: certify_every must be at least 0; got ",
            certify_every);
    enforce(averaging >= 0 && averaging < 1, "TrainingOptions: averaging must lie in [0, 1); got ",
            averaging);
  }
};

}  // namespace eigan
