// SPDX-License-Identifier: MIT
// The least that a program on Eigen can be which multiplies matrices in the three ways that training
// does: what compare.sh measures the compile time of the quickstart by.
#include <Eigen/Core>
#include <iostream>

int main(int argc, char**) {
  const Eigen::MatrixXf a = Eigen::MatrixXf::Constant(argc * 100, argc * 100, 1.0f);
  const Eigen::MatrixXf b = a;
  Eigen::MatrixXf c(a.rows(), b.cols());
  c.noalias() = a * b;
  std::cout << c(0, 0) << '\n';
  c.noalias() = a.transpose() * b;
  std::cout << c(0, 0) << '\n';
  c.noalias() = a * b.transpose();
  std::cout << c(0, 0) << '\n';
}
