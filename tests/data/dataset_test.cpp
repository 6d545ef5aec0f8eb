// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cstdint>
#include <limits>
#include <vector>

#include <eigan/data/dataset.hpp>

#include "tests/catch.hpp"
#include "tests/support/thrown.hpp"

using Catch::Matchers::ExceptionMessageMatcher;
using eigan::Batch;
using eigan::Dataset;
using eigan::Index;
using eigan::Purpose;
using eigan::Stream;

namespace {

/// Sample i is (i, 1000 + i).
Dataset<double> numbered(Index samples) {
  Batch<double> data(2, samples);
  for (Index i = 0; i < samples; ++i)
    data.col(i) << static_cast<double>(i), 1000.0 + static_cast<double>(i);
  return Dataset<double>(std::move(data));
}

Stream stream_of(std::uint64_t seed, Index number) {
  return {seed, Purpose::data, static_cast<std::uint64_t>(number)};
}

/// The samples of minibatches `first` to `last - 1`, as the trainer asks for them.
std::vector<Index> sequence(const Dataset<double>& data, Index batch_size, Index first, Index last,
                            std::uint64_t seed = 1) {
  std::vector<Index> samples;
  Batch<double> batch(2, batch_size);
  for (Index number = first; number < last; ++number) {
    batch.setConstant(-1);
    data.minibatch(number, stream_of(seed, number), batch);
    for (Index j = 0; j < batch_size; ++j) {
      REQUIRE(batch(1, j) == batch(0, j) + 1000);
      samples.push_back(static_cast<Index>(batch(0, j)));
    }
  }
  return samples;
}

}  // namespace

TEST_CASE("every sample comes once an epoch, whatever the batch size") {
  for (const Index samples : {1, 2, 3, 5, 16, 17, 60}) {
    const Dataset<double> data = numbered(samples);
    for (const Index batch_size :
         {Index{1}, Index{2}, Index{7}, samples, samples + 1, 3 * samples}) {
      const Index epochs = 4;
      std::vector<Index> all =
          sequence(data, batch_size, 0, (epochs * samples + batch_size - 1) / batch_size);
      for (Index epoch = 0; epoch < epochs; ++epoch) {
        const auto begin = all.begin() + epoch * samples;
        std::sort(begin, begin + samples);
        INFO(samples << " samples, batches of " << batch_size << ", epoch " << epoch);
        for (Index i = 0; i < samples; ++i) REQUIRE(begin[i] == i);
      }
    }
  }
}

TEST_CASE("epochs have different orders, and so have seeds") {
  const Dataset<double> data = numbered(50);
  const std::vector<Index> first = sequence(data, 50, 0, 1);
  CHECK(first != sequence(data, 50, 1, 2));
  CHECK(first != sequence(data, 50, 0, 1, 2));
  CHECK(!std::is_sorted(first.begin(), first.end()));
}

TEST_CASE("the sequence of samples does not depend on how it is cut into minibatches") {
  const Dataset<double> data = numbered(10);
  const std::vector<Index> whole = sequence(data, 60, 0, 1);
  CHECK(sequence(data, 4, 0, 15) == whole);
  CHECK(sequence(data, 12, 0, 5) == whole);
}

TEST_CASE("a minibatch is a function of its number") {
  const Dataset<double> data = numbered(10);
  const std::vector<Index> in_order = sequence(data, 4, 0, 8);
  for (Index number = 7; number >= 0; --number) {
    const std::vector<Index> one = sequence(data, 4, number, number + 1);
    CHECK(std::equal(one.begin(), one.end(), in_order.begin() + 4 * number));
  }
}

TEST_CASE("a minibatch depends on its own number and not on that of the stream") {
  const Dataset<double> data = numbered(10);
  Batch<double> a(2, 8), b(2, 8);
  data.minibatch(3, stream_of(1, 3), a);
  data.minibatch(3, stream_of(1, 99), b);
  CHECK(a == b);
}

TEST_CASE("a minibatch fills the columns it is given and no others") {
  const Dataset<double> data = numbered(10);
  Batch<double> wide = Batch<double>::Constant(2, 9, -1);
  Batch<double> batch(2, 4);
  data.minibatch(2, stream_of(1, 2), wide.middleCols(3, 4));
  data.minibatch(2, stream_of(1, 2), batch);
  CHECK(wide.middleCols(3, 4) == batch);
  CHECK((wide.leftCols(3).array() == -1).all());
  CHECK((wide.rightCols(2).array() == -1).all());
}

