// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <optional>

#include <nlohmann/json.hpp>

#include <eigan/core/batch.hpp>
#include <eigan/io/data_format.hpp>

/// What `--certify` needs for the distributions, not the samples alone.
struct Laws {
  std::optional<double> diameter;  ///< of a set that holds both; in the units of the networks
  double delta = 0.05;
};

/// Prints a lower bound of W1 that the critic beside a model proves, and adds it to `result`.
/// \param real, made  in units of the data
/// \throws eigan::DataError if the critic's file cannot be read, or takes other features
void certify(const std::filesystem::path& model, const eigan::Batch<double>& real,
             const eigan::Batch<double>& made, const eigan::DataFormat& format, const Laws& laws,
             nlohmann::ordered_json& result);
