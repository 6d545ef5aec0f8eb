// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

#include <eigan/core/error.hpp>
#include <eigan/core/hooks.hpp>
#include <eigan/core/one_threaded_products.hpp>
#include <eigan/core/rng.hpp>
#include <eigan/data/source.hpp>
#include <eigan/objectives/objective.hpp>
#include <eigan/optimizers/optimizer.hpp>
#include <eigan/training/callbacks.hpp>
#include <eigan/training/fakes.hpp>
#include <eigan/training/finite.hpp>
#include <eigan/training/instance_noise.hpp>
#include <eigan/training/learner.hpp>
#include <eigan/training/step_report.hpp>
#include <eigan/training/training_options.hpp>

namespace eigan {

/// Plays the minimax game between a generator and an adversary: Algorithm 1 of Goodfellow et al.,
/// 2014, and of Arjovsky et al., 2017. Each player has an optimiser of its own.
///
///     MinimaxTrainer gan{Gen{rng}, Disc{rng}, JensenShannon{},
///                        Adam{.learning_rate = 1e-3}, Adam{.learning_rate = 1e-3},
///                        TrainingOptions{.batch_size = 256, .seed = 42}};
///     gan.fit(ring, 10'000, ProgressBar{});
///     Batch<float> samples = gan.generator().sample(2500, rng);
///
/// An objective of one's own, such as the hinge loss, is a struct of two functions:
/// examples/extend/objective.cpp.
template <class Generator, class Adversary, class Objective_, class GeneratorOptimizer,
          class AdversaryOptimizer>
class MinimaxTrainer {
  static constexpr bool fits_the_objective = [] {
    if constexpr (requires { Objective_::template plays_against<Adversary>; }) {
      return Objective_::template plays_against<Adversary>;
    }
    return true;
  }();
  static constexpr bool sizes_fit = Generator::Net::static_outputs == Dynamic ||
                                    Adversary::Net::static_inputs == Dynamic ||
                                    Generator::Net::static_outputs == Adversary::Net::static_inputs;
  // First of all, since the compiler's first line is the one that is read.
  static_assert(
      requires(const Generator& g) { g.latent_size(); },
      "eigan: a trainer takes the generator first, then its adversary");
  static_assert(fits_the_objective,
                "eigan: this objective does not play against this adversary: Wasserstein plays "
                "against a Critic, JensenShannon plays against a Discriminator");
  static_assert(sizes_fit,
                "eigan: the generator's output does not fit the adversary's input: the samples it "
                "makes have another number of features than the adversary takes");
  static_assert(std::is_same_v<typename Generator::Scalar, typename Adversary::Scalar>,
                "eigan: both players' networks have the same scalar, float or double");

 public:
  using Scalar = typename Generator::Scalar;
  static_assert(Objective<Objective_, Scalar>,
                "eigan: an objective has adversary_loss(real, fake, d_real, d_fake), which returns "
                "an AdversaryLoss, and generator_loss(real, fake, d_fake)");
  static_assert(
      !detail::NamesConstrain<Objective_> || detail::HasConstrain<Objective_, Scalar>,
      "eigan: this objective's constrain cannot be called: it takes a Segment<Scalar>, of "
      "the networks' scalar, and is const");
  static_assert(!detail::NamesAdversarySteps<Objective_> || detail::HasAdversarySteps<Objective_>,
                "eigan: this objective's adversary_steps cannot be called: it takes the step, an "
                "Index, gives an Index and is const");
  static_assert(Optimizer<GeneratorOptimizer, Scalar> && Optimizer<AdversaryOptimizer, Scalar>,
                "eigan: an optimiser has slots and update(turn, w, g, slots)");

  /// \throws Error if a setting breaks its rule, or the generator's samples do not fit the adversary
  MinimaxTrainer(Generator generator, Adversary adversary, Objective_ objective,
                 GeneratorOptimizer generator_optimizer, AdversaryOptimizer adversary_optimizer,
                 TrainingOptions options = {})
      : generator_(std::move(generator), std::move(generator_optimizer)),
        adversary_(std::move(adversary), std::move(adversary_optimizer)),
        objective_(std::move(objective)),
        options_((options.validate(), options)),
        team_(options.threads) {
    const Index makes = generator_.network().outputs();
    const Index takes = adversary_.network().inputs();
    require(makes == takes, "MinimaxTrainer: the generator makes ", makes,
            " features, the adversary takes ", takes);
    detail::validate(objective_);
    if (options_.averaging > 0) averaged_ = this->generator();
    d_adversary_.resize(2 * options_.batch_size);
    d_generator_.resize(2 * options_.batch_size);
  }

