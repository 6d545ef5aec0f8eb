// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include <eigan/core/batch.hpp>
#include <eigan/diagnosis.hpp>
#include <eigan/training/step_report.hpp>

#include "data.hpp"
#include "settings.hpp"

/// What this process has trained.
struct Fitted {
  eigan::StepReport report;  ///< of the last step
  eigan::Index steps;
  double seconds;
};

/// The folder that a run writes into.
class Results {
 public:
  /// Makes the folder if it is missing. \throws eigan::Error if that cannot be done
  explicit Results(std::filesystem::path folder);

  /// Writes what the run was asked for, for --resume.
  void write_settings(const Settings& settings) const;

  std::string path(const char* file) const { return (folder_ / file).string(); }

  /// How many samples `write` wants: 100 images, or 2,500 of other data.
  static eigan::Index wanted(const TrainingData& data) { return data.images() ? 100 : 2500; }

  /// Real samples to be drawn beside the generated ones, features x `wanted(data)`.
  static eigan::Batch<float> real(const TrainingData& data, const Settings& settings);

  /// The samples, unless they are images, and the summary of a finished run.
  /// \param samples  features x `wanted(data)`
  /// \param fitted   none if all steps were made before
  /// \param diagnosis  how the game stands, if that can be said
  void write(const eigan::Batch<float>& samples, const TrainingData& data, const Settings& settings,
             const std::optional<Fitted>& fitted,
             const std::optional<eigan::Diagnosis>& diagnosis) const;

 private:
  std::filesystem::path folder_;
};
