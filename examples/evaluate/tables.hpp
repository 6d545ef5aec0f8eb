// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include <eigan/core/batch.hpp>

/// Prints how generated rows differ from real ones, and adds it to `result`.
/// \param real, made  columns x rows, in the table's units
void compare_tables(const eigan::Batch<double>& real, const eigan::Batch<double>& made,
                    const std::vector<std::string>& names, nlohmann::ordered_json& result);

/// Draws OUT/marginals.png: histograms of every column.
void draw_marginals(const eigan::Batch<double>& real, const eigan::Batch<double>& made,
                    const std::vector<std::string>& names, const std::string& out);
