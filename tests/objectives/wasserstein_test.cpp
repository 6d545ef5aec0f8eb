// SPDX-License-Identifier: MIT
#include <eigan/objectives/wasserstein.hpp>

#include <limits>

#include "tests/catch.hpp"
#include "tests/support/gradient_check.hpp"
#include "tests/support/random_batch.hpp"
#include "tests/support/thrown.hpp"
#include "tests/support/turns.hpp"

using namespace eigan;
using namespace eigan::tests;

TEST_CASE("Wasserstein's gradients are those of its losses") {
  Vector<double> all(10);
  all << normal_batch(4, 1, 1), normal_batch(6, 1, 2);
  const auto critic = [&] {
    return AdversaryTurn<double>(Wasserstein{}, all.head(4).transpose().array(),
                                 all.tail(6).transpose().array());
  };
  Vector<double> gradient(10);
  gradient << critic().d_real.matrix().transpose(), critic().d_fake.matrix().transpose();
  CHECK(check_gradient(
      all, [&] { return critic().loss; }, gradient));

  Vector<double> fakes = normal_batch(6, 1, 3);
  const auto generator = [&] {
    return GeneratorTurn<double>(Wasserstein{}, {}, fakes.transpose().array());
  };
  gradient = generator().d_fake.matrix().transpose();
  CHECK(check_gradient(
      fakes, [&] { return generator().loss; }, gradient));
}

TEMPLATE_TEST_CASE("Wasserstein's losses are differences of means", "", float, double) {
  const Scores<TestType> real = scores<TestType>({1, 2, 6}), fake = scores<TestType>({-1, 4, 0, 2});
  const AdversaryTurn<TestType> turn(Wasserstein{}, real, fake);
  CHECK(turn.loss == 1.25 - 3);  // the critic descends on mean f(G(z)) - mean f(x)
  CHECK(turn.divergence == 3 - 1.25);
  CHECK((turn.d_real == TestType(-1) / TestType(3)).all());
  CHECK((turn.d_fake == TestType(0.25)).all());

  const GeneratorTurn<TestType> generator(Wasserstein{}, {}, fake);
  CHECK(generator.loss == -1.25);
  CHECK((generator.d_fake == TestType(-0.25)).all());
}

TEMPLATE_TEST_CASE("scores of 1e4 give exact losses", "", float, double) {
  const AdversaryTurn<TestType> turn(Wasserstein{}, scores<TestType>({1e4, 1e4}),
                                     scores<TestType>({-1e4, -1e4}));
  CHECK(turn.loss == -2e4);
  CHECK(turn.divergence == 2e4);
  CHECK(GeneratorTurn<TestType>(Wasserstein{}, {}, scores<TestType>({-1e4})).loss == 1e4);
}

TEST_CASE("a critic that cannot tell real from fake has a loss of 0") {
  const AdversaryTurn<double> turn(Wasserstein{}, scores({0.5, 0.5}), scores({0.5, 0.5, 0.5}));
  CHECK(turn.loss == 0);
  CHECK(turn.divergence == 0);
}

TEST_CASE("the mean of many float scores is summed in double") {
  // 2^24 + 1 is no float: a sum in float would stay at 2^24
  Scores<float> many = Scores<float>::Constant(5, 1.0f);
  many[0] = 0x1p24f;
  const GeneratorTurn<float> turn(Wasserstein{}, {}, many);
  CHECK(turn.loss == -(0x1p24 + 4) / 5);
}

TEMPLATE_TEST_CASE("parameters beyond the clip are set to it, others stay", "", float, double) {
  const TestType c = static_cast<TestType>(0.01);
  Vector<TestType> w(8);
  w << 5, -5, c, -c, c / 2, -c / 4, 0, std::numeric_limits<TestType>::denorm_min();
  Vector<TestType> expected = w;
  expected[0] = c;
  expected[1] = -c;
  Wasserstein{}.constrain(Segment<TestType>(w.data(), w.size()));
  CHECK(w == expected);

  w << 5, -5, 3, -3, 2, -2, 1, 0;
  expected << 3, -3, 3, -3, 2, -2, 1, 0;
  Wasserstein{.clip = 3}.constrain(Segment<TestType>(w.data(), w.size()));
  CHECK(w == expected);
}

TEST_CASE("n_critic is the same at every step, unless the early schedule is on") {
  for (Index step : {1, 2, 25, 26, 500, 501}) {
    CHECK(Wasserstein{}.adversary_steps(step) == 5);
    CHECK(Wasserstein{.critic_steps = 2}.adversary_steps(step) == 2);
  }
}

TEST_CASE("the authors' early schedule: 100 critic steps in the first 25 and in every 500th") {
  // Their code has `if gen_iterations < 25 or gen_iterations % 500 == 0`, counting from 0.
  const Wasserstein early{.critic_steps = 5, .early_schedule = true};
  for (Index step = 1; step <= 2100; ++step) {
    const Index gen_iterations = step - 1;
    const bool longer = gen_iterations < 25 || gen_iterations == 500 || gen_iterations == 1000 ||
                        gen_iterations == 1500 || gen_iterations == 2000;
    if (early.adversary_steps(step) != (longer ? 100 : 5)) FAIL("step " << step);
  }
  CHECK(early.adversary_steps(25) == 100);
  CHECK(early.adversary_steps(26) == 5);
  CHECK(early.adversary_steps(500) == 5);
  CHECK(early.adversary_steps(501) == 100);
}

TEST_CASE("Wasserstein's settings are checked, and the message gives rule and value") {
  const auto message = [](const Wasserstein& objective) {
    return thrown<Error>([&] { objective.validate(); });
  };
  const double nan = std::numeric_limits<double>::quiet_NaN();
  CHECK(message({.critic_steps = 0}) == "Wasserstein: critic_steps must be at least 1; got 0");
  CHECK(message({.clip = 0}) == "Wasserstein: clip must be finite and positive; got 0");
  CHECK(message({.clip = -0.01}) == "Wasserstein: clip must be finite and positive; got -0.01");
  CHECK(message({.clip = nan}) == "Wasserstein: clip must be finite and positive; got nan");
  CHECK(message({.clip = std::numeric_limits<double>::infinity()}) ==
        "Wasserstein: clip must be finite and positive; got inf");
  CHECK_NOTHROW(Wasserstein{}.validate());
}

TEST_CASE("a clip below the range of float does not become 0") {
  Vector<float> w = Eigen::Vector3f(-1, 1e-30f, 1);
  Wasserstein{.clip = 1e-46}.constrain(Segment<float>(w.data(), w.size()));
  CHECK((w.array() != 0).all());
}
