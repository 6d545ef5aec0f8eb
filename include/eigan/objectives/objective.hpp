// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <type_traits>
#include <utility>

#include <eigan/core/batch.hpp>
#include <eigan/core/hooks.hpp>

namespace eigan {

/// The result of an adversary's turn.
struct AdversaryLoss {
  double loss = 0;        ///< what the adversary descends on
  double divergence = 0;  ///< how far apart it finds real and fake, on the objective's scale
};

/// An objective defines both players' losses, given the scores of real and fake samples (1 x n each).
/// Both functions overwrite the gradients:
///
///     AdversaryLoss adversary_loss(real, fake, d_real, d_fake)   // d loss / d score, every entry
///     double        generator_loss(real, fake, d_fake)
///
/// Optional, and const likewise; one that cannot be called is a compile error:
///     Index adversary_steps(Index step)       the paper's k at generator step `step` = 1, 2, ...
///     void  constrain(Segment<Scalar> w)      after each update of the adversary, a segment at a time,
///                                             on the thread that updated it
///     void  validate()                        throws Error if a setting breaks its rule
///     static constexpr bool plays_against<A>  whether it takes such an adversary
///     bool  uses_real_scores                  generator_loss reads `real`, otherwise empty; may be static
///     tuple penalties()                       gradient penalties (penalties.hpp)
template <class O, class Scalar>
concept Objective = requires(const O& o, ConstScoresRef<Scalar> scores,
                             ScoresRef<Scalar> gradient) {
  {
    o.adversary_loss(scores, scores, std::move(gradient), std::move(gradient))
    } -> std::same_as<AdversaryLoss>;
  { o.generator_loss(scores, scores, std::move(gradient)) } -> std::convertible_to<double>;
};

namespace detail {

EIGAN_HOOK(adversary_steps)
EIGAN_HOOK(constrain)

/// `objective` if it is a Kind; what it holds, of one chosen at run time; a null pointer otherwise.
template <class Kind, class O>
const Kind* objective_as(const O& objective) {
  if constexpr (std::is_base_of_v<Kind, O>) return &objective;
  if constexpr (requires { objective.template as<Kind>(); }) return objective.template as<Kind>();
  return nullptr;
}
template <class O, class Kind>
concept MayBe = std::is_base_of_v<Kind, O> || requires(const O& objective) {
  objective.template as<Kind>();
};

template <class Scalar>
double mean(const ConstScoresRef<Scalar>& scores) {
  double sum = 0;
  for (Index i = 0; i < scores.size(); ++i) sum += static_cast<double>(scores[i]);
  return sum / static_cast<double>(scores.size());
}

}  // namespace detail
}  // namespace eigan
