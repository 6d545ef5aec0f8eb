// SPDX-License-Identifier: MIT
#include <clocale>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>
#include <string>
#include <vector>

#include <eigan/formats/csv.hpp>

#include "tests/catch.hpp"
#include "tests/support/comma_locale.hpp"
#include "tests/support/random_batch.hpp"
#include "tests/support/temporary_directory.hpp"
#include "tests/support/thrown.hpp"

using eigan::Batch;
using eigan::CsvHeader;
using eigan::CsvWriter;
using eigan::parse_csv;
using eigan::Table;
using namespace eigan::tests;
using Names = std::vector<std::string>;

namespace {

/// The message about a text that cannot be parsed.
std::string complaint(const std::string& text, CsvHeader header = CsvHeader::automatic) {
  return thrown<eigan::DataError>([&] { static_cast<void>(parse_csv(text, header)); });
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

std::string content(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

TEST_CASE("a CSV file has a sample a line, and a first line of names if it is not all numbers") {
  const Table with = parse_csv("height,age\n1.5,30\n-2e-3,+41\n.5, 7 \n");
  CHECK(with.names == Names{"height", "age"});
  CHECK(with.values == matrix({{1.5, 30}, {-0.002, 41}, {0.5, 7}}));
  CHECK(with.note.empty());
  const Table without = parse_csv("1,2\n3,4");
  CHECK(without.names == Names{"x1", "x2"});
  CHECK(without.values == matrix({{1, 2}, {3, 4}}));
  CHECK(parse_csv("5").values == matrix({{5}}));
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

TEST_CASE("a first line with a missing value is a row, whatever marks it") {
  for (const std::string mark :
       {"",    " ",   "\t",   "NA",   "na",   "n/a",  "N/A",      "#N/A", "#NA",     "<NA>",
        "nan", "NaN", "-nan", "null", "NULL", "None", "none",     "\\N",  "?",       "-",
        "--",  ".",   "..",   "inf",  "-Inf", "+inf", "Infinity", " NA ", "#DIV/0!", "1.#QNAN"}) {
    CAPTURE(mark);
    const std::string message = complaint("1.5," + mark + ",3\n4,5,6\n7,8,1\n");
    CHECK(message.find("line 1, column 2 (x2) must be a finite number") != std::string::npos);
    CHECK(message.find("or say that the line holds names") != std::string::npos);
  }
  CHECK(complaint("1,2\nNA,4\n") ==
        "CSV: line 2, column 1 (x1) must be a finite number; got 'NA': leave out the row or the "
        "column");
  // an index without a name, as pandas writes it, does not make a header a row
  CHECK(parse_csv(",a,b\n7,1,2\n9,3,4\n").names == Names{"x1", "a", "b"});
  CHECK(parse_csv("a,,c\n1,2,3\n").names == Names{"a", "x2", "c"});
}

TEST_CASE(
    "whether the first line holds names can be said, and a guess that may be wrong is noted") {
  const std::string years = "1990,1991\n1,2\n3,4\n";
  const Table guessed = parse_csv(years);
  CHECK(guessed.values == matrix({{1990, 1991}, {1, 2}, {3, 4}}));
  CHECK(guessed.note ==
        "the first line holds numbers only: it was read as a sample, not as names (--header yes)");
  const Table named = parse_csv(years, CsvHeader::yes);
  CHECK(named.names == Names{"1990", "1991"});
  CHECK(named.values == matrix({{1, 2}, {3, 4}}));
  CHECK(named.note.empty());
  const Table rows = parse_csv(years, CsvHeader::no);
  CHECK(rows.names == Names{"x1", "x2"});
  CHECK(rows.values == guessed.values);
  CHECK(rows.note.empty());
  CHECK(complaint("a,b\n1,2\n", CsvHeader::no) ==
        "CSV: line 1, column 1 (x1) must be a finite number; got 'a': leave out the row or the "
        "column");
  CHECK(parse_csv("NA,-\n1,2\n", CsvHeader::yes).names == Names{"NA", "-"});
}

TEST_CASE("a first column without a name that counts the rows is noted") {
  const std::string note =
      "the first column has no name and counts the rows, as an index does: leave it out";
  CHECK(parse_csv(",a\n0,5\n1,6\n2,9\n").note == note);
  CHECK(parse_csv("\"\",\"a\"\n\"1\",5\n\"2\",6\n").note == note);
  CHECK(parse_csv(",a\n0,5\n1,6\n3,9\n").note.empty());
  CHECK(parse_csv(",a\n0,5\n0,6\n").note.empty());
  CHECK(parse_csv(",a\n2,5\n3,6\n").note.empty());
  CHECK(parse_csv(",a\n-1,5\n0,6\n").note.empty());
  CHECK(parse_csv("id,a\n0,5\n1,6\n").note.empty());
  CHECK(parse_csv(",a\n0,5\n").note.empty());
}

TEST_CASE("names are trimmed, and quotes after a blank are quotes") {
  const Table table = parse_csv("a, b ,\tc, \"d, e\" ,\" f\"\n1, \"2\" ,3,4,5\n");
  CHECK(table.names == Names{"a", "b", "c", "d, e", " f"});
  CHECK(table.values == matrix({{1, 2, 3, 4, 5}}));
  CHECK(parse_csv("a; \"b, c, d\"\n1;2\n").names == Names{"a", "b, c, d"});
}

TEST_CASE("names that are made up differ from those that are given") {
  CHECK(parse_csv(",x1\n1,2\n").names == Names{"x1_", "x1"});
  CHECK(parse_csv("x2,,x2_\n1,2,3\n").names == Names{"x2", "x2__", "x2_"});
  CHECK(parse_csv("\"\",b\n1,2\n").names == Names{"x1", "b"});
}

TEST_CASE("two columns of the same name are refused, by the reader and by the writer") {
  const std::string message =
      "CSV: column names must differ; got 'a' for columns 1 and 3: rename one, or leave it out";
  CHECK(complaint("a,b,a\n1,2,3\n") == message);
  CHECK(complaint(" a ;b;\"a\"\n1;2;3\n") == message);
  CHECK(complaint("1990,1990\n1,2\n", CsvHeader::yes).find("got '1990' for columns 1 and 2") !=
        std::string::npos);
  CHECK(parse_csv("1990,1990\n1,2\n").values.cols() == 2);  // they are numbers, not names
  CHECK(parse_csv("a,A\n1,2\n").names == Names{"a", "A"});
  CHECK(parse_csv(",b,\n1,2,3\n").names == Names{"x1", "b", "x3"});
  const TemporaryDirectory folder;
  CHECK(thrown<eigan::Error>([&] { CsvWriter(folder / "t", {"a", "b", "a"}); }) == message);
  CHECK(std::filesystem::is_empty(folder / "."));
  CsvWriter writer(folder / "t.csv", {"", "b", ""});
  writer.write(Batch<double>(matrix({{1, 2, 3}})));
  writer.finish();
  CHECK(parse_csv(content(folder / "t.csv")).names == Names{"x1", "b", "x3"});
}

TEST_CASE("numbers too small for double are 0 or subnormal, and too large ones are refused") {
  const Batch<double> read =
      parse_csv("a\n1e-400\n-1e-400\n4.9406564584124654e-324\n1e-310\n2.2250738585072011e-308\n")
          .values;
  CHECK(read(0, 0) == 0);
  CHECK((read(0, 1) == 0 && std::signbit(read(0, 1))));
  CHECK(read(0, 2) == std::numeric_limits<double>::denorm_min());
  CHECK(read(0, 3) == 1e-310);
  CHECK(read(0, 4) == 2.2250738585072011e-308);
  CHECK(complaint("a\n1e999\n").find("got '1e999'") != std::string::npos);
  CHECK(complaint("a\n-1e999\n").find("got '-1e999'") != std::string::npos);
  CHECK(parse_csv("1e-999,2\n3,4\n").values == matrix({{0, 2}, {3, 4}}));
}

TEST_CASE("the fallback for std::from_chars reads numbers to the last bit") {
  const CommaLocale german;
  std::setlocale(LC_NUMERIC, "de_DE.UTF-8");  // if the machine has it
  CHECK(eigan::detail::slow_number("1.5") == 1.5);
  CHECK(eigan::detail::slow_number("+.1") == 0.1);
  CHECK(eigan::detail::slow_number("-2e-3") == -0.002);
  CHECK(eigan::detail::slow_number("9007199254740993") == 9007199254740993.0);
  CHECK(eigan::detail::slow_number("0.1000000000000000055511151231257827021181583404541015625") ==
        0.1);
  CHECK(eigan::detail::slow_number("1.7976931348623157e308") == 1.7976931348623157e308);
  CHECK(eigan::detail::slow_number("1e309") == HUGE_VAL);
  CHECK(eigan::detail::slow_number("5e-324") == 5e-324);
  std::setlocale(LC_NUMERIC, "C");
  for (const char* word : {"", ".", "+", "-", "e5", "1e", "1e+", "0x10", "1p3", "1.5.2", "1,5",
                           "+-1", "--1", "1 2", "1_000", "nan", "inf", "1f"}) {
    CAPTURE(word);
    CHECK_FALSE(eigan::detail::number(word));
  }
  for (const char* word : {".", "+", "-", "e5", "1e", "1e+", "1.5.2", "+-1", "--1"}) {
    CAPTURE(word);
    CHECK_FALSE(eigan::detail::slow_number(word));
  }
  for (const char* word : {"1", "1.", ".5", "+1", "-1", "1e5", "1E+5", "01", "00.10e-01"}) {
    CAPTURE(word);
    REQUIRE(eigan::detail::number(word));
    CHECK(*eigan::detail::number(word) == eigan::detail::slow_number(word));
  }
}

TEST_CASE("numbers of a CSV file are read the same in any locale") {
  const CommaLocale german;
  CHECK(parse_csv("1.5,2.25\n").values == matrix({{1.5, 2.25}}));
  CHECK(complaint("a;b\n1,5;2\n").find("line 2, column 1 (a) must be a finite number; got '1,5'") !=
        std::string::npos);
}

TEST_CASE("an error in a CSV file is told by line and column") {
  const auto says = [](const std::string& text, const std::string& what) {
    INFO(complaint(text));
    CHECK(complaint(text).find(what) != std::string::npos);
  };
  says("", "there must be at least one line");
  says("\n\n", "there must be at least one line");
  says("a,b\n", "the names must be followed by a line of numbers");
  says("a,b\n1,2\n\n3\n",
       "line 4 must have 2 fields separated by commas, like the first line; got 1");
  says("1,2\n3,4,5\n", "line 2 must have 2 fields separated by commas, like the first line; got 3");
  says("a;b;c,d\n1,2\n", "line 2 must have 3 fields separated by semicolons");
  says("a\tb\n1\n", "line 2 must have 2 fields separated by tabs");
  says("a\n1,2\n", "line 2 must have 1 field separated by commas, like the first line; got 2");
  says("a,b\n1,2\n3,four\n",
       "line 3, column 2 (b) must be a finite number; got 'four': leave out the row or the column");
  says("a;b\n1;2,5\n", "got '2,5': leave out the row or the column; decimals must have a point");
  says("a b\n1 2\n", "got '1 2': leave out the row or the column; fields must be separated by");
  says("a,b\n1,\n", "line 2, column 2 (b) must be a finite number; got ''");
  says("a,b\n1,2x\n", "got '2x'");
  says("a\n0x10\n", "got '0x10'");
  says("a\n+-1\n", "got '+-1'");
  says("a\n\"1\n", "line 2: a quote is never closed");
  says("a,b\n\"1\"2,3\n", "line 2: a closing quote");
  says("\"a\nb\",c\n1,2\n3,oops\n", "line 4, column 2 (c)");
  says("\"a\nb\"\n\"no\nnumber\"\n",
       "line 3, column 1 (a?b) must be a finite number; got 'no?number'");
  says(std::string("a\n1\0002\n", 6), "line 2, column 1 (a) must be a finite number; got '1?2'");
}

TEST_CASE("names of columns must be UTF-8, which the files that keep them need") {
  const std::string latin_1 = "h\xF6he,b\n1,2\n";
  CHECK_THROWS_WITH(parse_csv(latin_1),
                    Catch::Matchers::ContainsSubstring("name of column 1 must be UTF-8"));
  CHECK(parse_csv("h\xC3\xB6he,\xE2\x82\xAC,\xF0\x9F\x90\x88\n1,2,3\n").names ==
        Names{"h\xC3\xB6he", "\xE2\x82\xAC", "\xF0\x9F\x90\x88"});
  for (const char* broken :
       {"\x80", "\xC3", "\xC3\xC3", "\xE2\x82", "\xC0\x80", "\xFF",
        "a\xE9"
        "b",
        "\xED\xA0\xBD", "\xE0\x80\x80", "\xF0\x80\x80\x80", "\xF4\x90\x80\x80"}) {
    CHECK_THROWS_AS(parse_csv("a," + std::string(broken) + "\n1,2\n"), eigan::DataError);
  }
}

TEST_CASE("separators within quotes do not separate") {
  const Table table = parse_csv("\"x;y;z\",w\n1,2\n");
  CHECK(table.names == Names{"x;y;z", "w"});
  CHECK(table.values == matrix({{1, 2}}));
  CHECK(parse_csv("\"a \"\"b;c;d\"\"\",e\n1,2\n").names == Names{"a \"b;c;d\"", "e"});
}

TEST_CASE("a quote within a name is a letter") {
  const Table table = parse_csv("screen 5\";price\n1;2\n3;4\n");
  CHECK(table.names == Names{"screen 5\"", "price"});
  CHECK(table.values == matrix({{1, 2}, {3, 4}}));
}

TEST_CASE("any name of a column is read back as it was written") {
  const TemporaryDirectory folder;
  for (const Names& names :
       {Names{"plain", "x"}, Names{"with, comma", "x"}, Names{"a \"quote\"", "\"quoted\""},
        Names{"line\nend", "return\rhere"}, Names{"a;b;c;d", "x"}, Names{"a\tb\tc", "x"},
        Names{" before", "after "}, Names{"\ttab", "tab\t"}, Names{"a", "", "c"}}) {
    CsvWriter writer(folder / "t.csv", names);
    writer.write(Batch<double>(Batch<double>::Ones(std::ssize(names), 2)));
    writer.finish();
    CAPTURE(content(folder / "t.csv"));
    Names expected = names;
    for (std::string& name : expected) name = name.empty() ? "x2" : name;
    CHECK(parse_csv(content(folder / "t.csv")).names == expected);
  }
  CsvWriter(folder / "one.csv", {""}).finish();
  CHECK(content(folder / "one.csv") == "\"\"\n");  // an empty line would be skipped
}

TEMPLATE_TEST_CASE("numbers of a CSV file are read as they were written, batch by batch", "", float,
                   double) {
  using Scalar = TestType;
  const TemporaryDirectory folder;
  const CommaLocale locale;
  const Batch<Scalar> first = normal_batch<Scalar>(4, 7, 1);
  Batch<Scalar> second(4, 1);
  second << std::numeric_limits<Scalar>::denorm_min(), (std::numeric_limits<Scalar>::max)(),
      -Scalar(0), Scalar(1) / 3;
  const Names names{"a", "b", "c", "d"};
  CsvWriter writer(folder / "t.csv", names);
  writer.write(first);
  writer.write(second);
  CHECK_FALSE(std::filesystem::exists(folder / "t.csv"));
  writer.finish();
  const Table read = parse_csv(content(folder / "t.csv"));
  REQUIRE(read.values.cols() == 8);
  CHECK(read.values.leftCols(7).cast<Scalar>() == first);
  CHECK(read.values.rightCols(1).cast<Scalar>() == second);
  CHECK(std::signbit(read.values(2, 7)));
  CHECK(thrown<eigan::Error>([&] { CsvWriter(folder / "u", names).write(Batch<Scalar>(3, 1)); }) ==
        "CsvWriter: samples must have 4 features, one a column; got 3");
  CHECK_FALSE(std::filesystem::exists(folder / "u.partial"));
}

TEST_CASE("a CSV file that cannot be written is named") {
  const TemporaryDirectory folder;
  const std::string path = (folder / "none/t.csv").string();
  CHECK(thrown<eigan::Error>([&] { CsvWriter(path, {"a"}); }) ==
        "cannot write " + path + ".partial: No such file or directory");
}
