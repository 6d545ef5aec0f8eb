// SPDX-License-Identifier: MIT
#include "model.hpp"

#include <utility>

#include <eigan/io/read_file.hpp>

using namespace eigan;

Model read_model(const std::filesystem::path& path) {
  GeneratorFile<float> file = read_generator<float>(path);
  const DataFormat format = detail::naming(
      path, [&] { return DataFormat::of(file.metadata, file.generator.network().outputs()); });
  Metadata trained;
  for (const char* key : {"objective", "penalty"}) {
    if (const auto found = file.metadata.find(key); found != file.metadata.end()) {
      trained.insert(*found);
    }
  }
  return {std::move(file.generator), format, std::move(trained)};
}
