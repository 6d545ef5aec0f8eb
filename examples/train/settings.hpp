// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include <eigan/core/batch.hpp>
#include <eigan/formats/csv.hpp>

#include <eigan/io/data_format.hpp>

/// The options of `train`. An empty one gets the default for the data and the objective in `complete`.
struct Settings {
  static constexpr const char* file = "settings.toml";  ///< in `out`

  std::string program;  ///< how it was called
  std::string data;
  eigan::CsvHeader header = eigan::CsvHeader::automatic;
  std::string objective;
  std::string out;
  bool resume = false;  ///< the run in `out`
  eigan::Index checkpoint_every = 0, retries = 0;
  std::string given;  ///< the options that were set, as the file that --resume reads
  std::optional<eigan::Index> steps, batch, latent, adversary_steps, report_every, picture_every;
  eigan::Index threads = 0;
  std::vector<eigan::Index> hidden;
  std::optional<double> clip, generator_rate, adversary_rate, instance_noise;
  double averaging = 0;
  std::string optimizer, schedule, bounds;
  std::uint64_t seed = 0;

  bool wasserstein() const { return objective == "wasserstein"; }

  /// Fills in the defaults. Images get wider networks, small batches and fewer steps. Tables get the
  /// critic: most are small, and a discriminator soon knows a few hundred rows by heart.
  /// \param features  of a sample  \param spread  standard deviation of the data
  /// \throws eigan::Error if there is a clip but no critic
  void complete(const eigan::DataFormat& format, eigan::Index features, double spread);

  /// All settings, once complete.
  nlohmann::ordered_json json() const;
};

/// Reads the command line. A mistake in it is one line on standard error and exit status 2.
Settings parse(int argc, char** argv);
