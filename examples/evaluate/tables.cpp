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
#include "../support/text.hpp"
#include "halves.hpp"

using namespace eigan;

namespace {

constexpr std::array quantiles = {0.05, 0.25, 0.5, 0.75, 0.95};

/// The beginning of a text, padded to `width` characters of UTF-8.
std::string fitted(const std::string& text, std::size_t width) {
  std::size_t characters = 0, end = 0;
  for (; end < text.size(); ++end) {
    const bool starts = (static_cast<unsigned char>(text[end]) & 0xC0) != 0x80;
    if (starts && characters++ == width) return text.substr(0, end);
  }
  return text + std::string(width - characters, ' ');
}

/// What the values of one column are like.
struct Column {
  double mean = 0, spread = 0;
  double unit = 1;  ///< the spread; 1 for a column that does not vary
  std::array<double, quantiles.size()> quantile{};

  explicit Column(const Eigen::RowVectorXd& values) {
    const double low = values.minCoeff(), range = values.maxCoeff() - low;
    mean = low;
    if (range > 0) {
      const Eigen::RowVectorXd in_range = (values.array() - low) / range;  // squares stay in range
      const double middle = in_range.mean();
      mean += range * middle;
      spread = range * std::sqrt((in_range.array() - middle).square().mean());
      unit = spread > 0 ? spread : range;  // a denormal one may round to 0
    }
    std::vector<double> sorted(values.begin(), values.end());
    std::sort(sorted.begin(), sorted.end());
    for (std::size_t q = 0; q < quantiles.size(); ++q) {
      const auto place = static_cast<std::size_t>(
          std::ceil(quantiles[q] * static_cast<double>(sorted.size())) - 1);
      quantile[q] = sorted[place];
    }
  }

