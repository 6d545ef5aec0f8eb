// SPDX-License-Identifier: MIT
#pragma once

#include <numbers>

#include <eigan/core/error.hpp>
#include <eigan/objectives/objective.hpp>
#include <eigan/objectives/softplus.hpp>
#include <eigan/players/discriminator.hpp>

namespace eigan {

/// The generator's loss (Goodfellow et al., 2014, section 3).
enum class GeneratorLoss {
  non_saturating,  ///< -mean log D(G(z)): the paper's advice, strong gradients early on
  saturating,      ///< mean log(1 - D(G(z))): the minimax game of Algorithm 1
};

/// The GAN objective (Goodfellow et al., 2014, eq. 1 and Algorithm 1). With logits l, means over the
/// batch and softplus(a) = log(1 + exp a):
///
///     V             = mean log D(x) + mean log(1 - D(G(z)))
///     discriminator: -V, the sum form, 2 log 2 = 1.386 at equilibrium; half of it if `halved`
///     generator:     mean softplus(-l(G(z))), log 2 = 0.693 at equilibrium, or, saturating,
///                    -mean softplus(l(G(z))), -0.693 at equilibrium
///     divergence:    (V + log 4) / 2, a lower bound of the Jensen-Shannon divergence in nats
///                    (Theorem 1), 0 to log 2 for the best discriminator; one batch's estimate may be
///                    negative, and a discriminator that memorises overstates it
struct JensenShannon {
  static constexpr const char* name = "jensen_shannon";

  /// k, updates of the discriminator per update of the generator. At least 1.
  Index discriminator_steps = 1;
  /// Changes neither the discriminator's loss nor the divergence.
  GeneratorLoss generator = GeneratorLoss::non_saturating;
  /// One-sided: the target of real samples is 1 - label_smoothing (Salimans et al., 2016, section 3.4).
  /// In [0, 1). Does not enter the divergence.
  double label_smoothing = 0;
  /// The discriminator's loss is -V / 2, as in the code of Goodfellow et al.; it matters with SGD.
  bool halved = false;

  template <class A>
  static constexpr bool plays_against = is_discriminator<A>;

  void validate() const {
    enforce(discriminator_steps >= 1, "JensenShannon: discriminator_steps must be at least 1; got ",
            discriminator_steps);
    enforce(label_smoothing >= 0 && label_smoothing < 1,
            "JensenShannon: label_smoothing must lie in [0, 1); got ", label_smoothing);
  }

  Index adversary_steps(Index) const { return discriminator_steps; }

  /// Logits are 1 x n, n >= 1; overwrites both gradients, d loss / d logit.
  template <class Scalar>
  AdversaryLoss adversary_loss(const ConstScoresRef<Scalar>& real,
                               const ConstScoresRef<Scalar>& fake, ScoresRef<Scalar> d_real,
                               ScoresRef<Scalar> d_fake) const {
    const double weight = halved ? 0.5 : 1.0;
    const double real_surprise = mean_softplus<Scalar>(real, -1, -weight, d_real);
    const double fake_surprise = mean_softplus<Scalar>(fake, 1, weight, d_fake);
    double loss = weight * (real_surprise + fake_surprise);
    if (label_smoothing > 0) {  // softplus(-l) (1 - s) + softplus(l) s = softplus(-l) + s l
      loss += weight * label_smoothing * detail::mean<Scalar>(real);
      d_real += static_cast<Scalar>(weight * label_smoothing / static_cast<double>(real.size()));
    }
    return {loss, (2 * std::numbers::ln2 - real_surprise - fake_surprise) / 2};
  }

  /// Logits of fakes, 1 x n, n >= 1; overwrites their gradient.
  template <class Scalar>
  double generator_loss(const ConstScoresRef<Scalar>&, const ConstScoresRef<Scalar>& fake,
                        ScoresRef<Scalar> d_fake) const {
    if (generator == GeneratorLoss::saturating) return -mean_softplus<Scalar>(fake, 1, -1, d_fake);
    return mean_softplus<Scalar>(fake, -1, -1, d_fake);
  }

 private:
  /// The mean of softplus(sign l), finite for every finite l.
  /// \param factor  d <- factor sigmoid(sign l) / n: the gradient if factor is `sign`
  template <class Scalar>
  static double mean_softplus(const ConstScoresRef<Scalar>& logits, double sign, double factor,
                              ScoresRef<Scalar> d) {
    const double n = static_cast<double>(logits.size());
    return detail::mean_softplus(
        logits.size(), [&](Index i) { return sign * static_cast<double>(logits[i]); },
        [&](Index i, double sigmoid) { d[i] = static_cast<Scalar>(factor / n * sigmoid); });
  }
};

}  // namespace eigan
