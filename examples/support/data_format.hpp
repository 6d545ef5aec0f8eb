// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include <eigan/core/batch.hpp>
#include <eigan/data/standard_scaler.hpp>

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
  eigan::Batch<double> in_units_of_the_data(const eigan::Batch<float>& samples) const;

  /// The metadata of a file (eigan::Metadata).
  std::map<std::string, std::string> metadata() const;

  /// What a file says. \param features  of the generator's samples
  /// \throws DataError if it does not go with them
  static DataFormat of(const std::map<std::string, std::string>& metadata, eigan::Index features);

  /// x1, x2, ...: the names of columns that have none.
  static std::vector<std::string> column_names(eigan::Index count);
};
