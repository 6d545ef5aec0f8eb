// SPDX-License-Identifier: MIT
// What the trainer refuses, and its errors when training diverges.
#include <atomic>
#include <chrono>
#include <limits>
#include <memory>
#include <string>
#include <thread>

#include <eigan/objectives/jensen_shannon.hpp>
#include <eigan/objectives/wasserstein.hpp>
#include <eigan/optimizers/adam.hpp>
#include <eigan/optimizers/rmsprop.hpp>
#include <eigan/optimizers/sgd.hpp>
#include <eigan/training/minimax_trainer.hpp>

#include "tests/catch.hpp"
#include "tests/support/comma_locale.hpp"
#include "tests/support/games.hpp"
#include "tests/support/recording.hpp"
#include "tests/support/sources.hpp"
#include "tests/support/thrown.hpp"

using namespace eigan;
using namespace eigan::tests;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::StartsWith;

namespace {

using Gen = SmallGenerator<float>;
using Disc = SmallDiscriminator<float>;
using Crit = SmallCritic<float>;

const NormalSource<float> normal{.size = 2};
const NormalSource<float> normal_1d{.size = 1};
constexpr float infinity = std::numeric_limits<float>::infinity();
constexpr float not_a_number = std::numeric_limits<float>::quiet_NaN();

/// Normal samples with one value replaced in one minibatch.
struct Spoiled {
  float value;
  Index minibatch_number = 2, feature = 1, sample = 3;
  Index features() const { return 2; }
  void minibatch(const Minibatch& which, const Stream& stream, BatchRef<float> out) const {
    normal.minibatch(which, stream, out);
    const Index place = sample - which.first;  // in this shard, or another one
    if (which.number == minibatch_number && place >= 0 && place < out.cols()) {
      out(feature, place) = value;
    }
  }
};

/// A GAN of lines whose players start where they are put, with SGD of the given rates.
template <class Objective = JensenShannon>
auto line_gan(double generator_offset, double slope, double generator_rate, double adversary_rate,
              Objective objective = {}) {
  return MinimaxTrainer(line<LineGenerator<float>>(1, generator_offset),
                        line<LineDiscriminator<float>>(slope, 0), objective,
                        SGD{.learning_rate = generator_rate}, SGD{.learning_rate = adversary_rate},
                        TrainingOptions{.batch_size = 8});
}

/// Breaks layers of 200 and 101 parameters, or the second alone; where both, it waits for the first.
struct Breaks {
  static constexpr std::size_t slots = 0;
  bool first_too;
  std::shared_ptr<std::atomic<bool>> first_broke = std::make_shared<std::atomic<bool>>(false);
  void update(Index, Segment<float> w, ConstSegment<float>, Slots<float, 0>) const {
    using namespace std::chrono;
    if (w.size() == 200 && !first_too) return;
    const auto deadline = steady_clock::now() + seconds(60);
    while (w.size() == 101 && first_too && !*first_broke && steady_clock::now() < deadline) {
      std::this_thread::sleep_for(milliseconds(10));
    }
    w.setConstant(not_a_number);
    if (w.size() == 200) *first_broke = true;
  }
};

}  // namespace

TEST_CASE("a value of the data that is not finite is reported with its place before training") {
  for (const float bad : {not_a_number, infinity, -infinity}) {
    MinimaxTrainer gan(fresh<Gen>(1), fresh<Disc>(2), JensenShannon{}, SGD{}, SGD{},
                       TrainingOptions{.batch_size = 8});
    const Spoiled source{bad};
    gan.step(source);
    gan.step(source);
    const Vector<float> before = gan.adversary().network().parameters();
    const std::string message = thrown<DataError>([&] { gan.step(source); });
    CHECK(message ==
          detail::text("the data must be finite; in minibatch 2 feature 1 of sample 3 is ", bad));
    CHECK(gan.adversary().network().parameters() == before);
  }
}

TEST_CASE("a bad value is reported by its place in the minibatch, not in its shard") {
  for (const Index sample : {0, 1, 2, 5, 7}) {
    MinimaxTrainer gan(fresh<Gen>(1), fresh<Disc>(2), JensenShannon{}, SGD{}, SGD{},
                       TrainingOptions{.batch_size = 8, .shards = 3});
    CHECK(thrown<DataError>([&] {
            gan.fit(Spoiled{not_a_number, 1, 0, sample}, 9);
          }) == detail::text("the data must be finite; in minibatch 1 feature 0 of sample ", sample,
                             " is nan"));
  }
}

TEST_CASE("a source may be a temporary, for a step as for fit") {
  MinimaxTrainer gan(fresh<Gen>(1), fresh<Disc>(2), JensenShannon{}, SGD{}, SGD{},
                     TrainingOptions{.batch_size = 8});
  CHECK(gan.step(NormalSource<float>{.size = 2}).step == 1);
  CHECK(gan.fit(NormalSource<float>{.size = 2}, 2).step == 3);
}

