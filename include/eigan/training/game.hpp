// SPDX-License-Identifier: MIT
#pragma once

#include <type_traits>

#include <eigan/core/error.hpp>
#include <eigan/core/hooks.hpp>
#include <eigan/data/source.hpp>
#include <eigan/objectives/objective.hpp>
#include <eigan/objectives/penalties.hpp>
#include <eigan/optimizers/optimizer.hpp>
#include <eigan/training/lineup.hpp>
#include <eigan/training/training_options.hpp>

namespace eigan::detail {

template <class Objective_, class Adversary>
constexpr bool plays_against() {
  if constexpr (requires { Objective_::template plays_against<Adversary>; }) {
    return Objective_::template plays_against<Adversary>;
  }
  return true;
}

template <class Generator, class Adversary>
constexpr bool sizes_fit() {
  constexpr Index makes = Generator::Net::static_outputs, takes = Adversary::Net::static_inputs;
  return makes == Dynamic || takes == Dynamic || makes == takes;
}

/// Whether an objective has neither a constraint nor a penalty, and needs one.
template <class Objective_>
concept NeedsLipschitzCritic = !HasPenalties<Objective_> && requires {
  requires Objective_::needs_lipschitz_critic;
};

/// The rules for the parts of a MinimaxTrainer; the most basic error comes first. (Constraints on the
/// trainer's parameters would be hidden behind failed deduction.)
template <class Generator, class Adversary, class Objective_, class GeneratorOptimizer,
          class AdversaryOptimizer>
struct PlayableGame {
  using Scalar = typename Generator::Scalar;

  static_assert(
      requires(const Generator& g) { g.latent_size(); },
      "eigan: a trainer takes the generator first, then its adversary");
  static_assert(plays_against<Objective_, Adversary>(),
                "eigan: this objective does not play against this adversary; JensenShannon plays "
                "against a Discriminator, eigan's other objectives against a Critic");
  static_assert(sizes_fit<Generator, Adversary>(),
                "eigan: the generator's output does not fit the adversary's input; both must have "
                "the same number of features");
  static_assert(std::is_same_v<Scalar, typename Adversary::Scalar>,
                "eigan: both players' networks must have the same scalar, float or double");
  static_assert(Objective<Objective_, Scalar>,
                "eigan: an objective must have adversary_loss(real, fake, d_real, d_fake), which "
                "returns an AdversaryLoss, and generator_loss(real, fake, d_fake)");
  static_assert(fits_constrain<const Objective_, Segment<Scalar>>,
                "eigan: this objective's constrain cannot be called; it must be const and take a "
                "Segment<Scalar> of the networks' scalar");
  static_assert(fits_adversary_steps<const Objective_, Index>,
                "eigan: this objective's adversary_steps cannot be called; it must be const, take "
                "the step, an Index, and return an Index");
  static_assert(
      !HasPenalties<Objective_> || Adversary::Net::has_tangents,
      "eigan: a layer of this adversary has no tangents, so its slope cannot be penalised; "
      "eigan/nn/layer.hpp says what they are, eigan/nn/activation.hpp for activations");
  static_assert(!NeedsLipschitzCritic<Objective_> || Adversary::Net::has_lipschitz_constant,
                "eigan: WassersteinLoss alone needs a critic of 1-Lipschitz layers, such as "
                "Lipschitz<Dense<...>>; "
                "for other critics add a penalty, as in WassersteinLoss{} + R1{}, or take "
                "Wasserstein, which clips");
  static_assert(Optimizer<GeneratorOptimizer, Scalar> && Optimizer<AdversaryOptimizer, Scalar>,
                "eigan: an optimiser must have slots and update(count, w, g, slots)");
};

/// \throws Error if a setting of the objective breaks its rule, the critic's layers are not 1-Lipschitz where
///         they must be, or certificates are asked for that its layers do not allow
template <class Objective_, class Net>
EIGAN_COLD void check_adversary(const Net& adversary, const Objective_& objective,
                                const TrainingOptions& options) {
  validate(objective);
  if constexpr (NeedsLipschitzCritic<Objective_>) {
    const auto constant = adversary.lipschitz_constant();
    enforce(constant && *constant <= 1,
            "MinimaxTrainer: without a penalty the critic's layers must be "
            "1-Lipschitz; got a constant of ",
            constant.value_or(0),
            "; activations such as GroupSort, ReLU "
            "and Tanh have constant 1");
  }
  if (options.certify_every > 0) Lineup<typename Net::Scalar>::require_bounds(adversary);
}

/// The rule for the source of a training step. (A class, because its rule is read before the bodies of
/// the functions that use the source.)
template <class Source_, class Scalar>
struct PlayableSource {
  static_assert(Source<Source_, Scalar>,
                "eigan: a source must have features() and minibatch(which, stream, out), where "
                "which is a const Minibatch& and out has the networks' scalar");
};

/// \param features  of the players' samples  \throws Error unless the source has as many
template <class Source_>
void check_source(Source_& source, Index features) {
  enforce(source.features() == features, "MinimaxTrainer: the source must have the players' ",
          features, " features; got ", source.features(), " (a sample is a column)");
  validate(source);
}

/// The paper's k in training step `step`. \throws Error if it is below 1
template <class Objective_>
Index adversary_steps(const Objective_& objective, Index step) {
  Index k = 1;
  if constexpr (calls_adversary_steps<const Objective_, Index>) k = objective.adversary_steps(step);
  enforce(k >= 1, "MinimaxTrainer: the objective's adversary_steps must be at least 1; got ", k,
          " at step ", step);
  return k;
}

}  // namespace eigan::detail
