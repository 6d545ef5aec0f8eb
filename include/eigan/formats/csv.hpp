// SPDX-License-Identifier: MIT
#pragma once

#include <locale.h>
#include <stdlib.h>
#if __has_include(<xlocale.h>)
#include <xlocale.h>  // where macOS declares strtod_l
#endif

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <filesystem>
#include <iomanip>
#include <iterator>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include <eigan/core/batch.hpp>
#include <eigan/core/error.hpp>
#include <eigan/formats/write_file.hpp>

namespace eigan {

/// A table of numbers.
struct Table {
  std::vector<std::string> names{};  ///< of the columns
  Batch<double> values{};            ///< columns x rows: one sample a column, as everywhere
  std::string note{};                ///< what a reader assumed and the user may want to know
};

/// x1, x2, ...: names for columns that have none.
inline std::vector<std::string> column_names(Index count) {
  std::vector<std::string> names;
  for (Index i = 1; i <= count; ++i) names.push_back(detail::text("x", i));
  return names;
}

/// Whether the first line of a CSV file holds the names of the columns. `automatic`: it does unless
/// each of its fields is a number, empty, or a mark for a missing value (NA, null, -, ...).
enum class CsvHeader { automatic, yes, no };

namespace detail {

/// Without the blanks around it.
inline std::string_view trimmed(std::string_view text) {
  const std::size_t first = (std::min)(text.find_first_not_of(" \t"), text.size());
  return text.substr(first, text.find_last_not_of(" \t") + 1 - first);
}

/// The fields of a CSV text (RFC 4180), line by line.
class CsvFields {
 public:
  explicit CsvFields(std::string_view text) : rest_(text) {
    if (rest_.starts_with("\xEF\xBB\xBF")) cut(3);  // some programs begin UTF-8 with it
    while (end_of_line()) continue;
    std::string separators;  // of the first line
    CsvFields line = *this;  // whose fields any of the three ends
    for (line.field(); !line.rest_.empty() && !line.end_of_line(); line.field())
      if (line.rest_.find_first_of(",;\t") == 0) separators += line.cut(1);
    const auto count = [&](char c) { return std::count(separators.begin(), separators.end(), c); };
    ends_[0] = (std::max)({',', ';', '\t'}, [&](char a, char b) { return count(a) < count(b); });
    ends_.erase(1, 2);
  }

  /// The next line's fields into `fields`, empty lines skipped; false if there is none.
  bool next(std::vector<std::string>& fields) {
    fields.clear();
    while (end_of_line()) continue;
    if (rest_.empty()) return false;
    first_line_ = line_;
    do fields.push_back(field());
    while (take(ends_[0]));
    enforce<DataError>(closed_, "CSV: line ", first_line_, ": a quote is never closed");
    enforce<DataError>(rest_.empty() || end_of_line(), "CSV: line ", line_,
                       ": a closing quote must be followed by the end of the field");
    return true;
  }

  Index line() const { return first_line_; }  ///< where the last fields began, from 1
  std::string_view separator() const {
    return ends_[0] == ',' ? "commas" : ends_[0] == ';' ? "semicolons" : "tabs";
  }

 private:
  /// Trimmed unless it is quoted.
  std::string field() {
    while (take(' ') || (ends_.find('\t') == ends_.npos && take('\t'))) continue;
    if (!take('"')) return std::string(trimmed(cut(rest_.find_first_of(ends_))));
    for (std::string content;; content += '"') {  // two quotes are one
      const std::string_view part = cut(rest_.find('"'));
      line_ += std::count(part.begin(), part.end(), '\n');
      content += part;
      closed_ = take('"');
      if (take('"')) continue;
      while (take(' ')) continue;
      return content;
    }
  }

  /// Removes so many characters, or all, from the front.
  std::string_view cut(std::size_t size) {
    const std::string_view front = rest_.substr(0, size);
    rest_.remove_prefix(front.size());
    return front;
  }
  bool take(char c) { return rest_.starts_with(c) && !cut(1).empty(); }
  bool end_of_line() {
    const bool carriage = take('\r');
    const bool ended = take('\n') || carriage;
    line_ += ended;
    return ended;
  }

