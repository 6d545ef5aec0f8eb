// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <tuple>
#include <utility>
#include <variant>

#include <eigan/eigan.hpp>

#include "../support/network.hpp"

/// An objective and its gradient penalties, chosen at run time, so that one trainer serves them all.
class AnyObjective {
 public:
  using Choice = std::variant<eigan::JensenShannon, eigan::Wasserstein, eigan::WassersteinLoss,
                              eigan::Hinge, eigan::LeastSquares, eigan::Relativistic>;
  /// Each of them on or off.
  using Penalties = std::tuple<std::optional<eigan::GradientPenalty>, std::optional<eigan::R1>,
                               std::optional<eigan::R2>, std::optional<eigan::Dragan>>;

  bool uses_real_scores;

  AnyObjective(Choice choice, Penalties penalties)
      : uses_real_scores(std::holds_alternative<eigan::Relativistic>(choice)),
        choice_(std::move(choice)),
        penalties_(std::move(penalties)) {}

  /// A null pointer if it is another.
  template <class Kind>
  const Kind* as() const {
    return std::get_if<Kind>(&choice_);
  }
  const Penalties& penalties() const { return penalties_; }
  const char* name() const {
    return std::visit([](const auto& objective) { return objective.name; }, choice_);
  }
  void validate() const {
    std::visit([](const auto& objective) { objective.validate(); }, choice_);
    std::apply([](const auto&... penalty) { ((penalty ? penalty->validate() : void()), ...); },
               penalties_);
  }
  eigan::Index adversary_steps(eigan::Index step) const {
    return std::visit([&](const auto& objective) { return objective.adversary_steps(step); },
                      choice_);
  }

  template <class Scalar>
  eigan::AdversaryLoss adversary_loss(const eigan::ConstScoresRef<Scalar>& real,
                                      const eigan::ConstScoresRef<Scalar>& fake,
                                      eigan::ScoresRef<Scalar> d_real,
                                      eigan::ScoresRef<Scalar> d_fake) const {
    const auto loss = [&](const auto& objective) {
      return objective.template adversary_loss<Scalar>(real, fake, d_real, d_fake);
    };
    return std::visit(loss, choice_);
  }
  template <class Scalar>
  double generator_loss(const eigan::ConstScoresRef<Scalar>& real,
                        const eigan::ConstScoresRef<Scalar>& fake,
                        eigan::ScoresRef<Scalar> d_fake) const {
    const auto loss = [&](const auto& objective) {
      return objective.template generator_loss<Scalar>(real, fake, d_fake);
    };
    return std::visit(loss, choice_);
  }
  template <class Scalar>
  void constrain(eigan::Segment<Scalar> w) const {
    if (const auto* clipped = as<eigan::Wasserstein>()) clipped->constrain<Scalar>(w);
  }

 private:
  Choice choice_;
  Penalties penalties_;
};

/// The adversary of all of them. What its network gives is a logit or a score, as the objective takes it.
template <class Network>
class AnyAdversary : public eigan::Adversary<Network> {
 public:
  AnyAdversary(Network network, eigan::Rng& rng, const char* name)
      : eigan::Adversary<Network>(std::move(network), rng), name_(name) {}

  const char* name() const { return name_; }

 private:
  const char* name_;
};
