// SPDX-License-Identifier: MIT
// Parts of the Dirac-GAN (Mescheder et al., 2018): real samples at 0, and a generator without noise.
#pragma once

#include <eigan/core/rng.hpp>
#include <eigan/data/source.hpp>

namespace eigan::tests {

/// Samples of one number, all 0.
struct Zeros {
  Index features() const { return 1; }
  void minibatch(const Minibatch&, const Stream&, BatchRef<double> out) const { out.setZero(); }
};
struct NoNoise {
  void operator()(const Stream&, Index, View<double> z) const { z.setZero(); }
};

}  // namespace eigan::tests
