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

#include <eigan/metrics/precision_recall.hpp>
#include <eigan/objectives/jensen_shannon.hpp>
#include <eigan/objectives/wasserstein.hpp>
#include <eigan/optimizers/rmsprop.hpp>
#include <eigan/optimizers/sgd.hpp>
#include <eigan/training/minimax_trainer.hpp>

namespace eigan {

/// How a game stands. Estimates are empty, except of JensenShannon, Wasserstein and what derives from them.
struct Diagnosis {
  PrecisionRecall samples{};  ///< of the generator's samples
  /// of other real samples in their place: what a perfect generator gets
  PrecisionRecall ideal{.precision = 1, .recall = 1, .density = 1, .coverage = 1};
  std::optional<double> jensen_shannon{};  ///< the discriminator's estimate, at most log 2
  std::optional<double> critic{};          ///< the critic's estimate
  std::optional<double> critic_alone{};    ///< the same, after the critic has trained on alone
  std::optional<double> clip_share{};      ///< share of the critic's parameters at +-clip, 0 to 1

  /// What stands out, a sentence each; empty if nothing does. With precision p, recall r and coverage c
  /// as shares of the ideal ones:
  ///   - modes have collapsed: spacing < 1/10, or p >= 0.8 and r < 2/3 p, and either c < 2/3 or r < 1/4
  ///   - otherwise, samples are not yet like the data: c < 1/2; or they lack variety: r < 1/4
  ///   - the discriminator has won: jensen_shannon > 0.9 log 2
  ///   - the critic is far from optimal: critic is below a tenth of critic_alone, which is positive, and
  ///     c < 2/3, so that there is something left to tell apart
  ///   - the clip decides what the critic is: clip_share > 0.9
  std::vector<std::string> verdict() const {
    std::vector<std::string> found;
    const double p = relative(&PrecisionRecall::precision), r = relative(&PrecisionRecall::recall);
    const double c = relative(&PrecisionRecall::coverage);
    if (samples.spacing < 0.1 || (p >= 0.8 && r < 2 * p / 3 && (c < 2.0 / 3 || r < 0.25))) {
      found.push_back("modes have collapsed: samples lack variety; " + shares());
    } else if (c < 0.5) {
      found.push_back("samples are not yet like the data: " + shares());
    } else if (r < 0.25) {
      found.push_back("samples lack variety: " + shares());
    }
    if (jensen_shannon && *jensen_shannon > 0.9 * std::numbers::ln2) {
      found.push_back(detail::text(
          "the discriminator has won: it tells nearly all samples from real ones ",
          "(its estimate of the divergence is ", std::setprecision(3), *jensen_shannon,
          ", the largest possible log 2 = 0.693), so the ", "generator learns little"));
    }
    if (c < 2.0 / 3 && critic && critic_alone && *critic_alone > 0 &&
        *critic < 0.1 * *critic_alone) {
      found.push_back(detail::text("the critic is far from optimal: its estimate is ",
                                   std::setprecision(3), *critic, ", and would be ", *critic_alone,
                                   " if it trained on alone"));
    }
    if (clip_share && *clip_share > 0.9) {
      found.push_back(
          detail::text("the clip decides what the critic is: ", std::lround(100 * *clip_share),
                       " % of its weights are at +-clip"));
    }
    return found;
  }

 private:
  double relative(double PrecisionRecall::*share) const {
    return ideal.*share > 0 ? samples.*share / ideal.*share : 1;
  }
  std::string shares() const {
    const auto percent = [&](const char* name, double PrecisionRecall::*share) {
      return detail::text(name, " is ", std::lround(100 * samples.*share), " % (ideal ",
                          std::lround(100 * ideal.*share), " %)");
    };
    return percent("precision", &PrecisionRecall::precision) + ", " +
           percent("recall", &PrecisionRecall::recall) + ", " +
           percent("coverage", &PrecisionRecall::coverage);
  }
};

namespace detail {

/// The divergence of real and generated samples as `adversary` estimates it: the mean of 20 batches.
template <class Trainer>
double mean_divergence(const Trainer& trainer, const auto& adversary, auto& source) {
  using Scalar = typename Trainer::Scalar;
  const Index size = trainer.options().batch_size;
  Scores<Scalar> d_real(size), d_fake(size);
  Rng rng{trainer.options().seed};
  double sum = 0;
  for (Index i = 0; i < 20; ++i) {
    const Batch<Scalar> real = draw<Scalar>(source, size, rng.next(Purpose::user), i);
    const Batch<Scalar> fake = trainer.generator().sample(size, rng);
    const Scores<Scalar> of_real = adversary.network()(real).array(),
                         of_fake = adversary.network()(fake).array();
    sum += trainer.objective()
               .adversary_loss(ConstScoresRef<Scalar>(of_real), ConstScoresRef<Scalar>(of_fake),
                               ScoresRef<Scalar>(d_real), ScoresRef<Scalar>(d_fake))
               .divergence;
  }
  return sum / 20;
}

}  // namespace detail

/// How a trainer's game stands: by samples of its averaged generator, and 20 batches of the one being
/// trained. A copy of a critic also trains on, for the number of steps so far, at most 100. The trainer
/// does not change; a source with a state does.
/// \param source  of the real samples
/// \param count   of the generator's samples, of real ones and of other real ones: at least 6, and at
///                most half the rows of a `Dataset`
/// \throws what the source throws, and Error as `precision_recall` does
template <class Trainer>
Diagnosis diagnose(const Trainer& trainer, auto&& source, Index count = 1000) {
  using Scalar = typename Trainer::Scalar;
  using Objective_ = std::remove_cvref_t<decltype(trainer.objective())>;
  if constexpr (requires { static_cast<Index>(source.samples()); }) {
    count = (std::min)(count, static_cast<Index>(source.samples()) / 2);
  }
  Diagnosis found;
  Rng rng{trainer.options().seed};
  const Batch<Scalar> real = draw<Scalar>(source, 2 * count, rng.next(Purpose::user));
  const auto some = real.leftCols(count), others = real.rightCols(count);
  found.samples = precision_recall(some, trainer.averaged_generator().sample(count, rng));
  found.ideal = precision_recall(some, others);
  if (detail::objective_as<JensenShannon>(trainer.objective())) {
    found.jensen_shannon = detail::mean_divergence(trainer, trainer.adversary(), source);
  }
  if constexpr (detail::MayBe<Objective_, Wasserstein>) {
    const auto* wasserstein = detail::objective_as<Wasserstein>(trainer.objective());
    if (!wasserstein) return found;
    found.critic = detail::mean_divergence(trainer, trainer.adversary(), source);
    TrainingOptions options = trainer.options();
    options.instance_noise = options.instance_noise(trainer.steps());
    options.averaging = 0;
    try {
      MinimaxTrainer alone(trainer.generator(), trainer.adversary(), trainer.objective(),
                           SGD{.learning_rate = 0}, RMSProp{.learning_rate = 5e-4}, options);
      alone.fit(source, std::clamp<Index>(trainer.steps(), 1, 100));
      found.critic_alone = detail::mean_divergence(trainer, alone.adversary(), source);
    } catch (const DivergenceError&) {
      // the copy's learning rate is not the game's, so this says nothing about the game
    }
    const auto& w = trainer.adversary().network().parameters();
    const auto at_clip = w.array().abs() >= static_cast<Scalar>(wasserstein->clip);
    found.clip_share = static_cast<double>(at_clip.count()) / static_cast<double>(w.size());
  }
  return found;
}

}  // namespace eigan
