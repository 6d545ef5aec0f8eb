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

  /// What a file says. \param features  of the generator's samples
  /// \throws DataError if it does not go with them
  static DataFormat of(const eigan::Metadata& metadata, eigan::Index features) {
    using namespace eigan;
    const auto json = [&](const char* name) {
      const auto entry = metadata.find(name);
      return entry == metadata.end() ? nlohmann::json() : nlohmann::json::parse(entry->second);
    };
    DataFormat format;
    try {
      if (const auto image = json("image"); !image.is_null()) {
        format.image_rows = image.at("rows");
        format.image_columns = image.at("columns");
        require<DataError>(format.image_rows > 0 && format.image_columns > 0 &&
                               features / format.image_rows == format.image_columns &&
                               features % format.image_rows == 0,
                           "the images must have as many pixels as samples have features, ",
                           features);
        return format;
      }
      if (const auto columns = json("columns"); !columns.is_null()) {
        format.columns = columns.get<std::vector<std::string>>();
      } else {
        format.columns = column_names(features);
      }
      if (const auto scaler = json("scaler"); !scaler.is_null()) {
        const auto list = [&](const char* name) {
          const auto values = scaler.at(name).get<std::vector<double>>();
          return Vector<double>(
              Eigen::Map<const Vector<double>>(values.data(), static_cast<Index>(values.size())));
        };
        format.scaler = StandardScaler(list("mean"), list("spread"));
      }
    } catch (const nlohmann::json::exception&) {
      throw DataError("the file's metadata on its data must be as train writes them");
    }
    require<DataError>(static_cast<Index>(format.columns.size()) == features &&
                           (!format.scaler || format.scaler->features() == features),
                       "there must be as many columns as samples have features, ", features);
    return format;
  }

  /// x1, x2, ...: the names of columns that have none.
  static std::vector<std::string> column_names(eigan::Index count) {
    std::vector<std::string> names;
    for (eigan::Index i = 1; i <= count; ++i) names.push_back("x" + std::to_string(i));
    return names;
  }
};

/// What the file of a generator says of its samples. \throws DataError that names the file
inline DataFormat data_format(const eigan::GeneratorFile<float>& file, const std::string& path) {
  try {
    return DataFormat::of(file.metadata, file.generator.network().outputs());
  } catch (const eigan::DataError& error) {
    throw eigan::DataError(eigan::text(path, ": ", error.what()));
  }
}
