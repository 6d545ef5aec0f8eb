// SPDX-License-Identifier: MIT
// Times training on the workloads of workloads.hpp and compares it with the machine's matrix multiplication:
//
//     benchmark [--threads N] [--workload NAME] [--json FILE]
//
// For each workload: microseconds a step, the operations that the step's products take, their rate,
// and that rate as a share of the rate of large square products, measured before and after, on as
// many threads. compare.sh runs it beside the same in PyTorch.
#include <algorithm>
#include <cstdio>
#include <fstream>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <eigan/eigan.hpp>

#include "matmul.hpp"
#include "timing.hpp"
#include "workloads.hpp"

using namespace eigan;
using namespace eigan::benchmarks;

namespace {

struct Result {
  std::string name;
  double minimum_us, median_us, operations;
};

template <class Workload>
Result run(Index threads) {
  auto gan = trainer<Workload>(threads);
  Rng rng{2};
  Batch<float> samples(Workload::features, 10'000);
  rng.next(Purpose::user).uniform(samples.data(), samples.size());
  const Dataset<float> data{std::move(samples)};

  const Times times = time_steps(gan, data, 9);
  const PassCost g(gan.generator().network()), d(gan.adversary().network());
  return {Workload::name, times.minimum_us, times.median_us,
          operations(g, d, gan.objective(), Workload::batch, Workload::adversary_steps)};
}

}  // namespace

int main(int argc, char** argv) {
  Index threads = 0;
  std::string only, json_file;
  CLI::App app{"Times training against the machine's matrix multiplication."};
  app.add_option("--threads", threads, "0: all cores")->capture_default_str();
  app.add_option("--workload", only, "one of them by name, such as ring-gan; else all");
  app.add_option("--json", json_file, "write the results here, too");
  CLI11_PARSE(app, argc, argv);
  threads = Team(threads).size();

  double eigen = 0, blas = 0;
  const auto measure_products = [&] {
    eigen = std::max(eigen, product_rate(threads, multiply_by_eigen));
    blas = std::max(blas, product_rate(threads, multiply_by_blas));
  };
  measure_products();
  std::vector<Result> results;
  const auto measure = [&]<class Workload>(Workload) {
    if (only.empty() || only == Workload::name) results.push_back(run<Workload>(threads));
  };
  measure(RingGan{});
  measure(RingWgan{});
  measure(MnistGan{});
  measure(ImageWgan{});
  measure(RingGp{});
  measure(ImageGp{});
  measure(TableGp{});
  measure(RingR3{});
  measure_products();

  const double rate = std::max(eigen, blas);
#ifdef EIGEN_USE_BLAS
  const char* kernels = "the BLAS";
#else
  const char* kernels = "Eigen";
#endif
  std::printf("%lld thread(s), products by %s. Large products, GFLOP/s: Eigen %.1f",
              static_cast<long long>(threads), kernels, eigen / 1e9);
#ifdef EIGEN_USE_BLAS
  std::printf(", BLAS %.1f", blas / 1e9);
#endif
  std::printf("\n");
  std::printf("%-12s %12s %12s %14s %10s %8s\n", "workload", "min us/step", "median", "MFLOP/step",
              "GFLOP/s", "share");
  nlohmann::ordered_json json = {{"threads", threads},
                                 {"kernels", kernels},
                                 {"eigen_gflops", eigen / 1e9},
                                 {"blas_gflops", blas / 1e9}};
  for (const Result& r : results) {
    const double achieved = r.operations / (r.minimum_us * 1e-6);
    std::printf("%-12s %12.1f %12.1f %14.1f %10.1f %8.3f\n", r.name.c_str(), r.minimum_us,
                r.median_us, r.operations / 1e6, achieved / 1e9, achieved / rate);
    json["workloads"][r.name] = {{"minimum_us", r.minimum_us},
                                 {"median_us", r.median_us},
                                 {"operations", r.operations},
                                 {"share", achieved / rate}};
  }
  if (!json_file.empty()) std::ofstream(json_file) << json.dump(2) << '\n';
}
