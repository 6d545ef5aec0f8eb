// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cmath>
#include <iomanip>
#include <numbers>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

#include <eigan/core/batch.hpp>
#include <eigan/core/error.hpp>
#include <eigan/core/rng.hpp>
#include <eigan/metrics/precision_recall.hpp>
#include <eigan/objectives/jensen_shannon.hpp>
#include <eigan/objectives/wasserstein.hpp>
#include <eigan/optimizers/rmsprop.hpp>
#include <eigan/optimizers/sgd.hpp>
#include <eigan/training/minimax_trainer.hpp>

namespace eigan {

/// How a game stands. What is of JensenShannon or Wasserstein, or of what derives from them, is not set
/// for others.
struct Diagnosis {
  PrecisionRecall samples{};               ///< of the generator's samples beside real ones
  std::optional<double> jensen_shannon{};  ///< the discriminator's estimate, at most log 2
  std::optional<double> critic{};          ///< the critic's estimate
  std::optional<double> critic_alone{};    ///< the same, after it has trained on alone
  std::optional<double> clip_share{};  ///< of the critic's parameters that are at +-clip, 0 to 1

  /// What stands out, a sentence each; none if nothing does. The rules:
  ///   - the samples' precision is at least 0.5, but coverage is below 2/3 and recall below 0.9 (a
  ///     perfect generator has 0.97 of both): modes have collapsed
  ///   - precision and coverage are below 0.5: the samples are not yet like the data
  ///   - jensen_shannon is above 0.9 log 2: the discriminator has won
  ///   - critic is below a tenth of critic_alone, which is positive, and coverage is below 2/3, so
  ///     that there is something to tell: the critic is far from optimal, and the generator does not
  ///     follow the Wasserstein distance
  ///   - clip_share is above 0.9: the critic is little more than its clip
  std::vector<std::string> verdict() const {
    std::vector<std::string> found;
    const auto percent = [](double share) { return std::lround(100 * share); };
    const bool uncovered = samples.coverage < 2.0 / 3;
    if (samples.precision >= 0.5 && uncovered && samples.recall < 0.9) {
      found.push_back(text("modes have collapsed: samples look real (precision ",
                           percent(samples.precision), " %), but only ", percent(samples.coverage),
                           " % of the real ones have one near them (coverage), and ",
                           percent(samples.recall), " % lie among them (recall)"));
    } else if (samples.precision < 0.5 && samples.coverage < 0.5) {
      found.push_back(text("samples are not yet like the data: ", percent(samples.precision),
                           " % of them look real (precision), and ", percent(samples.coverage),
                           " % of the real ones have one near them (coverage)"));
    }
    if (jensen_shannon && *jensen_shannon > 0.9 * std::numbers::ln2) {
      found.push_back(
          text("the discriminator has won: it tells nearly all samples from real ones (",
               "its estimate of the divergence is ", std::setprecision(3), *jensen_shannon,
               ", at most log 2 = 0.693), and the generator learns little"));
    }
    if (uncovered && critic && critic_alone && *critic_alone > 0 && *critic < 0.1 * *critic_alone) {
      found.push_back(text("the critic is far from optimal: its estimate is ", std::setprecision(3),
                           *critic, ", and would be ", *critic_alone, " if it trained on alone"));
    }
    if (clip_share && *clip_share > 0.9) {
      found.push_back(text("the clip decides what the critic is: ", percent(*clip_share),
                           " % of its weights are at +-clip"));
    }
    return found;
  }
};

namespace detail {

/// The objective's divergence between real samples and the generator's, as `adversary` sees it: the
/// mean of 20 batches.
template <class Trainer, class Adversary, class Source_>
double mean_divergence(const Trainer& trainer, const Adversary& adversary, Source_& source) {
  using Scalar = typename Trainer::Scalar;
  constexpr Index batches = 20;
  const Index size = trainer.options().batch_size;
  Batch<Scalar> real(source.features(), size);
  Scores<Scalar> d_real(size), d_fake(size);
  Rng rng{trainer.options().seed};
  double sum = 0;
  for (Index i = 0; i < batches; ++i) {
    source.minibatch(i, rng.next(Purpose::user), BatchRef<Scalar>(real));
    const Scores<Scalar> of_real = adversary.network()(real).array();
    const Scores<Scalar> of_fake =
        adversary.network()(trainer.generator().sample(size, rng)).array();
    sum += trainer.objective()
               .adversary_loss(ConstScoresRef<Scalar>(of_real), ConstScoresRef<Scalar>(of_fake),
                               ScoresRef<Scalar>(d_real), ScoresRef<Scalar>(d_fake))
               .divergence;
  }
  return sum / static_cast<double>(batches);
}

/// The critic after 100 steps more, or as many as there were, while the generator stands still.
template <class Trainer, class Source_>
auto trained_alone(const Trainer& trainer, Source_& source) {
  TrainingOptions options = trainer.options();
  options.instance_noise = options.instance_noise(trainer.steps());
  options.averaging = 0;
  MinimaxTrainer alone{trainer.generator(),
                       trainer.adversary(),
                       trainer.objective(),
                       SGD{.learning_rate = 0},
                       RMSProp{.learning_rate = 5e-4},
                       options};
  alone.fit(source, std::clamp<Index>(trainer.steps(), 1, 100));
  return alone.adversary();
}

}  // namespace detail

/// How the game of a trainer stands, by samples of its averaged generator and 20 batches; a critic
/// also trains on, as a copy, for as many steps as there were, up to 100. The trainer stays as it is; a
/// source that remembers something moves on.
/// \param source  of the real samples
/// \param count   of real and of generated samples that are compared, at least 6; not more than there
///                are different ones
/// \throws what the source throws, and Error as `precision_recall` does
template <class Trainer, class Source_>
Diagnosis diagnose(const Trainer& trainer, Source_&& source, Index count = 1000) {
  using Scalar = typename Trainer::Scalar;
  using Objective_ = std::remove_cvref_t<decltype(trainer.objective())>;
  Diagnosis found;
  Batch<Scalar> real(source.features(), count);
  Rng rng{trainer.options().seed};
  source.minibatch(0, rng.next(Purpose::user), BatchRef<Scalar>(real));
  found.samples = precision_recall(real, trainer.averaged_generator().sample(count, rng));
  if constexpr (std::is_base_of_v<JensenShannon, Objective_>) {
    found.jensen_shannon = detail::mean_divergence(trainer, trainer.adversary(), source);
  }
  if constexpr (std::is_base_of_v<Wasserstein, Objective_>) {
    found.critic = detail::mean_divergence(trainer, trainer.adversary(), source);
    try {
      found.critic_alone =
          detail::mean_divergence(trainer, detail::trained_alone(trainer, source), source);
    } catch (const DivergenceError&) {
      // the copy's rate is not the game's: that says nothing of the game
    }
    const auto& w = trainer.adversary().network().parameters();
    const auto at_clip = w.array().abs() >= static_cast<Scalar>(trainer.objective().clip);
    found.clip_share = static_cast<double>(at_clip.count()) / static_cast<double>(w.size());
  }
  return found;
}

}  // namespace eigan
