// SPDX-License-Identifier: MIT
// Compiles what does not depend on a program's types once for all its files: products, passes through a
// network, dense layers, Lineup. eigan::compiled has a source that includes it; in all others, with
// EIGAN_COMPILED defined, eigan.hpp includes it to declare them extern.
#pragma once

#include <eigan/nn/activations.hpp>
#include <eigan/nn/any_activation.hpp>
#include <eigan/nn/dense.hpp>
#include <eigan/nn/group_sort.hpp>
#include <eigan/nn/network.hpp>
#include <eigan/nn/products.hpp>
#include <eigan/objectives/jensen_shannon.hpp>
#include <eigan/training/lineup.hpp>

#ifdef EIGAN_COMPILED
#define EIGAN_TEMPLATE extern template
#else
#define EIGAN_TEMPLATE template
#endif

#define EIGAN_ACTIVATION(Scalar, Activation) \
  EIGAN_TEMPLATE class LayerOf<Scalar, Dense<Dynamic, Dynamic, Activation>>;

#define EIGAN_SCALAR(Scalar)                                                                    \
  EIGAN_TEMPLATE void multiply<Scalar>(const ConstPanel<Scalar>&, const ConstPanel<Scalar>&,    \
                                       Panel<Scalar>);                                          \
  EIGAN_TEMPLATE void multiply_transposed<Scalar>(const ConstPanel<Scalar>&,                    \
                                                  const ConstPanel<Scalar>&, Panel<Scalar>);    \
  EIGAN_TEMPLATE void multiply_by_transposed<Scalar>(const ConstPanel<Scalar>&,                 \
                                                     const ConstPanel<Scalar>&, Panel<Scalar>); \
  EIGAN_ACTIVATION(Scalar, Identity)                                                            \
  EIGAN_ACTIVATION(Scalar, ReLU)                                                                \
  EIGAN_ACTIVATION(Scalar, LeakyReLU)                                                           \
  EIGAN_ACTIVATION(Scalar, Tanh)                                                                \
  EIGAN_ACTIVATION(Scalar, Sigmoid)                                                             \
  EIGAN_ACTIVATION(Scalar, SiLU)                                                                \
  EIGAN_ACTIVATION(Scalar, GELU)                                                                \
  EIGAN_ACTIVATION(Scalar, ELU)                                                                 \
  EIGAN_ACTIVATION(Scalar, Softplus)                                                            \
  EIGAN_ACTIVATION(Scalar, GroupSort<>)                                                         \
  EIGAN_ACTIVATION(Scalar, AnyActivation)                                                       \
  EIGAN_TEMPLATE class Lineup<Scalar>;

namespace eigan {
namespace detail {
// Eigen aligns memory by -march, and a program whose files differ in that crashes. A file that differs
// from the library does not link.
template <int bytes>
void compile_all_files_with_the_same_march() {}
EIGAN_TEMPLATE void compile_all_files_with_the_same_march<EIGEN_DEFAULT_ALIGN_BYTES>();
[[gnu::used]] static constexpr auto* same_march =
    compile_all_files_with_the_same_march<EIGEN_DEFAULT_ALIGN_BYTES>;

EIGAN_SCALAR(float)
EIGAN_SCALAR(double)
}  // namespace detail
EIGAN_TEMPLATE class Network<float>;
EIGAN_TEMPLATE class Network<double>;
}  // namespace eigan

#undef EIGAN_SCALAR
#undef EIGAN_ACTIVATION
#undef EIGAN_TEMPLATE
