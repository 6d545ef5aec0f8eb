// SPDX-License-Identifier: MIT
#include "settings.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>

#include <nlohmann/json.hpp>

#include "../support/command_line.hpp"

namespace {

constexpr const char* no_clip = "--clip: only --objective wasserstein clips weights";

}  // namespace

void Settings::complete(const eigan::DataFormat& format, eigan::Index features, double spread) {
  const bool images = format.images();
  if (objective.empty()) objective = format.scaler ? "wasserstein" : "js";
  eigan::enforce(!clip || wasserstein(), no_clip);
  const auto otherwise = [](auto& setting, auto value) {
    if (!setting) setting = value;
  };
  otherwise(steps, eigan::Index{images ? 4000 : 10'000});
  otherwise(batch, eigan::Index{images ? 64 : 256});
  otherwise(latent, images ? 64 : std::clamp<eigan::Index>(features, 2, 64));
  otherwise(adversary_steps, eigan::Index{wasserstein() ? 5 : 1});
  // without it one run in ten misses a mode of the ring
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
  if (!bounds.empty()) all["bounds"] = bounds;
  return all;
}

namespace {

/// A name that CLI11 can read back from the file of settings.
std::string storable(const std::string& name) {
  if (name.find_first_of("#\"\r\n") == std::string::npos) return {};
  return std::string("must have no #, quotation mark or line end, which ") + Settings::file +
         " cannot hold: rename the file";
}

}  // namespace

Settings parse(int argc, char** argv) {
  Settings s;
  s.program = argv[0];
  CommandLine app(
      "train",
      "Trains a generative adversarial network and shows what it has learned. Writes\n"
      "samples.png, model.safetensors, metrics.csv, summary.json and more into --out, over\n"
      "those of an earlier run (docs/data-formats.md). Defaults are in parentheses.",
      "  train --data ring --objective js --out ring\n"
      "  train --data houses.csv --out houses\n"
      "  train --data fashion-mnist --objective wasserstein --out clothes");
  app.option(
         "--data", "NAME|FILE", s.data,
         "fashion-mnist, ring, grid, swissroll, or a file: a table as CSV or NPY, images as IDX or "
         "NPY; required unless --resume")
      ->required()
      ->check(not_empty("data"))
      ->check(CLI::Validator(storable, ""));
  app.header(s.header);
  std::string resumed;
  const auto settings_file = [&](std::string& folder) -> std::string {
    resumed = folder;
    folder = (std::filesystem::path(folder) / Settings::file).string();
    if (std::filesystem::exists(folder)) return {};
    return resumed + " must hold a run; missing: " + folder;
  };
  app.set_config("--resume", "", "resume the run in DIR from its newest checkpoint")
      ->option_text("DIR")
      ->transform(CLI::Validator(settings_file, ""))
      ->configurable(false);
  app.option("--out", "DIR", s.out,
             "folder for the results, made if missing; required unless --resume")
      ->check(not_empty("a folder"))
      ->configurable(false);
  app.option("--objective", "NAME", s.objective,
             "js, the original GAN, or wasserstein, with a critic whose weights are clipped (js; "
             "tables wasserstein)")
      ->check(CLI::IsMember({"js", "wasserstein"}));
  app.number("--steps", "N", s.steps, "generator steps (10000; images 4000)", 1);
  app.seed(s.seed, "the source of every random number (0)");
  app.number("--batch", "N", s.batch, "real samples per step, and as many fakes (256; images 64)",
             1);
  app.list("--hidden", "N,N,...", s.hidden, "widths of hidden layers (128,128,128; images 256,256)",
           whole(1, CommandLine::many));
  app.number("--latent", "N", s.latent, "size of the noise (the features, 2 to 64; images 64)", 1);
  app.number("--adversary-steps,--discriminator-steps,--critic-steps", "N", s.adversary_steps,
             "per generator step (js 1, wasserstein 5)", 1);
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
         "standard deviation of noise on real and fake, falling to 0 over 60 % of the steps (half "
         "the data's spread; images and wasserstein 0)")
      ->check(in_range(0));
  app.option("--averaging", "D", s.averaging,
             "average the generator over 1 / (1 - D) steps (0, none)")
      ->check(in_range(0, 1, true, false));
  app.option("--bounds", "NAME", s.bounds,
             "data: samples of a table are clamped to the least and largest values of its columns "
             "(none)")
      ->check(CLI::IsMember({"data", "none"}));
  app.number("--threads", "N", s.threads, "0 for all cores; does not change the results (0)", 0,
             1024);
  app.number("--report-every", "N", s.report_every, "steps per row of metrics.csv (steps / 200)",
             1);
  app.number("--picture-every", "N", s.picture_every,
             "steps between pictures; 0 for one at the end (steps / 10, at least 500)", 0);
  app.number("--checkpoint-every", "N", s.checkpoint_every,
             "steps between checkpoints, of which the last 3 are kept (0, none)", 0);
  app.number("--retries", "N", s.retries,
             "how often a run that diverges may go back to its newest checkpoint, each time with "
             "both rates halved (0)",
             0, 100);
  app.callback([&] {
    s.resume = !resumed.empty();
    if (s.clip && s.objective == "js") throw CLI::ValidationError(no_clip);
    if (s.resume == s.out.empty()) return;
    throw CLI::ValidationError(s.resume ? "--out: --resume writes into its own folder, " + resumed
                                        : "--out is required");
  });
  app.parse_or_exit(argc, argv);
  if (s.resume) s.out = resumed;
  s.given = app.config_to_str();
  return s;
}