  /// One step of Algorithm 1. An exception from within it, of a source, a layer, an optimiser or an
  /// objective on whatever thread, arrives here; the players are then between two steps, and no
  /// other step is made before `load_checkpoint` or `visit_state` has given them a whole one's state.
  /// \throws Error if the source does not fit; DataError for a value that is not finite;
  ///         DivergenceError once a loss, a parameter or what an optimiser remembers is not finite
  template <class Source_>
  StepReport step(Source_&& source) {
    check(source);
    require_whole();
    whole_ = false;
    const detail::OneThreadedProducts guard;
    StepReport report{.step = ++step_};
    fakes_.forget();
    for (Index k = adversary_steps(); k > 0; --k) {  // for k steps do
      draw(source, k);                               //   a minibatch of x and one of z
      generate();                                    //   g(z)
      score(batch());                                //   f([x | g(z)])
      report.take(adversary_loss());
      detail::require_finite_loss(report.adversary_loss, step_, adversary_name(),
                                  [&] { return broken_layer(); });
      if (k == 1) report.lipschitz_bound = lipschitz_bound();
      if (options_.simultaneous && k == 1) generator_gradient(report);
      adversary_turn();  //   update, then constrain
    }
    if (!options_.simultaneous) {
      draw_noise(1);  // a minibatch of z
      generate();
      score(reals_for_generator());
      generator_gradient(report);
    }
    generator_turn();
    whole_ = true;
    return report;
  }

