// SPDX-License-Identifier: MIT
#include "settings.hpp"

#include <algorithm>
#include <cstdlib>
#include <iostream>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <eigan/core/error.hpp>

void Settings::complete(bool images, double spread) {
  const auto otherwise = [](auto& setting, auto value) {
    if (!setting) setting = value;
  };
  otherwise(steps, eigan::Index{images ? 4000 : 10'000});
  eigan::require(*steps >= 1, "steps must be at least 1, got ", *steps);
  otherwise(batch, eigan::Index{images ? 64 : 256});
  otherwise(latent, eigan::Index{images ? 64 : 2});
  otherwise(adversary_steps, eigan::Index{wasserstein() ? 5 : 1});
  // Without it a run in ten misses a mode of the ring.
  otherwise(instance_noise, images || wasserstein() ? 0.0 : spread / 2);
  otherwise(report_every, std::max<eigan::Index>(1, *steps / 200));
  otherwise(clip, images ? 0.01 : 0.1);
  if (hidden.empty()) hidden = images ? std::vector<eigan::Index>{256, 256}
                                      : std::vector<eigan::Index>{128, 128, 128};
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
                                {"threads", threads},
                                {"report_every", *report_every}};
  if (wasserstein()) all["clip"] = *clip;
  return all.dump();
}

Settings parse(int argc, char** argv) {
  Settings s;
  CLI::App app{
      "train: trains a generative adversarial network (GAN) and shows what it has learned.\n\n"
      "A generator turns noise into samples, an adversary tells them from real ones, and each gets\n"
      "better against the other. Into the folder --out go\n"
      "  samples.png   generated beside real images; for 2-D data real and generated points\n"
      "  samples.csv   2,500 generated samples (data that are no images)\n"
      "  metrics.csv   how training went: step, seconds, both losses, divergence\n"
      "  summary.json  every setting, final metrics, seconds, steps a second\n"
      "Files of an earlier run there are written over. Defaults stand in parentheses.\n\n"
      "Try first:  train --data ring --objective js --out ring\n"};
  app.get_formatter()->column_width(34);
  const auto option = [&](const char* name, auto& value, const char* help) {
    return app.add_option(name, value, help);
  };
  option("--data", s.data,
         "fashion-mnist (Debian's package dataset-fashion-mnist), ring, grid, swissroll, or an IDX "
         "file, plain or gzip, such as MNIST's train-images-idx3-ubyte.gz")
      ->required()->type_name("NAME|FILE");
  option("--objective", s.objective,
         "js: the original GAN, against a discriminator. wasserstein: the WGAN, against a critic "
         "with clipped weights")
      ->check(CLI::IsMember({"js", "wasserstein"}))->default_val("js")->type_name("NAME");
  option("--out", s.out, "folder to write into; made if it is missing")->required()->type_name("DIR");
  option("--steps", s.steps, "generator steps (10000; images 4000)")->type_name("N");
  option("--seed", s.seed, "every random number follows from it (0)")->type_name("N");
  option("--batch", s.batch, "real samples a step, and as many generated (256; images 64)")
      ->type_name("N");
  option("--hidden", s.hidden,
         "widths of the generator's hidden layers; the adversary has the same in reverse "
         "(128,128,128; images 256,256)")
      ->delimiter(',')->type_name("N,N,...");
  option("--latent", s.latent, "size of the noise a sample is made from (2; images 64)")
      ->type_name("N");
  option("--adversary-steps,--discriminator-steps,--critic-steps", s.adversary_steps,
         "steps of the adversary for one of the generator (js 1, wasserstein 5)")
      ->type_name("N");
  option("--clip", s.clip,
         "wasserstein: the critic's weights stay within +-clip (0.1; images 0.01)")
      ->type_name("C");
  option("--optimizer", s.optimizer, "sgd, rmsprop or adam (js adam, wasserstein rmsprop)")
      ->check(CLI::IsMember({"sgd", "rmsprop", "adam"}))->type_name("NAME");
  option("--generator-rate", s.generator_rate,
         "the generator's learning rate (js 1e-3, wasserstein 5e-4; sgd 0.05)")
      ->type_name("R");
  option("--adversary-rate", s.adversary_rate, "the adversary's learning rate (the generator's; js on images 0.3 of it)")
      ->type_name("R");
  option("--rate-schedule", s.schedule,
         "constant, or linear: falling to 0 at the last step (linear)")
      ->check(CLI::IsMember({"constant", "linear"}))->type_name("NAME");
  option("--instance-noise", s.instance_noise,
         "standard deviation of noise that is added to all that the adversary sees; it falls to 0 "
         "over the first 60 % of the steps (js: half the spread of the data; images and "
         "wasserstein 0)")
      ->type_name("S");
  option("--threads", s.threads,
         "threads that train; 0: all cores. The result does not depend on it (0)")
      ->type_name("N");
  option("--report-every", s.report_every, "a row in metrics.csv every N steps (steps / 200)")
      ->type_name("N");
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp& help) {
    std::exit(app.exit(help));
  } catch (const CLI::ParseError& error) {
    std::cerr << "train: " << error.what() << " (train --help lists the options)\n";
    std::exit(2);
  }
  return s;
}
