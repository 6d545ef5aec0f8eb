// SPDX-License-Identifier: MIT
// Draws any number of samples from a generator that `train` wrote, in constant memory:
//
//     sample --model ring/model.safetensors --count 1000000 --out ring.csv
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <string>

#include <eigan/eigan.hpp>
#include <eigan/formats/csv.hpp>
#include <eigan/formats/npy.hpp>
#include <eigan/pictures/picture.hpp>
#include <eigan/pictures/png.hpp>

#include "support/command_line.hpp"
#include "support/model.hpp"
#include "support/own_files.hpp"

using namespace eigan;

namespace {

struct Request {
  std::string model, out;
  Index count = 1000;
  std::uint64_t seed = 0;
  bool overwrite = false;
};

/// Samples in batches of one size, whatever the count, so that fewer are the first of more.
template <class Use>
void each_batch(const Model& model, const Request& r, Use&& use) {
  Rng rng{r.seed};
  for (Index left = r.count; left > 0; left -= 4096) {
    if (stop_signal() != 0) throw Stopped{};  // which removes what is half written
    const Batch<float> batch = model.generator.sample(4096, rng);
    use(Batch<float>(batch.leftCols(std::min<Index>(left, 4096))));
  }
}

/// The ending of --out decides how.
void write(const Model& model, const Request& r) {
  const std::string ending = std::filesystem::path(r.out).extension().string();
  if (ending == ".png") {
    enforce(model.format.images(), "--out: a .png is for images; this generator makes ",
            model.format.columns.size(), " columns: write a .csv or .npy");
    enforce(r.count <= 10'000, "--count: must be at most 10,000 for a .png; got ", r.count);
    Batch<float> all(model.features(), 0);
    each_batch(model, r, [&](const Batch<float>& batch) {
      all.conservativeResize(Eigen::NoChange, all.cols() + batch.cols());
      all.rightCols(batch.cols()) = batch;
    });
    const double across = std::ceil(std::sqrt(static_cast<double>(r.count)));
    write_png(r.out, image_grid(all, {.rows = model.format.image_rows,
                                      .columns = model.format.image_columns,
                                      .across = static_cast<Index>(across)}));
  } else if (ending == ".npy" && model.format.images()) {
    NpyWriter<float> out(r.out, r.count, {model.format.image_rows, model.format.image_columns});
    each_batch(model, r, [&](const Batch<float>& batch) { out.write(batch); });
    out.finish();
  } else if (ending == ".npy") {
    NpyWriter<double> out(r.out, r.count, {model.features()});
    each_batch(model, r, [&](const Batch<float>& batch) {
      out.write(model.format.in_units_of_the_data(batch));
    });
    out.finish();
  } else {
    enforce(ending == ".csv", "--out: must end in .csv, .npy or .png; got ", r.out);
    const auto pixels = column_names(model.features());
    CsvWriter out(r.out, model.format.images() ? pixels : model.format.columns);
    each_batch(model, r, [&](const Batch<float>& batch) {
      out.write(model.format.in_units_of_the_data(batch));
    });
    out.finish();
  }
}

int run(const Request& r) {
  require_new_file(r.out, r.model, r.overwrite);
  catch_stop_signals();
  write(read_model(r.model), r);
  std::printf("%s: %lld samples\n", r.out.c_str(), static_cast<long long>(r.count));
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  Request r;
  CommandLine app("sample",
                  "Draws samples from a generator that train wrote, in the units of its data.",
                  "  sample --model ring/model.safetensors --count 1000000 --out ring.csv\n"
                  "  sample --model clothes/model.safetensors --count 100 --out clothes.png");
  app.model(r.model);
  app.option(
         "--out", "FILE", r.out,
         "file to write: .csv, .npy (samples x columns, or samples x rows x columns), or .png for "
         "images; required")
      ->required()
      ->check(not_empty("a file"));
  app.number("--count", "N", r.count, "how many samples (1000)", 1);
  app.seed(r.seed, "the same seed gives the same samples (0)");
  app.add_flag("--overwrite", r.overwrite, "replace a file that exists");
  app.parse_or_exit(argc, argv);
  return run_program("sample", [&] { return run(r); });
}
