// SPDX-License-Identifier: MIT
#include "objectives.hpp"

#include <algorithm>
#include <iterator>
#include <map>

#include "../support/command_line.hpp"
#include "../support/text.hpp"
#include "settings.hpp"

using namespace eigan;

namespace {

AnyObjective::Choice js(const Settings& s) {
  return JensenShannon{.discriminator_steps = *s.adversary_steps};
}
AnyObjective::Choice wasserstein(const Settings& s) {
  return Wasserstein{.critic_steps = *s.adversary_steps, .clip = *s.clip};
}
template <class Objective>
AnyObjective::Choice with_critic(const Settings& s) {
  return Objective{.critic_steps = *s.adversary_steps};
}

}  // namespace

const std::vector<ObjectiveKind> ObjectiveKind::all = {
    // A discriminator of images learns faster than its generator, and would win. Without instance noise
    // one run in ten misses a mode of the ring.
    {.name = "js",
     .make = js,
     .critic = false,
     .image_rate = 0.3,
     .beta1 = 0.5,
     .beta2 = 0.999,
     .noise = 0.5},
    {.name = "wasserstein",
     .make = wasserstein,
     .bounds_w1 = true,
     .adversary_steps = 5,
     .optimizer = "rmsprop",
     .rate = 5e-4,
     .relu = true,
     .beta1 = 0.5,
     .beta2 = 0.999},
    {.name = "wgan-gp",
     .make = with_critic<WassersteinLoss>,
     .bounds_w1 = true,
     .adversary_steps = 5,
     .rate = 2e-3,
     .relu = true,
     .penalty = "gp"},
    {.name = "hinge", .make = with_critic<Hinge>, .penalty = "r1"},
    {.name = "least-squares",
     .make = with_critic<LeastSquares>,
     .penalty = "r1:1",
     .image_penalty = "r1"},
    {.name = "relativistic", .make = with_critic<Relativistic>, .penalty = "r1,r2"},
    {.name = "certified",
     .make = with_critic<WassersteinLoss>,
     .bounds_w1 = true,
     .lipschitz = true,
     .adversary_steps = 5},
};

const ObjectiveKind& ObjectiveKind::of(const std::string& name) {
  const auto found = std::find_if(all.begin(), all.end(),
                                  [&](const ObjectiveKind& kind) { return name == kind.name; });
  enforce(found != all.end(), "--objective: there must be one called ", name);
  return *found;
}

namespace {

/// What `--penalty` can name.
struct PenaltyKind {
  const char* name;
  const char* place;  ///< of two at one place only one can be had
};
constexpr PenaltyKind penalties[] = {{"gp", "between"}, {"gp-zero", "between"},
                                     {"lp", "between"}, {"r1", "real"},
                                     {"r2", "fake"},    {"dragan", "around"}};

const PenaltyKind* penalty_kind(const std::string& given) {
  const std::string name = given.substr(0, given.find(':'));
  const auto* found = std::find_if(std::begin(penalties), std::end(penalties),
                                   [&](const PenaltyKind& kind) { return name == kind.name; });
  return found == std::end(penalties) ? nullptr : found;
}

}  // namespace

std::string PenaltySetting::error(const std::string& given) {
  if (given == Settings::no_penalty) return {};
  if (!penalty_kind(given)) {
    std::string names;
    for (const PenaltyKind& kind : penalties) names += text(kind.name, ", ");
    return text("must be one of ", names, "optionally with a weight (r1:0.5), or none; got '",
                printable(given), "'");
  }
  const auto colon = given.find(':');
  if (colon == given.npos) return {};
  std::string weight = given.substr(colon + 1);
  const std::string wrong = in_range(0)(weight);
  return wrong.empty() ? "" : text("the weight of ", given.substr(0, colon), " ", wrong);
}

PenaltySetting PenaltySetting::of(const std::string& given, bool images) {
  const PenaltyKind& kind = *penalty_kind(given);
  const auto colon = given.find(':');
  if (colon != given.npos) return {kind.name, std::stod(given.substr(colon + 1))};
  return {kind.name, images ? 10 : 0.1};
}

void require_fit(const Settings& s) {
  const bool clipped = s.objective == "wasserstein";
  enforce(!s.clip || s.objective.empty() || clipped,
          "--clip: only --objective wasserstein clips weights; got ", s.objective);
  const std::vector<std::string>& given = s.penalty;
  const bool none = std::count(given.begin(), given.end(), Settings::no_penalty) > 0;
  enforce(!none || given.size() == 1, "--penalty: none must stand alone");
  enforce(
      given.empty() || none || (!s.clip && !clipped),
      "--penalty: wasserstein, the default for tables, clips its critic instead; choose another "
      "objective, such as --objective wgan-gp");
  const bool lipschitz = !s.objective.empty() && ObjectiveKind::of(s.objective).lipschitz;
  enforce(
      !lipschitz || given.empty() || none,
      "--penalty: --objective certified takes no penalty; its critic has slopes of at most 1 by "
      "construction");
  for (const eigan::Index width : s.hidden) {
    enforce(!lipschitz || width % 2 == 0,
            "--hidden: widths must be even with certified, whose critic sorts groups; got ", width);
  }
  enforce(!none || s.objective != "wgan-gp",
          "--penalty: wgan-gp must have one, since nothing else bounds the slope of its critic");
  std::map<std::string, std::string> taken;
  if (none) return;
  for (const std::string& each : given) {
    const auto [other, first] = taken.emplace(penalty_kind(each)->place, each);
    enforce(first,
            "--penalty: there must be at most one of each kind (gp, gp-zero and lp are one); got ",
            other->second, " and ", each);
  }
}

AnyObjective any_objective(const Settings& s) {
  const Index every = s.every.value_or(1);
  AnyObjective::Penalties on;
  for (const auto& [name, weight] : s.penalties) {
    if (name == "r1") {
      std::get<1>(on) = R1{.gamma = weight, .every = every};
    } else if (name == "r2") {
      std::get<2>(on) = R2{.gamma = weight, .every = every};
    } else if (name == "dragan") {
      std::get<3>(on) = Dragan{.weight = weight, .spread = s.spread / 2, .every = every};
    } else {
      std::get<0>(on) = GradientPenalty{.weight = weight,
                                        .target = name == "gp-zero" ? 0.0 : 1.0,
                                        .one_sided = name == "lp",
                                        .every = every};
    }
  }
  return {ObjectiveKind::of(s.objective).make(s), on};
}
