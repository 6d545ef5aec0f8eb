// SPDX-License-Identifier: MIT
#include "data.hpp"

#include <cstddef>
#include <filesystem>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include <zlib.h>

#include <eigan/eigan.hpp>
#include <eigan/io/read_file.hpp>

#include "fashion_mnist.hpp"

using namespace eigan;

namespace {

Data table_data(Batch<double> values, std::vector<std::string> names) {
  return {.format = {.columns = std::move(names)}, .table = std::move(values)};
}

/// \param pixels  in [0, 1], row after row
Data image_data(Batch<float> pixels, Index rows, Index columns) {
  require<DataError>((pixels.array() >= 0 && pixels.array() <= 1).all(),
                     "pixels must lie in [0, 1], they lie in [", pixels.minCoeff(), ", ",
                     pixels.maxCoeff(), "]");
  return {.format = {.image_rows = rows, .image_columns = columns},
          .source = AnySource(Dataset<float>(std::move(pixels)))};
}

Data idx_data(std::span<const std::byte> bytes) {
  const Idx idx = parse_idx(bytes);
  if (idx.sizes.size() == 2) {
    return table_data(to_batch<double>(idx), DataFormat::column_names(idx.sizes[1]));
  }
  require_images(idx);
  return image_data(to_batch<float>(idx, {.from = value_range(idx.type), .to = {0, 1}}),
                    idx.sizes[1], idx.sizes[2]);
}

Data npy_data(std::span<const std::byte> bytes) {
  const Npy npy = parse_npy(bytes);
  Batch<double> values = to_batch<double>(npy);
  if (npy.sizes.size() < 3) {
    const Index columns = values.rows();
    return table_data(std::move(values), DataFormat::column_names(columns));
  }
  require<DataError>(npy.sizes.size() == 3,
                     "an array of images is of count x rows x columns, a table ",
                     "of samples x features; this is of ", npy.shape());
  if (npy.type == NpyType::u8) values /= 255;
  return image_data(values.cast<float>(), npy.sizes[1], npy.sizes[2]);
}

/// IDX or NPY, which the first bytes tell, or else CSV.
Data parse(std::span<const std::byte> bytes) {
  const std::string_view content(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  if (content.starts_with(std::string_view("\0\0", 2))) return idx_data(bytes);
  if (is_npy(bytes)) return npy_data(bytes);
  Csv csv = parse_csv(content);
  return table_data(std::move(csv.values), std::move(csv.names));
}

/// A file, plain or gzip.
Data file_data(const std::string& path) {
  const std::vector<std::byte> bytes = read_file(path);
  Data data = naming(path, [&] { return parse(bytes); });
  data.checksum = crc32_z(0, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size());
  return data;
}

}  // namespace

Data read_data(const std::string& name) {
  const auto plane = [](auto source, const Batch<float>& modes, double stddev) {
    return Data{.format = {.columns = DataFormat::column_names(2)},
                .source = AnySource(source),
                .modes = modes,
                .stddev = stddev};
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