  /// `steps` steps of training. Callbacks are told of the start, of each step and of the end; see
  /// callbacks.hpp. One that returns false ends training after that step.
  /// \return the last report  \throws Error if steps < 1, and what `step` throws
  template <class Source_, class... Callbacks>
  StepReport fit(Source_&& source, Index steps, Callbacks&&... callbacks) {
    (detail::check_callback<std::remove_reference_t<Callbacks>>(), ...);
    require(steps >= 1, "MinimaxTrainer::fit: steps must be at least 1, got ", steps);
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

  /// The trainer's own; what is changed in it goes into training.
  Generator& generator() { return generator_.player(); }
  /// The same, to read.
  const Generator& generator() const { return generator_.player(); }
  /// The generator with its parameters averaged over the last steps (TrainingOptions::averaging);
  /// over the last one alone, where that is 0.
  const Generator& averaged_generator() const { return averaged_ ? *averaged_ : generator(); }
  /// The discriminator or the critic.
  Adversary& adversary() { return adversary_.player(); }
  /// The same, to read.
  const Adversary& adversary() const { return adversary_.player(); }
  /// As given at construction.
  const Objective_& objective() const { return objective_; }
  /// As given at construction: the rule, not what it remembers.
  const GeneratorOptimizer& generator_optimizer() const { return generator_.optimizer(); }
  /// As given at construction: the rule, not what it remembers.
  const AdversaryOptimizer& adversary_optimizer() const { return adversary_.optimizer(); }
  /// As given at construction; `threads` is still 0 for all cores.
  const TrainingOptions& options() const { return options_; }
  /// Steps made so far.
  Index steps() const { return step_; }

  /// Everything that decides how training goes on, beside the settings given at construction: for a
  /// visitor that sets all of it.
  template <class Visitor>
  void visit_state(Visitor&& visit) {
    show(*this, visit);
    whole_ = true;
  }
  /// The same to look at. \throws Error if the last step was interrupted
  template <class Visitor>
  void visit_state(Visitor&& visit) const {
    require_whole();
    show(*this, visit);
  }

 private:
  Index batch() const { return options_.batch_size; }

  Index adversary_steps() const {
    Index k = 1;
    if constexpr (detail::HasAdversarySteps<Objective_>) k = objective_.adversary_steps(step_);
    require(k >= 1, "MinimaxTrainer: the objective's adversary_steps must be at least 1, got ", k,
            " at step ", step_);
    return k;
  }

  static const char* adversary_name() {
    if constexpr (requires { Adversary::name; }) return Adversary::name;
    return "adversary";
  }

  template <class Self, class Visitor>
  static void show(Self& self, Visitor& visit) {
    const auto below = [&visit](const char* player) {
      return [&visit, player](const std::string& name, auto& value) {
        visit(std::string(player) + "." + name, value);
      };
    };
    self.generator_.visit_state(below("generator"));
    self.adversary_.visit_state(below("adversary"));
    if (self.averaged_) visit("averaged", self.averaged_->network().parameters());
    visit("step", self.step_);
    visit("minibatches", self.minibatches_);
    visit("passes", self.fakes_.passes);
    visit("scorings", self.scorings_);
  }

  void require_whole() const {
    require(whole_, "MinimaxTrainer: step ", step_,
            " was interrupted by an exception, so the players "
            "are between two steps; load a checkpoint, or make another trainer");
  }

  template <class Source_>
  void check(Source_& source) {
    static_assert(Source<Source_, Scalar>,
                  "eigan: a source has features() and minibatch(number, stream, out), with the "
                  "networks' scalar");
    const Index takes = adversary_.network().inputs();
    require(source.features() == takes, "MinimaxTrainer: the source gives ", source.features(),
            " features, the players' samples have ", takes, " (a sample is a column)");
    detail::validate(source);
  }

  /// Real samples into the left half of the adversary's input and, beside that, noise for this and
  /// the next turns, if there is none left. \param turns  of the adversary, until the generator's
  template <class Source_>
  void draw(Source_& source, Index turns) {
    if (fakes_.any()) return draw_real(source);
    Team& team = team_.worth(100 * batch() * (source.features() + generator().latent_size()));
    team.run(2, [&](Index i, Index) { i == 0 ? draw_real(source) : draw_noise(turns); });
  }

  template <class Source_>
  void draw_real(Source_& source) {
    Tape<Scalar>& tape = adversary_.tape();
    adversary_.network().prepare(tape, 2 * batch());
    const auto number = static_cast<std::uint64_t>(minibatches_);
    const View<Scalar> real = columns<Scalar>(tape.input(), 0, batch());
    source.minibatch(minibatches_, Stream(options_.seed, Purpose::data, number),
                     BatchRef<Scalar>(real));
    detail::require_finite_data<Scalar>(real, minibatches_);
    blur(real, number, 0);
    ++minibatches_;
  }

  /// Noise for several turns at once, where batches are small.
  void draw_noise(Index turns) {
    const Index wide = std::max<Index>(1, 512 / batch());
    const Index count = options_.simultaneous ? 1 : std::min(turns, wide);
    fakes_.draw(generator_, count, batch(), options_.seed);
  }

  /// The next batch of fakes is at hand.
  void generate() { fakes_.next(generator_, training_pass(2 * fakes_.passes), team_); }

  /// Adds instance noise, if there is any in this step.
  void blur(View<Scalar> samples, std::uint64_t number, Index part) const {
    const Scalar stddev = static_cast<Scalar>(options_.instance_noise(step_ - 1));
    if (!(stddev > 0)) return;
    detail::add_normal(samples, stddev, Stream(options_.seed, Purpose::blur, number).part(part));
  }

  /// The adversary's scores of the fakes at hand, behind those of `reals` real samples on its tape.
  void score(Index reals) {
    Tape<Scalar>& tape = adversary_.tape();
    adversary_.network().prepare(tape, reals + batch());
    View<Scalar> fakes = columns<Scalar>(tape.input(), reals, batch());
    fakes = fakes_.at_hand(generator_);
    blur(fakes, scorings_, 1);
    adversary_.network().forward(tape, training_pass(2 * ++scorings_ + 1), team_);
    real_scores_ = reals;
  }

  /// How many real samples the generator's turn scores: none where the objective needs none.
  Index reals_for_generator() const {
    if constexpr (requires { Objective_::uses_real_scores; }) {
      if (Objective_::uses_real_scores) return batch();
    }
    return 0;
  }

  AdversaryLoss adversary_loss() {
    return objective_.adversary_loss(real(), fake(), ScoresRef<Scalar>(d_adversary_.head(batch())),
                                     ScoresRef<Scalar>(d_adversary_.tail(batch())));
  }

  /// dL/d fake for the generator, through the adversary as it is.
  void generator_gradient(StepReport& report) {
    d_generator_.setZero();
    report.generator_loss = objective_.generator_loss(
        real(), fake(), ScoresRef<Scalar>(d_generator_.segment(real_scores_, batch())));
    detail::require_finite_loss(report.generator_loss, step_, "generator",
                                [&] { return broken_layer(); });
    Tape<Scalar>& tape = adversary_.tape();
    tape.output_gradient() = d_generator_.head(tape.columns()).matrix();
    adversary_.network().backward_input(tape, team_);
    generator_.tape().output_gradient() = tape.input_gradient().rightCols(batch());
  }

  void adversary_turn() {
    adversary_.tape().output_gradient() = d_adversary_.matrix();
    const Index broken = adversary_.descend(step_, team_, [&]([[maybe_unused]] Segment<Scalar> w) {
      if constexpr (detail::HasConstrain<Objective_, Scalar>) {
        std::as_const(objective_).constrain(w);
      }
    });
    detail::require_finite_parameters<Scalar>(adversary_.network(), broken, step_,
                                              adversary_name());
  }

  void generator_turn() {
    const Index broken = generator_.descend(step_, team_, [&](Segment<Scalar> w) { average(w); });
    detail::require_finite_parameters<Scalar>(generator_.network(), broken, step_, "generator");
  }

  /// Where numbers are no longer finite. What the generator makes is what the adversary scores, so
  /// it comes first.
  std::string broken_layer() {
    const std::string where =
        detail::in_first_broken_layer(generator_.network(), generator_.tape(), "generator");
    if (!where.empty()) return where;
    return detail::in_first_broken_layer(adversary_.network(), adversary_.tape(), adversary_name());
  }

  /// Takes an updated segment of the generator's parameters into the average: the plain mean of all
  /// steps until there are as many as it remembers, exponential from there on.
  void average(const Segment<Scalar>& w) {
    if (!averaged_) return;
    const double share = std::max(1 - options_.averaging, 1 / static_cast<double>(step_));
    const Index offset = w.data() - generator_.network().parameters().data();
    Segment<Scalar> mean(averaged_->network().parameters().data() + offset, w.size());
    mean += static_cast<Scalar>(share) * (w - mean);
  }

  std::optional<double> lipschitz_bound() const {
    if constexpr (requires { Objective_::reports_lipschitz_bound; }) {
      if (Objective_::reports_lipschitz_bound) return adversary().network().lipschitz_bound();
    }
    return std::nullopt;
  }

  /// \param number  of its masks: even for the generator, odd for the adversary
  Pass training_pass(std::uint64_t number) const {
    return {.training = true, .masks = Stream(options_.seed, Purpose::dropout, number)};
  }

  // The scores on the adversary's tape: of real samples, if there are any, then of fakes.
  ConstScoresRef<Scalar> real() {
    return Eigen::Map<const Scores<Scalar>>(adversary_.tape().output().data(), real_scores_);
  }
  ConstScoresRef<Scalar> fake() {
    return Eigen::Map<const Scores<Scalar>>(adversary_.tape().output().data() + real_scores_,
                                            batch());
  }

  detail::Learner<Generator, GeneratorOptimizer> generator_;
  detail::Learner<Adversary, AdversaryOptimizer> adversary_;
  detail::Fakes<detail::Learner<Generator, GeneratorOptimizer>> fakes_;
  std::optional<Generator> averaged_;
  Objective_ objective_;
  TrainingOptions options_;
  Team team_;
  bool whole_ = true;  // whether the last step came to its end
  Index step_ = 0;
  Index minibatches_ = 0;
  std::uint64_t scorings_ = 0;  // passes of the adversary so far
  Index real_scores_ = 0;       // how many of the scores on the tape are of real samples
  Scores<Scalar> d_adversary_, d_generator_;
};

}  // namespace eigan
