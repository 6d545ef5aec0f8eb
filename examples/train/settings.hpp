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

#include "objectives.hpp"

/// The options of `train`. An empty one gets the default for the data and the objective in `complete`.
struct Settings {
  static constexpr const char* file = "settings.toml";  ///< in `out`
  static constexpr const char* no_penalty = "none";

  std::string program;  ///< how it was called
  std::string data;
  eigan::CsvHeader header = eigan::CsvHeader::automatic;
  std::string objective;
  std::string out;
  bool resume = false;          ///< the run in `out`
  bool overwrite = false;       ///< a finished run in `out`
  bool data_from_file = false;  ///< `data` is what the resumed run was given
  eigan::Index checkpoint_every = 0, retries = 0;
  std::string given;  ///< the options that were set, as the file that --resume reads
  std::optional<eigan::Index> steps, batch, latent, adversary_steps, report_every, picture_every;
  eigan::Index threads = 0;
  std::vector<eigan::Index> hidden;
  std::vector<std::string> penalty;  ///< as given
  std::optional<eigan::Index> every;
  std::vector<PenaltySetting> penalties;  ///< once complete
  double spread = 1;                      ///< standard deviation of the data, likewise
  std::optional<double> clip, generator_rate, adversary_rate, instance_noise;
  double averaging = 0;
  std::string optimizer, schedule, bounds;
  std::uint64_t seed = 0;

  /// Fills in the defaults. Images get wider networks, small batches and fewer steps. Tables get the
  /// clipped critic: most are small, and a discriminator soon knows a few hundred rows by heart.
  /// \param features  of a sample  \param spread  standard deviation of the data
  /// \throws eigan::Error if options exclude one another
  void complete(const eigan::DataFormat& format, eigan::Index features, double spread);

  /// The penalties as `--penalty` takes them, once complete.
  std::string penalties_text() const;
  /// All settings, once complete.
  nlohmann::ordered_json json() const;
};

/// Reads the command line. A mistake in it is one line on standard error and exit status 2.
Settings parse(int argc, char** argv);
