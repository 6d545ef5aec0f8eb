// SPDX-License-Identifier: MIT
#pragma once

#include <eigan/core/batch.hpp>
#include <eigan/core/rng.hpp>
#include <eigan/data/source.hpp>

namespace eigan::tests {

/// N(0, 1) in each of `size` features, independently.
template <class Scalar = double>
struct NormalSource {
  Index size = 1;

  Index features() const { return size; }
  void minibatch(const Minibatch& which, const Stream& stream, BatchRef<Scalar> out) const {
    Batch<Scalar> fresh(out.rows(), out.cols());
    stream.normal(fresh.data(), fresh.size(), which.first * size);
    out = fresh;
  }
};

/// The same number, again and again.
template <class Scalar = double>
struct ConstantSource {
  Scalar value;
  Index size = 1;

  Index features() const { return size; }
  void minibatch(const Minibatch&, const Stream&, BatchRef<Scalar> out) const {
    out.setConstant(value);
  }
};

/// Minibatch `number`, as anybody can work it out: feature i of sample j is
/// number + 0.25 (j + 1) - 0.5 i.
template <class Scalar = double>
struct CountingSource {
  Index size = 1;

  static Scalar value(Index number, Index i, Index j) {
    return static_cast<Scalar>(number) + Scalar(0.25) * static_cast<Scalar>(j + 1) -
           Scalar(0.5) * static_cast<Scalar>(i);
  }
  Index features() const { return size; }
  void minibatch(const Minibatch& which, const Stream&, BatchRef<Scalar> out) const {
    for (Index j = 0; j < out.cols(); ++j) {
      for (Index i = 0; i < out.rows(); ++i) out(i, j) = value(which.number, i, which.first + j);
    }
  }
};

}  // namespace eigan::tests
