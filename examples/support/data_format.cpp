// SPDX-License-Identifier: MIT
#include "data_format.hpp"

#include <nlohmann/json.hpp>

#include <eigan/core/error.hpp>

using namespace eigan;

Batch<double> DataFormat::in_units_of_the_data(const Batch<float>& samples) const {
  return scaler ? scaler->inverse_transform(samples) : samples.cast<double>();
}

std::map<std::string, std::string> DataFormat::metadata() const {
  std::map<std::string, std::string> entries;
  if (images()) {
    entries["image"] = nlohmann::json{{"rows", image_rows}, {"columns", image_columns}}.dump();
  } else {
    entries["columns"] = nlohmann::json(columns).dump();
  }
  if (scaler) {
    const auto list = [](const Vector<double>& values) {
      return std::vector<double>(values.begin(), values.end());
    };
    entries["scaler"] =
        nlohmann::json{{"mean", list(scaler->mean())}, {"spread", list(scaler->spread())}}.dump();
  }
  return entries;
}

DataFormat DataFormat::of(const std::map<std::string, std::string>& metadata, Index features) {
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

std::vector<std::string> DataFormat::column_names(Index count) {
  std::vector<std::string> names;
  for (Index i = 1; i <= count; ++i) names.push_back("x" + std::to_string(i));
  return names;
}
