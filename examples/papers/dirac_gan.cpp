// SPDX-License-Identifier: MIT
// The Dirac-GAN of Mescheder et al., 2018: real samples at 0, a generator that is a point theta, an
// adversary f(x) = psi x. The library's own trainer plays it in double, and is compared with what is known
// in closed form: which games converge, how fast, and how wide the others circle.
#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <cstdio>
#include <functional>
#include <numbers>
#include <string>
#include <utility>

#include <eigan/eigan.hpp>

#include "support/experiment.hpp"

using namespace eigan;

namespace {

struct Zeros {
  Index features() const { return 1; }
  void minibatch(const Minibatch&, const Stream&, BatchRef<double> out) const { out.setZero(); }
};
struct NoNoise {
  void operator()(const Stream&, Index, View<double> z) const { z.setZero(); }
};
using Line = Mlp<double, Dense<1, 1>>;
using Gen = Generator<Line, NoNoise>;
using Disc = Discriminator<Line>;
using Crit = Critic<Line>;

struct State {
  double theta = 1, psi = 0;
  double radius() const { return std::hypot(theta, psi); }
};

/// `steps` steps of size h, with a call after each.
using Play = std::function<State(State, double h, Index steps, std::function<void(State)>)>;

template <class Adversary, class Objective>
Play dirac(const Objective& objective, bool simultaneous) {
  return [=](State at, double h, Index steps, const std::function<void(State)>& seen) {
    Line generator, adversary;
    generator.parameters() << 0, at.theta;  // [weight, bias]
    adversary.parameters() << at.psi, 0;
    MinimaxTrainer game(
        Gen(generator), Adversary(adversary), objective, SGD{.learning_rate = h},
        SGD{.learning_rate = h},
        TrainingOptions{.batch_size = 1, .simultaneous = simultaneous, .threads = 1});
    for (Index i = 0; i < steps; ++i) {
      game.step(Zeros{});
      Vector<double>& f = game.adversary().network().parameters();
      f[1] = 0;  // f has no bias; a logistic loss would move it, in second order
      at = {game.generator().network().parameters()[1], f[0]};
      if (seen) seen(at);
    }
    return at;
  };
}

/// The larger eigenvalue of a step at the equilibrium, by central differences.
std::complex<double> first_eigenvalue(const Play& play, double h) {
  constexpr double d = 1e-6;
  const auto column = [&](double theta, double psi) {
    const State up = play({theta, psi}, h, 1, {}), down = play({-theta, -psi}, h, 1, {});
    return State{(up.theta - down.theta) / (2 * d), (up.psi - down.psi) / (2 * d)};
  };
  const State a = column(d, 0), b = column(0, d);
  const double mean = (a.theta + b.psi) / 2, apart = (a.theta - b.psi) / 2;
  const std::complex<double> root =
      std::sqrt(std::complex<double>(apart * apart + a.psi * b.theta));
  return mean + (mean < 0 ? -root : root);
}
double spectral_radius(const Play& play, double h) { return std::abs(first_eigenvalue(play, h)); }

/// The same of a matrix of which trace and determinant are known.
double spectral_radius(double trace, double det) {
  const std::complex<double> root = std::sqrt(std::complex<double>(trace * trace / 4 - det));
  return std::max(std::abs(trace / 2 + root), std::abs(trace / 2 - root));
}

/// The GAN with R1 at the equilibrium. gamma 0 is the GAN.
void radii(Experiment& e) {
  std::printf("\nGAN + R1, h = 0.1: the spectral radius of a step; the game converges below 1\n");
  auto table = e.table("dirac_gan_radii",
                       {"gamma", "simultaneous", "theory, sim.", "alternating", "theory, alt."});
  const double h = 0.1;
  for (const double gamma : {0.0, 0.1, 0.3, 1.0, 3.0}) {
    const auto objective = JensenShannon{} + R1{.gamma = gamma};
    table.row({gamma, spectral_radius(dirac<Disc>(objective, true), h),
               spectral_radius(2 - h * gamma, 1 - h * gamma + h * h / 4),
               spectral_radius(dirac<Disc>(objective, false), h),
               spectral_radius(2 - h * gamma - h * h / 4, 1 - h * gamma)});
  }
}

/// The GAN away from the equilibrium, simultaneous.
void growth(Experiment& e) {
  std::printf("\nGAN, h = 0.1, simultaneous: the radius grows in a step by, mean of 100 steps\n");
  auto table = e.table("dirac_gan_growth", {"start", "saturating", "measured", "theory"});
  const double h = 0.1;
  const Index steps = 100;
  for (const bool saturating : {false, true}) {
    const auto loss = saturating ? GeneratorLoss::saturating : GeneratorLoss::non_saturating;
    const Play play = dirac<Disc>(JensenShannon{.generator = loss}, true);
    for (const double start : {1e-6, 1.0}) {
      State at{start, 0};
      for (Index i = 0; i < steps; ++i) {
        const double d = 1 / (1 + std::exp(-at.psi * at.theta));  // D(theta)
        at = {at.theta + h * at.psi * (saturating ? d : 1 - d), at.psi - h * at.theta * d};
      }
      const auto mean = [&](const State& end) {
        return std::pow(end.radius() / start, 1 / static_cast<double>(steps));
      };
      table.row({start, saturating ? 1.0 : 0.0, mean(play({start, 0}, h, steps, {})), mean(at)});
    }
  }
}

/// The flow that small steps of WGAN + R1 follow.
void flow(Experiment& e) {
  std::printf("\nWGAN + R1: the flow's first eigenvalue; fastest at gamma 2\n");
  auto table = e.table("dirac_gan_flow",
                       {"gamma", "real part", "theory, real", "imaginary", "theory, imag."});
  const double h = 1e-3;  // simultaneous steps are 1 + h times the flow's matrix, for each h
  for (const double gamma : {0.5, 1.0, 1.5, 2.0, 2.5, 3.0}) {
    const Play play = dirac<Crit>(WassersteinLoss{.critic_steps = 1} + R1{.gamma = gamma}, true);
    const std::complex<double> measured = (first_eigenvalue(play, h) - 1.0) / h;
    const std::complex<double> known =
        -gamma / 2 + std::sqrt(std::complex<double>(gamma * gamma / 4 - 1));
    table.row({gamma, measured.real(), known.real(), std::abs(measured.imag()), known.imag()});
  }
}

auto wgan_gp(double r, double g) {
  return WassersteinGP{.critic_steps = 1, .penalty = {.weight = r / 2, .target = g}};
}
double cycle(double r, double g) {
  return r >= 2 ? r * g : r * g / std::tanh(std::numbers::pi * r / (4 * std::sqrt(1 - r * r / 4)));
}

/// The largest |theta| of late steps.
double amplitude(const Play& play, double h) {
  const auto steps = static_cast<Index>(std::lround(150 / h)), late = steps - std::lround(40 / h);
  double largest = 0;
  Index i = 0;
  play({}, h, steps, [&](const State& at) {
    if (i++ >= late) largest = std::max(largest, std::abs(at.theta));
  });
  return largest;
}

/// The value at 0 of the parabola through three points.
template <std::size_t N>
double at_zero(const std::array<double, N>& x, const std::array<double, N>& y) {
  double sum = 0;
  for (std::size_t i = 0; i < N; ++i) {
    double weight = 1;
    for (std::size_t j = 0; j < N; ++j) {
      if (j != i) weight *= x[j] / (x[j] - x[i]);
    }
    sum += weight * y[i];
  }
  return sum;
}

void limit_cycles(Experiment& e) {
  const std::array<double, 3> h =
      e.quick ? std::array{0.03, 0.01, 0.003} : std::array{0.01, 0.003, 0.001};
  std::printf("\nWGAN-GP does not converge: the largest |theta| of its limit cycle\n");
  auto table = e.table("dirac_gan_cycles",
                       {"r", "g", "theory", "h to 0", "largest h", "middle h", "smallest h"});
  for (const auto& [r, g] : {std::pair{1.0, 0.3}, {0.5, 1.0}, {1.5, 1.0}, {2.5, 1.0}}) {
    const Play play = dirac<Crit>(wgan_gp(r, g), false);
    std::array<double, 3> a{};
    for (std::size_t i = 0; i < h.size(); ++i) a[i] = amplitude(play, h[i]);
    table.row({r, g, cycle(r, g), at_zero(h, a), a[0], a[1], a[2]});
  }
}

/// Where six games lead from theta = 1.
void portrait(Experiment& e) {
  const double clip = 0.5, r = 1, g = 0.3, h = 0.05;
  const WassersteinLoss loss{.critic_steps = 1};
  const std::pair<const char*, Play> games[] = {
      {"GAN, simultaneous: circles", dirac<Disc>(JensenShannon{}, true)},
      {"GAN, alternating: ever slower", dirac<Disc>(JensenShannon{}, false)},
      {"GAN + R1: converges", dirac<Disc>(JensenShannon{} + R1{}, false)},
      {"WGAN, clip 0.5: a cycle", dirac<Crit>(Wasserstein{.critic_steps = 1, .clip = clip}, false)},
      {"WGAN + R1: converges", dirac<Crit>(loss + R1{}, false)},
      {"WGAN-GP: a limit cycle", dirac<Crit>(wgan_gp(r, g), false)}};
  const std::string edge = std::to_string(cycle(r, g));
  std::string commands =
      "set multiplot layout 2,3\nset size ratio -1\nset grid\n"
      "set xrange [-1.2:1.2]\nset yrange [-1:1]\nset xtics 0.5\nset ytics 0.5\n"
      "set xlabel 'theta'\nset ylabel 'psi'\n";
  int number = 0;
  for (const auto& [title, play] : games) {
    const std::string file = "dirac_gan_path_" + std::to_string(++number);
    auto path = e.data(file, {"theta", "psi"});
    path.row({1, 0});
    play({}, h, 1200, [&](const State& at) { path.row({at.theta, at.psi}); });
    if (number == 6) {
      for (const char* sign : {"", "-"}) {
        commands += "set arrow from " + (sign + edge) + ",-1 to " + (sign + edge) +
                    ",1 nohead dt 2 lc 'red' back\n";
      }
    }
    commands += std::string("set title '") + title + "'\nfile = '" + file + ".csv'\n";
    commands +=
        "plot file using 1:2 with lines lc 'blue' notitle, \\\n"
        "  file every ::0::0 using 1:2 with points pt 7 lc 'blue' notitle, \\\n"
        "  file every ::1200::1200 using 1:2 with points pt 7 ps 1.3 lc 'red' notitle\n";
  }
  e.plot("dirac_gan", commands, 1200, 700);
}

void experiment(Experiment& e) {
  e.begin();
  radii(e);
  growth(e);
  flow(e);
  limit_cycles(e);
  portrait(e);
}

}  // namespace

int main(int argc, char** argv) {
  return run_experiment(
      "dirac_gan",
      "The Dirac-GAN of Mescheder et al., 2018: which games converge, how fast, and how wide the\n"
      "others circle, against closed forms. Real samples at 0, a fake at theta, f(x) = psi x.\n"
      "Two seconds.",
      experiment, argc, argv);
}
