// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <eigan/eigan.hpp>
#include <eigan/io/file.hpp>

#include "../support/data_format.hpp"
#include "../support/fashion_mnist.hpp"
#include "any_source.hpp"

/// What there is to learn, and what is known of it.
struct TrainingData {
  AnySource source;
  DataFormat format;
  eigan::Batch<float> modes{};  // centres, where they are known
  double stddev = 0;
  std::string note{};  // what its owner may want to know of it

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

/// A table, its columns brought to mean 0 and standard deviation 1. \param values  columns x samples
inline TrainingData table(const eigan::Batch<double>& values, std::vector<std::string> names) {
  eigan::StandardScaler scaler(values, names);
  eigan::Dataset<float> scaled(scaler.transform<float>(values));
  std::string note = table_note(values, names);
  return {.source = AnySource(std::move(scaled)),
          .format = {.columns = std::move(names), .scaler = std::move(scaler)},
          .note = std::move(note)};
}

/// Images. \param pixels  in [0, 1], row after row
inline TrainingData images(eigan::Batch<float> pixels, eigan::Index rows, eigan::Index columns) {
  eigan::require<eigan::DataError>((pixels.array() >= 0 && pixels.array() <= 1).all(),
                                   "pixels must lie in [0, 1], they lie in [", pixels.minCoeff(),
                                   ", ", pixels.maxCoeff(), "]");
  return {AnySource(eigan::Dataset<float>(std::move(pixels))),
          {.image_rows = rows, .image_columns = columns}};
}

inline TrainingData idx_data(std::span<const std::byte> bytes) {
  using namespace eigan;
  const Idx idx = parse_idx(bytes);
  if (idx.sizes.size() == 2) {
    return table(to_batch<double>(idx), DataFormat::column_names(idx.sizes[1]));
  }
  require_images(idx);
  return images(to_batch<float>(idx, {.from = value_range(idx.type), .to = {0, 1}}), idx.sizes[1],
                idx.sizes[2]);
}

inline TrainingData npy_data(std::span<const std::byte> bytes) {
  using namespace eigan;
  const Npy npy = parse_npy(bytes);
  Batch<double> values = to_batch<double>(npy);
  if (npy.sizes.size() < 3) return table(values, DataFormat::column_names(values.rows()));
  require<DataError>(npy.sizes.size() == 3,
                     "an array of images is of count x rows x columns, a table ",
                     "of samples x features; this is of ", npy.shape());
  if (npy.type == NpyType::u8) values /= 255;
  return images(values.cast<float>(), npy.sizes[1], npy.sizes[2]);
}

/// A file, plain or gzip: IDX or NPY, which its first bytes tell, or else CSV.
inline TrainingData file_data(const std::string& path) {
  using namespace eigan;
  const std::vector<std::byte> bytes = read_file(path);
  const std::string_view content(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  try {
    if (content.starts_with(std::string_view("\0\0", 2))) return idx_data(bytes);
    if (content.starts_with("\x93NUMPY")) return npy_data(bytes);
    Csv csv = parse_csv(content);
    return table(csv.values, std::move(csv.names));
  } catch (const DataError& error) {
    throw DataError(text(path, ": ", error.what()));
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

/// The source that `--data` names. \throws eigan::Error, in one line
inline TrainingData load(const std::string& name) {
  using namespace eigan;
  const auto plane = [](auto source, const Batch<float>& modes, double stddev) {
    return TrainingData{AnySource(source), {.columns = DataFormat::column_names(2)}, modes, stddev};
  };
  const GaussianRing<float> ring;
  const GaussianGrid<float> grid;
  if (name == "ring") return plane(ring, ring.centers(), ring.stddev);
  if (name == "grid") return plane(grid, grid.centers(), grid.stddev);
  if (name == "swissroll") return plane(SwissRoll<float>{}, {}, 0);
  if (name == "fashion-mnist") return file_data(fashion_mnist());
  require<DataError>(std::filesystem::exists(name), name,
                     ": No such file, nor one of fashion-mnist, ring, grid, swissroll");
  return file_data(name);
}
