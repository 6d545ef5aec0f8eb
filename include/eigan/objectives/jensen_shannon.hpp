// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cmath>
#include <numbers>

#include <eigan/core/error.hpp>
#include <eigan/objectives/objective.hpp>
#include <eigan/players/discriminator.hpp>

namespace eigan {

/// What the generator descends on (Goodfellow et al., 2014, section 3).
enum class GeneratorLoss {
  non_saturating,  ///< -mean log D(G(z)): the paper's advice, strong gradients early on
  saturating,      ///< mean log(1 - D(G(z))): the minimax game of Algorithm 1
};

/// The GAN objective (Goodfellow et al., 2014, eq. 1 and Algorithm 1). With l the logits, all in
/// means over the batch and the stable form softplus(a) = log(1 + exp a):
///
///     V             = mean log D(x) + mean log(1 - D(G(z)))
///     discriminator: -V, the sum form, 2 log 2 = 1.386 at equilibrium; half of it if `halved`
///     generator:     mean softplus(-l(G(z))), log 2 = 0.693 at equilibrium, or, saturating,
///                    -mean softplus(l(G(z))), -0.693 at equilibrium
///     divergence:    (V + log 4) / 2, a lower bound of the Jensen-Shannon divergence in nats
///                    (Theorem 1), 0 to log 2 for the best discriminator; an estimate from one
///                    batch may be negative, and a discriminator that memorises overstates it
struct JensenShannon {
  /// k, updates of the discriminator for one of the generator. At least 1.
  Index discriminator_steps = 1;
  GeneratorLoss generator = GeneratorLoss::non_saturating;
  /// One-sided: real samples get the target 1 - label_smoothing (Salimans et al., 2016, section
  /// 3.4). In [0, 1). The divergence is computed without it.
  double label_smoothing = 0;
  /// The discriminator's loss is -V / 2, as in the code of Goodfellow et al.; it matters with SGD.
  bool halved = false;

  template <class A>
  static constexpr bool plays_against = is_discriminator<A>;

  void validate() const {
    require(discriminator_steps >= 1, "JensenShannon: discriminator_steps must be at least 1, got ",
            discriminator_steps);
    require(label_smoothing >= 0 && label_smoothing < 1,
            "JensenShannon: label_smoothing must lie in [0, 1), got ", label_smoothing);
  }

  Index adversary_steps(Index) const { return discriminator_steps; }

  template <class Scalar>
  AdversaryLoss adversary_loss(const ConstScoresRef<Scalar>& real,
                               const ConstScoresRef<Scalar>& fake, ScoresRef<Scalar> d_real,
                               ScoresRef<Scalar> d_fake) const {
    const double weight = halved ? 0.5 : 1.0;
    double value = 0;  // V
    double loss = 0;
    for (Index i = 0; i < real.size(); ++i) {
      const double l = static_cast<double>(real[i]);
      value -= softplus(-l) / static_cast<double>(real.size());
      // softplus(-l) (1 - s) + softplus(l) s = softplus(-l) + s l
      loss += weight * (softplus(-l) + label_smoothing * l) / static_cast<double>(real.size());
      d_real[i] = static_cast<Scalar>(weight * (label_smoothing - sigmoid(-l)) /
                                      static_cast<double>(real.size()));
    }
    for (Index i = 0; i < fake.size(); ++i) {
      const double l = static_cast<double>(fake[i]);
      value -= softplus(l) / static_cast<double>(fake.size());
      loss += weight * softplus(l) / static_cast<double>(fake.size());
      d_fake[i] = static_cast<Scalar>(weight * sigmoid(l) / static_cast<double>(fake.size()));
    }
    return {loss, (value + 2 * std::numbers::ln2) / 2};
  }

  template <class Scalar>
  double generator_loss(const ConstScoresRef<Scalar>&, const ConstScoresRef<Scalar>& fake,
                        ScoresRef<Scalar> d_fake) const {
    const double n = static_cast<double>(fake.size());
    double loss = 0;
    for (Index i = 0; i < fake.size(); ++i) {
      const double l = static_cast<double>(fake[i]);
      const bool saturating = generator == GeneratorLoss::saturating;
      loss += (saturating ? -softplus(l) : softplus(-l)) / n;
      d_fake[i] = static_cast<Scalar>(-sigmoid(saturating ? l : -l) / n);
    }
    return loss;
  }

 private:
  /// log(1 + exp a), for every a.
  static double softplus(double a) { return std::max(a, 0.0) + std::log1p(std::exp(-std::abs(a))); }
  /// 1 / (1 + exp(-a)), accurate for a far below 0 too.
  static double sigmoid(double a) {
    const double e = std::exp(-std::abs(a));
    return a >= 0 ? 1 / (1 + e) : e / (1 + e);
  }
};

}  // namespace eigan
