// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <cstddef>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include <eigan/core/batch.hpp>
#include <eigan/core/error.hpp>
#include <eigan/core/non_finite.hpp>
#include <eigan/core/row_means.hpp>

namespace eigan {

/// From `low` to `high`.
struct Range {
  double low = 0;   ///< of pixels: black
  double high = 1;  ///< of pixels: white
};

/// The linear map from one range to another; by default the identity.
///
///     Scaling{.from = {0, 255}, .to = {-1, 1}}      // pixels for a generator that ends in tanh
struct Scaling {
  Range from;  ///< its ends must differ
  Range to;    ///< may be reversed; values beyond `from` end up beyond it

  double operator()(double x) const {
    return (x - from.low) / (from.high - from.low) * (to.high - to.low) + to.low;
  }
};

/// Brings every feature of a table to mean 0 and standard deviation 1, and generated samples back to
/// the table's units. Networks learn columns of similar size far better than metres next to milligrams.
///
///     const Table table = read_table("flats.csv.gz");
///     const StandardScaler scaler{table.values, table.names};
///     Dataset<float> data{scaler.transform<float>(table.values)};
///     Batch<double> samples = scaler.inverse_transform(gan.sample(1000, rng));
class StandardScaler {
 public:
  /// \param data   features x samples, at least 1 of each
  /// \param names  of the features, for messages
  /// \throws DataError that names a feature that is constant, not finite or above 9e307 in size
  explicit StandardScaler(const Batch<double>& data, const std::vector<std::string>& names = {}) {
    enforce<DataError>(data.size() > 0, "StandardScaler: there must be at least one value; got ",
                       data.rows(), " features x ", data.cols(), " samples");
    const auto name = [&](Index feature) {
      const auto place = static_cast<std::size_t>(feature);
      return place < names.size() ? detail::text("'", detail::printable(names[place]), "'")
                                  : detail::text(feature);
    };
    if (const auto bad = detail::first_non_finite(data)) {
      throw DataError(detail::text("StandardScaler: feature ", name(bad->feature),
                                   " must be finite; got ", bad->name, " in sample ", bad->sample));
    }
    // each feature divided by a power of two near its largest value: squares cannot overflow or vanish
    Vector<double> unit(data.rows());
    for (Index i = 0; i < data.rows(); ++i) {
      const auto x = data.row(i);
      enforce<DataError>(x.minCoeff() < x.maxCoeff(), "StandardScaler: feature ", name(i),
                         " must vary; got ", x[0], " in every sample: leave it out");
      const double largest = x.lpNorm<Eigen::Infinity>();
      enforce<DataError>(largest <= (std::numeric_limits<double>::max)() / 2,
                         "StandardScaler: feature ", name(i),
                         " must be at most 9e307 in size; got ", largest);
      unit[i] = std::ldexp(1.0, std::ilogb(largest));
    }
    const Batch<double> scaled = data.array().colwise() / unit.array();
    const Vector<double> mean = detail::row_means(scaled);
    const auto variance = (scaled.colwise() - mean).array().square().rowwise().mean();
    mean_ = mean.cwiseProduct(unit);
    spread_ = ((variance.sqrt() * unit.array()).max)(std::numeric_limits<double>::denorm_min());
  }
  /// Fitted earlier. \throws DataError unless each feature has a finite mean and a finite spread above 0
  StandardScaler(Vector<double> mean, Vector<double> spread)
      : mean_(std::move(mean)), spread_(std::move(spread)) {
    enforce<DataError>(mean_.size() > 0 && mean_.size() == spread_.size(),
                       "StandardScaler: each feature must have a mean and a spread; got ",
                       mean_.size(), " and ", spread_.size());
    enforce<DataError>(mean_.allFinite() && spread_.allFinite() && (spread_.array() > 0).all(),
                       "StandardScaler: means and spreads must be finite, spreads above 0");
  }

  Index features() const { return mean_.size(); }  ///< at least 1
  // One per feature, in the table's units; spreads are standard deviations.
  const Vector<double>& mean() const { return mean_; }
  const Vector<double>& spread() const { return spread_; }

  /// (x - mean) / spread. \param x  features x samples  \throws Error if the features differ
  template <class Scalar>
  Batch<Scalar> transform(const Batch<double>& x) const {
    require_features(x.rows());
    return ((x.colwise() - mean_).array().colwise() / spread_.array()).template cast<Scalar>();
  }

  /// spread x + mean. \param x  features x samples  \throws Error if the features differ
  template <class Scalar>
  Batch<double> inverse_transform(const Batch<Scalar>& x) const {
    require_features(x.rows());
    return (spread_.asDiagonal() * x.template cast<double>()).colwise() + mean_;
  }

 private:
  void require_features(Index rows) const {
    enforce(rows == features(), "StandardScaler: the batch must have ", features(),
            " rows, one per feature; got ", rows);
  }

  Vector<double> mean_, spread_;
};

}  // namespace eigan
