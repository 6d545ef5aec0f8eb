// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>
#include <vector>

#include <eigan/metrics/precision_recall.hpp>

#include "tests/catch.hpp"
#include "tests/support/random_batch.hpp"

using namespace eigan;
using namespace eigan::tests;
using Catch::Matchers::ContainsSubstring;

namespace {

using Distances = Eigen::Matrix<long double, Dynamic, Dynamic>;

/// Squared distances from the columns of x (rows) to those of y (columns), by the definition.
Distances directly(const Batch<double>& x, const Batch<double>& y) {
  Distances d(x.cols(), y.cols());
  for (Index i = 0; i < x.cols(); ++i) {
    for (Index j = 0; j < y.cols(); ++j) {
      d(i, j) = (x.col(i).cast<long double>() - y.col(j).cast<long double>()).squaredNorm();
    }
  }
  return d;
}

std::vector<long double> radii(const Batch<double>& x, Index k) {
  const Distances d = directly(x, x);
  std::vector<long double> result;
  for (Index j = 0; j < x.cols(); ++j) {
    std::vector<long double> sorted;
    for (Index i = 0; i < x.cols(); ++i) {
      if (i != j) sorted.push_back(d(i, j));
    }
    std::sort(sorted.begin(), sorted.end());
    result.push_back(sorted[static_cast<std::size_t>(k - 1)]);
  }
  return result;
}

/// Straight from the definitions of Kynkaanniemi et al., 2019, and Naeem et al., 2020.
PrecisionRecall by_definition(const Batch<double>& real, const Batch<double>& fake, Index k) {
  const std::vector<long double> of_real = radii(real, k), of_fake = radii(fake, k);
  const Distances d = directly(real, fake);
  const auto in_real = [&](Index i, Index j) {
    return d(i, j) <= of_real[static_cast<std::size_t>(i)];
  };
  PrecisionRecall sum;
  for (Index j = 0; j < fake.cols(); ++j) {
    double balls = 0;
    for (Index i = 0; i < real.cols(); ++i) balls += in_real(i, j) ? 1 : 0;
    sum.precision += balls > 0 ? 1 : 0;
    sum.density += balls;
  }
  for (Index i = 0; i < real.cols(); ++i) {
    bool recalled = false, covered = false;
    for (Index j = 0; j < fake.cols(); ++j) {
      recalled = recalled || d(i, j) <= of_fake[static_cast<std::size_t>(j)];
      covered = covered || in_real(i, j);
    }
    sum.recall += recalled ? 1 : 0;
    sum.coverage += covered ? 1 : 0;
  }
  const auto n = static_cast<double>(real.cols()), m = static_cast<double>(fake.cols());
  return {sum.precision / m, sum.recall / n, sum.density / m / static_cast<double>(k),
          sum.coverage / n};
}

void check_by_definition(const Batch<double>& real, const Batch<double>& fake, Index k = 5) {
  const PrecisionRecall expected = by_definition(real, fake, k),
                        found = precision_recall(real, fake);
  CHECK(found.precision == Catch::Approx(expected.precision).epsilon(1e-12));
  CHECK(found.recall == Catch::Approx(expected.recall).epsilon(1e-12));
  CHECK(found.density == Catch::Approx(expected.density).epsilon(1e-12));
  CHECK(found.coverage == Catch::Approx(expected.coverage).epsilon(1e-12));
}

/// 0 and 1, evenly.
Batch<double> flags(Index rows, Index columns, std::uint64_t seed) {
  return (normal_batch(rows, columns, seed).array() > 0).cast<double>();
}

}  // namespace

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

