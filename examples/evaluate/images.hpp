// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include <nlohmann/json.hpp>

#include <eigan/core/batch.hpp>

#include <eigan/io/data_format.hpp>

/// Prints how images that a generator made differ from real ones, adds it to `result`, and draws
/// OUT/nearest.png. \param real, made  pixels x images, in [0, 1]
void evaluate_images(const eigan::Batch<double>& real, const eigan::Batch<double>& made,
                     const eigan::DataFormat& format, const std::string& out,
                     nlohmann::ordered_json& result);
