// SPDX-License-Identifier: MIT
#include <string>
#include <vector>

#include <eigan/formats/csv.hpp>

#include "tests/catch.hpp"
#include "tests/support/comma_locale.hpp"
#include "tests/support/thrown.hpp"

using eigan::Batch;
using eigan::parse_csv;
using eigan::Table;
using Names = std::vector<std::string>;

namespace {

/// What is said of a text that cannot be parsed.
std::string complaint(const std::string& text) {
  return eigan::tests::thrown<eigan::DataError>([&] { static_cast<void>(parse_csv(text)); });
}

Batch<double> matrix(const std::vector<std::vector<double>>& rows) {
  Batch<double> m(static_cast<eigan::Index>(rows.front().size()),
                  static_cast<eigan::Index>(rows.size()));
  for (eigan::Index j = 0; j < m.cols(); ++j) {
    for (eigan::Index i = 0; i < m.rows(); ++i) {
      m(i, j) = rows[static_cast<std::size_t>(j)][static_cast<std::size_t>(i)];
    }
  }
  return m;
}

}  // namespace

TEST_CASE("a CSV file has one sample a line, and names for its columns if the first line has") {
  const Table with = parse_csv("height,age\n1.5,30\n-2e-3,+41\n.5, 7 \n");
  CHECK(with.names == Names{"height", "age"});
  CHECK(with.values == matrix({{1.5, 30}, {-0.002, 41}, {0.5, 7}}));
  const Table without = parse_csv("1,2\n3,4");
  CHECK(without.names == Names{"x1", "x2"});
  CHECK(without.values == matrix({{1, 2}, {3, 4}}));
  CHECK(parse_csv("5").values == matrix({{5}}));
  CHECK(parse_csv("a,,c\n1,2,3\n").names == Names{"a", "x2", "c"});
}

TEST_CASE("what programs write as CSV is read: line ends, marks, separators, quotes, empty lines") {
  const Batch<double> values = matrix({{1, 2}, {3, 4}});
  CHECK(parse_csv("a,b\r\n1,2\r\n3,4\r\n").values == values);
  CHECK(parse_csv("a,b\r1,2\r3,4\r").values == values);
  CHECK(parse_csv("\n\n1,2\n\n3,4\n\n\n").values == values);
  const Table marked = parse_csv(
      "\xEF\xBB\xBF"
      "a,b\n1,2\n3,4\n");
  CHECK(marked.names == Names{"a", "b"});
  CHECK(marked.values == values);
  CHECK(parse_csv("a;b\n1;2\n3;4\n").values == values);
  CHECK(parse_csv("\n\r\na;b\n1;2\n3;4\n").values == values);
  CHECK(parse_csv("a\tb\n1\t2\n3\t4\n").values == values);
  const Table quoted = parse_csv("\"one, \"\"the\"\" first\",\"two\nlines\"\n\"1\",\"2\"\n3,4\n");
  CHECK(quoted.names == Names{"one, \"the\" first", "two\nlines"});
  CHECK(quoted.values == values);
}

TEST_CASE("numbers of a CSV file are read the same in any locale") {
  const eigan::tests::CommaLocale german;
  CHECK(parse_csv("1.5,2.25\n").values == matrix({{1.5, 2.25}}));
  CHECK(complaint("a;b\n1,5;2\n").find("line 2, column 1 (a) holds '1,5'") != std::string::npos);
}

TEST_CASE("what is wrong with a CSV file is told by line and column") {
  const auto says = [](const std::string& text, const std::string& what) {
    INFO(complaint(text));
    CHECK(complaint(text).find(what) != std::string::npos);
  };
  says("", "there must be at least one line");
  says("\n\n", "there must be at least one line");
  says("a,b\n", "there must be a line of numbers below the names");
  says("a,b\n1,2\n\n3\n", "line 4 has 1");
  says("1,2\n3,4,5\n", "line 2 has 3");
  says("a,b\n1,2\n3,four\n", "line 3, column 2 (b) holds 'four'");
  says("a,b\n1,\n", "line 2, column 2 (b) holds ''");
  says("a,b\n1,2x\n", "line 2, column 2 (b) holds '2x'");
  says("1,nan\n", "line 1, column 2 (x2) holds 'nan'");
  says("1,NA,3\n4,5,6\n", "line 1, column 2 (x2) holds 'NA'");
  says("1,-inf\n", "line 1, column 2 (x2) holds '-inf'");
  says("a\n1e999\n", "holds '1e999'");
  says("1e-999,2\n3,4\n", "line 1, column 1 (x1) holds '1e-999'");  // no name either
  says("a\n0x10\n", "holds '0x10'");
  says("a\n+-1\n", "holds '+-1'");
  says("a\n\"1\n", "line 2: a quote is never closed");
  says("a,b\n\"1\"2,3\n", "line 2: a closing quote");
  says("\"a\nb\",c\n1,2\n3,oops\n", "line 4, column 2 (c)");
  says("\"a\nb\"\n\"no\nnumber\"\n", "line 3, column 1 (a?b) holds 'no?number'");
  says(std::string("a\n1\0002\n", 6), "line 2");
}

TEST_CASE("names of columns are UTF-8, which the files that keep them need") {
  const std::string latin_1 = "h\xF6he,b\n1,2\n";
  CHECK_THROWS_WITH(parse_csv(latin_1),
                    Catch::Matchers::ContainsSubstring("name of column 1 must be UTF-8"));
  CHECK(parse_csv("h\xC3\xB6he,\xE2\x82\xAC,\xF0\x9F\x90\x88\n1,2,3\n").names ==
        std::vector<std::string>{"h\xC3\xB6he", "\xE2\x82\xAC", "\xF0\x9F\x90\x88"});
  for (const char* broken :
       {"\x80", "\xC3", "\xC3\xC3", "\xE2\x82", "\xC0\x80", "\xFF",
        "a\xE9"
        "b",
        "\xED\xA0\xBD", "\xE0\x80\x80", "\xF0\x80\x80\x80", "\xF4\x90\x80\x80"}) {
    CHECK_THROWS_AS(parse_csv("a," + std::string(broken) + "\n1,2\n"), eigan::DataError);
  }
}

TEST_CASE("separators within quotes are none") {
  const Table table = parse_csv("\"x;y;z\",w\n1,2\n");
  CHECK(table.names == Names{"x;y;z", "w"});
  CHECK(table.values == Batch<double>{{1}, {2}});
  CHECK(parse_csv("\"a \"\"b;c;d\"\"\",e\n1,2\n").names == Names{"a \"b;c;d\"", "e"});
}

TEST_CASE("a quote within a name is a letter") {
  const Table table = parse_csv("screen 5\";price\n1;2\n3;4\n");
  CHECK(table.names == Names{"screen 5\"", "price"});
  CHECK(table.values == Batch<double>{{1, 3}, {2, 4}});
}
