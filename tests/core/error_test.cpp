// SPDX-License-Identifier: MIT
#include <eigan/core/error.hpp>

#include "tests/catch.hpp"

using Catch::Matchers::ExceptionMessageMatcher;

TEST_CASE("a broken rule throws the rule and the values") {
  CHECK_THROWS_MATCHES(
      eigan::enforce(false, "Dense: the input has ", 63, " rows, the layer takes ", 64),
      eigan::Error, ExceptionMessageMatcher("Dense: the input has 63 rows, the layer takes 64"));
  CHECK_NOTHROW(eigan::enforce(true, "never said"));
}

TEST_CASE("every error of the library is a std::runtime_error of its own type") {
  CHECK_THROWS_AS(eigan::enforce<eigan::DataError>(false, "x"), eigan::DataError);
  CHECK_THROWS_AS(eigan::enforce<eigan::DivergenceError>(false, "x"), eigan::DivergenceError);
  static_assert(std::is_base_of_v<std::runtime_error, eigan::Error>);
  static_assert(std::is_base_of_v<eigan::Error, eigan::DataError>);
  static_assert(std::is_base_of_v<eigan::Error, eigan::DivergenceError>);
  static_assert(!std::is_base_of_v<eigan::DataError, eigan::DivergenceError>);
}

TEST_CASE("external text becomes one line of whole UTF-8 characters") {
  CHECK(eigan::detail::printable("a\nb\tc\x7F") == "a?b?c?");
  CHECK(eigan::detail::printable("h\xC3\xB6he") == "h\xC3\xB6he");
  CHECK(eigan::detail::printable("h\xF6he \xE2\x82") == "h?he ??");
  const std::string a59(59, 'a');
  CHECK(eigan::detail::printable(a59 + "bc") == a59 + "b");
  CHECK(eigan::detail::printable(a59 + "\xC3\xB6") == a59);  // only one of two bytes would fit
  CHECK(eigan::detail::printable(a59.substr(2) + "\xE2\x82\xAC" + "b") ==
        a59.substr(2) + "\xE2\x82\xAC");
  CHECK(eigan::detail::printable(a59.substr(1) + "\xF0\x9F\x90\x88") == a59.substr(1));
  CHECK(eigan::detail::printable("\xC3\xB6\xC3\xB6", 3) == "\xC3\xB6");
  CHECK(eigan::detail::printable("").empty());
  // truncated, overlong, surrogates, beyond the last character
  for (const std::string broken : {"\x80", "\xE2\x82", "\xC0\x80", "\xFF", "\xED\xA0\xBD",
                                   "\xE0\x80\x80", "\xF0\x80\x80\x80", "\xF4\x90\x80\x80"}) {
    CHECK(eigan::detail::printable(broken) == std::string(broken.size(), '?'));
  }
}

TEST_CASE("text joins everything that can be printed") {
  CHECK(eigan::detail::text("a ", 1, ' ', 2.5, " ", std::string("b")) == "a 1 2.5 b");
}
