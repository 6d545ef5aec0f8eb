// SPDX-License-Identifier: MIT
#pragma once

#include <eigan/players/player.hpp>

namespace eigan {

/// f: scores samples on an unbounded scale (Arjovsky et al., 2017). Plays for Wasserstein.
template <class Net>
class Critic : public Adversary<Net> {
 public:
  using Scalar = typename Net::Scalar;
  using Adversary<Net>::Adversary;
  static constexpr const char* name = "critic";
  static constexpr AdversaryKind kind = AdversaryKind::critic;

  /// f(x) for samples x (features x n): 1 x n.
  Scores<Scalar> score(const ConstBatchRef<Scalar>& x) const { return this->evaluate(x); }
};

template <class Net>
Critic(Net, Rng&) -> Critic<Net>;
template <class Net>
explicit Critic(Net) -> Critic<Net>;

/// Whether A is a critic or derives from one.
template <class A>
inline constexpr bool is_critic = requires {
  requires A::kind == AdversaryKind::critic;
};

}  // namespace eigan
