// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <fstream>
#include <locale>
#include <string>
#include <system_error>

#include <nlohmann/json.hpp>

#include <eigan/eigan.hpp>
#include <eigan/io/image_grid.hpp>
#include <eigan/io/png.hpp>
#include <eigan/io/scatter.hpp>

#include "data.hpp"
#include "settings.hpp"

/// The folder that a run writes into.
class Results {
 public:
  /// Makes the folder if it is missing. \throws eigan::Error if that cannot be done
  explicit Results(std::filesystem::path folder) : folder_(std::move(folder)) {
    std::error_code error;
    std::filesystem::create_directories(folder_, error);
    eigan::require(!error, "cannot make the folder ", folder_.string(), ": ", error.message());
  }

  std::string path(const char* file) const { return (folder_ / file).string(); }

  /// Pictures, samples and the summary of a finished run.
  template <class Generator>
  void write(const Generator& generator, const TrainingData& data, const Settings& settings,
             const eigan::StepReport& report, double seconds) const {
    using namespace eigan;
    Rng rng{settings.seed};  // the same samples whatever was drawn before
    const Index shown = data.images() ? 100 : 2500;
    const Batch<float> samples = generator.sample(shown, rng);
    Batch<float> real(data.source.features(), shown);
    data.source.minibatch(0, Stream(settings.seed, Purpose::user, 0), BatchRef<float>(real));
    if (data.images()) {
      const ImageLayout layout{.rows = data.image_rows, .columns = data.image_columns};
      write_png(path("samples.png"), image_comparison(samples, real, layout));
    } else {
      if (samples.rows() == 2) write_png(path("samples.png"), scatter(real, samples));
      write_csv(samples);
    }
    write_summary(samples, data, settings, report, seconds);
  }

 private:
  void write_csv(const eigan::Batch<float>& samples) const {
    std::ofstream file(path("samples.csv"));
    file.imbue(std::locale::classic());
    for (eigan::Index i = 0; i < samples.rows(); ++i) file << (i > 0 ? "," : "") << 'x' << i + 1;
    const Eigen::IOFormat rows(9, Eigen::DontAlignCols, ",", "\n", "", "", "\n", "\n");
    file << samples.transpose().format(rows) << std::flush;
    eigan::require(file.good(), "cannot write to ", path("samples.csv"));
  }

  void write_summary(const eigan::Batch<float>& samples, const TrainingData& data,
                     const Settings& s, const eigan::StepReport& report, double seconds) const {
    nlohmann::ordered_json metrics = {{"step", report.step},
                                      {"adversary_loss", report.adversary_loss},
                                      {"generator_loss", report.generator_loss},
                                      {"divergence", report.divergence}};
    if (report.lipschitz_bound) metrics["lipschitz_bound"] = *report.lipschitz_bound;
    if (report.w1_lower_bound()) metrics["w1_lower_bound"] = *report.w1_lower_bound();
    if (data.modes.cols() > 0) {
      const eigan::ModeCoverage coverage =
          eigan::mode_coverage(samples, data.modes, data.stddev);
      metrics["modes"] = coverage.modes;
      metrics["modes_captured"] = coverage.modes_captured;
      metrics["high_quality"] = coverage.high_quality;
      metrics["reverse_kl"] = coverage.reverse_kl;
    }
    const nlohmann::ordered_json summary = {{"eigan", eigan::version},
                                            {"settings", s.json()},
                                            {"metrics", metrics},
                                            {"seconds", seconds},
                                            {"steps_per_second", static_cast<double>(*s.steps) / seconds}};
    std::ofstream file(path("summary.json"));
    file << summary.dump(2) << '\n' << std::flush;
    eigan::require(file.good(), "cannot write to ", path("summary.json"));
  }

  std::filesystem::path folder_;
};
