// SPDX-License-Identifier: MIT
#include "data.hpp"

#include <cmath>
#include <iterator>
#include <set>
#include <utility>
#include <vector>

#include <eigan/core/error.hpp>
#include <eigan/core/rng.hpp>
#include <eigan/io/read_file.hpp>

#include "../support/text.hpp"

using namespace eigan;

namespace {

/// "150 samples of 5 columns; whole numbers, which samples need not be, in: species"
std::string table_note(const Table& table) {
  const Batch<double>& values = table.values;
  std::string whole;
  for (Index i = 0; i < values.rows(); ++i) {
    const auto column = values.row(i).array();
    if ((column != column.round()).any()) continue;
    whole += (whole.empty() ? "; whole numbers, which samples need not be, in: " : ", ") +
             printable(table.names[static_cast<std::size_t>(i)]);
  }
  const bool turned = values.cols() < values.rows();
  return text(values.cols(), " samples of ", values.rows(), " columns", whole,
              turned ? "; fewer samples than columns: is each row a sample?" : "",
              table.note.empty() ? "" : "; ", table.note);
}

/// \throws DataError that names all columns that do not vary
void require_varying(const Table& table) {
  std::string constant;
  for (Index i = 0; table.values.cols() > 0 && i < table.values.rows(); ++i) {
    if ((table.values.row(i).array() != table.values(i, 0)).any()) continue;
    const std::string& name = table.names[static_cast<std::size_t>(i)];
    constant += (constant.empty() ? "" : ", ") + printable(name);
  }
  enforce<DataError>(table.values.cols() > 1, "there must be at least 2 samples; got ",
                     table.values.cols());
  enforce<DataError>(constant.empty(), "every column must vary; leave out: ", constant);
}

}  // namespace

TrainingData load(const std::string& name, CsvHeader header) {
  Data data = read_data(name, header);
  if (data.source) {
    return {std::move(*data.source), data.format, data.modes, data.stddev, data.checksum};
  }
  const Table& table = data.table;
  return detail::naming(name, [&]() -> TrainingData {
    if (table.values.allFinite()) require_varying(table);  // if not, the scaler says where
    StandardScaler scaler(table.values, table.names);
    Dataset<float> scaled(scaler.transform<float>(table.values));
    return {.source = AnySource(std::move(scaled)),
            .format = {.columns = table.names,
                       .scaler = std::move(scaler),
                       .low = table.values.rowwise().minCoeff(),
                       .high = table.values.rowwise().maxCoeff()},
            .checksum = data.checksum,
            .note = table_note(table)};
  });
}

Index different_samples(const AnySource& source, Index count) {
  const Batch<float> samples = draw<float>(source, count, Stream(0, Purpose::user, 2));
  std::set<std::vector<float>> different;
  for (const auto& sample : samples.colwise()) different.emplace(sample.begin(), sample.end());
  return std::ssize(different);
}

double spread(const AnySource& source, std::uint64_t seed) {
  Batch<float> samples = draw<float>(source, 1000, Stream(seed, Purpose::user, 1));
  samples.colwise() -= samples.rowwise().mean().eval();
  return std::sqrt(static_cast<double>(samples.array().square().mean()));
}
