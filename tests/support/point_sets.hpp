// SPDX-License-Identifier: MIT
// Finite sets of points, with W1 by the best assignment, and as the real samples and the fakes of a game.
#pragma once

#include <cmath>
#include <cstddef>
#include <limits>
#include <memory>
#include <numeric>
#include <utility>
#include <vector>

#include <eigan/core/batch.hpp>
#include <eigan/core/rng.hpp>
#include <eigan/data/source.hpp>
#include <eigan/nn/dense.hpp>
#include <eigan/nn/mlp.hpp>
#include <eigan/players/generator.hpp>

namespace eigan::tests {

/// The least sum of cost(i, permutation(i)): the Hungarian method with potentials (Kuhn, 1955), O(n^3).
template <class Cost>
long double least_assignment(Index n, const Cost& cost) {
  constexpr long double infinite = std::numeric_limits<long double>::infinity();
  const auto size = static_cast<std::size_t>(n + 1);
  std::vector<long double> of_row(size, 0), of_column(size, 0);
  std::vector<std::size_t> row_of(size, 0), before(size, 0);  // 0: none
  for (std::size_t i = 1; i < size; ++i) {
    std::vector<long double> slack(size, infinite);
    std::vector<bool> done(size, false);
    std::size_t column = 0;
    row_of[0] = i;
    do {
      done[column] = true;
      const std::size_t row = row_of[column];
      long double least = infinite;
      std::size_t next = 0;
      for (std::size_t j = 1; j < size; ++j) {
        if (done[j]) continue;
        const long double reduced = cost(static_cast<Index>(row - 1), static_cast<Index>(j - 1)) -
                                    of_row[row] - of_column[j];
        if (reduced < slack[j]) {
          slack[j] = reduced;
          before[j] = column;
        }
        if (slack[j] < least) {
          least = slack[j];
          next = j;
        }
      }
      for (std::size_t j = 0; j < size; ++j) {
        if (done[j]) {
          of_row[row_of[j]] += least;
          of_column[j] -= least;
        } else {
          slack[j] -= least;
        }
      }
      column = next;
    } while (row_of[column] != 0);
    for (; column != 0; column = before[column]) row_of[column] = row_of[before[column]];
  }
  long double sum = 0;
  for (std::size_t j = 1; j < size; ++j) {
    sum += cost(static_cast<Index>(row_of[j] - 1), static_cast<Index>(j - 1));
  }
  return sum;
}

/// W1 of two sets of points, of any two numbers: each point stands as often as makes them equal.
template <class Scalar>
long double exact_w1(const Batch<Scalar>& x, const Batch<Scalar>& y) {
  const Index n = std::lcm(x.cols(), y.cols());
  const auto cost = [&](Index i, Index j) {
    return (x.col(i % x.cols()).template cast<long double>() -
            y.col(j % y.cols()).template cast<long double>())
        .norm();
  };
  return least_assignment(n, cost) / static_cast<long double>(n);
}

/// Each minibatch is the same set.
template <class Scalar>
struct PointSource {
  Batch<Scalar> points;

  Index features() const { return points.rows(); }
  void minibatch(const Minibatch& which, const Stream&, BatchRef<Scalar> out) const {
    out = points.middleCols(which.first, out.cols());
  }
};

template <class Scalar>
struct PointNoise {
  std::shared_ptr<const Batch<Scalar>> points;

  void operator()(const Stream&, Index first, View<Scalar> z) const {
    for (Index j = 0; j < z.cols(); ++j) z.col(j) = points->col((first + j) % points->cols());
  }
};

/// A generator whose minibatches are the points.
template <class Scalar>
auto point_generator(const Batch<Scalar>& points) {
  auto same = mlp<Scalar>(Dense<>{.inputs = points.rows(), .outputs = points.rows()});
  for (Index i = 0; i < points.rows(); ++i) same.parameters()[i * points.rows() + i] = 1;
  return Generator<decltype(same), PointNoise<Scalar>>(
      std::move(same), {std::make_shared<const Batch<Scalar>>(points)});
}

}  // namespace eigan::tests
