// SPDX-License-Identifier: MIT
#include "data.hpp"

#include <cstddef>
#include <filesystem>
#include <utility>
#include <vector>

#include <zlib.h>

#include <eigan/eigan.hpp>
#include <eigan/formats/data_file.hpp>
#include <eigan/io/read_file.hpp>

#include "fashion_mnist.hpp"

using namespace eigan;

bool named_data(const std::string& name) {
  return name == "ring" || name == "grid" || name == "swissroll" || name == "fashion-mnist";
}

Data read_data(const std::string& name, CsvHeader header) {
  const auto plane = [](auto source, const Batch<float>& modes, double stddev) {
    return Data{.format = {.columns = column_names(2)},
                .source = AnySource(source),
                .modes = modes,
                .stddev = stddev};
  };
  const GaussianRing<float> ring;
  const GaussianGrid<float> grid;
  if (name == "ring") return plane(ring, ring.centers(), ring.stddev);
  if (name == "grid") return plane(grid, grid.centers(), grid.stddev);
  if (name == "swissroll") return plane(SwissRoll<float>{}, {}, 0);
  const std::string path = name == "fashion-mnist" ? fashion_mnist() : name;
  enforce<DataError>(std::filesystem::exists(path), path,
                     ": No such file, and none of the names fashion-mnist, ring, grid, swissroll");
  const std::vector<std::byte> bytes = read_file(path);
  Data data = detail::naming(path, [&]() -> Data {
    if (!holds_images(bytes)) {
      Table table = parse_table(bytes, header);
      return {.format = {.columns = table.names}, .table = std::move(table)};
    }
    Images<float> images = parse_images<float>(bytes);
    return {.format = {.image_rows = images.rows, .image_columns = images.columns},
            .source = AnySource(Dataset<float>(std::move(images.pixels)))};
  });
  data.checksum = crc32_z(0, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size());
  return data;
}
