// SPDX-License-Identifier: MIT
#pragma once

#include <iterator>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include <eigan/data/scaling.hpp>
#include <eigan/formats/csv.hpp>
#include <eigan/io/safetensors.hpp>

namespace eigan {

/// What the features of a generator's samples mean. The metadata of its file hold it as JSON, for the
/// programs:
///
///     columns  ["rooms", "price"]                               of a table
///     scaler   {"mean": [4.1, 312.5], "spread": [1.3, 97.2]}    of data that were scaled for training
///     bounds   {"low": [1, 80.5], "high": [12, 999]}            to which samples are clamped
///     image    {"rows": 28, "columns": 28}                      of images
struct DataFormat {
  std::vector<std::string> columns{};       ///< one a feature; none for images
  std::optional<StandardScaler> scaler{};   ///< from the data's units to the generator's
  Index image_rows = 0, image_columns = 0;  ///< 0 unless they are images
  Vector<double> low{}, high{};             ///< bounds, one each a feature, or none

  bool images() const { return image_rows > 0; }

  /// \param samples  generated, features x samples
  template <class Scalar>
  Batch<double> in_units_of_the_data(const Batch<Scalar>& samples) const {
    Batch<double> result = scaler ? scaler->inverse_transform(samples)
                                  : Batch<double>(samples.template cast<double>());
    if (low.size() == 0) return result;
    const Index n = result.cols();
    return result.cwiseMax(low.replicate(1, n)).cwiseMin(high.replicate(1, n));
  }

  /// For `save_generator`.
  Metadata metadata() const {
    Metadata entries;
    const auto set = [&](const char* name, const nlohmann::json& value) {
      entries[name] = detail::json_line(value);
    };
    if (images()) set("image", {{"rows", image_rows}, {"columns", image_columns}});
    if (!images() && !columns.empty()) set("columns", columns);
    if (scaler) set("scaler", {{"mean", scaler->mean()}, {"spread", scaler->spread()}});
    if (low.size() > 0) set("bounds", {{"low", low}, {"high", high}});
    return entries;
  }

  /// Reads the metadata of a file; columns without names are x1, x2, ...
  /// \param features  of the generator's samples  \throws DataError if they do not fit
  static DataFormat of(const Metadata& metadata, Index features) {
    const auto json = [&](const char* name) -> nlohmann::json {
      const auto entry = metadata.find(name);
      if (entry == metadata.end()) return {};
      return detail::parse_json(entry->second, detail::text("metadata '", name, "'"));
    };
    DataFormat format;
    try {
      if (const auto image = json("image"); !image.is_null()) {
        const Index rows = image.at("rows"), columns = image.at("columns");
        const bool fit = rows > 0 && features % rows == 0 && features / rows == columns;
        enforce<DataError>(fit && columns > 0,
                           "images must have as many pixels as samples have features, ", features,
                           "; got ", rows, " x ", columns);
        format.image_rows = rows;
        format.image_columns = columns;
      } else if (const auto columns = json("columns"); !columns.is_null()) {
        format.columns = columns.get<std::vector<std::string>>();
      } else {
        format.columns = column_names(features);
      }
      const auto list = [](const nlohmann::json& values) -> Vector<double> {
        const auto all = values.get<std::vector<double>>();
        return Eigen::Map<const Vector<double>>(all.data(), std::ssize(all));
      };
      if (const auto scaler = json("scaler"); !scaler.is_null()) {
        format.scaler = StandardScaler(list(scaler.at("mean")), list(scaler.at("spread")));
      }
      if (const auto bounds = json("bounds"); !bounds.is_null()) {
        format.low = list(bounds.at("low"));
        format.high = list(bounds.at("high"));
        enforce<DataError>(
            format.low.size() == features && format.high.size() == features &&
                (format.low.array() <= format.high.array()).all(),
            "metadata 'bounds' must have a low and a high value, no lower, of each of ", features,
            " features");
      }
    } catch (const nlohmann::json::exception&) {
      throw DataError(
          "metadata 'columns', 'scaler', 'bounds' and 'image' must be as DataFormat::metadata "
          "writes them");
    }
    const Index columns = format.images() ? features : std::ssize(format.columns);
    const Index scaled = format.scaler ? format.scaler->features() : columns;
    enforce<DataError>(columns == features && scaled == features,
                       "there must be as many columns as samples have features, ", features,
                       "; got ", columns, " names and a scaler of ", scaled);
    return format;
  }
};

}  // namespace eigan
