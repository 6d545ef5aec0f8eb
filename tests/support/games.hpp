// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include <eigan/core/rng.hpp>
#include <eigan/nn/dense.hpp>
#include <eigan/nn/mlp.hpp>
#include <eigan/players/critic.hpp>
#include <eigan/players/discriminator.hpp>
#include <eigan/players/generator.hpp>

namespace eigan::tests {

// The smallest players: g(z) = a z + c and f(x) = w x + b, numbers to numbers.

template <class Scalar>
using LineNet = Mlp<Scalar, Dense<1, 1>>;
template <class Scalar = double>
using LineGenerator = Generator<LineNet<Scalar>>;
template <class Scalar = double>
using LineDiscriminator = Discriminator<LineNet<Scalar>>;
template <class Scalar = double>
using LineCritic = Critic<LineNet<Scalar>>;

/// A player of one line, slope x + offset.
template <class Player>
Player line(double slope, double offset) {
  using Scalar = typename Player::Scalar;
  typename Player::Net net;
  net.parameters() << static_cast<Scalar>(slope), static_cast<Scalar>(offset);
  return Player(net);
}

// Players with a hidden layer or two, from 3 numbers of noise to samples of 2.

template <class Scalar>
using SmallGenerator =
    Generator<Mlp<Scalar, Dense<3, 7, Tanh>, Dense<7, 5, LeakyReLU>, Dense<5, 2>>>;
template <class Scalar>
using SmallScorer = Mlp<Scalar, Dense<2, 9, LeakyReLU>, Dense<9, 6, Tanh>, Dense<6, 1>>;
template <class Scalar>
using SmallDiscriminator = Discriminator<SmallScorer<Scalar>>;
template <class Scalar>
using SmallCritic = Critic<SmallScorer<Scalar>>;

/// Fresh parameters that follow from `seed`; biases, too, are none of them 0.
template <class Player>
Player fresh(std::uint64_t seed) {
  using Scalar = typename Player::Scalar;
  Rng rng{seed};
  Player player{rng};
  Vector<Scalar>& w = player.network().parameters();
  Vector<Scalar> noise(w.size());
  rng.next(Purpose::user).normal(noise.data(), noise.size());
  w += Scalar(0.1) * noise;
  return player;
}

/// Whether two networks are the same to the last bit.
template <class A, class B>
bool same_parameters(const A& a, const B& b) {
  return a.network().parameters() == b.network().parameters();
}

}  // namespace eigan::tests
