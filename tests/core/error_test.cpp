// SPDX-License-Identifier: MIT
#include <eigan/core/error.hpp>

#include "tests/catch.hpp"

using Catch::Matchers::ExceptionMessageMatcher;

TEST_CASE("a broken rule is thrown as the rule and the values") {
  CHECK_THROWS_MATCHES(
      eigan::require(false, "Dense: the input has ", 63, " rows, the layer takes ", 64),
      eigan::Error, ExceptionMessageMatcher("Dense: the input has 63 rows, the layer takes 64"));
  CHECK_NOTHROW(eigan::require(true, "never said"));
}

TEST_CASE("every error of the library is a std runtime error and can be told from the others") {
  CHECK_THROWS_AS(eigan::require<eigan::DataError>(false, "x"), eigan::DataError);
  CHECK_THROWS_AS(eigan::require<eigan::DivergenceError>(false, "x"), eigan::DivergenceError);
  static_assert(std::is_base_of_v<std::runtime_error, eigan::Error>);
  static_assert(std::is_base_of_v<eigan::Error, eigan::DataError>);
  static_assert(std::is_base_of_v<eigan::Error, eigan::DivergenceError>);
  static_assert(!std::is_base_of_v<eigan::DataError, eigan::DivergenceError>);
}

TEST_CASE("text joins whatever can be printed") {
  CHECK(eigan::text("a ", 1, ' ', 2.5, " ", std::string("b")) == "a 1 2.5 b");
}
