// SPDX-License-Identifier: MIT
#include <limits>

#include <eigan/data/standard_scaler.hpp>

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

}  // namespace

TEST_CASE("a table is brought to mean 0 and standard deviation 1, and back") {
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

TEST_CASE("what is scaled does not depend on the units, however large or small") {
  const Batch<double> x = StandardScaler{table(0, 1)}.transform<double>(table(0, 1));
  for (const double scale : {1e-200, 1e-3, 1e150, 1e300}) {
    INFO(scale);
    const Batch<double> data = table(0, scale);
    CHECK(StandardScaler{data}.transform<double>(data).isApprox(x, 1e-12));
  }
  const Batch<double> far = table(1e9, 1);  // nine digits are gone before it begins
  CHECK(StandardScaler{far}.transform<double>(far).isApprox(x, 1e-6));
}

TEST_CASE("a feature that is the same in every sample is named") {
  Batch<double> data = table(0, 1);
  data.row(1).setConstant(5);
  CHECK(thrown<DataError>([&] { StandardScaler{data}; }) ==
        "StandardScaler: feature 1 must vary, it is 5 in every sample: leave it out");
  CHECK(thrown<DataError>([&] {
          StandardScaler(data, {"age", "born\n"});
        }) == "StandardScaler: feature 'born?' must vary, it is 5 in every sample: leave it out");
  data(1, 2) = std::numeric_limits<double>::quiet_NaN();
  CHECK(thrown<DataError>([&] { StandardScaler{data}; }) ==
        "StandardScaler: feature 1 must be finite, in sample 2 it is nan");
  CHECK(thrown<DataError>([&] { StandardScaler{Batch<double>(0, 3)}; }).find("0 features x 3") !=
        std::string::npos);
}

TEST_CASE("a scaler refuses batches of other features, and numbers that are no scale") {
  const StandardScaler scaler{table(0, 1)};
  CHECK(thrown<Error>([&] { scaler.transform<double>(Batch<double>::Zero(3, 1)); }) ==
        "StandardScaler: a sample has 2 features, the batch has 3 rows");
  CHECK(thrown<Error>([&] { scaler.inverse_transform(Batch<float>(Batch<float>::Zero(1, 1))); }) ==
        "StandardScaler: a sample has 2 features, the batch has 1 rows");
  const Vector<double> one = Vector<double>::Ones(1), two = Vector<double>::Ones(2);
  CHECK_THROWS_AS(StandardScaler(one, two), DataError);
  CHECK_THROWS_AS(StandardScaler(one, Vector<double>::Zero(1)), DataError);
  CHECK_THROWS_AS(StandardScaler(Vector<double>{}, Vector<double>{}), DataError);
  CHECK_THROWS_AS(StandardScaler(Batch<double>{{1.7e308, 1.7e308, 1.6e308}}), DataError);
}
