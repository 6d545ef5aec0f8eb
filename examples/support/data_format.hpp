// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include <eigan/core/error.hpp>
#include <eigan/data/standard_scaler.hpp>
#include <eigan/io/weights.hpp>

/// What the features of samples are, which a generator's file says in its metadata, as JSON:
///
///     data     "houses.csv"
///     columns  ["rooms", "price"]                                          a table's
///     scaler   {"mean": [4.1, 312.5], "spread": [1.3, 97.2]}               a table's
///     image    {"rows": 28, "columns": 28}                                 images'
struct DataFormat {
  std::vector<std::string> columns{};              ///< one a feature; none for images
  std::optional<eigan::StandardScaler> scaler{};   ///< from the table's units to the generator's
  eigan::Index image_rows = 0, image_columns = 0;  ///< 0 for data that are no images

  bool images() const { return image_rows > 0; }
  bool table() const { return scaler.has_value(); }

  /// Generated samples in the units of the data.
  eigan::Batch<double> in_units_of_the_data(const eigan::Batch<float>& samples) const {
    return scaler ? scaler->inverse_transform(samples) : samples.cast<double>();
  }

  eigan::Metadata metadata() const {
    eigan::Metadata entries;
    if (images()) {
      entries["image"] = nlohmann::json{{"rows", image_rows}, {"columns", image_columns}}.dump();
    } else {
      entries["columns"] = nlohmann::json(columns).dump();
    }
    if (scaler) {
      const auto list = [](const eigan::Vector<double>& values) {
        return std::vector<double>(values.begin(), values.end());
      };
      entries["scaler"] =
          nlohmann::json{{"mean", list(scaler->mean())}, {"spread", list(scaler->spread())}}.dump();
    }
    return entries;
  }
};
