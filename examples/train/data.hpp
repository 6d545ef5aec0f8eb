// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include <eigan/data/idx.hpp>
#include <eigan/eigan.hpp>
#include <eigan/io/file.hpp>

#include "../support/fashion_mnist.hpp"
#include "any_source.hpp"

/// What there is to learn, and what is known of it.
struct TrainingData {
  AnySource source;
  eigan::Index image_rows = 0, image_columns = 0;  // 0 for data that are no images
  eigan::Batch<float> modes;                       // centres, where they are known
  double stddev = 0;

  bool images() const { return image_rows > 0; }
};

/// An IDX file, plain or gzip, whatever its name: images, with pixels scaled to [0, 1], or a table
/// (samples x features), taken as it is.
inline TrainingData load_idx(const std::string& path) {
  using namespace eigan;
  const std::vector<std::byte> bytes = read_file(path);
  try {
    const Idx idx = parse_idx(bytes);
    if (idx.sizes.size() == 2)
      return {AnySource(Dataset<float>(to_batch<float>(idx))), 0, 0, {}, 0};
    require_images(idx);
    Batch<float> pixels = to_batch<float>(idx, {.from = value_range(idx.type), .to = {0, 1}});
    return {AnySource(Dataset<float>(std::move(pixels))), idx.sizes[1], idx.sizes[2], {}, 0};
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
  if (name == "ring") {
    const GaussianRing<float> ring;
    return {AnySource(ring), 0, 0, ring.centers(), ring.stddev};
  }
  if (name == "grid") {
    const GaussianGrid<float> grid;
    return {AnySource(grid), 0, 0, grid.centers(), grid.stddev};
  }
  if (name == "swissroll") return {AnySource(SwissRoll<float>{}), 0, 0, {}, 0};

  if (name == "fashion-mnist") return load_idx(fashion_mnist());
  require<DataError>(std::filesystem::exists(name), name,
                     ": No such file, nor one of fashion-mnist, ring, grid, swissroll");
  return load_idx(name);
}
