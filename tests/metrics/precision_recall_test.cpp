// SPDX-License-Identifier: MIT

#include <eigan/metrics/precision_recall.hpp>

#include "tests/catch.hpp"
#include "tests/support/random_batch.hpp"

using namespace eigan;
using namespace eigan::tests;
using Catch::Matchers::ContainsSubstring;

TEST_CASE("precision, recall, density and coverage of a few numbers, by hand") {
  // k = 1: real balls 0 +- 1, 1 +- 1, 3 +- 2, 10 +- 7; fake balls 0.4 +- 0.2, 0.6 +- 0.2, 20
  // +- 19.4
  const Batch<double> real{{0, 1, 3, 10}}, fake{{0.4, 0.6, 20}};
  const PrecisionRecall result = precision_recall(real, fake, 1);
  CHECK(result.precision == Catch::Approx(2.0 / 3));  // 0.4 and 0.6; 20 is in no ball
  CHECK(result.recall == Catch::Approx(3.0 / 4));     // 1, 3 and 10 are within 19.4 of 20
  CHECK(result.density == Catch::Approx(4.0 / 3));    // 0.4 and 0.6 in two balls each
  CHECK(result.coverage == Catch::Approx(2.0 / 4));   // 0 and 1

  // the other way round: precision and recall change places, the others do not
  const PrecisionRecall swapped = precision_recall(fake, real, 1);
  CHECK(swapped.precision == result.recall);
  CHECK(swapped.recall == result.precision);
  CHECK(swapped.density == Catch::Approx(3.0 / 4));
  CHECK(swapped.coverage == Catch::Approx(1.0 / 3));
}

TEST_CASE("the k-th neighbour makes the ball") {
  // k = 2: real balls reach 1 + 1 = 2, 1, 2 for 0, 1, 2
  const Batch<double> real{{0, 1, 2}}, fake{{3.5, 3.5, 3.5}};
  CHECK(precision_recall(real, fake, 2).coverage == Catch::Approx(1.0 / 3));
  CHECK(precision_recall(real, fake, 1).coverage == 0);
  // all three fake ones lie in the one ball of 2: 1 a sample, over k
  CHECK(precision_recall(real, fake, 2).density == Catch::Approx(1.0 / 2));
}

TEST_CASE("a lost mode costs recall and coverage, noise costs precision and density") {
  const Batch<double> real = normal_batch(2, 500, 1);
  const Batch<double> equal = normal_batch(2, 500, 2);
  const Batch<double> narrow = 0.2 * normal_batch(2, 500, 3);
  const Batch<double> wide = 5 * normal_batch(2, 500, 4);
  const PrecisionRecall good = precision_recall(real, equal);
  const PrecisionRecall lost = precision_recall(real, narrow);
  const PrecisionRecall noisy = precision_recall(real, wide);
  // for two samples of one distribution: 1 - 2^-5 = 0.969, with a standard error of 0.008 or so
  CHECK(good.coverage == Catch::Approx(0.969).margin(0.04));
  CHECK(good.density == Catch::Approx(1).margin(0.1));
  CHECK(good.precision > 0.9);
  CHECK(good.recall > 0.9);
  CHECK(lost.precision > 0.95);
  CHECK(lost.recall < 0.3);
  CHECK(lost.coverage < 0.5);
  CHECK(noisy.precision < 0.5);
  CHECK(noisy.density < 0.5);
  CHECK(noisy.recall > 0.9);
}

TEST_CASE("precision and recall go on over more samples than one block") {
  // every other number is fake; so all balls, k = 1, reach the neighbours of the other kind
  Batch<double> real(1, 300), fake(1, 300);
  for (Index i = 0; i < 300; ++i) {
    real(0, i) = static_cast<double>(2 * i);
    fake(0, i) = static_cast<double>(2 * i + 1);
  }
  const PrecisionRecall result = precision_recall(real, fake, 1);
  CHECK(result.precision == 1);
  CHECK(result.recall == 1);
  CHECK(result.coverage == 1);
  // each fake number lies within 2 of two real ones, the last of one
  CHECK(result.density == Catch::Approx((299 * 2 + 1) / 300.0));
}

TEST_CASE("the nearest samples are found, and their distances are exact") {
  const Batch<float> points{{0, 10, 3}, {0, 10, 4}}, samples{{3, 10, -1}, {4, 11, 0}};
  const Nearest result = nearest(points, samples);
  CHECK(result.sample[0] == 2);
  CHECK(result.sample[1] == 1);
  CHECK(result.sample[2] == 0);
  CHECK(result.distance[0] == 1);
  CHECK(result.distance[1] == 1);
  CHECK(result.distance[2] == 0);
  // far from the origin, where squares of norms leave little for a small distance
  const Batch<double> far{{1e8}}, neighbour{{1e8 + 0.5}};
  CHECK(nearest(far, neighbour).distance[0] == 0.5);

  const Batch<double> many = normal_batch(3, 400, 1), to = normal_batch(3, 200, 2);
  const Nearest found = nearest(many, to);
  for (Index i = 0; i < many.cols(); ++i) {
    const double least = (to.colwise() - many.col(i)).colwise().norm().minCoeff();
    REQUIRE(found.distance[i] == Catch::Approx(least).epsilon(1e-12));
  }
}

TEST_CASE("precision and recall do not depend on where the origin is") {
  // steps of 2^-20, so that the move by 2^27 is exact
  const auto steps = [](const Batch<double>& x) {
    return Batch<double>((x.array() * 0x1p20).round() * 0x1p-20);
  };
  const Batch<double> real = steps(normal_batch(2, 300, 1)), fake = steps(normal_batch(2, 300, 2));
  const Batch<double> far_real = real.array() + 0x1p27, far_fake = fake.array() + 0x1p27;
  const PrecisionRecall here = precision_recall(real, fake),
                        far = precision_recall(far_real, far_fake);
  CHECK(far.precision == Catch::Approx(here.precision).margin(0.01));
  CHECK(far.recall == Catch::Approx(here.recall).margin(0.01));
  CHECK(far.density == Catch::Approx(here.density).margin(0.01));
  CHECK(far.coverage == Catch::Approx(here.coverage).margin(0.01));
  const Nearest of = nearest(real, fake), of_far = nearest(far_real, far_fake);
  CHECK(of.sample == of_far.sample);
}

TEST_CASE("precision and recall ask for more than k samples of each") {
  const Batch<double> five = normal_batch(2, 5, 1), six = normal_batch(2, 6, 1);
  CHECK_THROWS_WITH(precision_recall(six, five), ContainsSubstring("got 6 real, 5 fake and k = 5"));
  CHECK_THROWS_WITH(precision_recall(six, six, 0), ContainsSubstring("k = 0"));
  CHECK_THROWS_WITH(precision_recall(six, normal_batch(3, 6, 1)), ContainsSubstring("2 and 3"));
  CHECK_THROWS_WITH(nearest(six, Batch<double>(2, 0)), ContainsSubstring("samples"));
}

TEST_CASE("numbers whose squares are not finite are refused") {
  const eigan::Batch<double> near = eigan::Batch<double>::Random(2, 20), far = 1e200 * near;
  CHECK_THROWS_WITH(
      eigan::precision_recall(near, far),
      "precision_recall: every number of the fake samples must be finite and less than "
      "1e150 in size");
}
