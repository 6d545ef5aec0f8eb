// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <type_traits>
#include <utility>

#include <eigan/core/error.hpp>
#include <eigan/core/hooks.hpp>
#include <eigan/core/one_threaded_products.hpp>
#include <eigan/objectives/objective.hpp>
#include <eigan/optimizers/optimizer.hpp>
#include <eigan/training/callbacks.hpp>
#include <eigan/training/finite.hpp>
#include <eigan/training/game.hpp>
#include <eigan/training/generator_learner.hpp>
#include <eigan/training/learner.hpp>
#include <eigan/training/lineup.hpp>
#include <eigan/training/probes.hpp>
#include <eigan/training/step_report.hpp>
#include <eigan/training/training_options.hpp>

namespace eigan {

/// The minimax game of a generator and an adversary: Algorithm 1 of Goodfellow et al., 2014, and of
/// Arjovsky et al., 2017. Each player has its own optimiser.
///
///     MinimaxTrainer gan{Gen{rng}, Disc{rng}, JensenShannon{},
///                        Adam{.learning_rate = 1e-3}, Adam{.learning_rate = 1e-3},
///                        TrainingOptions{.batch_size = 256, .seed = 42}};
///     gan.fit(ring, 10'000, ProgressBar{});
///     Batch<float> samples = gan.sample(2500, rng);
///
/// A custom objective is a struct of two functions: examples/extend/objective.cpp.
template <class Generator, class Adversary, class Objective_, class GeneratorOptimizer,
          class AdversaryOptimizer>
class MinimaxTrainer : detail::PlayableGame<Generator, Adversary, Objective_, GeneratorOptimizer,
                                            AdversaryOptimizer> {
 public:
  using Scalar = typename Generator::Scalar;

  /// \throws Error if a setting breaks its rule, or the generator's samples do not fit the adversary
  EIGAN_COLD MinimaxTrainer(Generator generator, Adversary adversary, Objective_ objective,
                            GeneratorOptimizer generator_optimizer,
                            AdversaryOptimizer adversary_optimizer, TrainingOptions options = {})
      : options_((options.validate(), std::move(options))),
        generator_(std::move(generator), std::move(generator_optimizer), options_),
        adversary_(std::move(adversary), std::move(adversary_optimizer)),
        objective_(std::move(objective)),
        lineup_(options_),
        team_(options_.threads) {
    const Index takes = adversary_.network().inputs();
    enforce(generator_.network().outputs() == takes,
            "MinimaxTrainer: the generator's samples must have the ", takes,
            " features that the adversary takes; got ", generator_.network().outputs());
    detail::check_adversary(adversary_.network(), objective_, options_);
  }

  /// One step of Algorithm 1. Exceptions of a source, layer, optimiser or objective on any thread arrive
  /// here. The players are then between two steps: the next step throws until `load_checkpoint` or
  /// `load_state` has restored a whole one.
  /// \throws Error if the source does not fit; DataError for a value that is not finite;
  ///         DivergenceError if a loss, a parameter or an optimiser's state is not finite
  template <class Source_>
  StepReport step(Source_&& source) {
    begin(source);
    const detail::OneThreadedProducts guard;
    StepReport report{.step = step_};
    const Index k = detail::adversary_steps(objective_, step_);
    for (Index turn = 0; turn < k; ++turn) {  // for k steps do
      lineup_.begin(adversary_.network(),
                    detail::probes_of(objective_, minibatches_, options_.simultaneous));
      lineup_.real(source, minibatches_++);             //   a minibatch of x
      const auto g = generator_.fakes(turn, k, team_);  //   a minibatch of z, g(z)
      lineup_.fake(g);
      if constexpr (detail::HasPenalties<Objective_>) lineup_.probe();
      lineup_.score(adversary_.network(), team_);  //   f([x | g(z)])
      adversary_loss(report);
      if (turn + 1 == k) certify(report);
      if (turn + 1 == k && options_.simultaneous) generator_loss(report, g);
      penalise(report);
      adversary_.descend(step_, lineup_.tape_with_gradients(), team_,
                         [this](Index, Segment<Scalar> w) { constrain(w); });  // update, then clip
    }
    if (!options_.simultaneous) {
      if (!uses_real_scores()) {
        lineup_.leave_out_real(adversary_.network());
      } else if (lineup_.has_probes()) {  // the slopes' way back has overwritten the real samples
        lineup_.begin(adversary_.network(), {});
        lineup_.real(source, minibatches_ - 1);
      }
      const auto g = generator_.fakes(0, 1, team_);  // a minibatch of z, g(z)
      lineup_.fake(g);
      lineup_.score(adversary_.network(), team_);  // f(g(z))
      generator_loss(report, g);
    }
    generator_.descend(step_, team_);  // update
    whole_ = true;
    return report;
  }

  /// `steps` steps, with callbacks (callbacks.hpp); one that returns false ends training.
  /// \return the last report  \throws Error if steps < 1, and what `step` throws
  template <class Source_, class... Callbacks>
  StepReport fit(Source_&& source, Index steps, Callbacks&&... callbacks) {
    (detail::check_callback<std::remove_reference_t<Callbacks>>(), ...);
    enforce(steps >= 1, "MinimaxTrainer::fit: steps must be at least 1; got ", steps);
    (detail::start(callbacks, TrainingRun{.first_step = step_ + 1, .last_step = step_ + steps}),
     ...);
    StepReport report;
    bool go_on = true;
    for (Index i = 0; i < steps && go_on; ++i) {
      report = step(source);
      ((go_on = detail::report(callbacks, report) && go_on), ...);
    }
    (detail::end(callbacks, report), ...);
    return report;
  }

  /// features x count, of the averaged generator if there is one. \throws Error as Generator::sample
  Batch<Scalar> sample(Index count, Rng& rng) const {
    return averaged_generator().sample(count, rng);
  }

  /// The generator being trained, by reference: changes take effect in the next step.
  Generator& generator() { return generator_.player(); }
  const Generator& generator() const { return generator_.player(); }
  /// The generator with averaged parameters (TrainingOptions::averaging); itself if that is 0.
  const Generator& averaged_generator() const { return generator_.averaged(); }
  /// The discriminator or critic, by reference likewise.
  Adversary& adversary() { return adversary_.player(); }
  const Adversary& adversary() const { return adversary_.player(); }
  const Objective_& objective() const { return objective_; }
  const GeneratorOptimizer& generator_optimizer() const { return generator_.optimizer(); }
  const AdversaryOptimizer& adversary_optimizer() const { return adversary_.optimizer(); }
  const TrainingOptions& options() const { return options_; }
  Index steps() const { return step_; }

  /// Calls visit(name, value) for everything but the settings that determines how training continues:
  /// integers and Vectors. \throws Error if the last step was interrupted
  void save_state(auto&& visit) const {
    require_whole();
    describe_state(visit);
  }
  /// The same for a visitor that needs names, types and sizes only; works after an interrupted step.
  void describe_state(auto&& visit) const {
    show(*this, visit, [&](auto& learner, auto&& below) { learner.save_state(below); });
  }
  /// The same for a visitor that sets all values.
  void load_state(auto&& visit) {
    whole_ = false;  // until all of it is loaded
    show(*this, visit, [&](auto& learner, auto&& below) { learner.load_state(below); });
    whole_ = true;
  }

 private:
  static void show(auto& self, auto& visit, auto&& show_learner) {
    const auto below = [&visit](const char* player) {
      return [&visit, player](const std::string& name, auto& value) {
        visit(std::string(player) + "." + name, value);
      };
    };
    show_learner(self.generator_, below("generator"));
    show_learner(self.adversary_, below("adversary"));
    visit("step", self.step_);
    visit("minibatches", self.minibatches_);
    visit("scorings", self.lineup_.scorings);
  }

  void require_whole() const {
    enforce(whole_, "MinimaxTrainer: step ", step_,
            " was interrupted by an exception, so the players are between two steps; load a "
            "checkpoint, or make another trainer");
  }

  /// Until the end of the step the trainer counts as interrupted.
  template <class Source_>
  void begin(Source_& source) {
    [[maybe_unused]] const detail::PlayableSource<Source_, Scalar> rule;
    detail::check_source(source, adversary_.network().inputs());
    require_whole();
    whole_ = false;
    lineup_.set_instance_noise(options_.instance_noise(step_++));
  }

  bool uses_real_scores() const {
    if constexpr (requires { objective_.uses_real_scores; }) return objective_.uses_real_scores;
    return false;
  }

  void adversary_loss(StepReport& report) {
    report.take(objective_.adversary_loss(lineup_.real_scores(), lineup_.fake_scores(),
                                          lineup_.d_real(), lineup_.d_fake()));
    require_finite(report.adversary_loss, adversary_.name());
  }

  void penalise(StepReport& report) {
    detail::take_penalties(objective_, minibatches_ - 1, lineup_, adversary_.network(), team_,
                           report);
    if (report.penalty) require_finite(*report.penalty, adversary_.name(), "penalty");
  }

  void generator_loss(StepReport& report, const detail::Fakes<Scalar>& g) {
    report.generator_loss = objective_.generator_loss(lineup_.real_scores(), lineup_.fake_scores(),
                                                      lineup_.d_generator());
    require_finite(report.generator_loss, generator_.name());
    lineup_.backward_to_fakes(adversary_.network(), g, team_);
  }

  void certify(StepReport& report) {
    if (options_.certify_every > 0 && step_ % options_.certify_every == 0)
      lineup_.certify(adversary_.network(), report);
  }

  void constrain([[maybe_unused]] Segment<Scalar> w) const {
    if constexpr (detail::calls_constrain<const Objective_, Segment<Scalar>>)
      objective_.constrain(w);
  }

  void require_finite(double value, const char* player, const char* what = "loss") {
    detail::require_finite_value(value, what, step_, player, [this] {  // the first layer that broke
      const std::string in_generator =
          detail::in_first_broken_layer(generator_.network(), generator_.tape(), generator_.name());
      if (!in_generator.empty()) return in_generator;
      return detail::in_first_broken_layer(adversary_.network(), lineup_.tape(), adversary_.name());
    });
  }

  TrainingOptions options_;
  detail::GeneratorLearner<Generator, GeneratorOptimizer> generator_;
  detail::Learner<Adversary, AdversaryOptimizer> adversary_;
  Objective_ objective_;
  detail::Lineup<Scalar> lineup_;
  Team team_;
  bool whole_ = true;  // whether the last step was completed
  Index step_ = 0;
  Index minibatches_ = 0;
};

}  // namespace eigan
