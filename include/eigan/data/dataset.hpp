// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstdint>
#include <utility>

#include <eigan/core/batch.hpp>
#include <eigan/core/error.hpp>
#include <eigan/core/non_finite.hpp>
#include <eigan/core/rng.hpp>
#include <eigan/data/permutation.hpp>
#include <eigan/data/source.hpp>

namespace eigan {

/// Samples in memory, as a source. Minibatches are drawn without replacement: an epoch has every sample
/// once, in a random order that differs from epoch to epoch.
///
///     Dataset<float> data{std::move(samples)};     // features x samples
///
/// It has no state: minibatch `number` of size b is places number b to (number + 1) b - 1 of the
/// endless sequence of epochs, and the order of an epoch is a function of the seed and the epoch. So a
/// minibatch may span the end of an epoch, or several epochs.
template <class Scalar>
class Dataset {
 public:
  /// \throws DataError if there is no sample or no feature, or a value that is not finite
  explicit Dataset(Batch<Scalar> data) : data_(std::move(data)) {
    enforce<DataError>(data_.size() > 0, "Dataset: there must be at least one value; got ",
                       data_.rows(), " features x ", data_.cols(), " samples");
    if (const auto bad = detail::first_non_finite(data_)) {
      throw DataError(text("Dataset: every value must be finite; got ", bad->name, " as feature ",
                           bad->feature, " of sample ", bad->sample));
    }
  }

  /// Of a table with a sample a row, any Eigen expression of any scalar type.
  /// \throws DataError as the constructor does
  template <class Derived>
  static Dataset rows(const Eigen::DenseBase<Derived>& table) {
    return Dataset(Batch<Scalar>(table.derived().template cast<Scalar>().matrix().transpose()));
  }

  /// At least 1.
  Index features() const { return data_.rows(); }
  /// At least 1; an epoch has as many.
  Index samples() const { return data_.cols(); }

  /// features x samples
  const Batch<Scalar>& data() const { return data_; }

  /// Overwrites `out` (features x batch size).
  /// \param stream  its seed, purpose and part count; its number does not
  void minibatch(const Minibatch& which, const Stream& stream, BatchRef<Scalar> out) const {
    enforce(out.rows() == features(), "Dataset: the batch must have ", features(), " rows; got ",
            out.rows());
    enforce(which.number >= 0 && which.first >= 0 && which.first + out.cols() <= which.size,
            "Dataset: a minibatch must be numbered from 0 and its samples from 0 to its size; got ",
            which.number, " and ", which.first, " to ", which.first + out.cols() - 1, " of ",
            which.size);
    const Index first = which.number * which.size + which.first;
    for (Index j = 0; j < out.cols();) {
      const Index epoch = (first + j) / samples();
      const Index place = (first + j) % samples();
      const Index end = j + (std::min)(out.cols() - j, samples() - place);
      const Permutation order(samples(), stream.at(static_cast<std::uint64_t>(epoch)));
      for (Index p = place; j < end; ++j, ++p) out.col(j) = data_.col(order(p));
    }
  }

 private:
  Batch<Scalar> data_;
};

}  // namespace eigan