TEST_CASE("large data are not an error if they are finite") {
  MinimaxTrainer gan(fresh<Gen>(1), fresh<Disc>(2), JensenShannon{}, SGD{.learning_rate = 0},
                     SGD{.learning_rate = 0}, TrainingOptions{.batch_size = 8});
  const Spoiled source{1e30f, 0};
  CHECK(gan.step(source).step == 1);
}

TEST_CASE("a loss of the adversary that is not finite ends training, naming step and player") {
  // from the third step on real samples are so large that logits overflow
  struct Growing {
    Index features() const { return 1; }
    void minibatch(const Minibatch& which, const Stream&, BatchRef<float> out) const {
      out.setConstant(which.number < 2 ? 1.0f : -1e38f);
    }
  };
  const Growing growing;
  auto gan = line_gan(0, 100, 0, 0);
  // (an infinite logit has no loss)
  CHECK(thrown<DivergenceError>([&] { gan.fit(growing, 10); }) ==
        "training diverged in step 3: the discriminator's loss is inf, first in layer 0 of the "
        "discriminator (dense, 1 to 1); lower the learning rates");
  CHECK(gan.steps() == 3);

  // fakes beyond the range of float: the generator broke first
  MinimaxTrainer wild(line<LineGenerator<float>>(1e38, 3e38), line<LineDiscriminator<float>>(1, 0),
                      JensenShannon{}, SGD{}, SGD{});
  CHECK(thrown<DivergenceError>([&] { wild.fit(normal_1d, 10); }) ==
        "training diverged in step 1: the discriminator's loss is inf, first in layer 0 of the "
        "generator (dense, 1 to 1); lower the learning rates");

  MinimaxTrainer wgan(line<LineGenerator<float>>(1, 0), line<LineCritic<float>>(100, 0),
                      Wasserstein{.critic_steps = 1, .clip = 1000}, SGD{.learning_rate = 0},
                      SGD{.learning_rate = 0});
  CHECK(thrown<DivergenceError>([&] { wgan.fit(growing, 10); }) ==
        "training diverged in step 3: the critic's loss is inf, first in layer 0 of the critic "
        "(dense, 1 to 1); lower the learning rates");
}

TEST_CASE("a loss of the generator that is not finite ends training, naming step and player") {
  // Real samples are near 0 and fakes near 10: one update from 0 makes the slope about -5 times the
  // rate. -1e38 is still finite, but not times a sample of 10.
  auto gan = line_gan(10, 0, 0.1, 2e37);
  CHECK(thrown<DivergenceError>([&] { gan.fit(normal_1d, 10); }) ==
        "training diverged in step 1: the generator's loss is inf, first in layer 0 of the "
        "discriminator (dense, 1 to 1); lower the learning rates");
}

TEST_CASE("a parameter of the adversary that is not finite ends training, naming step and player") {
  auto gan = line_gan(10, 0, 0.1, 1e38);  // as above, but the slope would be -5e38
  CHECK(thrown<DivergenceError>([&] { gan.fit(normal_1d, 10); }) ==
        "training diverged in step 1: a parameter of the discriminator, or its optimiser's state, "
        "is NaN or infinite, first in layer 0 of the discriminator (dense, 1 to "
        "1); "
        "lower its learning rate");

  // the clip cannot hide it
  MinimaxTrainer wgan(line<LineGenerator<float>>(1, 10), line<LineCritic<float>>(0, 0),
                      Wasserstein{.critic_steps = 1}, SGD{.learning_rate = 0},
                      SGD{.learning_rate = 1e38});
  CHECK(thrown<DivergenceError>([&] { wgan.fit(normal_1d, 10); }) ==
        "training diverged in step 1: a parameter of the critic, or its optimiser's state, is NaN "
        "or infinite, first in layer 0 of the critic (dense, 1 to 1); lower its learning "
        "rate");
}

TEST_CASE("the first layer with a broken parameter is named, whichever thread meets it last") {
  const auto message = [](bool first_too) {
    MinimaxTrainer gan(line<LineGenerator<float>>(1, 0),
                       fresh<Discriminator<Mlp<float, Dense<1, 100>, Dense<100, 1>>>>(2),
                       JensenShannon{}, Frozen{}, Breaks{first_too},
                       TrainingOptions{.batch_size = 400, .threads = 2});
    return thrown<DivergenceError>([&] { gan.step(normal_1d); });
  };
  CHECK_THAT(message(false),
             ContainsSubstring("first in layer 1 of the discriminator (dense, 100 to 1)"));
  CHECK_THAT(message(true),
             ContainsSubstring("first in layer 0 of the discriminator (dense, 1 to 100)"));
}

