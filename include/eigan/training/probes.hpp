// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <tuple>

#include <eigan/core/shards.hpp>
#include <eigan/core/team.hpp>
#include <eigan/objectives/penalties.hpp>
#include <eigan/training/step_report.hpp>

namespace eigan::detail {

/// Where the penalties of a turn take slopes, as sections of the adversary's tape, [ real | fake | between |
/// around ] of which the last two may be missing. The probes are a range of them: what lies between two
/// probes is one too, and its slope is not used.
class Probes {
 public:
  void add(Probe where) { has_[static_cast<std::size_t>(where)] = true; }
  bool has(Probe where) const { return has_[static_cast<std::size_t>(where)]; }

  Index section(Probe where) const {
    if (where == Probe::around) return has(Probe::between) ? 3 : 2;
    return static_cast<Index>(where);
  }
  bool any() const { return count() > 0; }
  Index first() const {
    for (const Probe where : {Probe::real, Probe::fake, Probe::between, Probe::around}) {
      if (has(where)) return section(where);
    }
    return 0;
  }
  Index count() const {
    for (const Probe where : {Probe::around, Probe::between, Probe::fake, Probe::real}) {
      if (has(where)) return section(where) + 1 - first();
    }
    return 0;
  }
  bool covers(Index section) const { return section >= first() && section < first() + count(); }

  Layout layout(const Shards& shards) const {
    const Index sections = 2 + (has(Probe::between) ? 1 : 0) + (has(Probe::around) ? 1 : 0);
    return {shards, sections, first(), count()};
  }

  double spread = 0;  ///< of Probe::around

 private:
  std::array<bool, 4> has_{};
};

template <class P>
Index every(const P& penalty) {
  if constexpr (requires { penalty.every; }) return penalty.every;
  return 1;
}

/// Calls use(penalty) if it is due in the adversary's turn `turn`, from 0: in the n-th, 2 n-th, ... An
/// empty std::optional, a penalty that is off, never is.
template <class P>
void if_due(const P& penalty, Index turn, auto&& use) {
  if ((turn + 1) % every(penalty) == 0) use(penalty);
}
template <class P>
void if_due(const std::optional<P>& penalty, Index turn, auto&& use) {
  if (penalty) if_due(*penalty, turn, use);
}

/// The probes of the penalties that are due in the adversary's turn `turn`. A generator that moves
/// simultaneously needs the gradient of the fakes too.
template <class Objective_>
Probes probes_of([[maybe_unused]] const Objective_& objective, [[maybe_unused]] Index turn,
                 [[maybe_unused]] bool simultaneous) {
  Probes probes;
  if constexpr (HasPenalties<Objective_>) {
    std::apply(
        [&](const auto&... penalty) {
          const auto add = [&](const auto& p) {
            probes.add(p.probe);
            if constexpr (requires { p.spread; }) probes.spread = p.spread;
          };
          (if_due(penalty, turn, add), ...);
        },
        objective.penalties());
    if (probes.any() && simultaneous) probes.add(Probe::fake);
  }
  return probes;
}

/// Takes a penalty of the slopes that are there: its mean over the batch, and its gradient.
template <class P, class Lineup_>
void take_penalty(const P& penalty, Lineup_& lineup, StepReport& report) {
  const auto slopes = lineup.slopes(P::probe);
  auto d_slopes = lineup.d_slopes(P::probe);
  const double n = static_cast<double>(slopes.size());
  double sum = 0, total = 0;
  for (Index i = 0; i < slopes.size(); ++i) {
    double d = 0;
    sum += penalty.penalty(slopes[i], d);
    total += slopes[i];
    d_slopes[i] += static_cast<double>(every(penalty)) * d / n;
  }
  report.penalty = report.penalty.value_or(0) + sum / n;
  if (!report.slope) report.slope = total / n;
}

/// Adds the penalties that are due to what the adversary descends on, once its losses are known.
template <class Objective_, class Lineup_, class Net>
void take_penalties([[maybe_unused]] const Objective_& objective, [[maybe_unused]] Index turn,
                    [[maybe_unused]] Lineup_& lineup, [[maybe_unused]] const Net& adversary,
                    [[maybe_unused]] Team& team, StepReport& report) {
  if constexpr (HasPenalties<Objective_>) {
    report.penalty = report.slope = std::nullopt;
    if (!lineup.has_probes()) return;
    lineup.take_slopes(adversary, team);
    const auto take = [&](const auto& penalty) { take_penalty(penalty, lineup, report); };
    std::apply([&](const auto&... penalty) { (if_due(penalty, turn, take), ...); },
               objective.penalties());
    lineup.take_tangents(adversary, team);
  }
}

}  // namespace eigan::detail