  std::string_view rest_;
  std::string ends_ = ",;\t\r\n";  ///< what ends a field; then one of the separators only
  bool closed_ = true;
  Index line_ = 1, first_line_ = 1;
};

/// For what std::from_chars does not take, and where there is none: the number of a text of digits,
/// signs, points and e's, in any locale; infinite beyond the range of double, 0 or subnormal below it.
inline std::optional<double> slow_number(const std::string& text) {
  static const locale_t c_locale = newlocale(LC_ALL_MASK, "C", locale_t{});
  char* end = nullptr;
  const double value = strtod_l(text.c_str(), &end, c_locale);
  return end == text.c_str() + text.size() ? std::optional(value) : std::nullopt;
}

/// The number a field holds, in decimal notation; none if it holds anything else.
inline std::optional<double> number(std::string_view field) {
  field = trimmed(field);
#if defined(__cpp_lib_to_chars)
  double value = 0;
  const auto [end, error] = std::from_chars(field.data(), field.data() + field.size(), value);
  if (error == std::errc() && end == field.data() + field.size() && std::isfinite(value))
    return value;
#endif
  if (field.empty() || field.find_first_not_of("0123456789.+-eE") != std::string_view::npos)
    return std::nullopt;
  return slow_number(std::string(field));
}

/// Whether a field is what programs write where they have no number.
inline bool is_missing(std::string_view field) {
  std::string text(trimmed(field));
  for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  const bool sign = text.size() > 1 && (text[0] == '-' || text[0] == '+');
  constexpr std::array<std::string_view, 26> marks{
      "",        "na",       "n/a",     "#na",    "#n/a",   "<na>",  "nan",      "null",   "none",
      "\\n",     "?",        "-",       ".",      "..",     "inf",   "infinity", "1.#ind", "1.#inf",
      "1.#qnan", "nan(ind)", "#div/0!", "#name?", "#null!", "#num!", "#ref!",    "#value!"};
  return std::find(marks.begin(), marks.end(), text.substr(sign ? 1 : 0)) != marks.end();
}

/// \throws DataError unless names differ, apart from empty ones
inline void require_different(const std::vector<std::string>& names) {
  std::map<std::string_view, std::size_t> places;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const auto [first, is_new] = places.emplace(names[i], i);
    enforce<DataError>(is_new || names[i].empty(), "CSV: column names must differ; got '",
                       printable(names[i]), "' for columns ", first->second + 1, " and ", i + 1,
                       ": rename one, or leave it out");
  }
}

/// The names that a header gives to the columns; one that it leaves out is x1, x2, ..., or with
/// underscores behind it where that is taken.
inline std::vector<std::string> csv_names(const std::vector<std::string>& given) {
  std::vector<std::string> names = column_names(std::ssize(given));
  for (std::size_t i = 0; i < names.size(); ++i) {
    enforce<DataError>(is_utf8(given[i]), "CSV: the name of column ", i + 1,
                       " must be UTF-8: save the file in that encoding, if it is a table");
    while (std::find(given.begin(), given.end(), names[i]) != given.end()) names[i] += '_';
    if (!given[i].empty()) names[i] = given[i];
  }
  require_different(given);
  return names;
}

/// What may be wrong with a field that is not a number.
inline const char* advice(const std::string& field) {
  if (field.find(',') != field.npos) return "; decimals must have a point, not a comma";
  if (field.find(' ') != field.npos) return "; fields must be separated by , ; or tabs";
  return "";
}

}  // namespace detail

