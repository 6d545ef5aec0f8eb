// SPDX-License-Identifier: MIT
// Eigen without a BLAS, in a program that has Eigen with one: as a namespace of another name, so that
// the linker does not take one for the other.
#undef EIGEN_USE_BLAS
#define Eigen EigenWithoutBlas
#include <Eigen/Core>

#include "matmul.hpp"

void multiply_by_eigen(const float* a, const float* b, float* c, int n) {
  using Matrix = Eigen::MatrixXf;
  Eigen::Map<Matrix>(c, n, n).noalias() =
      Eigen::Map<const Matrix>(a, n, n) * Eigen::Map<const Matrix>(b, n, n);
}
