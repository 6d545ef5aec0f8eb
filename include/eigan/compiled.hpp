// SPDX-License-Identifier: MIT
// Compiles what does not depend on a program's types once for all its files: products, passes through a
// network, activations, Lineup. eigan::compiled has a source that includes it; in all others, with
// EIGAN_COMPILED defined, eigan.hpp includes it to declare them extern.
#pragma once

#include <eigan/nn/activations.hpp>
#include <eigan/nn/any_activation.hpp>
#include <eigan/nn/dense.hpp>
#include <eigan/nn/network.hpp>
#include <eigan/nn/products.hpp>
#include <eigan/objectives/jensen_shannon.hpp>
#include <eigan/training/lineup.hpp>

#ifdef EIGAN_COMPILED
#define EIGAN_TEMPLATE extern template
#else
#define EIGAN_TEMPLATE template
#endif

#define EIGAN_ACTIVATION(Scalar, Activation)                                               \
  EIGAN_TEMPLATE void dense_forward<Scalar>(const Activation&, ConstSegment<Scalar>,       \
                                            ConstView<Scalar>, View<Scalar>, View<Scalar>, \
                                            const Tile&);                                  \
  EIGAN_TEMPLATE void dense_backward<Scalar>(const Activation&, ConstView<Scalar>,         \
                                             ConstView<Scalar>, View<Scalar>, const Tile&);

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
  EIGAN_ACTIVATION(Scalar, AnyActivation)                                                       \
  EIGAN_TEMPLATE class Lineup<Scalar>;

namespace eigan {
namespace detail {
EIGAN_SCALAR(float)
EIGAN_SCALAR(double)
}  // namespace detail
EIGAN_TEMPLATE class Network<float>;
EIGAN_TEMPLATE class Network<double>;
}  // namespace eigan

#undef EIGAN_SCALAR
#undef EIGAN_ACTIVATION
#undef EIGAN_TEMPLATE
