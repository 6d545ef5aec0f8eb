// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>

#include <eigan/core/batch.hpp>

#include "../support/data.hpp"

/// What there is to learn, as the players see it, and what is known of it.
struct TrainingData {
  AnySource source;
  eigan::DataFormat format;
  eigan::Batch<float> modes{};  ///< centres, where they are known
  double stddev = 0;            ///< of a mode
  std::uint64_t checksum = 0;   ///< of the file, if it is one
  std::string note{};           ///< what its owner may want to know of it

  bool images() const { return format.images(); }
};

/// The data that `--data` names, a table's columns brought to mean 0 and standard deviation 1.
/// \throws eigan::Error, in one line
TrainingData load(const std::string& name, eigan::CsvHeader header = eigan::CsvHeader::automatic);

/// How many of `count` samples, at most as many as there are, are different.
eigan::Index different_samples(const AnySource& source, eigan::Index count);

/// The standard deviation of the source's values around the mean of their feature.
double spread(const AnySource& source, std::uint64_t seed);
