// SPDX-License-Identifier: MIT
#include "model.hpp"

#include <utility>

#include <eigan/core/error.hpp>

using namespace eigan;

Model read_model(const std::filesystem::path& path) {
  GeneratorFile<float> file = read_generator<float>(path);
  try {
    const DataFormat format = DataFormat::of(file.metadata, file.generator.network().outputs());
    return {std::move(file.generator), format};
  } catch (const DataError& error) {
    throw DataError(text(path.string(), ": ", error.what()));
  }
}
