// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <limits>

#include <eigan/core/batch.hpp>
#include <eigan/core/error.hpp>
#include <eigan/optimizers/schedule.hpp>

namespace eigan {

/// How a game is played, whatever its objective.
struct TrainingOptions {
  /// Real samples, and as many fake ones, in each step of the adversary; fakes in each of the
  /// generator's. At least 1.
  Index batch_size = 64;
  /// Noise, minibatches and dropout masks follow from it alone.
  std::uint64_t seed = 0;
  /// Both players move from the same parameters, noise and masks, as in the code of Goodfellow et
  /// al.; otherwise the generator answers the updated adversary with fresh noise (Algorithm 1).
  bool simultaneous = false;
  /// Standard deviation of the normal noise that is added to what the adversary sees, real and fake
  /// alike (instance noise; Sønderby et al., 2017, and Arjovsky and Bottou, 2017). It makes supports
  /// overlap that are apart, and gradients lead from one mode to the next; let it fall to 0 as
  /// training goes on. Losses and divergence are then those of the noisy distributions. At least 0
  /// and bounded.
  Schedule instance_noise = 0;
  /// How long the average of the generator's parameters remembers, in [0, 1): about
  /// 1 / (1 - averaging) steps, of which the first count alike and later ones push out earlier ones.
  /// 0.998 is common; where steps are many, so may be those averaged. Players chase each other around
  /// the equilibrium, and the average lies nearer to it than any one step (Yazıcı et al., 2019).
  /// Training itself does not depend on it; `averaged_generator()` has it.
  double averaging = 0;
  /// Threads that train, the caller's included, at most 1024; 0 for one on each core. The result does
  /// not depend on it. Optimisers, constraints and layers of one's own are called by all of them.
  Index threads = 0;

  void validate() const {
    require(batch_size >= 1, "TrainingOptions: batch_size must be at least 1, got ", batch_size);
    require(instance_noise.within(0, std::numeric_limits<double>::max()),
            "TrainingOptions: instance_noise must be at least 0, and bounded, at every step, got ",
            instance_noise(0), " at the first");
    require(averaging >= 0 && averaging < 1, "TrainingOptions: averaging must lie in [0, 1), got ",
            averaging);
  }
};

}  // namespace eigan