TEST_CASE("a ball reaches to the k-th neighbour") {
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

TEST_CASE("precision and recall of more samples than one block holds") {
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

TEST_CASE("repeated samples are at distance 0") {
  // of 64 possible samples each comes some 16 times, so every ball has radius 0
  const Batch<double> real = flags(6, 1000, 1), fake = flags(6, 1000, 2);
  CHECK(precision_recall(real, fake).coverage == 1);
  check_by_definition(real, fake);

  // twenty rows of 50 numbers, drawn with replacement
  const Batch<double> rows = normal_batch(50, 20, 3);
  const auto drawn = [&](std::uint64_t seed) {
    Batch<double> x(50, 400);
    Stream(seed, Purpose::user, 0).words(0, 400, [&](Index j, std::uint32_t word) {
      x.col(j) = rows.col(uniform_index(word, 20));
    });
    return x;
  };
  const Batch<double> some = drawn(1), others = drawn(2);
  CHECK(precision_recall(some, others).coverage == 1);
  check_by_definition(some, others);
}

TEST_CASE("equal distances are equal, however they come about") {
  const Batch<double> real = flags(16, 1000, 1), fake = flags(16, 1000, 2);
  CHECK(precision_recall(real, fake).density == Catch::Approx(2.104).margin(0.15));
  check_by_definition(real, fake);
  // in units of 0 and 1 / 3, moved away from the origin by a power of two
  check_by_definition((real.array() / 3 + 64).matrix(), (fake.array() / 3 + 64).matrix());
}

TEST_CASE("precision and recall are those of their definitions") {
  for (const Index features : {1, 3, 30}) {
    const Batch<double> real = normal_batch(features, 203, 1);
    check_by_definition(real, (1.1 * normal_batch(features, 170, 2).array() + 0.2).matrix());
  }
  // clusters 1e5 apart, with a spread of 1e-3
  Batch<double> real = 1e-3 * normal_batch(2, 300, 3), fake = 1e-3 * normal_batch(2, 300, 4);
  real.rightCols(150).array() += 1e5;
  fake.rightCols(150).array() += 1e5;
  check_by_definition(real, fake);
}

TEST_CASE("precision and recall do not depend on the unit") {
  const Batch<double> real = normal_batch(3, 100, 1), fake = 0.8 * normal_batch(3, 100, 2);
  const PrecisionRecall one = precision_recall(real, fake);
  for (const double unit : {0x1p-1000, 0x1p-600, 0x1p600, 0x1p1000}) {
    const PrecisionRecall found = precision_recall(unit * real, unit * fake);
    CHECK(found.precision == one.precision);
    CHECK(found.recall == one.recall);
    CHECK(found.density == one.density);
    CHECK(found.coverage == one.coverage);
    CHECK(found.spacing == one.spacing);
  }
}

TEST_CASE("spacing is the ratio of the median radii") {
  // k = 1: radii of the real ones are 1, 1, 2 and 7, upper median 2; of the fake ones 1, 1, 3
  const Batch<double> real{{0, 1, 3, 10}}, fake{{5, 6, 9}};
  CHECK(precision_recall(real, fake, 1).spacing == Catch::Approx(1.0 / 2));
  CHECK(precision_recall(fake, real, 1).spacing == Catch::Approx(2.0));
  const Batch<double> x = normal_batch(3, 100, 1), far = 0.1 * x.array() + 50;
  CHECK(precision_recall(x, far).spacing == Catch::Approx(0.1));
  CHECK(precision_recall(x, Batch<double>::Ones(3, 100)).spacing == 0);
  CHECK(precision_recall(Batch<double>::Ones(3, 100), x).spacing == 1);  // nothing to compare with
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
  CHECK(far.precision == here.precision);
  CHECK(far.recall == here.recall);
  CHECK(far.density == here.density);
  CHECK(far.coverage == here.coverage);
}

TEST_CASE("precision and recall need more than k samples of each") {
  const Batch<double> five = normal_batch(2, 5, 1), six = normal_batch(2, 6, 1);
  CHECK_THROWS_WITH(precision_recall(six, five), ContainsSubstring("got 6 real, 5 fake and k = 5"));
  CHECK_THROWS_WITH(precision_recall(six, six, 0), ContainsSubstring("k = 0"));
  CHECK_THROWS_WITH(precision_recall(six, normal_batch(3, 6, 1)), ContainsSubstring("2 and 3"));
}

TEST_CASE("precision and recall refuse values that are not finite, by name") {
  Batch<double> real = normal_batch(2, 20, 1), fake = normal_batch(2, 20, 2);
  fake(1, 3) = std::nan("");
  CHECK_THROWS_WITH(precision_recall(real, fake),
                    "precision_recall: the fake samples must be finite; got nan in sample 3");
  CHECK_THROWS_WITH(precision_recall(fake, real), ContainsSubstring("real samples"));
}
