// SPDX-License-Identifier: MIT
// Draws samples from a generator that `train` wrote, as many as wanted, in constant memory:
//
//     sample --model ring/model.safetensors --count 1000000 --out ring.csv
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <string>
#include <utility>

#include <eigan/eigan.hpp>
#include <eigan/io/image_grid.hpp>
#include <eigan/io/png.hpp>
#include <eigan/io/table_writers.hpp>
#include <eigan/io/weights.hpp>

#include "support/command_line.hpp"
#include "support/data_format.hpp"

using namespace eigan;

namespace {

struct Request {
  std::string model, out;
  Index count = 1000;
  std::uint64_t seed = 0;
};

/// Samples in batches of a size that stays, so that the same seed gives the same ones.
template <class Use>
void each_batch(const GeneratorFile<float>& file, const Request& r, Use&& use) {
  Rng rng{r.seed};
  for (Index left = r.count; left > 0; left -= 4096) {
    const Batch<float> batch = file.generator.sample(4096, rng);
    use(Batch<float>(batch.leftCols(std::min<Index>(left, 4096))));
  }
}

/// How --out ends decides.
void write(const GeneratorFile<float>& file, const DataFormat& format, const Request& r) {
  const std::string ending = std::filesystem::path(r.out).extension().string();
  if (ending == ".png") {
    require(format.images(), "--out: only images make a .png; this generator makes ",
            format.columns.size(), " columns, for a .csv or .npy");
    require(r.count <= 10'000, "--count: a .png shows at most 10,000 images, got ", r.count);
    Batch<float> all(file.generator.network().outputs(), 0);
    each_batch(file, r, [&](const Batch<float>& batch) {
      all.conservativeResize(Eigen::NoChange, all.cols() + batch.cols());
      all.rightCols(batch.cols()) = batch;
    });
    const double across = std::ceil(std::sqrt(static_cast<double>(r.count)));
    write_png(r.out, image_grid(all, {.rows = format.image_rows,
                                      .columns = format.image_columns,
                                      .across = static_cast<Index>(across)}));
  } else if (ending == ".npy" && format.images()) {
    NpyWriter<float> out(r.out, r.count, {format.image_rows, format.image_columns});
    each_batch(file, r, [&](const Batch<float>& batch) { out.write(batch); });
    out.finish();
  } else if (ending == ".npy") {
    NpyWriter<double> out(r.out, r.count, {file.generator.network().outputs()});
    each_batch(file, r,
               [&](const Batch<float>& batch) { out.write(format.in_units_of_the_data(batch)); });
    out.finish();
  } else {
    require(ending == ".csv", "--out: must end in .csv, .npy or .png, got ", r.out);
    const auto pixels = DataFormat::column_names(file.generator.network().outputs());
    CsvWriter out(r.out, format.images() ? pixels : format.columns);
    each_batch(file, r,
               [&](const Batch<float>& batch) { out.write(format.in_units_of_the_data(batch)); });
    out.finish();
  }
}

int run(const Request& r) {
  const GeneratorFile<float> file = read_generator<float>(r.model);
  const DataFormat format = data_format(file, r.model);
  write(file, format, r);
  std::printf("%s: %lld samples\n", r.out.c_str(), static_cast<long long>(r.count));
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  Request r;
  CLI::App app{"Draws samples from a generator that train wrote, in the units of its data.",
               "sample"};
  app.footer(
      "Examples:\n"
      "  sample --model ring/model.safetensors --count 1000000 --out ring.csv\n"
      "  sample --model clothes/model.safetensors --count 100 --out clothes.png");
  const auto option = [&](const char* name, const char* value_name, auto& value, const char* help) {
    return app.add_option(name, value, help)->option_text(value_name);
  };
  option("--model", "FILE", r.model, "the generator: a model.safetensors; required")
      ->required()
      ->check(not_empty("a file"));
  option("--out", "FILE", r.out,
         "what to write: .csv, .npy (samples x columns, or x rows x columns), or .png for images; "
         "required")
      ->required()
      ->check(not_empty("a file"));
  option("--count", "N", r.count, "how many samples (1000)")->check(in_range(1, 1e15));
  option("--seed", "N", r.seed, "the same seed, the same samples (0)")
      ->check(in_range(0, 0x1p64, true, false));
  parse_or_exit(app, argc, argv);
  return run_program("sample", [&] { return run(r); });
}
