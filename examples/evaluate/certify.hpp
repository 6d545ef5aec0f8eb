// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <optional>

#include <nlohmann/json.hpp>

#include <eigan/core/batch.hpp>
#include <eigan/io/critic_file.hpp>
#include <eigan/io/data_format.hpp>

/// What `--certify` needs for the distributions, not the samples alone.
struct Laws {
  std::optional<double> diameter;  ///< of a set that holds both; in the units of the networks
  double delta = 0.05;
};

/// The critic in a run's folder, beside its model. \param model  the file or the folder
/// \throws eigan::DataError if it cannot be read, or takes other than `features`
eigan::CriticFile<float> read_critic_beside(const std::filesystem::path& model,
                                            eigan::Index features);

/// Prints a lower bound of W1 that a critic proves, and adds it to `result`.
/// \param real, made  in units of the data
void certify(const eigan::CriticFile<float>& file, const eigan::Batch<double>& real,
             const eigan::Batch<double>& made, const eigan::DataFormat& format, const Laws& laws,
             nlohmann::ordered_json& result);