/// Reads a table of numbers from the text of a CSV file (RFC 4180). Fields are separated by commas,
/// or by semicolons or tabs if the first line has more of those. Empty lines are skipped.
/// \throws DataError that names line and column of a value that is not a finite number, the line with
///         another number of fields than the first, the column whose name is not UTF-8, or the two
///         whose names are the same
inline Table parse_csv(std::string_view text, CsvHeader header = CsvHeader::automatic) {
  detail::CsvFields lines(text);
  std::vector<std::string> fields;
  Table table;
  enforce<DataError>(lines.next(fields), "CSV: there must be at least one line; got none");
  const std::size_t columns = fields.size();
  const auto is_value = [](const std::string& field) {
    return detail::number(field) || detail::is_missing(field);
  };
  const bool guessed_row =
      header == CsvHeader::automatic && std::all_of(fields.begin(), fields.end(), is_value);
  const bool names = header != CsvHeader::no && !guessed_row;
  const bool unnamed_first = fields[0].empty();
  table.names = names ? detail::csv_names(fields) : column_names(static_cast<Index>(columns));
  std::vector<double> values;
  bool more = !names || lines.next(fields);
  enforce<DataError>(more, "CSV: the names must be followed by a line of numbers; got none");
  for (Index row = 0; more; more = lines.next(fields), ++row) {
    enforce<DataError>(fields.size() == columns, "CSV: line ", lines.line(), " must have ", columns,
                       columns == 1 ? " field" : " fields", " separated by ", lines.separator(),
                       ", like the first line; got ", fields.size());
    for (std::size_t i = 0; i < columns; ++i) {
      values.push_back(detail::number(fields[i]).value_or(HUGE_VAL));
      if (std::isfinite(values.back())) continue;
      throw DataError(
          detail::text("CSV: line ", lines.line(), ", column ", i + 1, " (",
                       detail::printable(table.names[i]), ") must be a finite number; got '",
                       detail::printable(fields[i]), "': leave out the row or the column",
                       guessed_row && row == 0
                           ? ", or say that the line holds names (--header yes, CsvHeader::yes)"
                           : detail::advice(fields[i])));
    }
  }
  table.values = Eigen::Map<const Vector<double>>(values.data(), std::ssize(values))
                     .reshaped(std::ssize(table.names), Eigen::AutoSize);
  const auto first = table.values.row(0).array();
  const Index n = first.size();
  if (guessed_row) {
    table.note =
        "the first line holds numbers only: it was read as a sample, not as names (--header yes)";
  } else if (unnamed_first && n > 1 && (first(0) == 0 || first(0) == 1) &&
             (first.tail(n - 1) - first.head(n - 1) == 1).all()) {
    table.note = "the first column has no name and counts the rows, as an index does: leave it out";
  }
  return table;
}

/// A CSV file (RFC 4180) with the names of the columns and a line a sample, written batch by batch:
/// numbers as short as they can be to read back as the same ones, in any locale.
class CsvWriter {
 public:
  /// \param names  different ones, as `parse_csv` requires; an empty one is read back as x1, x2, ...
  /// \throws Error if two are the same, or, as the other members do, if the file cannot be written
  CsvWriter(const std::filesystem::path& path, const std::vector<std::string>& names)
      : file_(path), columns_(static_cast<Index>(names.size())) {
    detail::require_different(names);
    std::string line;
    for (const std::string& name : names) {
      if (!line.empty()) line += ',';
      line += field(name);
    }
    line += '\n';
    file_.write(std::as_bytes(std::span(line)));
  }

  /// \param samples  columns x any number
  template <class Scalar>
  void write(const Batch<Scalar>& samples) {
    enforce(samples.rows() == columns_, "CsvWriter: samples must have ", columns_,
            " features, one a column; got ", samples.rows());
    std::string lines;
    std::array<char, 32> number;
    for (Index j = 0; j < samples.cols(); ++j) {
      for (Index i = 0; i < columns_; ++i) {
        const auto end = std::to_chars(number.data(), number.data() + number.size(), samples(i, j));
        if (i > 0) lines += ',';
        lines.append(number.data(), end.ptr);
      }
      lines += '\n';
    }
    file_.write(std::as_bytes(std::span(lines)));
  }

  /// Call once, after the last `write`; otherwise no file is written.
  void finish() { file_.finish(); }

 private:
  /// Quoted if it must be, so that the parser reads the same name.
  static std::string field(const std::string& name) {
    const bool plain = !name.empty() && name == detail::trimmed(name) &&
                       name.find_first_of(",;\t\"\r\n") == name.npos;
    return plain ? name : detail::text(std::quoted(name, '"', '"'));
  }

  AtomicFile file_;
  Index columns_;
};

}  // namespace eigan
