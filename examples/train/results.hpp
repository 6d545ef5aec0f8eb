// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <eigan/core/batch.hpp>
#include <eigan/diagnosis.hpp>
#include <eigan/training/step_report.hpp>

#include "../support/own_files.hpp"
#include "data.hpp"
#include "settings.hpp"

/// What this process has trained.
struct Fitted {
  eigan::StepReport report;  ///< of the last step
  eigan::Index steps;
  double seconds;
};

/// The folder of a run.
class Results {
 public:
  static const std::vector<std::string> files;  ///< all that a run may write, but for checkpoints
  static const Marker marker;

  /// Makes the folder if it is missing. \throws eigan::Error if it cannot
  explicit Results(std::filesystem::path folder);

  /// Writes what the command line said, for --resume.
  void write_settings(const Settings& settings) const;

  std::string path(const char* file) const { return (folder_ / file).string(); }

  /// How many samples `write` takes: 100 images, or 2,500 of other data.
  static eigan::Index wanted(const TrainingData& data) { return data.images() ? 100 : 2500; }

  /// Real samples to draw beside the generated ones, features x `wanted(data)`.
  static eigan::Batch<float> real(const TrainingData& data, const Settings& settings);

  /// Writes the samples, unless they are images, and the summary of a finished run.
  /// \param samples    features x `wanted(data)`
  /// \param fitted     none if all steps were done before
  void write(const eigan::Batch<float>& samples, const TrainingData& data, const Settings& settings,
             const std::optional<Fitted>& fitted,
             const std::optional<eigan::Diagnosis>& diagnosis) const;

 private:
  std::filesystem::path folder_;
};
