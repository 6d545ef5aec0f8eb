// SPDX-License-Identifier: MIT
#include <cmath>
#include <cstdint>
#include <limits>
#include <utility>

#include <eigan/core/rng.hpp>
#include <eigan/data/scaling.hpp>

#include "tests/catch.hpp"
#include "tests/support/thrown.hpp"

using namespace eigan;
using tests::thrown;

namespace {

Batch<double> table(double shift, double scale) {
  Batch<double> data(2, 4);
  data << 1, 2, 3, 6, -1, 1, -1, 1;
  return (data.array() * scale + shift).matrix();
}

/// `count` numbers of [from, from + width), one feature.
Batch<double> uniform(double from, double width, Index count) {
  Batch<double> x(1, count);
  Stream(1, Purpose::user, 0).uniform(x.data(), count);
  return (x.array() * width + from).matrix();
}

/// Mean and standard deviation of one feature by the definition.
std::pair<long double, long double> moments(const Batch<double>& x) {
  const auto n = static_cast<long double>(x.size());
  long double mean = 0, variance = 0;
  for (const double value : x.reshaped()) mean += value / n;
  for (const double value : x.reshaped()) variance += (value - mean) * (value - mean) / n;
  return {mean, std::sqrt(variance)};
}

}  // namespace

TEST_CASE("a table is scaled to mean 0 and standard deviation 1, and back") {
  const Batch<double> data = table(0, 1);
  const StandardScaler scaler{data};
  CHECK(scaler.features() == 2);
  CHECK(scaler.mean()[0] == Catch::Approx(3));
  CHECK(scaler.mean()[1] == Catch::Approx(0).margin(1e-15));
  CHECK(scaler.spread()[0] == Catch::Approx(std::sqrt(3.5)));  // (4 + 1 + 0 + 9) / 4
  CHECK(scaler.spread()[1] == Catch::Approx(1));
  const Batch<double> x = scaler.transform<double>(data);
  CHECK(x(0, 3) == Catch::Approx(3 / std::sqrt(3.5)));
  CHECK(scaler.inverse_transform(x).isApprox(data, 1e-14));
  CHECK(scaler.inverse_transform(scaler.transform<float>(data)).isApprox(data, 1e-6));
  const StandardScaler same{scaler.mean(), scaler.spread()};
  CHECK(same.transform<double>(data) == x);
}

TEST_CASE("scaled values do not depend on the unit") {
  const Batch<double> x = StandardScaler{table(0, 1)}.transform<double>(table(0, 1));
  for (const double scale : {1e-200, 1e-3, 1e150, 1e300}) {
    INFO(scale);
    const Batch<double> data = table(0, scale);
    CHECK(StandardScaler{data}.transform<double>(data).isApprox(x, 1e-12));
  }
  const Batch<double> far = table(1e9, 1);  // nine digits are gone before it begins
  CHECK(StandardScaler{far}.transform<double>(far).isApprox(x, 1e-6));
}

TEST_CASE("a mean is as exact as its feature's spread allows, however far it is from 0") {
  const Index million = 1'000'000;
  Batch<double> outlier = uniform(0, 1, million);
  outlier(0, 0) = 1e15;
  const Batch<double> tables[] = {uniform(1.7e15, 1e3, million), uniform(-3, 1, million), outlier,
                                  uniform(1e160, 1e150, million)};
  for (const Batch<double>& x : tables) {
    const auto [mean, spread] = moments(x);
    INFO("mean " << mean << ", spread " << spread);
    const StandardScaler scaler{x};
    // a double next to it, or a part of the spread that rounding of a million terms may take
    const long double ulp = std::abs(mean) * 0x1p-52L;
    CHECK(std::abs(scaler.mean()[0] - mean) <= ulp + 1e-9L * spread);
    CHECK(scaler.spread()[0] == Catch::Approx(static_cast<double>(spread)).epsilon(1e-6));
  }
}

TEST_CASE("the largest and the smallest numbers are scaled") {
  const double tiny = std::numeric_limits<double>::denorm_min();
  const Batch<double> x{{0, 4, 8, 4}};
  const Vector<double> unit{{1e-300, 1e160, 1e307, tiny}};
  const Batch<double> table = unit * x;
  const StandardScaler scaler{table};
  const Batch<double> scaled = scaler.transform<double>(table);
  for (Index i = 0; i < 3; ++i) {
    CHECK(scaler.mean()[i] == Catch::Approx(4 * unit[i]).epsilon(1e-14));
    CHECK(scaler.spread()[i] == Catch::Approx(std::sqrt(8.0) * unit[i]).epsilon(1e-14));
    CHECK(scaled(i, 2) == Catch::Approx(std::sqrt(2.0)).epsilon(1e-14));
  }
  CHECK(scaler.spread()[3] == 3 * tiny);  // the nearest there is
  // the least variation there can be: the spread itself is below every number
  Batch<double> least = Batch<double>::Zero(1, 100);
  least(0, 7) = tiny;
  CHECK(StandardScaler{least}.transform<double>(least).allFinite());
  Batch<double> nearly = Batch<double>::Constant(1, 1000, 0.1);
  nearly(0, 7) = std::nextafter(0.1, 1.0);
  const auto [mean, spread] = moments(nearly);
  CHECK(StandardScaler{nearly}.spread()[0] ==
        Catch::Approx(static_cast<double>(spread)).epsilon(0.5));
}

TEST_CASE("a constant feature is refused by name") {
  Batch<double> data = table(0, 1);
  data.row(1).setConstant(5);
  CHECK(thrown<DataError>([&] { StandardScaler{data}; }) ==
        "StandardScaler: feature 1 must vary; got 5 in every sample: leave it out");
  CHECK(thrown<DataError>([&] {
          StandardScaler(data, {"age", "born\n"});
        }) == "StandardScaler: feature 'born?' must vary; got 5 in every sample: leave it out");
  data(1, 2) = std::numeric_limits<double>::quiet_NaN();
  CHECK(thrown<DataError>([&] { StandardScaler{data}; }) ==
        "StandardScaler: feature 1 must be finite; got nan in sample 2");
  CHECK(thrown<DataError>([&] { StandardScaler{Batch<double>(0, 3)}; }).find("0 features x 3") !=
        std::string::npos);
}

TEST_CASE("a scaler refuses batches with other features, and invalid statistics") {
  const StandardScaler scaler{table(0, 1)};
  CHECK(thrown<Error>([&] { scaler.transform<double>(Batch<double>::Zero(3, 1)); }) ==
        "StandardScaler: the batch must have 2 rows, one per feature; got 3");
  CHECK(thrown<Error>([&] { scaler.inverse_transform(Batch<float>(Batch<float>::Zero(1, 1))); }) ==
        "StandardScaler: the batch must have 2 rows, one per feature; got 1");
  const Vector<double> one = Vector<double>::Ones(1), two = Vector<double>::Ones(2);
  CHECK_THROWS_AS(StandardScaler(one, two), DataError);
  CHECK_THROWS_AS(StandardScaler(one, Vector<double>::Zero(1)), DataError);
  CHECK_THROWS_AS(StandardScaler(Vector<double>{}, Vector<double>{}), DataError);
  CHECK(thrown<DataError>([] {
          StandardScaler(Batch<double>{{1.7e308, 1, 2}});
        }) == "StandardScaler: feature 0 must be at most 9e307 in size; got 1.7e+308");
}
