// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include <eigan/core/batch.hpp>
#include <eigan/core/error.hpp>
#include <eigan/core/non_finite.hpp>

namespace eigan {

/// Brings every feature of a table to mean 0 and standard deviation 1, and generated samples back to
/// the table's units. Networks learn columns of one size far better than metres beside milligrams.
///
///     const Csv table = parse_csv(text);
///     const StandardScaler scaler{table.values};
///     Dataset<float> data{scaler.transform<float>(table.values)};
///     ...
///     Batch<double> samples = scaler.inverse_transform(gan.generator().sample(1000, rng));
class StandardScaler {
 public:
  /// \param data   features x samples, at least 1 of each
  /// \param names  of the features, for messages
  /// \throws DataError that names a feature which is the same in every sample, or not finite, or too
  ///         large for sums
  explicit StandardScaler(const Batch<double>& data, const std::vector<std::string>& names = {}) {
    require<DataError>(data.size() > 0, "StandardScaler: there must be at least one value, got ",
                       data.rows(), " features x ", data.cols(), " samples");
    const auto name = [&](Index feature) {
      const auto place = static_cast<std::size_t>(feature);
      return place < names.size() ? "'" + printable(names[place]) + "'" : std::to_string(feature);
    };
    if (const auto bad = detail::first_non_finite(data)) {
      throw DataError(text("StandardScaler: feature ", name(bad->feature),
                           " must be finite, in sample ", bad->sample, " it is ", bad->name));
    }
    mean_ = data.rowwise().mean();
    for (Index i = 0; i < data.rows(); ++i) {
      require<DataError>((data.row(i).array() != data(i, 0)).any(), "StandardScaler: feature ",
                         name(i), " must vary, it is ", data(i, 0),
                         " in every sample: leave it out");
    }
    // of values brought near 1 first, whose squares neither overflow nor vanish
    const Vector<double> largest = (data.colwise() - mean_).rowwise().lpNorm<Eigen::Infinity>();
    spread_ = ((data.colwise() - mean_).array().colwise() / largest.array())
                  .square()
                  .rowwise()
                  .mean()
                  .sqrt() *
              largest.array();
    for (Index i = 0; i < data.rows(); ++i) {
      require<DataError>(std::isfinite(mean_[i]) && std::isfinite(spread_[i]),
                         "StandardScaler: feature ", name(i),
                         " must have a finite mean and spread, ", "its values reach ",
                         data.row(i).cwiseAbs().maxCoeff());
    }
  }
  /// One that was fitted before. \throws DataError unless each feature has both, finite, and a spread
  /// above 0
  StandardScaler(Vector<double> mean, Vector<double> spread)
      : mean_(std::move(mean)), spread_(std::move(spread)) {
    require<DataError>(mean_.size() > 0 && mean_.size() == spread_.size(),
                       "StandardScaler: there must be a mean and a spread of each feature, got ",
                       mean_.size(), " and ", spread_.size());
    require<DataError>(mean_.allFinite() && spread_.allFinite() && (spread_.array() > 0).all(),
                       "StandardScaler: means and spreads must be finite, spreads above 0");
  }

  /// At least 1.
  Index features() const { return mean_.size(); }
  /// One a feature, in the table's units.
  const Vector<double>& mean() const { return mean_; }
  /// Standard deviations.
  const Vector<double>& spread() const { return spread_; }

  /// (x - mean) / spread. \param x  features x samples  \throws Error if it has other features
  template <class Scalar>
  Batch<Scalar> transform(const Batch<double>& x) const {
    require_features(x.rows());
    return ((x.colwise() - mean_).array().colwise() / spread_.array())
        .matrix()
        .template cast<Scalar>();
  }

  /// spread x + mean. \param x  features x samples  \throws Error if it has other features
  template <class Scalar>
  Batch<double> inverse_transform(const Batch<Scalar>& x) const {
    require_features(x.rows());
    return (x.template cast<double>().array().colwise() * spread_.array()).matrix().colwise() +
           mean_;
  }

 private:
  void require_features(Index rows) const {
    require(rows == features(), "StandardScaler: a sample has ", features(),
            " features, the batch has ", rows, " rows");
  }

  Vector<double> mean_, spread_;
};

}  // namespace eigan
