// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <eigan/core/batch.hpp>
#include <eigan/formats/csv.hpp>

#include <eigan/io/data_format.hpp>
#include "any_source.hpp"

/// What `--data` names, unscaled: a table in its own units, images with pixels in [0, 1], or a
/// distribution.
struct Data {
  eigan::DataFormat format{};         ///< of a table: without a scaler
  eigan::Table table{};               ///< empty for images and distributions
  std::optional<AnySource> source{};  ///< of all but tables
  eigan::Batch<float> modes{};        ///< centres, where they are known
  double stddev = 0;                  ///< of a mode
  std::uint64_t checksum = 0;         ///< of the file, if it is one

  eigan::Index features() const { return source ? source->features() : table.values.rows(); }
};

/// Whether a name is that of a distribution or of installed data, and not of a file.
bool named_data(const std::string& name);

/// \param name    ring, grid, swissroll, fashion-mnist, or a file, plain or gzip: IDX, NPY or CSV by
///                its content
/// \param header  whether a CSV file has one  \throws eigan::Error, in one line
Data read_data(const std::string& name, eigan::CsvHeader header = eigan::CsvHeader::automatic);
