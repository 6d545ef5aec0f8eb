// SPDX-License-Identifier: MIT
// Trains a GAN or a WGAN on images or tables and shows what it has learned:
//
//     train --data fashion-mnist --objective js --out gan
//     train --data ring --objective wasserstein --out ring
//     train --help
//
// examples/demo.sh builds and runs it. Its parts, in train/: settings reads the command line, data the
// data, players makes the networks, pictures draws, results writes the rest.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <exception>
#include <filesystem>
#include <iomanip>
#include <iostream>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <eigan/diagnosis.hpp>
#include <eigan/eigan.hpp>
#include <eigan/formats/csv_log.hpp>
#include <eigan/io/checkpoint.hpp>
#include <eigan/io/critic_file.hpp>

#include "support/command_line.hpp"
#include "support/own_files.hpp"
#include "support/text.hpp"
#include "train/data.hpp"
#include "train/pictures.hpp"
#include "train/players.hpp"
#include "train/results.hpp"
#include "train/settings.hpp"

using namespace eigan;

namespace {

/// What a checkpoint holds besides the game.
struct RunState {
  std::uint64_t data;  ///< checksum
  Index halvings;      ///< of both learning rates, since the start

  void save_state(auto&& visit) const {
    visit("data", data);
    visit("halvings", halvings);
  }
  void load_state(auto&& visit) {
    visit("data", data);
    visit("halvings", halvings);
  }
};

/// Prints how the game stands at the end. Nothing for data with so few distinct samples that their
/// neighbours say nothing.
template <class Trainer>
std::optional<Diagnosis> verdict(const Trainer& trainer, const TrainingData& data) {
  const Index rows = data.source.at_most(2000), different = different_samples(data.source, rows);
  if (different < 20 || 10 * different < 9 * rows) {
    std::cout << "verdict: none: too few samples of the data are distinct: " << different << " of "
              << rows << '\n';
    return std::nullopt;
  }
  const Diagnosis found = diagnose(trainer, data.source, rows / 2);
  const auto print = [](const char* what, const PrecisionRecall& of) {
    std::printf("%s: precision %.0f %%, recall %.0f %%, coverage %.0f %%\n", what,
                100 * of.precision, 100 * of.recall, 100 * of.coverage);
  };
  print("samples", found.samples);
  print("other real samples, for comparison", found.ideal);
  const std::vector<std::string> sentences = found.verdict();
  for (const std::string& sentence : sentences) std::printf("verdict: %s\n", sentence.c_str());
  if (sentences.empty()) std::printf("verdict: nothing stands out\n");
  return found;
}

/// Trains to the end, or until a signal, and writes the results.
/// \return the exit status
template <class Trainer>
int train(Trainer& trainer, RunState state, const TrainingData& data, const Settings& s,
          const Results& results) {
  results.write_settings(s);  // only now that the checkpoint, if any, has been found to suit them
  CsvLog log(results.path("metrics.csv"), *s.report_every, trainer.steps());
  const Checkpoints checkpoints(trainer, state, s.out, std::max<Index>(1, s.checkpoint_every));
  const auto checkpoint = [&](const StepReport& report) {
    if (s.checkpoint_every > 0) checkpoints.on_step(report);
    return stop_signal() == 0;
  };
  const bool watched = *s.picture_every > 0 && *s.picture_every <= *s.steps;
  const Pictures pictures(s.out, data.format, Results::real(data, s), watched,
                          {.slopes = !s.penalties.empty() && s.every.value_or(1) <= *s.report_every,
                           .certified = ObjectiveKind::of(s.objective).lipschitz});
  if (trainer.steps() == 0) pictures.start();
  const auto samples = [&] {  // from the same noise each time
    Rng rng{s.seed};
    return trainer.averaged_generator().sample(Results::wanted(data), rng);
  };
  const auto try_to = [](const auto& draw, const std::string& what) {  // failure must not end a run
    try {
      draw();
    } catch (const std::exception& error) {
      std::cerr << "train: no " << what << ": " << error.what() << '\n';
    }
  };
  const auto draw = [&](Index step) {
    const auto all = [&] {
      pictures.draw(samples(), step);
      if (watched) pictures.draw_curves();
    };
    try_to(all, text("picture of step ", step));
  };
  const auto watch = [&](const StepReport& report) {
    if (watched && report.step % *s.picture_every == 0) draw(report.step);
  };
  const auto keep = [&] {
    checkpoints.save();
    std::cerr << "train: stopped after step " << trainer.steps() << " of " << *s.steps
              << "; resume with: " << s.program << " --resume " << std::quoted(s.out) << '\n';
  };
  Metadata metadata = data.format.metadata();
  metadata["data"] = s.data;
  metadata["objective"] = s.objective;
  if (!s.penalties.empty()) metadata["penalty"] = s.penalties_text();
  std::optional<Fitted> fitted;
  try {
    if (const Index steps = *s.steps - trainer.steps(); steps > 0) {
      const auto start = std::chrono::steady_clock::now();
      const StepReport report =
          trainer.fit(data.source, steps, ProgressBar{}, log, checkpoint, watch);
      const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
      fitted = {.report = report, .steps = steps, .seconds = taken.count()};
    } else {
      std::cerr << "train: all " << *s.steps
                << " steps are done; writing the results again (a higher --steps trains on)\n";
    }
    if (trainer.steps() < *s.steps) {
      keep();
      return 128 + stop_signal();
    }
    save_generator(results.path("model.safetensors"), trainer.averaged_generator(), metadata);
    save_critic(results.path("critic.safetensors"), trainer.adversary(), metadata);
    if (s.checkpoint_every > 0) checkpoints.save();
  } catch (const DivergenceError&) {
    throw;  // its state is not worth keeping
  } catch (const std::exception&) {
    try {
      keep();
    } catch (const std::exception&) {
      // the disk may have failed, or the last step is incomplete
    }
    throw;
  }
  draw(trainer.steps());
  try_to([&] { pictures.animate(); }, "animation");
  results.write(samples(), data, s, fitted, verdict(trainer, data));
  return 0;
}

/// Loads the newest checkpoint, if there is one.
/// \return how often the run had halved its learning rates by then
template <class Trainer>
Index load_newest(Trainer& trainer, const TrainingData& data, const Settings& s) {
  const auto newest = newest_checkpoint(s.out);
  if (!newest) return 0;
  RunState state{};
  load_checkpoint(*newest, trainer, state);
  enforce<DataError>(state.data == data.checksum, newest->string(), ": ", s.data,
                     " has changed since the run began; start a new run with --out");
  enforce(trainer.steps() <= *s.steps, "--steps: the run in ", s.out, " has made ", trainer.steps(),
          " steps already, more than ", *s.steps);
  return state.halvings;
}

/// Makes the game by `make(factor)`, with both learning rates times that factor, and trains. A run that
/// diverges goes back and continues with half the rates.
template <class Make>
int train_or_go_back(const Make& make, const TrainingData& data, const Settings& s) {
  const Results results(s.out);
  if (!s.resume && !s.overwrite) {
    enforce(!newest_checkpoint(s.out), "--out: ", s.out,
            " holds checkpoints of another run: resume it with --resume ", s.out,
            ", or replace it with --overwrite");
    enforce(!std::filesystem::exists(results.path("model.safetensors")), "--out: ", s.out,
            " holds a finished run: choose another folder, or replace it with --overwrite");
  }
  enforce(!s.resume || newest_checkpoint(s.out), s.out,
          " holds no checkpoint to resume from: --checkpoint-every writes them");
  for (Index halvings = 0;;) {
    auto trainer = make(std::pow(0.5, static_cast<double>(halvings)));
    if (!s.resume && halvings == 0) {  // only now that nothing is wrong with the settings
      while (const auto old = newest_checkpoint(s.out)) std::filesystem::remove(*old);
    }
    if (const Index before = load_newest(trainer, data, s); before > halvings) {
      halvings = before;  // again, with the rates that it had
      continue;
    }
    try {
      return train(trainer, {.data = data.checksum, .halvings = halvings}, data, s, results);
    } catch (const DivergenceError& error) {
      if (halvings >= s.retries) {
        throw DivergenceError(text(error.what(), " (kept: ", results.path("metrics.csv"), ")"));
      }
      ++halvings;
      std::cerr << "train: " << error.what() << "; going back to the "
                << (newest_checkpoint(s.out) ? "newest checkpoint" : "start")
                << ", with half the learning rates\n";
    }
  }
}

/// Steps between bounds of W1: in each row of metrics.csv, or for a critic that cannot prove much, and for
/// images, whose bounds take some 10 ms, less often.
Index certify_every(const Settings& s, bool images) {
  const ObjectiveKind& kind = ObjectiveKind::of(s.objective);
  if (!kind.bounds_w1) return 0;
  return kind.lipschitz ? (images ? 5 : 1) * *s.report_every : *s.steps;
}

int run(Settings s) {
  if (!s.resume) require_own_files(s.out, Results::files, Results::marker, {s.data});
  if (s.data_from_file && !named_data(s.data)) {
    enforce<DataError>(std::filesystem::exists(s.data), s.data,
                       ": No such file; this is the name in ", s.out, "/", Settings::file,
                       ", seen from the current folder: say with --data where the file is now");
  }
  TrainingData data = load(s.data, s.header);
  if (s.bounds != "data") {
    data.format.low.resize(0);
    data.format.high.resize(0);
  }
  enforce(s.bounds != "data" || data.format.low.size() > 0, "--bounds: data must be a table");
  if (!data.note.empty()) std::cerr << "train: " << data.note << '\n';
  const Index features = data.source.features();
  s.complete(data.format, features, spread(data.source, s.seed));
  const ObjectiveKind& kind = ObjectiveKind::of(s.objective);
  const TrainingOptions options{.batch_size = *s.batch,
                                .seed = s.seed,
                                .instance_noise = instance_noise(s),
                                .averaging = s.averaging,
                                .threads = s.threads,
                                .certify_every = certify_every(s, data.images())};
  const auto play = [&](const auto& adversary_net) {
    const auto make = [&](double factor) {
      Rng rng{s.seed};
      Generator generator{generator_network(s, features, data.images()), rng};
      AnyAdversary adversary{adversary_net, rng, kind.critic ? "critic" : "discriminator"};
      return MinimaxTrainer{std::move(generator),
                            std::move(adversary),
                            any_objective(s),
                            optimizer(s, factor * *s.generator_rate),
                            optimizer(s, factor * *s.adversary_rate),
                            options};
    };
    return train_or_go_back(make, data, s);
  };
  return kind.lipschitz ? play(lipschitz_network(s, features))
                        : play(adversary_network(s, features, data.images()));
}

}  // namespace

int main(int argc, char** argv) {
  const Settings settings = parse(argc, argv);
  catch_stop_signals();
  return run_program("train", [&] { return run(settings); });
}
