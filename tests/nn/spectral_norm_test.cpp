// SPDX-License-Identifier: MIT
#include <cmath>
#include <limits>

#include <Eigen/QR>
#include <Eigen/SVD>

#include <eigan/nn/spectral_norm.hpp>

#include "tests/catch.hpp"
#include "tests/support/random_batch.hpp"

using namespace eigan;
using namespace eigan::tests;

namespace {

template <class Scalar>
double bound_of(const Batch<Scalar>& a) {
  return detail::spectral_norm_bound<Scalar>(a.data(), a.rows(), a.cols());
}

double true_norm(const Batch<double>& a) {
  return Eigen::JacobiSVD<Eigen::MatrixXd>(a).singularValues()[0];
}

Batch<double> orthogonal(Index n, std::uint64_t seed) {
  return Eigen::HouseholderQR<Eigen::MatrixXd>(normal_batch(n, n, seed)).householderQ();
}

/// JacobiSVD itself rounds, at most so much.
constexpr double of_svd = 1e-13;

void check(const Batch<double>& a, double norm) {
  INFO(a.rows() << " x " << a.cols());
  const double bound = bound_of(a);
  CHECK(bound >= norm * (1 - of_svd));
  CHECK(bound <= norm * 1.001 * (1 + of_svd));
}

}  // namespace

TEST_CASE("the bound of a matrix is its largest singular value, or up to 0.1 % more") {
  for (const Index rows : {1, 2, 3, 5, 8, 17, 64, 130}) {
    for (const Index columns : {1, 2, 7, 8, 9, 66, 129}) {
      const auto seed = static_cast<std::uint64_t>(1000 * rows + columns);
      const Batch<double> a = normal_batch(rows, columns, seed);
      check(a, true_norm(a));
    }
  }
}

TEST_CASE("so is that of a matrix deeper than a block of the product") {
  const Batch<double> a = normal_batch(20, 600, 1);
  check(a, true_norm(a));
  check(a.transpose(), true_norm(a));
}

TEST_CASE("so is that of orthogonal matrices, whose singular values are all largest") {
  for (const Index n : {2, 16, 100, 512}) check(3 * orthogonal(n, 5), 3);
  // a little stretched in one direction
  Batch<double> a = orthogonal(60, 6);
  const Batch<double> q = a;
  a.col(7) *= 1.0005;
  check(q * a.transpose(), 1.0005);
}

TEST_CASE("so is that of matrices of rank one, and of nearly dependent columns") {
  const Batch<double> u = normal_batch(40, 1, 1), v = normal_batch(30, 1, 2);
  check(u * v.transpose(), u.norm() * v.norm());
  // singular values from 1 to 1e-15
  Vector<double> values(50);
  for (Index i = 0; i < 50; ++i) values[i] = std::pow(10.0, -0.3 * static_cast<double>(i));
  check(orthogonal(50, 3) * values.asDiagonal() * orthogonal(50, 4), 1);
  // the two largest nearly equal
  values[1] = 1 - 1e-9;
  check(orthogonal(50, 3) * values.asDiagonal() * orthogonal(50, 4), 1);
}

TEST_CASE("numbers near the ends of the range of double or float do not change the bound") {
  const Batch<double> a = normal_batch(12, 9, 7);
  const double norm = true_norm(a);
  for (const int power : {-1060, -1000, -600, 600, 1000, 1020}) {
    INFO("2^" << power);
    const double scale = std::ldexp(1.0, power);
    const double bound = bound_of<double>(scale * a);
    // Below 2^-1022 numbers are rounded to multiples of 2^-1074: 108 of them, each by half of that.
    const double rounded = power < -1000 ? std::sqrt(108.0) * 0x1p-1074 : 0;
    CHECK(bound >= norm * (1 - of_svd) * scale - rounded);
    CHECK(bound <= norm * 1.0011 * scale + 2 * rounded);
  }
  CHECK(bound_of(Batch<double>{{1e-300, 1e-300}}) >= std::sqrt(2.0) * 1e-300);
  CHECK(bound_of(Batch<double>{{1e300, -1e300}}) >= std::sqrt(2.0) * 1e300);
  CHECK(bound_of(Batch<double>{{5e-324}}) >= 5e-324);
  const Batch<float> huge = Batch<float>::Constant(3, 3, 1e38f);
  CHECK(bound_of(huge) >= 3 * static_cast<double>(1e38f));
  CHECK(bound_of(huge) <= 3 * static_cast<double>(1e38f) * (1 + 1e-12));
  CHECK(bound_of<float>(Batch<float>::Constant(2, 2, 1e-45f)) >= 2 * static_cast<double>(1e-45f));
  // a norm that no double holds
  CHECK(bound_of<double>(Batch<double>::Constant(9, 9, 1e308)) ==
        std::numeric_limits<double>::infinity());
}

TEST_CASE("a matrix of zeros has the bound 0, one with a number that is not finite infinity") {
  CHECK(bound_of<double>(Batch<double>::Zero(4, 9)) == 0);
  for (const double bad :
       {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity(),
        -std::numeric_limits<double>::infinity()}) {
    for (const Index place : {0, 5, 11}) {
      Batch<double> a = normal_batch(4, 3, 8);
      a(place % 4, place / 4) = bad;
      CHECK(bound_of(a) == std::numeric_limits<double>::infinity());
      CHECK(bound_of<float>(a.cast<float>()) == std::numeric_limits<double>::infinity());
    }
  }
}

TEST_CASE("the bound of integers whose norm is known is never below it, not by one rounding") {
  // rows and columns of norm sqrt 25, so that |A|_2 = 5 k: exact in double
  for (int k = 1; k <= 100; ++k) {
    const double n = k;
    CHECK(bound_of(Batch<double>{{3 * n, 4 * n}}) >= 5 * n);
    CHECK(bound_of(Batch<double>{{3 * n}, {-4 * n}}) >= 5 * n);
    CHECK(bound_of(Batch<double>{{3 * n, 4 * n}, {-4 * n, 3 * n}}) >= 5 * n);
    CHECK(bound_of<double>(Batch<double>::Constant(4, 9, n / 3)) >= 6 * (n / 3));
  }
}
