// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>

#include <eigan/players/player.hpp>

namespace eigan {

/// D: the probability that a sample is real (Goodfellow et al., 2014). The network's only output is the
/// logit; D(x) = 1 / (1 + exp(-logit)). Plays for JensenShannon.
template <class Net>
class Discriminator : public Adversary<Net> {
 public:
  using Scalar = typename Net::Scalar;
  using Adversary<Net>::Adversary;
  static constexpr const char* name = "discriminator";
  static constexpr AdversaryKind kind = AdversaryKind::discriminator;

  /// log(D(x) / (1 - D(x))) for samples x (features x n): 1 x n.
  Scores<Scalar> logit(const ConstBatchRef<Scalar>& x) const { return this->evaluate(x); }

  /// D(x), 1 x n, in [0, 1].
  Scores<Scalar> probability(const ConstBatchRef<Scalar>& x) const {
    return logit(x).unaryExpr([](Scalar l) {  // without overflow on either side
      const Scalar e = std::exp(-std::abs(l));
      return l >= 0 ? 1 / (1 + e) : e / (1 + e);
    });
  }
};

template <class Net>
Discriminator(Net, Rng&) -> Discriminator<Net>;
template <class Net>
explicit Discriminator(Net) -> Discriminator<Net>;

/// Whether A is a discriminator or derives from one.
template <class A>
inline constexpr bool is_discriminator = requires {
  requires A::kind == AdversaryKind::discriminator;
};

}  // namespace eigan
