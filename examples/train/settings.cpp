// SPDX-License-Identifier: MIT
#include "settings.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>

#include <nlohmann/json.hpp>

#include "../support/command_line.hpp"

void Settings::complete(const eigan::DataFormat& format, eigan::Index features,
                        double spread_of_data) {
  const bool images = format.images();
  if (objective.empty()) objective = format.scaler ? "wasserstein" : "js";
  require_fit(*this);
  const ObjectiveKind& kind = ObjectiveKind::of(objective);
  spread = spread_of_data;
  const std::string usual = images ? kind.image_penalty : kind.penalty;
  if (penalty.empty() && !usual.empty()) penalty = split(usual);
  for (const std::string& each : penalty) {
    if (each != no_penalty) penalties.push_back(PenaltySetting::of(each, images));
  }
  const bool weightless = std::all_of(penalties.begin(), penalties.end(),
                                      [](const PenaltySetting& each) { return each.weight == 0; });
  eigan::enforce(
      objective != "wgan-gp" || !weightless,
      "--penalty: wgan-gp must have one of a weight above 0, since nothing else bounds the slope "
      "of its critic");
  eigan::enforce(!every || !penalties.empty(),
                 "--every: there must be a penalty that it applies to; add one with --penalty");
  const auto otherwise = [](auto& setting, auto value) {
    if (!setting) setting = value;
  };
  otherwise(steps, eigan::Index{images ? 4000 : 10'000});
  otherwise(batch, eigan::Index{images ? 64 : 256});
  otherwise(latent, images ? 64 : std::clamp<eigan::Index>(features, 2, 64));
  otherwise(adversary_steps, kind.adversary_steps);
  const eigan::Index updates = *steps * *adversary_steps;
  eigan::enforce(every.value_or(1) <= updates, "--every: must be at most the adversary's updates, ",
                 updates, "; got ", every.value_or(1));
  otherwise(instance_noise, images ? 0.0 : kind.noise * spread);
  // a multiple, so that the penalties are in each row; unless few rows were left
  const eigan::Index due =
      penalties.empty() || every.value_or(1) > *steps / 20 ? 1 : every.value_or(1);
  otherwise(report_every, (std::max<eigan::Index>(1, *steps / 200) + due - 1) / due * due);
  otherwise(picture_every, std::max<eigan::Index>(500, *steps / 10));
  otherwise(clip, images ? 0.01 : 0.1);
  if (hidden.empty())
    hidden =
        images ? std::vector<eigan::Index>{256, 256} : std::vector<eigan::Index>{128, 128, 128};
  if (optimizer.empty()) optimizer = kind.optimizer;
  otherwise(generator_rate, optimizer == "sgd" ? 0.05 : kind.rate);
  otherwise(adversary_rate, (images ? kind.image_rate : 1.0) * *generator_rate);
  if (schedule.empty()) schedule = "linear";
}

std::string Settings::penalties_text() const {
  std::string all;
  for (const auto& [name, weight] : penalties) {
    all += eigan::detail::text(all.empty() ? "" : ",", name, ":", weight);
  }
  return all;
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
  if (objective == "wasserstein") all["clip"] = *clip;
  for (const auto& [name, weight] : penalties) all["penalty"][name] = weight;
  if (!penalties.empty()) all["every"] = every.value_or(1);
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
  CommandLine app("train",
                  "Trains a generative adversarial network and shows what it has learned. Writes\n"
                  "samples.png, model.safetensors, metrics.csv, summary.json and more into --out\n"
                  "(docs/data-formats.md). Defaults are in parentheses.",
                  "  train --data ring --objective js --out ring\n"
                  "  train --data houses.csv --out houses\n"
                  "  train --data fashion-mnist --objective wasserstein --out clothes",
                  true);
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
  app.add_flag("--overwrite", s.overwrite, "replace a finished run in --out, and its checkpoints")
      ->configurable(false);
  std::vector<std::string> objectives;
  for (const ObjectiveKind& kind : ObjectiveKind::all) objectives.emplace_back(kind.name);
  app.option(
         "--objective", "NAME", s.objective,
         "js, the original GAN; wasserstein, with a critic whose weights are clipped; wgan-gp, "
         "whose critic has a gradient penalty instead; hinge; least-squares; relativistic, which "
         "compares real samples and fakes in pairs; or certified, whose critic is 1-Lipschitz by "
         "construction and proves a distance, W1 >= (js; tables wasserstein)")
      ->check(CLI::IsMember(objectives));
  app.list(
      "--penalty", "NAME[:W],...", s.penalty,
      "penalties on the slope of the adversary, with weights (0.1; images 10): r1 at real "
      "samples, r2 at fakes, gp between them (slopes of 1), gp-zero (of 0), lp (of at most 1), "
      "dragan around real samples (of 1); or none (wgan-gp gp, hinge r1, "
      "least-squares r1:1, relativistic r1,r2)",
      CLI::Validator([](std::string& given) { return PenaltySetting::error(given); }, ""));
  app.number("--every", "N", s.every,
             "take penalties in each N-th update of the adversary only, N times as strong: costs "
             "less (1)",
             1);
  app.number("--steps", "N", s.steps, "generator steps (10000; images 4000)", 1);
  app.seed(s.seed, "the source of every random number (0)");
  app.number("--batch", "N", s.batch, "real samples per step, and as many fakes (256; images 64)",
             1);
  app.list("--hidden", "N,N,...", s.hidden, "widths of hidden layers (128,128,128; images 256,256)",
           whole(1, CommandLine::many));
  app.number("--latent", "N", s.latent, "size of the noise (the features, 2 to 64; images 64)", 1);
  app.number("--adversary-steps,--discriminator-steps,--critic-steps", "N", s.adversary_steps,
             "per generator step (1; wasserstein, wgan-gp and certified 5)", 1);
  app.option("--clip", "C", s.clip, "the critic's weights stay within +-C (0.1; images 0.01)")
      ->check(in_range(0, HUGE_VAL, false));
  app.option("--optimizer", "NAME", s.optimizer, "sgd, rmsprop or adam (adam; wasserstein rmsprop)")
      ->check(CLI::IsMember({"sgd", "rmsprop", "adam"}));
  app.option("--generator-rate", "R", s.generator_rate,
             "learning rate (1e-3; wasserstein 5e-4, wgan-gp 2e-3; sgd 0.05)")
      ->check(in_range(0));
  app.option("--adversary-rate", "R", s.adversary_rate,
             "the adversary's (the same; js on images 0.3 of it)")
      ->check(in_range(0));
  app.option("--rate-schedule", "NAME", s.schedule, "constant, or linear: both fall to 0 (linear)")
      ->check(CLI::IsMember({"constant", "linear"}));
  app.option(
         "--instance-noise", "S", s.instance_noise,
         "standard deviation of noise on real and fake, falling to 0 over 60 % of the steps (half "
         "the data's spread; 0 for images, and for other objectives than js)")
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
    try {
      require_fit(s);
    } catch (const eigan::Error& error) {
      throw CLI::ValidationError(error.what());
    }
    if (s.resume == s.out.empty()) return;
    throw CLI::ValidationError(s.resume ? "--out: --resume writes into its own folder, " + resumed
                                        : "--out is required");
  });
  app.parse_or_exit(argc, argv);
  if (s.resume) s.out = resumed;
  s.data_from_file = s.resume && std::none_of(argv, argv + argc, [](const char* given) {
                       return std::string(given).starts_with("--data");
                     });
  s.given = app.config_to_str();
  return s;
}
