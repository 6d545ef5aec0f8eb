// SPDX-License-Identifier: MIT
// A lower bound of W1 that holds, by critics of several kinds, where W1 is known: the tests of Anil, Lucas
// and Grosse, 2019 (a point and the sphere around it, cones), shifted and concentric Gaussians.
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <string>
#include <utility>
#include <vector>

#include <eigan/eigan.hpp>
#include <eigan/metrics/certified_w1.hpp>

#include "../support/text.hpp"
#include "support/experiment.hpp"

using namespace eigan;

namespace {

enum class Shape { gaussian, points, spheres };

/// A distribution: Gaussian noise, places, or the unit spheres around them.
struct Law {
  Shape shape = Shape::gaussian;
  double scale = 1, shift = 0;  // of the noise; shifted along the first axis
  Index places = 1;             // the origin, or three, at least 2 apart

  void draw(const Stream& stream, Index first, View<float> out) const {
    const Index stride = Stream::next_block(out.rows());
    for (Index j = 0; j < out.cols(); ++j) {
      auto x = out.col(j);
      if (shape == Shape::points) {
        x.setZero();
      } else {
        stream.part(0).normal(&out(0, j), out.rows(), (first + j) * stride);
        if (shape == Shape::spheres) x.normalize();
      }
      x *= static_cast<float>(scale);
      x[0] += static_cast<float>(shift);
    }
    if (places == 1) return;
    constexpr float centers[3][2]{{0, 0}, {3, 0.5f}, {-1, 2.8f}};
    stream.part(1).words(first, out.cols(), [&](Index j, std::uint32_t word) {
      for (Index i = 0; i < 2; ++i) out(i, j) += centers[word % 3][i];
    });
  }
};

/// The real distribution, as a source.
struct Real {
  Law law;
  Index size;
  Index features() const { return size; }
  void minibatch(const Minibatch& which, const Stream& stream, BatchRef<float> out) const {
    law.draw(stream, which.first, View<float>(out.data(), out.rows(), out.cols()));
  }
};
/// The other one, as the noise of a generator that changes nothing.
struct Fake {
  Law law;
  template <class Scalar>
  void operator()(const Stream& stream, Index first, View<Scalar> z) const {
    law.draw(stream, first, z);
  }
};

struct Case {
  std::string name;
  Index size;
  Law real, fake;
  double w1;
};

struct Outcome {
  double certified = 0;  ///< on samples that the critic has not seen
  double printed = 0;    ///< the objective's own estimate in the last step
};

struct Settings {
  Index steps = 20'000, batch = 256, samples = 10'000;
  std::uint64_t seed = 1;
};

constexpr Index width = 128;

auto plain_critic(Index inputs, Rng& rng) {
  using Hidden = Dense<Dynamic, Dynamic, LeakyReLU>;
  return Critic(
      mlp<float>(Hidden{.inputs = inputs, .outputs = width},
                 Hidden{.inputs = width, .outputs = width},
                 Hidden{.inputs = width, .outputs = width}, Dense<>{.inputs = width, .outputs = 1}),
      rng);
}
/// \tparam Normalise  Lipschitz or SpectralNorm
template <template <class> class Normalise>
auto normalised_critic(Index inputs, Index group, Rng& rng) {
  using Hidden = Normalise<Dense<Dynamic, Dynamic, GroupSort<>>>;
  const auto hidden = [&](Index in) {
    return Hidden{{.inputs = in, .outputs = width, .activation = {.group = group}}};
  };
  return Critic(mlp<float>(hidden(inputs), hidden(width), hidden(width),
                           Normalise<Dense<>>{{.inputs = width, .outputs = 1}}),
                rng);
}

template <class Crit, class Objective>
Outcome train(const Case& c, const Settings& s, Crit critic, Objective objective, double rate) {
  Generator generator{mlp<float>(Dense<>{.inputs = c.size, .outputs = c.size}), Fake{c.fake}};
  Segment<float> w = generator.network().parameters(0);
  for (Index i = 0; i < c.size; ++i) w[i * c.size + i] = 1;
  MinimaxTrainer gan{generator,
                     std::move(critic),
                     objective,
                     SGD{.learning_rate = 0},
                     Adam{.learning_rate = Schedule::linear(rate, rate / 100, s.steps)},
                     TrainingOptions{.batch_size = s.batch, .seed = s.seed}};
  const StepReport last = gan.fit(Real{c.real, c.size}, s.steps);
  // of the same random numbers, so that W1 of the samples is that of the distributions
  Batch<float> x(c.size, s.samples), y(c.size, s.samples);
  c.real.draw(Stream(s.seed, Purpose::user, 1), 0, View<float>(x.data(), c.size, s.samples));
  c.fake.draw(Stream(s.seed, Purpose::user, 1), 0, View<float>(y.data(), c.size, s.samples));
  return {certified_w1(gan.adversary(), x, y).bound, last.divergence};
}

// clip, WGAN-GP, spectral norm, AOL with MaxMin, AOL with GroupSort 16
constexpr int count = 5;

Outcome train(const Case& c, const Settings& s, int kind) {
  Rng rng{s.seed};
  switch (kind) {
    case 0:
      return train(c, s, plain_critic(c.size, rng), Wasserstein{.critic_steps = 1, .clip = 0.1},
                   1e-3);
    case 1:
      return train(c, s, plain_critic(c.size, rng), WassersteinGP{.critic_steps = 1}, 1e-3);
    case 2:
      return train(c, s, normalised_critic<SpectralNorm>(c.size, 2, rng),
                   WassersteinLoss{.critic_steps = 1}, 1e-3);
    default:
      return train(c, s, normalised_critic<Lipschitz>(c.size, kind == 3 ? 2 : 16, rng),
                   WassersteinLoss{.critic_steps = 1}, 2e-3);
  }
}

/// E |z| of a standard normal z in d dimensions.
double mean_norm(Index d) {
  const double half = static_cast<double>(d) / 2;
  return std::sqrt(2.0) * std::exp(std::lgamma(half + 0.5) - std::lgamma(half));
}

std::vector<Case> cases(bool quick) {
  std::vector<Case> all;
  all.push_back({"cones",
                 2,
                 {.shape = Shape::points, .places = 3},
                 {.shape = Shape::spheres, .places = 3},
                 1});
  for (const Index d : {2, 16, 128}) {
    all.push_back(
        {text("sphere, ", d, "-D"), d, {.shape = Shape::points}, {.shape = Shape::spheres}, 1});
  }
  for (const double t : {0.5, 2.0, 8.0}) {
    all.push_back({text("shift by ", t), 2, {.shift = t}, {}, t});
  }
  for (const Index d : {2, 16}) {
    all.push_back({text("Gaussians, ", d, "-D"), d, {}, {.scale = 2}, mean_norm(d)});
  }
  if (quick) all = {all[2], all[5]};
  return all;
}

void experiment(Experiment& e) {
  Settings settings;
  e.number("--steps", "N", settings.steps, "of each critic (20000)", 1);
  e.begin();
  settings.seed = e.seed;
  if (e.quick) {
    settings.steps = 600;
    settings.batch = 64;
    settings.samples = 1000;
  }
  const std::vector<Case> all = cases(e.quick);
  for (std::size_t i = 0; i < all.size(); ++i)
    std::printf("case %zu: %s\n", i + 1, all[i].name.c_str());
  std::printf(
      "Certified on samples that the critic has not seen; and what two objectives print.\n");
  auto table =
      e.table("certified_distance", {"case", "W1", "clip", "WGAN-GP", "spectral norm", "AOL MaxMin",
                                     "AOL GroupSort", "clip prints", "WGAN-GP prints"});
  auto shares = e.data("certified_distance_shares",
                       {"case", "clip", "wgan_gp", "spectral_norm", "maxmin", "groupsort"});
  std::string ticks;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const double place = static_cast<double>(i + 1);
    std::vector<double> row{place, all[i].w1}, share{place};
    double printed[2] = {};
    for (int kind = 0; kind < count; ++kind) {
      const Outcome outcome = train(all[i], settings, kind);
      row.push_back(outcome.certified);
      share.push_back(outcome.certified / all[i].w1);
      if (kind < 2) printed[kind] = outcome.printed;
    }
    row.insert(row.end(), {printed[0], printed[1]});
    table.row(row);
    shares.row(share);
    ticks += text(i > 0 ? ", " : "", "'", all[i].name, "' ", i);
  }
  e.plot("certified_distance",
         "set title 'What critics prove about W1 on samples they have not seen'\nset ylabel "
         "'certified share of W1'\nset yrange [0:1.05]\nset ytics 0, 0.2, 1\nset grid ytics\n"
         "set key outside top center horizontal font ',10'\nset style data histogram\nset style "
         "histogram "
         "cluster gap 1\n"
         "set style fill solid 0.8 border -1\nset xtics rotate by -25\nset xtics (" +
             ticks +
             ")\nplot 'certified_distance_shares.csv' using 2 title 'clip', '' using 3 "
             "title 'WGAN-GP', '' using 4 title 'spectral norm', '' using 5 title "
             "'AOL, MaxMin', '' using 6 title 'AOL, GroupSort 16'",
         1100, 600);
}

}  // namespace

int main(int argc, char** argv) {
  return run_experiment("certified_distance",
                        "Lower bounds of W1 that hold, where W1 is known: by critics that are "
                        "clipped, penalised, or\n"
                        "1-Lipschitz by construction. Half an hour.",
                        experiment, argc, argv);
}
