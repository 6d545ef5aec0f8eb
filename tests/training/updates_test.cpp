// SPDX-License-Identifier: MIT
// The library's optimisers in the trainer, replayed on the gradients that they got.
#include <cmath>

#include <eigan/nn/maxout.hpp>
#include <eigan/objectives/jensen_shannon.hpp>
#include <eigan/objectives/wasserstein.hpp>
#include <eigan/optimizers/adam.hpp>
#include <eigan/optimizers/rmsprop.hpp>
#include <eigan/optimizers/sgd.hpp>
#include <eigan/training/minimax_trainer.hpp>

#include "tests/catch.hpp"
#include "tests/support/games.hpp"
#include "tests/support/own_optimizers.hpp"
#include "tests/support/recording.hpp"
#include "tests/support/sources.hpp"

using namespace eigan;
using namespace eigan::tests;

namespace {

// Layers of several sizes, one of them of more than one parameter tile (inputs above 128).
using Gen = Generator<Mlp<double, Dense<3, 150, Tanh>, Dense<150, 4, ReLU>, Dense<4, 2>>>;
using Scorer = Mlp<double, Dense<2, 5, LeakyReLU>, Maxout<5, 140, 2>, Dense<140, 1>>;

/// The gradient of update `i` of a player with that many parameters, whole.
Vector<double> gradient(const UpdateLog<double>& log, std::size_t i, Index parameters) {
  Vector<double> g = log.gradient(i);
  REQUIRE(g.size() == parameters);
  return g;
}

/// Adam by the book, on whole vectors of parameters.
struct AdamByTheBook {
  double rate, beta1, beta2, epsilon;
  Vector<double> m, v;
  double t = 0;

  void update(Vector<double>& w, const Vector<double>& g) {
    if (t == 0) m = v = Vector<double>::Zero(w.size());
    t += 1;
    m = beta1 * m + (1 - beta1) * g;
    v = beta2 * v + (1 - beta2) * g.cwiseAbs2();
    const Vector<double> m_hat = m / (1 - std::pow(beta1, t));
    const Vector<double> v_hat = v / (1 - std::pow(beta2, t));
    w.array() -= rate * m_hat.array() / (v_hat.array().sqrt() + epsilon);
  }
};

double relative_distance(const Vector<double>& a, const Vector<double>& b) {
  return (a - b).norm() / b.norm();
}

}  // namespace

TEST_CASE("in the trainer Adam's counter advances once per update, for any layers and tiles") {
  const Recording<Adam> generator_updates{Adam{.learning_rate = 1e-3, .beta1 = 0.5}};
  const Recording<Adam> adversary_updates{Adam{.learning_rate = 2e-3, .beta2 = 0.9}};
  MinimaxTrainer gan(fresh<Gen>(1), fresh<Discriminator<Scorer>>(2),
                     JensenShannon{.discriminator_steps = 2}, generator_updates, adversary_updates,
                     TrainingOptions{.batch_size = 8});
  Vector<double> g = gan.generator().network().parameters();
  Vector<double> d = gan.adversary().network().parameters();
  AdamByTheBook move_g{
      .rate = 1e-3, .beta1 = 0.5, .beta2 = 0.999, .epsilon = 1e-8, .m = {}, .v = {}};
  AdamByTheBook move_d{.rate = 2e-3, .beta1 = 0.9, .beta2 = 0.9, .epsilon = 1e-8, .m = {}, .v = {}};
  const NormalSource<> source{.size = 2};
  for (std::size_t step = 0; step < 3; ++step) {
    gan.step(source);
    move_d.update(d, gradient(*adversary_updates.log, 2 * step, d.size()));
    move_d.update(d, gradient(*adversary_updates.log, 2 * step + 1, d.size()));
    move_g.update(g, gradient(*generator_updates.log, step, g.size()));
    CHECK(relative_distance(gan.generator().network().parameters(), g) < 1e-14);
    CHECK(relative_distance(gan.adversary().network().parameters(), d) < 1e-14);
  }
  // the updates came in several pieces: three layers, one of two tiles
  CHECK(generator_updates.log->pieces(0) == 4);
  CHECK(adversary_updates.log->pieces(0) == 4);
}

TEST_CASE("in the trainer RMSProp and SGD make the updates that their documentation gives") {
  const Recording<SGD> generator_updates{
      SGD{.learning_rate = Schedule::linear(0.1, 0.05, 2), .momentum = 0.5}};
  const Recording<RMSProp> critic_updates{RMSProp{.learning_rate = Schedule::linear(1e-3, 0, 2)}};
  MinimaxTrainer wgan(fresh<Gen>(1), fresh<Critic<Scorer>>(2),
                      Wasserstein{.critic_steps = 2, .clip = 0.3}, generator_updates,
                      critic_updates, TrainingOptions{.batch_size = 8});
  Vector<double> g = wgan.generator().network().parameters();
  Vector<double> f = wgan.adversary().network().parameters();
  Vector<double> velocity = Vector<double>::Zero(g.size()),
                 squares = Vector<double>::Zero(f.size());
  const NormalSource<> source{.size = 2};
  for (std::size_t step = 0; step < 3; ++step) {
    wgan.step(source);
    const double share = 1 - 0.5 * static_cast<double>(step);  // 1, 1/2, 0: by the step
    for (std::size_t k = 0; k < 2; ++k) {
      const Vector<double> d = gradient(*critic_updates.log, 2 * step + k, f.size());
      squares = 0.99 * squares + 0.01 * d.cwiseAbs2();
      f.array() -= share * 1e-3 * d.array() / (squares.array().sqrt() + 1e-8);
      f = f.cwiseMax(-0.3).cwiseMin(0.3);
    }
    velocity =
        0.5 * velocity - (0.05 + 0.05 * share) * gradient(*generator_updates.log, step, g.size());
    g += velocity;
    CHECK(relative_distance(wgan.generator().network().parameters(), g) < 1e-14);
    CHECK(relative_distance(wgan.adversary().network().parameters(), f) < 1e-14);
  }
}

TEST_CASE("a custom optimiser works in the trainer, with or without slots") {
  const Recording<SignDescent> generator_updates{{.learning_rate = 0.01}};
  const Recording<AdaGrad> adversary_updates;
  MinimaxTrainer gan(fresh<Gen>(1), fresh<Discriminator<Scorer>>(2), JensenShannon{},
                     generator_updates, adversary_updates, TrainingOptions{.batch_size = 8});
  Vector<double> g = gan.generator().network().parameters();
  Vector<double> d = gan.adversary().network().parameters();
  Vector<double> squares = Vector<double>::Zero(d.size());
  const NormalSource<> source{.size = 2};
  for (std::size_t step = 0; step < 3; ++step) {
    gan.step(source);
    const Vector<double> e = gradient(*adversary_updates.log, step, d.size());
    squares += e.cwiseAbs2();
    d.array() -= 0.1 * e.array() / (squares.array().sqrt() + 1e-8);
    g.array() -= 0.01 * gradient(*generator_updates.log, step, g.size()).array().sign();
    CHECK(relative_distance(gan.generator().network().parameters(), g) < 1e-14);
    CHECK(relative_distance(gan.adversary().network().parameters(), d) < 1e-14);
  }
}
