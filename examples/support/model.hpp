// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>

#include <eigan/io/weights.hpp>

#include <eigan/io/data_format.hpp>

/// A generator that `train` wrote, and what its samples are.
struct Model {
  eigan::Generator<eigan::DenseNet<float>, eigan::AnyNoise> generator;
  eigan::DataFormat format;
  eigan::Metadata trained;  ///< "objective" and "penalty", if the file has them

  eigan::Index features() const { return generator.network().outputs(); }
};

/// \throws eigan::DataError that names the file
Model read_model(const std::filesystem::path& path);