  /// 80 columns have room for three quantiles.
  void print(const std::string& name) const {
    std::printf("%s %10.4g %10.4g %10.4g %10.4g %10.4g", printable(fitted(name, 14)).c_str(), mean,
                spread, quantile[0], quantile[2], quantile[4]);
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

/// `x` in units that bring the columns of `real` to mean 0 and spread 1, or to 0 where they do not vary. As
/// far as squares stay finite.
Batch<double> in_spreads(Batch<double> x, const Batch<double>& real) {
  for (Index i = 0; i < x.rows(); ++i) {
    const Column column(real.row(i));
    x.row(i) = ((x.row(i).array() - column.mean) / column.unit).min(1e100).max(-1e100);
  }
  return x;
}

/// 0 where one of the two columns does not vary.
Batch<double> correlations(const Batch<double>& x) {
  Batch<double> centred = in_spreads(x, x);
  for (auto row : centred.rowwise()) row.normalize();  // leaves zeros as they are
  return centred * centred.transpose();
}

/// W1 of numbers of any size.
double w1(const Eigen::RowVectorXd& x, const Eigen::RowVectorXd& y) {
  const double size = std::max(x.cwiseAbs().maxCoeff(), y.cwiseAbs().maxCoeff());
  return size > 0 ? size * wasserstein_1d(x / size, y / size) : 0;
}

void compare_columns(const Batch<double>& real, const Batch<double>& made,
                     const std::vector<std::string>& names, nlohmann::ordered_json& result) {
  std::printf("\n%-14s %10s %10s %10s %10s %10s %10s\n", "column", "mean", "spread", "5 %", "50 %",
              "95 %", "W1/spread");
  Farthest mean_off, w1_off;
  for (Index i = 0; i < real.rows(); ++i) {
    const std::string& name = names[static_cast<std::size_t>(i)];
    const Column r(real.row(i)), m(made.row(i));
    const double shift = std::abs(m.mean - r.mean) / r.unit;
    const double distance = w1(real.row(i), made.row(i)) / r.unit;
    mean_off.see(shift, name);
    w1_off.see(distance, name);
    r.print(name);
    std::printf("\n");
    m.print("  generated");
    std::printf(" %10.4g\n", distance);
    result["columns"].push_back({{"name", name},
                                 {"real", r.json()},
                                 {"generated", m.json()},
                                 {"mean_off_in_spreads", shift},
                                 {"w1_in_spreads", distance}});
  }
  std::printf("\nfarthest off: the mean by %.4g of the spread (%s), W1 %.4g of it (%s)\n",
              mean_off.value, printable(mean_off.name).c_str(), w1_off.value,
              printable(w1_off.name).c_str());
}

void compare_correlations(const Batch<double>& real, const Batch<double>& made,
                          const std::vector<std::string>& names, nlohmann::ordered_json& result) {
  const Batch<double> off = (correlations(real) - correlations(made)).cwiseAbs();
  Farthest pair;
  double sum = 0;
  for (Index i = 0; i < off.rows(); ++i) {
    for (Index j = 0; j < i; ++j) {
      sum += off(i, j);
      pair.see(off(i, j),
               names[static_cast<std::size_t>(j)] + " and " + names[static_cast<std::size_t>(i)]);
    }
  }
  const double mean = sum / static_cast<double>(off.rows() * (off.rows() - 1) / 2);
  std::printf("correlations: off by %.3f on average, %.3f at most (%s)\n", mean, pair.value,
              printable(pair.name).c_str());
  result["correlations"] = {{"mean_off", mean}, {"most_off", pair.value}, {"which", pair.name}};
}

}  // namespace

void compare_tables(const Batch<double>& real, const Batch<double>& made,
                    const std::vector<std::string>& names, nlohmann::ordered_json& result) {
  compare_columns(real, made, names, result);
  if (real.rows() > 1) compare_correlations(real, made, names, result);
  const Halves halves(in_spreads(real, real), in_spreads(made, real));
  report_neighbours(halves, result);
  const auto sliced = [&](const Batch<double>& x) {
    return sliced_wasserstein(halves.real, x, Stream(0, Purpose::user, 0));
  };
  report("sliced Wasserstein distance, in spreads", sliced(halves.made), sliced(halves.other),
         result);
}

void draw_marginals(const Batch<double>& real, const Batch<double>& made,
                    const std::vector<std::string>& names, const std::string& out) {
  constexpr Index most = 64, bins = 30;
  const Index shown = std::min(most, real.rows());
  // By the number of a bin, since gnuplot cannot tell values apart that are nearly equal or tiny.
  std::string data = "column,bin,real,generated\n";
  const auto across = static_cast<Index>(std::ceil(std::sqrt(static_cast<double>(shown))));
  const Index down = (shown + across - 1) / across;
  std::string commands = text("set multiplot layout ", down, ",", across,
                              " title 'real (blue) and generated (orange)'\nunset key\n"
                              "set style fill transparent solid 0.5 noborder\nset xrange [0:",
                              bins, "]\nunset ytics\nset yrange [0:]\n");
  for (Index i = 0; i < shown; ++i) {
    const double low = std::min(real.row(i).minCoeff(), made.row(i).minCoeff());
    const double high = std::max(real.row(i).maxCoeff(), made.row(i).maxCoeff());
    const auto shares = [&](const Batch<double>& x) {
      Eigen::ArrayXd heights = Eigen::ArrayXd::Zero(bins);
      for (const double value : x.row(i)) {
        const double place = high > low ? (value - low) / (high - low) : 0.5;
        heights[std::min(static_cast<Index>(place * bins), bins - 1)] += 1;
      }
      return Eigen::ArrayXd(heights / static_cast<double>(x.cols()));
    };
    const Eigen::ArrayXd of_real = shares(real), of_made = shares(made);
    for (Index b = 0; b < bins; ++b) {
      data += text(i, ",", static_cast<double>(b) + 0.5, ",", of_real[b], ",", of_made[b], "\n");
    }
    const std::string column = text("using ($1 == ", i, " ? $2 : NaN)");
    const std::string ends =
        high > low ? text(std::setprecision(4), "'", low, "' 0, '", high, "' ", bins, ", ") : "";
    commands += text(
        "set title ", gnuplot_text(names[static_cast<std::size_t>(i)]), " noenhanced\nset xtics (",
        ends, "'", low / 2 + high / 2, "' ", bins / 2, ") font ',8'\nplot 'marginals.csv' ", column,
        ":3 with boxes lc rgb '#4c72b0', '' ", column, ":4 with boxes lc rgb '#dd8452'\n");
  }
  write_text(out + "/marginals.csv", data);
  const std::string size =
      text(std::max<Index>(420, 250 * across), ",", std::max<Index>(320, 200 * down));
  if (plot(out, "marginals.png", commands + "unset multiplot", size)) {
    std::printf("histograms of %s: %s/marginals.png\n",
                shown < real.rows() ? "the first 64 columns" : "the columns", out.c_str());
  } else {
    std::printf(
        "no picture without gnuplot (Debian: gnuplot-nox): histograms are in %s/marginals.csv\n",
        out.c_str());
  }
}