TEST_CASE("the data are kept as they were given") {
  const Dataset<double> data = numbered(4);
  CHECK(data.features() == 2);
  CHECK(data.samples() == 4);
  CHECK(data.data()(1, 3) == 1003);
}

TEMPLATE_TEST_CASE("a value that is not finite is reported with its place", "", float, double) {
  using Scalar = TestType;
  const Scalar infinity = std::numeric_limits<Scalar>::infinity();
  const auto message = [](Index row, Index column, Scalar value) {
    Batch<Scalar> data = Batch<Scalar>::Zero(5, 20);
    data(row, column) = value;
    return eigan::tests::thrown<eigan::DataError>([&] { Dataset<Scalar>(std::move(data)); });
  };
  const std::string rule = "Dataset: every value must be finite; got ";
  const Scalar nan = std::numeric_limits<Scalar>::quiet_NaN();
  CHECK(message(3, 17, nan) == rule + "nan as feature 3 of sample 17");
  CHECK(message(0, 0, -nan) == rule + "nan as feature 0 of sample 0");
  CHECK(message(4, 19, infinity) == rule + "inf as feature 4 of sample 19");
  CHECK(message(0, 19, -infinity) == rule + "-inf as feature 0 of sample 19");
  CHECK(message(1, 1, std::numeric_limits<Scalar>::max()) == "(nothing was thrown)");
}

TEST_CASE("a dataset needs samples and features") {
  CHECK_THROWS_MATCHES(Dataset<float>(Batch<float>(3, 0)), eigan::DataError,
                       ExceptionMessageMatcher("Dataset: there must be at least one value; got 3 "
                                               "features x 0 samples"));
  CHECK_THROWS_AS(Dataset<float>(Batch<float>(0, 3)), eigan::DataError);
}

TEST_CASE("a dataset is made of a table with a sample a row, whatever expression of Eigen it is") {
  Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor> table(3, 2);
  table << 1, 2, 3, 4, 5, 0.1;
  const Dataset<float> data = Dataset<float>::rows(table);
  CHECK(data.data() == Batch<float>{{1, 3, 5}, {2, 4, 0.1f}});
  CHECK(Dataset<double>::rows(2 * table.topRows(2)).data() == Batch<double>{{2, 6}, {4, 8}});
  CHECK(Dataset<double>::rows(table.array() + 1).data() == Batch<double>{{2, 4, 6}, {3, 5, 1.1}});
  const int numbers[] = {1, 2, 3, 4, 5, 6};
  using RowMajor = Eigen::Matrix<int, 2, 3, Eigen::RowMajor>;
  CHECK(Dataset<double>::rows(Eigen::Map<const RowMajor>(numbers)).data() ==
        Batch<double>{{1, 4}, {2, 5}, {3, 6}});
  table(2, 1) = 1e300;
  CHECK_THROWS_WITH(Dataset<float>::rows(table),
                    Catch::Matchers::ContainsSubstring("inf as feature 1 of sample 2"));
}

TEST_CASE("a minibatch that does not fit is refused") {
  const Dataset<double> data = numbered(4);
  Batch<double> three(3, 4), two(2, 4);
  CHECK_THROWS_MATCHES(
      data.minibatch(0, stream_of(1, 0), three), eigan::Error,
      ExceptionMessageMatcher("Dataset: the batch must have 2 rows, one a feature; got 3"));
  CHECK_THROWS_MATCHES(
      data.minibatch(-1, stream_of(1, 0), two), eigan::Error,
      ExceptionMessageMatcher("Dataset: the number of a minibatch must be at least 0; got -1"));
}

TEST_CASE("a dataset is a source of its own scalar type") {
  STATIC_REQUIRE(eigan::Source<Dataset<float>, float>);
  STATIC_REQUIRE(eigan::Source<const Dataset<double>, double>);
  STATIC_REQUIRE_FALSE(eigan::Source<Dataset<float>, double>);
  const Dataset deduced{Batch<float>(Batch<float>::Zero(1, 1))};
  STATIC_REQUIRE(std::is_same_v<decltype(deduced), const Dataset<float>>);
}
