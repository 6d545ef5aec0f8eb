// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <eigan/eigan.hpp>

#include "../support/data.hpp"

/// What there is to learn, as the players see it, and what is known of it.
struct TrainingData {
  AnySource source;
  DataFormat format;
  eigan::Batch<float> modes{};  ///< centres, where they are known
  double stddev = 0;            ///< of a mode
  std::string note{};           ///< what its owner may want to know of it

  bool images() const { return format.images(); }
};

/// "150 samples of 5 columns; whole numbers, which samples need not be, in: species"
inline std::string table_note(const eigan::Batch<double>& values,
                              const std::vector<std::string>& names) {
  std::string whole;
  for (eigan::Index i = 0; i < values.rows(); ++i) {
    const auto column = values.row(i).array();
    if ((column != column.round()).any()) continue;
    whole += (whole.empty() ? "; whole numbers, which samples need not be, in: " : ", ") +
             eigan::printable(names[static_cast<std::size_t>(i)]);
  }
  return eigan::text(values.cols(), " samples of ", values.rows(), " columns", whole);
}

/// The data that `--data` names, a table's columns brought to mean 0 and standard deviation 1.
/// \throws eigan::Error, in one line
inline TrainingData load(const std::string& name) {
  using namespace eigan;
  Data data = read_data(name);
  if (data.source) return {std::move(*data.source), data.format, data.modes, data.stddev};
  std::vector<std::string>& names = data.format.columns;
  try {
    StandardScaler scaler(data.table, names);
    Dataset<float> scaled(scaler.transform<float>(data.table));
    std::string note = table_note(data.table, names);
    return {.source = AnySource(std::move(scaled)),
            .format = {.columns = std::move(names), .scaler = std::move(scaler)},
            .note = std::move(note)};
  } catch (const DataError& error) {
    throw DataError(text(name, ": ", error.what()));
  }
}

/// The standard deviation of the source's values around the mean of their feature.
inline double spread(const AnySource& source, std::uint64_t seed) {
  using namespace eigan;
  Batch<float> samples(source.features(), 1000);
  source.minibatch(0, Stream(seed, Purpose::user, 1), BatchRef<float>(samples));
  samples.colwise() -= samples.rowwise().mean().eval();
  return std::sqrt(static_cast<double>(samples.array().square().mean()));
}
