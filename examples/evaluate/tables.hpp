// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include <eigan/core/batch.hpp>

/// Prints how rows that a generator made differ from real ones, adds it to `result`, and draws
/// OUT/marginals.png. \param real, made  columns x rows, in the table's units
void evaluate_table(const eigan::Batch<double>& real, const eigan::Batch<double>& made,
                    const std::vector<std::string>& names, const std::string& out,
                    nlohmann::ordered_json& result);
