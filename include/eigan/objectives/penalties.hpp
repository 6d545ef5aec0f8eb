// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cmath>
#include <concepts>
#include <tuple>
#include <type_traits>
#include <utility>

#include <eigan/core/batch.hpp>
#include <eigan/core/error.hpp>
#include <eigan/core/hooks.hpp>
#include <eigan/objectives/objective.hpp>

namespace eigan {

/// Where an adversary's slope is taken, one for each sample of a batch.
enum class Probe {
  real,     ///< at the real samples
  fake,     ///< at the fakes
  between,  ///< at a x + (1 - a) g(z), with a uniform on (0, 1) for each pair
  around,   ///< at x + N(0, spread^2)
};

// A gradient penalty is a term of the adversary's loss, the mean over the batch of a function of the slope
// |grad f| (Euclidean, of the score or logit with respect to a sample):
//
//     static constexpr Probe probe                           where slopes are taken
//     double penalty(double slope, double& d_slope) const    of one sample; sets d penalty / d slope
// Optional:
//     Index every          taken in the n-th, 2 n-th, ... of the adversary's turns only, n times as strong
//     double spread        for Probe::around
//     void validate()      throws Error if a setting breaks its rule
template <class P>
concept Penalty = requires(const P& p, double slope) {
  { P::probe } -> std::convertible_to<Probe>;
  { p.penalty(slope, slope) } -> std::convertible_to<double>;
};

namespace detail {

inline void require_weight(const char* penalty, const char* name, double weight, Index every) {
  enforce(std::isfinite(weight) && weight >= 0, penalty, ": ", name,
          " must be finite and at least 0; got ", weight);
  enforce(every >= 1, penalty, ": every must be at least 1; got ", every);
}

/// weight excess^2, and d <- its derivative.
inline double squared(double weight, double excess, double& d) {
  d = 2 * weight * excess;
  return weight * excess * excess;
}

}  // namespace detail

/// weight (|grad f| - target)^2 between real samples and fakes: WGAN-GP (Gulrajani et al., 2017, eq. 3).
/// One-sided, slopes below the target are free: WGAN-LP (Petzka et al., 2018). With target 0, zero-centred
/// (Thanh-Tung et al., 2019). The weight has the unit of scores times (data per score)^2.
struct GradientPenalty {
  static constexpr Probe probe = Probe::between;

  double weight = 10;      ///< lambda, at least 0; 0.1 is common on 2-D data
  double target = 1;       ///< at least 0
  bool one_sided = false;  ///< penalise slopes above the target only
  Index every = 1;         ///< at least 1

  void validate() const {
    detail::require_weight("GradientPenalty", "weight", weight, every);
    enforce(std::isfinite(target) && target >= 0,
            "GradientPenalty: target must be finite and at least 0; got ", target);
  }
  double penalty(double slope, double& d_slope) const {
    const double excess = one_sided ? (std::max)(slope - target, 0.0) : slope - target;
    return detail::squared(weight, excess, d_slope);
  }
};

/// (gamma / 2) |grad f|^2 at real samples (Mescheder et al., 2018, eq. 9).
struct R1 {
  static constexpr Probe probe = Probe::real;

  double gamma = 1;  ///< at least 0; 0.1 to 10 is common
  Index every = 1;   ///< at least 1; 16 in StyleGAN2

  void validate() const { detail::require_weight("R1", "gamma", gamma, every); }
  double penalty(double slope, double& d_slope) const {
    return detail::squared(gamma / 2, slope, d_slope);
  }
};

/// (gamma / 2) |grad f|^2 at fakes (Mescheder et al., 2018).
struct R2 {
  static constexpr Probe probe = Probe::fake;

  double gamma = 1;  ///< at least 0
  Index every = 1;   ///< at least 1

  void validate() const { detail::require_weight("R2", "gamma", gamma, every); }
  double penalty(double slope, double& d_slope) const {
    return detail::squared(gamma / 2, slope, d_slope);
  }
};

/// weight (|grad f| - target)^2 around real samples, at x + N(0, spread^2) (Kodali et al., 2017).
struct Dragan {
  static constexpr Probe probe = Probe::around;

  double weight = 10;  ///< lambda, at least 0
  double target = 1;   ///< at least 0
  double spread =
      0.5;          ///< in units of the data, more than 0; half their spread in the paper's code
  Index every = 1;  ///< at least 1

  void validate() const {
    detail::require_weight("Dragan", "weight", weight, every);
    enforce(std::isfinite(target) && target >= 0,
            "Dragan: target must be finite and at least 0; got ", target);
    enforce(std::isfinite(spread) && spread > 0, "Dragan: spread must be finite and positive; got ",
            spread);
  }
  double penalty(double slope, double& d_slope) const {
    return detail::squared(weight, slope - target, d_slope);
  }
};

namespace detail {

/// penalties() returns a tuple of them. One that is chosen at run time is a std::optional, empty if it is off.
template <class O>
concept HasPenalties = requires(const O& o) {
  o.penalties();
};

/// The penalties that an objective has by itself.
template <class O>
auto own_penalties(const O& objective) {
  if constexpr (HasPenalties<O>) {
    return std::tuple(objective.penalties());
  } else {
    return std::tuple<>();
  }
}
template <class P, class... Others>
constexpr bool among(const std::tuple<Others...>*) {
  return (std::is_same_v<P, Others> || ...);
}

}  // namespace detail

/// An objective with gradient penalties, itself an objective:
///
///     JensenShannon{} + R1{.gamma = 1}
///     JensenShannon{} + R1{} + R2{}
template <class Objective_, Penalty... Penalties>
struct Penalised : Objective_ {
  static_assert(!detail::names_constrain<Objective_>,
                "eigan: this objective clips its adversary; a gradient penalty replaces the clip: "
                "WassersteinGP, or WassersteinLoss and a penalty");
  std::tuple<Penalties...> terms;

  Penalised(Objective_ objective, Penalties... penalties)
      : Objective_(std::move(objective)), terms(std::move(penalties)...) {}

  /// The objective's own, as of WassersteinGP, and those that were added.
  auto penalties() const {
    return std::tuple_cat(detail::own_penalties(static_cast<const Objective_&>(*this)), terms);
  }
  void validate() const {
    detail::validate(static_cast<const Objective_&>(*this));
    std::apply([](const auto&... term) { (detail::validate(term), ...); }, terms);
  }
};

/// What + calls, for types of other namespaces.
template <class Objective_, Penalty... Penalties>
Penalised<Objective_, Penalties...> penalised(Objective_ objective, Penalties... penalties) {
  return {std::move(objective), std::move(penalties)...};
}

template <class Objective_, Penalty P>
auto operator+(Objective_ objective, P penalty) {
  static_assert(!Penalty<Objective_>,
                "eigan: a penalty is added to an objective: JensenShannon{} + R1{} + R2{}");
  using Own = decltype(detail::own_penalties(objective));
  static_assert(!detail::among<P>(static_cast<Own*>(nullptr)),
                "eigan: an objective has at most one penalty of each type; add up their weights");
  return penalised(std::move(objective), std::move(penalty));
}
template <class Objective_, class... Penalties, Penalty P>
auto operator+(Penalised<Objective_, Penalties...> game, P penalty) {
  using All = decltype(game.penalties());
  static_assert(!detail::among<P>(static_cast<All*>(nullptr)),
                "eigan: an objective has at most one penalty of each type; add up their weights");
  return std::apply(
      [&](auto&... terms) {
        return penalised(static_cast<Objective_&&>(game), std::move(terms)..., std::move(penalty));
      },
      game.terms);
}

}  // namespace eigan
