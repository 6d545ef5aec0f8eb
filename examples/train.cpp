// SPDX-License-Identifier: MIT
// Trains a GAN or a WGAN on images or on 2-D data and shows what it has learned:
//
//     train --data fashion-mnist --objective js --out gan
//     train --data ring --objective wasserstein --out ring
//     train --help
//
// examples/demo.sh builds and runs it. How it is made, in train/: settings reads the command line,
// data finds the data, players makes the networks, results writes what came out.
#include <chrono>

#include <eigan/eigan.hpp>

#include "support/command_line.hpp"
#include "train/data.hpp"
#include "train/players.hpp"
#include "train/results.hpp"
#include "train/settings.hpp"

using namespace eigan;

namespace {

/// Trains, whatever the objective, and writes the results.
template <class Trainer>
void train(Trainer trainer, const TrainingData& data, const Settings& s) {
  const Results results(s.out);
  CsvLog log(results.path("metrics.csv"), *s.report_every);
  const auto start = std::chrono::steady_clock::now();
  const auto seconds = [&] {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  };
  try {
    const StepReport report = trainer.fit(data.source, *s.steps, ProgressBar{}, log);
    const double taken = seconds();
    Rng rng{s.seed};
    results.write(trainer.averaged_generator().sample(Results::wanted(data), rng), data, s, report,
                  taken);
  } catch (const DivergenceError& error) {
    throw DivergenceError(text(error.what(), " (kept: ", results.path("metrics.csv"), ")"));
  }
}

void run(Settings s) {
  const TrainingData data = load(s.data);
  s.complete(data.images(), spread(data.source, s.seed));
  const Index features = data.source.features();
  Rng rng{s.seed};
  Generator generator{generator_network(s, features, data.images()), rng};
  const Net adversary = adversary_network(s, features, data.images());
  const AnyOptimizer generator_optimizer = optimizer(s, *s.generator_rate);
  const AnyOptimizer adversary_optimizer = optimizer(s, *s.adversary_rate);
  const TrainingOptions options{.batch_size = *s.batch,
                                .seed = s.seed,
                                .instance_noise = instance_noise(s),
                                .averaging = s.averaging,
                                .threads = s.threads};
  if (s.wasserstein()) {
    return train(MinimaxTrainer{generator, Critic{adversary, rng},
                                Wasserstein{.critic_steps = *s.adversary_steps, .clip = *s.clip},
                                generator_optimizer, adversary_optimizer, options},
                 data, s);
  }
  return train(MinimaxTrainer{generator, Discriminator{adversary, rng},
                              JensenShannon{.discriminator_steps = *s.adversary_steps},
                              generator_optimizer, adversary_optimizer, options},
               data, s);
}

}  // namespace

int main(int argc, char** argv) {
  const Settings settings = parse(argc, argv);
  return run_program("train", [&] { run(settings); });
}
