// SPDX-License-Identifier: MIT
#include "tables.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <iomanip>

#include <eigan/core/rng.hpp>
#include <eigan/metrics/wasserstein_distance.hpp>

#include "../support/plot.hpp"
#include "halves.hpp"

using namespace eigan;

namespace {

constexpr std::array quantiles = {0.05, 0.25, 0.5, 0.75, 0.95};

/// What the values of one column are like.
struct Column {
  double mean = 0, spread = 0;
  std::array<double, quantiles.size()> quantile{};

  explicit Column(const Eigen::RowVectorXd& values) {
    mean = values.mean();
    spread = std::sqrt((values.array() - mean).square().mean());
    std::vector<double> sorted(values.begin(), values.end());
    std::sort(sorted.begin(), sorted.end());
    for (std::size_t q = 0; q < quantiles.size(); ++q) {
      const auto place = static_cast<std::size_t>(
          std::ceil(quantiles[q] * static_cast<double>(sorted.size())) - 1);
      quantile[q] = sorted[place];
    }
  }

  /// On a terminal of 80 columns there is room for three quantiles.
  void print(const std::string& name) const {
    std::printf("%-20.20s%10.4g%10.4g%10.4g%10.4g%10.4g", name.c_str(), mean, spread, quantile[0],
                quantile[2], quantile[4]);
  }
  nlohmann::ordered_json json() const {
    return {{"mean", mean}, {"spread", spread}, {"quantiles", quantile}};
  }
};

/// The largest of some numbers, and whose it is.
struct Farthest {
  double value = -1;
  std::string name;

