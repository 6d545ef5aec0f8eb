// SPDX-License-Identifier: MIT
#pragma once

#include <eigan/eigan.hpp>

// A game that compiles; each case gets one thing in it wrong.
using namespace eigan;
using Gen = Generator<Mlp<float, Dense<2, 8, ReLU>, Dense<8, 2>>>;
using Disc = Discriminator<Mlp<float, Dense<2, 8, ReLU>, Dense<8, 1>>>;
using Crit = Critic<Mlp<float, Dense<2, 8, ReLU>, Dense<8, 1>>>;
inline Rng rng{42};
inline GaussianRing<float> ring;