TEST_CASE("a parameter of the generator that is not finite ends training, naming step and player") {
  // all fakes are 0, and the gradient of the offset is -8 / 2; the first step has a rate of 0
  MinimaxTrainer gan(line<LineGenerator<float>>(0, 0), line<LineDiscriminator<float>>(8, 0),
                     JensenShannon{}, SGD{.learning_rate = Schedule::linear(0, 1e38, 1)},
                     SGD{.learning_rate = 0});
  gan.step(normal_1d);
  CHECK(thrown<DivergenceError>([&] { gan.step(normal_1d); }) ==
        "training diverged in step 2: a parameter of the generator, or its optimiser's state, is "
        "NaN or infinite, first in layer 0 of the generator (dense, 1 to 1); lower its "
        "learning rate");
}

TEMPLATE_TEST_CASE(
    "a gradient whose square overflows ends training instead of freezing its parameter", "",
    RMSProp, Adam) {
  // half of the samples are on the wrong side of the slope, whose gradient is about as large as they
  // are: 1e30 has no square in float; the slope, and with it the loss, stays finite
  struct Huge {
    Index features() const { return 1; }
    void minibatch(const Minibatch& which, const Stream& stream, BatchRef<float> out) const {
      normal_1d.minibatch(which, stream, out);
      out *= 1e30f;
    }
  };
  const Huge huge;
  MinimaxTrainer gan(line<LineGenerator<float>>(1, 0), line<LineDiscriminator<float>>(1, 0),
                     JensenShannon{}, SGD{.learning_rate = 0}, TestType{.learning_rate = 1e-9},
                     TrainingOptions{.batch_size = 8});
  CHECK_THAT(thrown<DivergenceError>([&] { gan.step(huge); }),
             StartsWith("training diverged in step 1: a parameter of the discriminator, or its "
                        "optimiser's state, is NaN or infinite, first in layer 0"));
}

TEST_CASE("a run with huge learning rates ends with an error that names a player") {
  MinimaxTrainer gan(fresh<Gen>(1), fresh<Disc>(2), JensenShannon{}, SGD{.learning_rate = 1e38},
                     SGD{.learning_rate = 1e38}, TrainingOptions{.batch_size = 8});
  const std::string message = thrown<DivergenceError>([&] { gan.fit(normal, 1000); });
  CHECK_THAT(message,
             StartsWith(detail::text("training diverged in step ", gan.steps(), ": ")) &&
                 (ContainsSubstring("the discriminator") || ContainsSubstring("the generator")));
  CHECK(gan.steps() < 1000);
}

TEST_CASE("a source of another size than the players' samples is refused") {
  MinimaxTrainer gan(fresh<Gen>(1), fresh<Disc>(2), JensenShannon{}, SGD{}, SGD{});
  CHECK(
      thrown<Error>([&] { gan.step(normal_1d); }) ==
      "MinimaxTrainer: the source must have the players' 2 features; got 1 (a sample is a column)");
  CHECK(
      thrown<Error>([&] { gan.fit(NormalSource<float>{.size = 3}, 10); }) ==
      "MinimaxTrainer: the source must have the players' 2 features; got 3 (a sample is a column)");
  CHECK(gan.steps() == 0);
  CHECK(gan.step(normal).step == 1);  // the trainer is as it was
}

TEST_CASE("a source's own rules are checked before training") {
  struct Ruled : NormalSource<float> {
    void validate() const { throw Error("Ruled: no such source"); }
  };
  MinimaxTrainer gan(fresh<Gen>(1), fresh<Disc>(2), JensenShannon{}, SGD{}, SGD{});
  CHECK(thrown<Error>([&] { gan.fit(Ruled{{.size = 2}}, 10); }) == "Ruled: no such source");
  CHECK(gan.steps() == 0);
}

TEST_CASE("players that do not fit are refused where sizes are known at run time only") {
  const auto dynamic = [](Index in, Index out) {
    return mlp<float>(Dense<>{.inputs = in, .outputs = out});
  };
  CHECK(
      thrown<Error>([&] {
        MinimaxTrainer(Generator(dynamic(3, 2)), Discriminator(dynamic(4, 1)), JensenShannon{},
                       SGD{}, SGD{});
      }) ==
      "MinimaxTrainer: the generator's samples must have the 4 features that the adversary takes; "
      "got 2");
}