  void see(double other, const std::string& its_name) {
    if (other <= value) return;
    value = other;
    name = its_name;
  }
};

void compare_columns(const Batch<double>& real, const Batch<double>& made,
                     const std::vector<std::string>& names, nlohmann::ordered_json& result) {
  std::printf("\n%-20s%10s%10s%10s%10s%10s%10s\n", "column", "mean", "spread", "5 %", "50 %",
              "95 %", "W1/spread");
  Farthest mean, w1;
  for (Index i = 0; i < real.rows(); ++i) {
    const std::string name = printable(names[static_cast<std::size_t>(i)]);
    const Column r(real.row(i)), m(made.row(i));
    const double unit = r.spread > 0 ? r.spread : 1;  // of a column that is the same everywhere
    const double distance = wasserstein_1d(real.row(i), made.row(i)) / unit;
    mean.see(std::abs(m.mean - r.mean) / unit, name);
    w1.see(distance, name);
    r.print(name);
    std::printf("\n");
    m.print("  generated");
    std::printf("%10.4f\n", distance);
    result["columns"].push_back({{"name", names[static_cast<std::size_t>(i)]},
                                 {"real", r.json()},
                                 {"generated", m.json()},
                                 {"mean_off_in_spreads", std::abs(m.mean - r.mean) / unit},
                                 {"w1_in_spreads", distance}});
  }
  std::printf("\nfarthest off: the mean by %.3f of the spread (%s), W1 %.3f of it (%s)\n",
              mean.value, mean.name.c_str(), w1.value, w1.name.c_str());
}

/// Every column brought to mean 0 and spread 1, by what the real rows have; one that is the same
/// everywhere only to mean 0.
Batch<double> in_spreads(const Batch<double>& x, const Batch<double>& real) {
  const Vector<double> mean = real.rowwise().mean();
  Vector<double> spread = (real.colwise() - mean).rowwise().squaredNorm();
  spread = (spread / static_cast<double>(real.cols())).cwiseSqrt();
  spread = (spread.array() > 0).select(spread, 1);
  return ((x.colwise() - mean).array().colwise() / spread.array()).matrix();
}

/// Of two columns of which one does not vary: 0.
Batch<double> correlations(const Batch<double>& x) {
  Batch<double> centred = x.colwise() - x.rowwise().mean();
  centred.rowwise().normalize();  // leaves zeros as they are
  return centred * centred.transpose();
}

void compare_correlations(const Batch<double>& real, const Batch<double>& made,
                          const std::vector<std::string>& names, nlohmann::ordered_json& result) {
  const Batch<double> off = (correlations(real) - correlations(made)).cwiseAbs();
  Farthest pair;
  double sum = 0;
  for (Index i = 0; i < off.rows(); ++i) {
    for (Index j = 0; j < i; ++j) {
      sum += off(i, j);
      pair.see(off(i, j), printable(names[static_cast<std::size_t>(j)]) + " and " +
                              printable(names[static_cast<std::size_t>(i)]));
    }
  }
  const double mean = sum / static_cast<double>(off.rows() * (off.rows() - 1) / 2);
  std::printf("correlations: off by %.3f in the mean, %.3f at most (%s)\n", mean, pair.value,
              pair.name.c_str());
  result["correlations"] = {{"mean_off", mean}, {"most_off", pair.value}, {"which", pair.name}};
}

/// Histograms of every column, as densities over the range of both.
void draw_marginals(const Batch<double>& real, const Batch<double>& made,
                    const std::vector<std::string>& names, const std::string& out) {
  constexpr Index most = 64, bins = 30;
  const Index shown = std::min(most, real.rows());
  std::string data = "column,value,real,generated\n";
  const auto across = static_cast<Index>(std::ceil(std::sqrt(static_cast<double>(shown))));
  const Index down = (shown + across - 1) / across;
  std::string commands = text("set multiplot layout ", down, ",", across,
                              " title 'real (blue) and generated (orange)'\nunset key\n"
                              "set style fill transparent solid 0.5 noborder\n"
                              "unset ytics\nset yrange [0:]\nset format x '%.3g'\n");
  for (Index i = 0; i < shown; ++i) {
    const double low = std::min(real.row(i).minCoeff(), made.row(i).minCoeff());
    const double high = std::max(real.row(i).maxCoeff(), made.row(i).maxCoeff());
    const double width = (high > low ? high - low : 1) / static_cast<double>(bins);
    const auto density = [&](const Batch<double>& x) {
      Eigen::ArrayXd heights = Eigen::ArrayXd::Zero(bins);
      for (const double value : x.row(i)) {
        const auto bin = static_cast<Index>((value - low) / width);
        heights[std::clamp<Index>(bin, 0, bins - 1)] += 1;
      }
      return Eigen::ArrayXd(heights / (static_cast<double>(x.cols()) * width));
    };
    const Eigen::ArrayXd of_real = density(real), of_made = density(made);
    for (Index b = 0; b < bins; ++b) {
      data += text(std::setprecision(17), i, ",", low + (static_cast<double>(b) + 0.5) * width, ",",
                   of_real[b], ",", of_made[b], "\n");
    }
    const double end = low + width * static_cast<double>(bins);
    const std::string column = text("using ($1 == ", i, " ? $2 : NaN)");
    commands +=
        text(std::setprecision(17), "set title ", gnuplot_text(names[static_cast<std::size_t>(i)]),
             " noenhanced\nset xrange [", low, ":", end, "]\nset xtics (", low, ",",
             (low + end) / 2, ",", end, ") font ',8'\nplot 'marginals.csv' ", column,
             ":3 with boxes lc rgb '#4c72b0', '' ", column, ":4 with boxes lc rgb '#dd8452'\n");
  }
  write_text(out + "/marginals.csv", data);
  const std::string size =
      text(std::max<Index>(420, 250 * across), ",", std::max<Index>(320, 200 * down));
  if (plot(out, "marginals.png", commands + "unset multiplot", size)) {
    std::printf("\nhistograms of %s: %s/marginals.png\n",
                shown < real.rows() ? "the first 64 columns" : "the columns", out.c_str());
  } else {
    std::printf(
        "\nnot drawn, since gnuplot (Debian: gnuplot-nox) is not there or failed: "
        "histograms are in %s/marginals.csv\n",
        out.c_str());
  }
}

}  // namespace

void evaluate_table(const Batch<double>& real, const Batch<double>& made,
                    const std::vector<std::string>& names, const std::string& out,
                    nlohmann::ordered_json& result) {
  compare_columns(real, made, names, result);
  if (real.rows() > 1) compare_correlations(real, made, names, result);
  const Halves halves(in_spreads(real, real), in_spreads(made, real));
  report_neighbours(halves, result);
  const auto sliced = [&](const Batch<double>& x) {
    return sliced_wasserstein(halves.real, x, Stream(0, Purpose::user, 0));
  };
  report("sliced Wasserstein distance, in spreads", sliced(halves.made), sliced(halves.other),
         result);
  draw_marginals(real, made, names, out);
}
