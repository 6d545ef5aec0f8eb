// SPDX-License-Identifier: MIT
#include "settings.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>

#include <nlohmann/json.hpp>

#include "../support/command_line.hpp"

void Settings::complete(const DataFormat& format, eigan::Index features, double spread) {
  const bool images = format.images();
  if (objective.empty()) objective = format.table() ? "wasserstein" : "js";
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

std::string Settings::json() const {
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
  return all.dump();
}

Settings parse(int argc, char** argv) {
  Settings s;
  CLI::App app{
      "Trains a generative adversarial network (GAN) and shows what it has learned.\n\n"
      "A generator turns noise into samples, an adversary tells them from real ones, and\n"
      "each gets better against the other. Into the folder --out go\n"
      "  samples.png   generated beside real images; for 2-D data, points\n"
      "  curves.png, animation.gif  the same while it trained, if gnuplot is there\n"
      "  samples.csv   2,500 generated samples, in the units of the data (no images)\n"
      "  model.safetensors  the generator, for programs and for Python\n"
      "  metrics.csv   how it went: step, seconds, both losses, divergence\n"
      "  summary.json  every setting, final metrics, seconds, steps a second\n"
      "Files of an earlier run there are written over. Defaults stand in parentheses.",
      "train"};
  constexpr double many = 1e15;  // CLI11 takes what no integer holds for the largest integer
  app.footer(
      "Examples:\n"
      "  train --data ring --objective js --out ring\n"
      "  train --data houses.csv --out houses\n"
      "  train --data fashion-mnist --objective wasserstein --out clothes");
  const auto option = [&](const char* name, const char* value_name, auto& value, const char* help) {
    return app.add_option(name, value, help)->option_text(value_name);
  };
  option(
      "--data", "NAME|FILE", s.data,
      "what to learn: fashion-mnist (Debian's package dataset-fashion-mnist), ring, grid, "
      "swissroll, or a file, plain or gzip: a table as CSV or NPY (samples x columns, brought to "
      "mean 0 and spread 1 and back), images as IDX (MNIST's train-images-idx3-ubyte.gz) or NPY "
      "(count x rows x columns); required")
      ->required()
      ->check(not_empty("data"));
  std::string resumed;
  const auto settings_file = [&](std::string& folder) -> std::string {
    resumed = folder;
    folder = (std::filesystem::path(folder) / Settings::file).string();
    return {};
  };
  app.set_config(
         "--resume", "",
         "goes on with the run in DIR, from its newest checkpoint, with that run's settings "
         "and those given here; --out is DIR then")
      ->option_text("DIR")
      ->transform(CLI::Validator(settings_file, ""))
      ->configurable(false);
  option("--out", "DIR", s.out, "folder to write into, made if it is missing; required")
      ->required()
      ->check(not_empty("a folder"));
  option("--objective", "NAME", s.objective,
         "js: the original GAN, against a discriminator. wasserstein: the WGAN, against a critic "
         "with clipped weights (js; tables wasserstein)")
      ->check(CLI::IsMember({"js", "wasserstein"}));
  option("--steps", "N", s.steps, "generator steps (10000; images 4000)")->check(in_range(1, many));
  option("--seed", "N", s.seed, "every random number follows from it (0)")
      ->check(in_range(0, 0x1p64, true, false));
  option("--batch", "N", s.batch, "real samples a step, and as many generated (256; images 64)")
      ->check(in_range(1, many));
  option("--hidden", "N,N,...", s.hidden,
         "widths of the generator's hidden layers; the adversary has the same in reverse "
         "(128,128,128; images 256,256)")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->check(in_range(1, many));
  option("--latent", "N", s.latent,
         "size of the noise a sample is made from (as many as features, 2 to 64; images 64)")
      ->check(in_range(1, many));
  option("--adversary-steps,--discriminator-steps,--critic-steps", "N", s.adversary_steps,
         "steps of the adversary for one of the generator (js 1, wasserstein 5)")
      ->check(in_range(1, many));
  option("--clip", "C", s.clip,
         "wasserstein: the critic's weights stay within +-C (0.1; images 0.01)")
      ->check(in_range(0, HUGE_VAL, false));
  option("--optimizer", "NAME", s.optimizer, "sgd, rmsprop or adam (js adam, wasserstein rmsprop)")
      ->check(CLI::IsMember({"sgd", "rmsprop", "adam"}));
  option("--generator-rate", "R", s.generator_rate,
         "the generator's learning rate (js 1e-3, wasserstein 5e-4; sgd 0.05)")
      ->check(in_range(0));
  option("--adversary-rate", "R", s.adversary_rate,
         "the adversary's learning rate (the generator's; js on images 0.3 of it)")
      ->check(in_range(0));
  option("--rate-schedule", "NAME", s.schedule,
         "of both rates: constant, or linear, to 0 at the last step (linear)")
      ->check(CLI::IsMember({"constant", "linear"}));
  option("--instance-noise", "S", s.instance_noise,
         "standard deviation of noise on all that the adversary sees; it falls to 0 over the first "
         "60 % of the steps (js: half the spread of the data; images and wasserstein 0)")
      ->check(in_range(0));
  option(
      "--averaging", "D", s.averaging,
      "samples come from a moving average of the generator over about 1 / (1 - D) steps; 0 for the "
      "last step's alone (0)")
      ->check(in_range(0, 1, true, false));
  option("--threads", "N", s.threads,
         "threads that train, 0 for all cores; the result does not depend on it (0)")
      ->check(in_range(0, 1024));
  option("--report-every", "N", s.report_every, "a row in metrics.csv every N steps (steps / 200)")
      ->check(in_range(1, many));
  option(
      "--picture-every", "N", s.picture_every,
      "samples.png and curves.png anew every N steps, to watch; 0 for the end alone (steps / 10, "
      "at least 500)")
      ->check(in_range(0, many));
  option("--checkpoint-every", "N", s.checkpoint_every,
         "every N steps all that --resume needs, into the folder; the last 3 stay (0, never)")
      ->check(in_range(0, many));
  option("--retries", "N", s.retries,
         "how often a run that diverges goes back to its newest checkpoint, or to its start, with "
         "both learning rates halved (0)")
      ->check(in_range(0, 100));
  parse_or_exit(app, argc, argv);
  s.resume = !resumed.empty();
  if (s.resume) s.out = resumed;
  s.given = app.config_to_str();
  return s;
}
