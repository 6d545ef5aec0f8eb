// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include <nlohmann/json.hpp>

#include <eigan/core/batch.hpp>

#include <eigan/io/data_format.hpp>

/// Prints how generated images differ from real ones, and adds it to `result`.
/// \param real, made  pixels x images, in [0, 1]
void compare_images(const eigan::Batch<double>& real, const eigan::Batch<double>& made,
                    nlohmann::ordered_json& result);

/// Draws OUT/nearest.png: generated images, and the real one nearest to each.
void draw_nearest(const eigan::Batch<double>& real, const eigan::Batch<double>& made,
                  const eigan::DataFormat& format, const std::string& out);
