// SPDX-License-Identifier: MIT
// Compares what a generator makes with real data, by the metrics that suit them:
//
//     evaluate --model houses/model.safetensors --data houses.csv --out houses
//
// Its parts, in evaluate/: tables compares columns, images pictures, certify asks the critic.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <optional>
#include <string>

#include <eigan/eigan.hpp>
#include <eigan/metrics/mode_coverage.hpp>

#include "evaluate/certify.hpp"
#include "evaluate/images.hpp"
#include "evaluate/tables.hpp"
#include "support/command_line.hpp"
#include "support/data.hpp"
#include "support/model.hpp"
#include "support/own_files.hpp"
#include "support/text.hpp"
#include "support/text_file.hpp"

using namespace eigan;

namespace {

const Marker marker = {.file = "evaluation.json", .signature = R"("program": "evaluate of eigan)"};

struct Request {
  std::string model, data, out = ".";
  CsvHeader header = CsvHeader::automatic;
  Index count = 5000;
  std::uint64_t seed = 0;
  bool certify = false;
  Laws laws;
};

/// Real samples, as many as asked for or as there are, in an order drawn from the seed.
Batch<double> real_samples(const Data& data, const Request& r) {
  const Stream stream(r.seed, Purpose::user, 0);
  if (data.source) {
    return draw<float>(*data.source, data.source->at_most(r.count), stream).cast<double>();
  }
  const Index rows = std::min(r.count, data.table.values.cols());
  return draw<double>(Dataset<double>(data.table.values), rows, stream);
}

/// \throws DataError unless the data are of the kind that the generator makes
void require_same_kind(const DataFormat& made, Index features, const Data& data) {
  enforce<DataError>(made.images() == data.format.images() && features == data.features(),
                     "--data: must be ", made.images() ? "images" : "rows", " of ", features,
                     " values, as the generator makes them; got ",
                     data.format.images() ? "images" : "rows", " of ", data.features());
  enforce<DataError>(made.image_rows == data.format.image_rows, "--data: images must be ",
                     made.image_rows, " x ", made.image_columns,
                     ", as the generator makes them; got ", data.format.image_rows, " x ",
                     data.format.image_columns);
  if (data.format.columns == column_names(features)) return;  // unnamed
  for (std::size_t i = 0; i < made.columns.size(); ++i) {
    enforce<DataError>(made.columns[i] == data.format.columns[i], "--data: column ", i + 1,
                       " must be '", printable(made.columns[i]),
                       "', as the generator makes it; got '", printable(data.format.columns[i]),
                       "'");
  }
}

int run(const Request& r) {
  require_own_files(
      r.out, {marker.file, "marginals.csv", "marginals.gnuplot", "marginals.png", "nearest.png"},
      marker, {r.data, r.model});
  const Model model = read_model(r.model);
  const DataFormat& format = model.format;
  const Index features = model.features();
  std::optional<CriticFile<float>> critic;
  if (r.certify) critic = read_critic_beside(r.model, features);
  const Data data = read_data(r.data, r.header);
  require_same_kind(format, features, data);
  const Batch<double> real = real_samples(data, r);
  enforce<DataError>(real.cols() >= 12, "--data: must have at least 12 samples; got ", real.cols());
  Rng rng{r.seed};
  const Batch<double> made = format.in_units_of_the_data(model.generator.sample(r.count, rng));
  make_folder(r.out);

  std::printf("%s: %lld samples of %s, %lld generated\n", r.model.c_str(),
              static_cast<long long>(real.cols()), r.data.c_str(),
              static_cast<long long>(made.cols()));
  nlohmann::ordered_json result = {{"program", text("evaluate of eigan ", version)},
                                   {"model", r.model},
                                   {"data", r.data},
                                   {"real", real.cols()},
                                   {"generated", made.cols()},
                                   {"seed", r.seed}};
  for (const auto& [key, value] : model.trained) result[key] = value;
  if (format.images()) {
    compare_images(real, made, result);
  } else {
    compare_tables(real, made, format.columns, result);
  }
  if (data.modes.cols() > 0) {
    const ModeCoverage c = mode_coverage(made.cast<float>(), data.modes, data.stddev);
    std::printf("modes captured: %lld of %lld; of high quality: %.1f %%\n",
                static_cast<long long>(c.modes_captured), static_cast<long long>(c.modes),
                100 * c.high_quality);
    result["modes"] = c.modes;
    result["modes_captured"] = c.modes_captured;
    result["high_quality"] = c.high_quality;
  }
  if (critic) certify(*critic, real, made, format, r.laws, result);
  const std::string path = r.out + "/" + marker.file;
  write_json(path, result);  // before the pictures: by it they are known as ours
  std::printf("all numbers: %s\n", path.c_str());
  if (format.images()) {
    draw_nearest(real, made, format, r.out);
  } else {
    draw_marginals(real, made, format.columns, r.out);
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  Request r;
  CommandLine app(
      "evaluate",
      "Compares what a generator makes with real data. Tables: every column, the correlations\n"
      "and the samples as a whole. Images: the Frechet distance and the maximum mean\n"
      "discrepancy on pixels, and nearest neighbours. Writes evaluation.json and a picture,\n"
      "marginals.png (by gnuplot) or nearest.png, into --out.",
      "  evaluate --model ring/model.safetensors --data ring --out ring\n"
      "  evaluate --model clothes/model.safetensors --data fashion-mnist --out clothes");
  app.model(r.model);
  app.option("--data", "NAME|FILE", r.data,
             "real data with the same columns, or images of the same size, preferably not those "
             "trained "
             "on: whatever train --data takes; required")
      ->required()
      ->check(not_empty("data"));
  app.header(r.header);
  app.option("--out", "DIR", r.out, "folder for the results, made if missing (.)")
      ->check(not_empty("a folder"));
  app.number("--count", "N", r.count,
             "how many samples to generate, and to take from the data if it has as many (5000)", 12,
             1'000'000);
  app.seed(r.seed, "the source of every random number (0)");
  app.add_flag(
      "--certify", r.certify,
      "print a lower bound of the Wasserstein distance that critic.safetensors, beside the "
      "model, proves for these samples (docs/certified.md)");
  app.option(
         "--diameter", "R", r.laws.diameter,
         "with --certify, also a bound for the two distributions, which must lie within a set of "
         "diameter R: of a table in spreads of its columns, otherwise in units of the data (none)")
      ->check(in_range(0, HUGE_VAL, false));
  CLI::Option* const delta =
      app.option("--delta", "D", r.laws.delta, "probability that this bound does not hold (0.05)")
          ->check(in_range(0, 1, false, false));
  app.callback([&] {
    if (r.laws.diameter && !r.certify) throw CLI::ValidationError("--diameter: needs --certify");
    if (delta->count() > 0 && !r.laws.diameter)
      throw CLI::ValidationError("--delta: needs --diameter");
  });
  app.parse_or_exit(argc, argv);
  return run_program("evaluate", [&] { return run(r); });
}
