// SPDX-License-Identifier: MIT
#pragma once

#include <initializer_list>
#include <limits>

#include <eigan/objectives/objective.hpp>

namespace eigan::tests {

/// What an objective says to scores, asked directly. Gradients are NaN before: what it does not
/// overwrite is seen.
template <class Scalar>
struct AdversaryTurn {
  double loss = 0, divergence = 0;
  Scores<Scalar> d_real, d_fake;

  template <class Objective>
  AdversaryTurn(const Objective& objective, const Scores<Scalar>& real, const Scores<Scalar>& fake)
      : d_real(Scores<Scalar>::Constant(real.size(), std::numeric_limits<Scalar>::quiet_NaN())),
        d_fake(Scores<Scalar>::Constant(fake.size(), std::numeric_limits<Scalar>::quiet_NaN())) {
    const AdversaryLoss result =
        objective.adversary_loss(ConstScoresRef<Scalar>(real), ConstScoresRef<Scalar>(fake),
                                 ScoresRef<Scalar>(d_real), ScoresRef<Scalar>(d_fake));
    loss = result.loss;
    divergence = result.divergence;
  }
};

/// The same for the generator's loss.
template <class Scalar>
struct GeneratorTurn {
  double loss = 0;
  Scores<Scalar> d_fake;

  template <class Objective>
  GeneratorTurn(const Objective& objective, const Scores<Scalar>& real, const Scores<Scalar>& fake)
      : d_fake(Scores<Scalar>::Constant(fake.size(), std::numeric_limits<Scalar>::quiet_NaN())) {
    loss = objective.generator_loss(ConstScoresRef<Scalar>(real), ConstScoresRef<Scalar>(fake),
                                    ScoresRef<Scalar>(d_fake));
  }
};

/// Scores from a list of numbers.
template <class Scalar = double>
Scores<Scalar> scores(std::initializer_list<double> values) {
  Scores<Scalar> result(static_cast<Index>(values.size()));
  Index i = 0;
  for (double value : values) result[i++] = static_cast<Scalar>(value);
  return result;
}

}  // namespace eigan::tests
