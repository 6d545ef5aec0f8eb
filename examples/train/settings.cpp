// SPDX-License-Identifier: MIT
#include "settings.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>

#include <nlohmann/json.hpp>

#include "../support/command_line.hpp"

void Settings::complete(const eigan::DataFormat& format, eigan::Index features, double spread) {
  const bool images = format.images();
  if (objective.empty()) objective = format.scaler ? "wasserstein" : "js";
  eigan::require(!clip || wasserstein(), "--clip: only --objective wasserstein clips weights");
  const auto otherwise = [](auto& setting, auto value) {
    if (!setting) setting = value;
  };
  otherwise(steps, eigan::Index{images ? 4000 : 10'000});
  otherwise(batch, eigan::Index{images ? 64 : 256});
  otherwise(latent, images ? 64 : std::clamp<eigan::Index>(features, 2, 64));
  otherwise(adversary_steps, eigan::Index{wasserstein() ? 5 : 1});
  // Without it a run in ten misses a mode of the ring.
  otherwise(instance_noise, images || wasserstein() ? 0.0 : spread / 2);
  otherwise(report_every, std::max<eigan::Index>(1, *steps / 200));
  otherwise(picture_every, std::max<eigan::Index>(500, *steps / 10));
  otherwise(clip, images ? 0.01 : 0.1);
  if (hidden.empty())
    hidden =
        images ? std::vector<eigan::Index>{256, 256} : std::vector<eigan::Index>{128, 128, 128};
  if (optimizer.empty()) optimizer = wasserstein() ? "rmsprop" : "adam";
  const double rate = optimizer == "sgd" ? 0.05 : wasserstein() ? 5e-4 : 1e-3;
  otherwise(generator_rate, rate);
  // A discriminator of images learns faster than its generator, and would win.
  otherwise(adversary_rate, images && !wasserstein() ? 0.3 * *generator_rate : *generator_rate);
  if (schedule.empty()) schedule = "linear";
}

nlohmann::ordered_json Settings::json() const {
  nlohmann::ordered_json all = {{"data", data},
                                {"objective", objective},
                                {"steps", *steps},
                                {"seed", seed},
                                {"batch", *batch},
                                {"hidden", hidden},
                                {"latent", *latent},
                                {"adversary_steps", *adversary_steps},
                                {"optimizer", optimizer},
                                {"generator_rate", *generator_rate},
                                {"adversary_rate", *adversary_rate},
                                {"rate_schedule", schedule},
                                {"instance_noise", *instance_noise},
                                {"averaging", averaging},
                                {"threads", threads},
                                {"report_every", *report_every},
                                {"picture_every", *picture_every}};
  if (wasserstein()) all["clip"] = *clip;
  return all;
}

namespace {

/// The rule of a name that goes into the file of settings: CLI11 does not read these back.
std::string storable(const std::string& name) {
  if (name.find_first_of("#\"\r\n") == std::string::npos) return {};
  return std::string("its name must have no #, quotation mark or line end, which ") +
         Settings::file + " cannot hold: rename it";
}

}  // namespace

Settings parse(int argc, char** argv) {
  Settings s;
  s.program = argv[0];
  CommandLine app(
      "train",
      "Trains a generative adversarial network and shows what it has learned. Into --out\n"
      "go samples.png, model.safetensors, metrics.csv, summary.json and more, over those of\n"
      "an earlier run (docs/data-formats.md). Defaults stand in parentheses.",
      "  train --data ring --objective js --out ring\n"
      "  train --data houses.csv --out houses\n"
      "  train --data fashion-mnist --objective wasserstein --out clothes");
  constexpr double many = 1e15;  // CLI11 takes what no integer holds for the largest integer
  app.option(
         "--data", "NAME|FILE", s.data,
         "fashion-mnist, ring, grid, swissroll, or a file: a table as CSV or NPY, images as IDX or "
         "NPY; required, but with --resume")
      ->required()
      ->check(not_empty("data"))
      ->check(CLI::Validator(storable, ""));
  std::string resumed;
  const auto settings_file = [&](std::string& folder) -> std::string {
    resumed = folder;
    folder = (std::filesystem::path(folder) / Settings::file).string();
    if (std::filesystem::exists(folder)) return {};
    return resumed + " holds no run of train: there is no " + folder;
  };
  app.set_config("--resume", "", "goes on with the run in DIR from its newest checkpoint")
      ->option_text("DIR")
      ->transform(CLI::Validator(settings_file, ""))
      ->configurable(false);
  app.option("--out", "DIR", s.out,
             "folder to write into, made if it is missing; required, and not with --resume")
      ->check(not_empty("a folder"))
      ->configurable(false);
  app.option("--objective", "NAME", s.objective,
             "js: the original GAN; wasserstein: against a critic with clipped weights (js; tables "
             "wasserstein)")
      ->check(CLI::IsMember({"js", "wasserstein"}));
  app.option("--steps", "N", s.steps, "generator steps (10000; images 4000)")
      ->check(in_range(1, many));
  app.seed(s.seed, "every random number follows from it (0)");
  app.option("--batch", "N", s.batch, "real samples a step, as many fake (256; images 64)")
      ->check(in_range(1, many));
  app.option("--hidden", "N,N,...", s.hidden, "hidden layers (128,128,128; images 256,256)")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->check(in_range(1, many));
  app.option("--latent", "N", s.latent, "numbers of noise (features, 2 to 64; images 64)")
      ->check(in_range(1, many));
  app.option("--adversary-steps,--discriminator-steps,--critic-steps", "N", s.adversary_steps,
             "for one of the generator (js 1, wasserstein 5)")
      ->check(in_range(1, many));
  app.option("--clip", "C", s.clip, "the critic's weights stay within +-C (0.1; images 0.01)")
      ->check(in_range(0, HUGE_VAL, false));
  app.option("--optimizer", "NAME", s.optimizer,
             "sgd, rmsprop or adam (js adam, wasserstein rmsprop)")
      ->check(CLI::IsMember({"sgd", "rmsprop", "adam"}));
  app.option("--generator-rate", "R", s.generator_rate,
             "learning rate (js 1e-3, wasserstein 5e-4; sgd 0.05)")
      ->check(in_range(0));
  app.option("--adversary-rate", "R", s.adversary_rate,
             "the adversary's (the same; js on images 0.3 of it)")
      ->check(in_range(0));
  app.option("--rate-schedule", "NAME", s.schedule, "constant, or linear: both fall to 0 (linear)")
      ->check(CLI::IsMember({"constant", "linear"}));
  app.option(
         "--instance-noise", "S", s.instance_noise,
         "standard deviation of noise on real and fake; falls to 0 over 60 % of the steps (js, but "
         "for images: half the data's spread; else 0)")
      ->check(in_range(0));
  app.option("--averaging", "D", s.averaging,
             "average the generator over 1 / (1 - D) steps (0, not)")
      ->check(in_range(0, 1, true, false));
  app.option("--threads", "N", s.threads, "0 for all cores; results do not depend on it (0)")
      ->check(in_range(0, 1024));
  app.option("--report-every", "N", s.report_every,
             "steps from row to row of metrics.csv (steps / 200)")
      ->check(in_range(1, many));
  app.option("--picture-every", "N", s.picture_every,
             "steps from picture to picture; 0 for the end alone (steps / 10, at least 500)")
      ->check(in_range(0, many));
  app.option("--checkpoint-every", "N", s.checkpoint_every,
             "steps between checkpoints, the last 3 stay (0, none)")
      ->check(in_range(0, many));
  app.option("--retries", "N", s.retries,
             "times that a run which diverges goes back to its newest checkpoint, with both rates "
             "halved (0)")
      ->check(in_range(0, 100));
  app.callback([&] {
    s.resume = !resumed.empty();
    if (s.resume == s.out.empty()) return;
    throw CLI::ValidationError(s.resume ? "--out: --resume goes on in its own folder, " + resumed
                                        : "--out is required");
  });
  app.parse_or_exit(argc, argv);
  if (s.resume) s.out = resumed;
  s.given = app.config_to_str();
  return s;
}
