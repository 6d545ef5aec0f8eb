// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include <eigan/core/batch.hpp>
#include <eigan/core/error.hpp>

namespace eigan {

/// A table of numbers.
struct Csv {
  std::vector<std::string> names;  ///< of the columns; x1, x2, ... if the file has none
  Batch<double> values;            ///< columns x rows: one sample a column, as everywhere
};

namespace detail {

/// The fields of a CSV text (RFC 4180), line by line.
class CsvFields {
 public:
  explicit CsvFields(std::string_view text) : rest_(text) {
    constexpr std::string_view mark = "\xEF\xBB\xBF";  // some programs begin UTF-8 with it
    if (rest_.starts_with(mark)) rest_.remove_prefix(mark.size());
    skip_empty_lines();
    for (const char c : {';', '\t'}) {
      if (in_first_line(c) > in_first_line(separator_)) separator_ = c;
    }
  }

  /// The next line's fields into `fields`; lines without a character are passed over.
  /// \return false if there is no more
  bool next(std::vector<std::string>& fields) {
    fields.clear();
    skip_empty_lines();
    if (rest_.empty()) return false;
    first_line_ = line_;
    do fields.push_back(field());
    while (take(separator_));
    require<DataError>(rest_.empty() || end_of_line(), "CSV: line ", line_,
                       ": a closing quote must be followed by the end of the field");
    return true;
  }

  /// Where the last fields began, from 1.
  Index line() const { return first_line_; }

 private:
  void skip_empty_lines() {
    while (end_of_line()) {
    }
  }

  /// How many there are outside quotes, which begin where a field does.
  Index in_first_line(char wanted) const {
    Index many = 0;
    bool quoted = false, may_begin = true;
    for (const char c : rest_) {
      if (!quoted && (c == '\r' || c == '\n')) break;
      many += !quoted && c == wanted;
      if (c == '"' && (quoted || may_begin)) {
        quoted = !quoted;
        may_begin = true;  // two quotes are one
      } else {
        may_begin = c == ',' || c == ';' || c == '\t';
      }
    }
    return many;
  }

  std::string field() {
    std::string content;
    if (!take('"')) {
      const char ends[] = {separator_, '\r', '\n', '\0'};
      const std::size_t length = std::min(rest_.find_first_of(ends), rest_.size());
      content = rest_.substr(0, length);
      rest_.remove_prefix(length);
      return content;
    }
    while (true) {
      const std::size_t length = rest_.find('"');
      require<DataError>(length != std::string_view::npos, "CSV: line ", first_line_,
                         ": a quote is never closed");
      content += rest_.substr(0, length);
      line_ += std::count(rest_.begin(), rest_.begin() + static_cast<std::ptrdiff_t>(length), '\n');
      rest_.remove_prefix(length + 1);
      if (!take('"')) return content;
      content += '"';  // two quotes are one
    }
  }

  bool end_of_line() {
    const bool carriage = take('\r');
    const bool ended = take('\n') || carriage;
    if (ended) ++line_;
    return ended;
  }
  bool take(char c) {
    if (!rest_.starts_with(c)) return false;
    rest_.remove_prefix(1);
    return true;
  }

  std::string_view rest_;
  char separator_ = ',';
  Index line_ = 1, first_line_ = 1;
};

/// Whether the bytes are UTF-8 (RFC 3629).
inline bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char lead = byte(0);
    const std::size_t size = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    if ((lead >= 0x80 && lead < 0xC2) || lead > 0xF4 || text.size() < size) return false;
    for (std::size_t i = 1; i < size; ++i) {
      if ((byte(i) & 0xC0) != 0x80) return false;
    }
    // written longer than need be, surrogates, beyond the last character
    if ((lead == 0xE0 && byte(1) < 0xA0) || (lead == 0xED && byte(1) > 0x9F) ||
        (lead == 0xF0 && byte(1) < 0x90) || (lead == 0xF4 && byte(1) > 0x8F)) {
      return false;
    }
    text.remove_prefix(size);
  }
  return true;
}

/// The number a field holds, written as in C++, whatever the locale: NaN if it is beyond those of
/// double, none if it holds anything else.
inline std::optional<double> number(std::string_view field) {
  constexpr std::string_view blanks = " \t";
  field.remove_prefix(std::min(field.find_first_not_of(blanks), field.size()));
  while (field.ends_with(' ') || field.ends_with('\t')) field.remove_suffix(1);
  if (field.starts_with('+') && !field.starts_with("+-")) field.remove_prefix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(field.data(), field.data() + field.size(), value);
  if (error == std::errc::invalid_argument || end != field.data() + field.size()) {
    return std::nullopt;
  }
  return error == std::errc() ? value : std::numeric_limits<double>::quiet_NaN();
}

/// What programs write where they have no number: such a line of numbers is no line of names.
inline bool is_missing(std::string_view field) {
  return field == "NA" || field == "N/A" || field == "null" || field == "NULL" || field == "?";
}

}  // namespace detail

/// Reads a table of numbers from the text of a CSV file (RFC 4180). The first line names the columns
/// unless it holds numbers alone (or NA, N/A, null, NULL or ?, which are refused). Fields are separated
/// by commas, or by semicolons or tabs if the first line has more of those. Empty lines are passed over.
/// \throws DataError that names the line and the column of what is no finite number, the line that has
/// not as many fields as the first, and the column whose name is no UTF-8
inline Csv parse_csv(std::string_view text) {
  detail::CsvFields lines(text);
  std::vector<std::string> fields;
  Csv csv;
  require<DataError>(lines.next(fields), "CSV: there must be at least one line, there is none");
  const bool header = !std::all_of(fields.begin(), fields.end(), [](const std::string& field) {
    return detail::number(field) || detail::is_missing(field);
  });
  const std::size_t columns = fields.size();
  for (std::size_t i = 0; i < columns; ++i) {
    require<DataError>(!header || detail::is_utf8(fields[i]), "CSV: the name of column ", i + 1,
                       " must be UTF-8: save the file with that encoding, if it is a table");
    csv.names.push_back(header && !fields[i].empty() ? fields[i] : "x" + std::to_string(i + 1));
  }
  std::vector<double> values;
  bool more = !header || lines.next(fields);
  require<DataError>(more, "CSV: there must be a line of numbers below the names, there is none");
  for (; more; more = lines.next(fields)) {
    require<DataError>(fields.size() == columns,
                       "CSV: every line must have as many fields as the first, ", columns,
                       "; line ", lines.line(), " has ", fields.size());
    for (std::size_t i = 0; i < columns; ++i) {
      const std::optional<double> value = detail::number(fields[i]);
      require<DataError>(value && std::isfinite(*value),
                         "CSV: every value must be a finite number; line ", lines.line(),
                         ", column ", i + 1, " (", printable(csv.names[i]), ") holds '",
                         printable(fields[i]), "'");
      values.push_back(*value);
    }
  }
  const Index rows = static_cast<Index>(columns);
  csv.values = Eigen::Map<const Batch<double>>(values.data(), rows,
                                               static_cast<Index>(values.size()) / rows);
  return csv;
}

}  // namespace eigan