TEST_CASE("the trainer checks its optimisers, its objective and its options") {
  const auto message = [](auto objective, auto adversary, auto generator_optimizer,
                          auto adversary_optimizer, TrainingOptions options) {
    return thrown<Error>([&] {
      MinimaxTrainer(fresh<Gen>(1), adversary, objective, generator_optimizer, adversary_optimizer,
                     options);
    });
  };
  const Disc d = fresh<Disc>(2);
  const Crit f = fresh<Crit>(2);
  CHECK(message(JensenShannon{.discriminator_steps = 0}, d, SGD{}, SGD{}, {}) ==
        "JensenShannon: discriminator_steps must be at least 1; got 0");
  CHECK(message(Wasserstein{.clip = -1}, f, SGD{}, SGD{}, {}) ==
        "Wasserstein: clip must be finite and positive; got -1");
  CHECK(
      message(JensenShannon{}, d, Adam{.learning_rate = -1}, SGD{}, {}) ==
      "the generator's optimiser: Adam: learning_rate must be at least 0 at every step; got -1 at "
      "the first");
  CHECK(
      message(JensenShannon{}, d, SGD{}, RMSProp{.learning_rate = -2}, {}) ==
      "the discriminator's optimiser: RMSProp: learning_rate must be at least 0 at every step; got "
      "-2 at the first");
  CHECK(message(JensenShannon{}, d, SGD{}, SGD{}, {.batch_size = 0}) ==
        "TrainingOptions: batch_size must be at least 1; got 0");
  CHECK(message(JensenShannon{}, d, SGD{}, SGD{}, {.batch_size = -64}) ==
        "TrainingOptions: batch_size must be at least 1; got -64");
  CHECK(message(JensenShannon{}, d, SGD{}, SGD{}, {.threads = -1}) ==
        "the number of threads must lie in [1, 1024], or be 0 for all cores; got -1");
  CHECK(message(JensenShannon{}, d, SGD{}, SGD{}, {.certify_every = -1}) ==
        "TrainingOptions: certify_every must be at least 0; got -1");
  CHECK(thrown<Error>([] { TrainingOptions{.instance_noise = -0.5}.validate(); }) ==
        "TrainingOptions: instance_noise must be at least 0, and bounded, at every step; got -0.5 "
        "at the first");
  CHECK(message(JensenShannon{}, d, SGD{}, SGD{}, {}) == "(nothing was thrown)");
}

TEST_CASE("messages do not depend on the locale") {
  const CommaLocale german;
  CHECK(thrown<Error>([] { JensenShannon{.label_smoothing = 1234.5}.validate(); }) ==
        "JensenShannon: label_smoothing must lie in [0, 1); got 1234.5");
}

TEST_CASE("fit refuses fewer than one step before it calls callbacks") {
  MinimaxTrainer gan(fresh<Gen>(1), fresh<Disc>(2), JensenShannon{}, SGD{}, SGD{});
  struct Told {
    bool* told;
    void on_start(const TrainingRun&) { *told = true; }
  };
  bool told = false;
  CHECK(thrown<Error>([&] { gan.fit(normal, 0, Told{&told}); }) ==
        "MinimaxTrainer::fit: steps must be at least 1; got 0");
  CHECK(thrown<Error>([&] { gan.fit(normal, -5, Told{&told}); }) ==
        "MinimaxTrainer::fit: steps must be at least 1; got -5");
  CHECK_FALSE(told);
}

TEST_CASE("an objective must give the adversary at least one step") {
  struct Resting : JensenShannon {
    Index adversary_steps(Index step) const { return step % 2; }
  };
  auto gan = line_gan<Resting>(0, 0, 0.1, 0.1);
  gan.step(normal_1d);
  CHECK(thrown<Error>([&] { gan.step(normal_1d); }) ==
        "MinimaxTrainer: the objective's adversary_steps must be at least 1; got 0 at step 2");
}

TEST_CASE("a batch may be of one sample") {
  MinimaxTrainer gan(fresh<Gen>(1), fresh<Disc>(2), JensenShannon{}, Adam{}, Adam{},
                     TrainingOptions{.batch_size = 1});
  CHECK(gan.fit(normal, 5).step == 5);
  MinimaxTrainer wgan(fresh<Gen>(1), fresh<Crit>(2), Wasserstein{}, RMSProp{}, RMSProp{},
                      TrainingOptions{.batch_size = 1, .simultaneous = true});
  const StepReport report = wgan.fit(normal, 5);
  CHECK(report.step == 5);
  CHECK(report.divergence == -report.adversary_loss);
}

TEST_CASE("the trainer shows the options and the objective that it was given") {
  MinimaxTrainer wgan(fresh<Gen>(1), fresh<Crit>(2), Wasserstein{.critic_steps = 7}, RMSProp{},
                      SGD{}, TrainingOptions{.batch_size = 3, .seed = 9, .simultaneous = true});
  CHECK(wgan.options().batch_size == 3);
  CHECK(wgan.options().seed == 9);
  CHECK(wgan.options().simultaneous);
  CHECK(wgan.objective().critic_steps == 7);
  CHECK(TrainingOptions{}.batch_size == 64);
  CHECK_FALSE(TrainingOptions{}.simultaneous);
}
