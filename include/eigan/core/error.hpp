// SPDX-License-Identifier: MIT
#pragma once

#include <locale>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>

namespace eigan {

/// What eigan throws. The message is one line: the rule, then the values that broke it.
class Error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Data that cannot be trained on: a file that is not what it says, a NaN among the samples.
class DataError : public Error {
 public:
  using Error::Error;
};

/// Training that can go no further: a loss, a parameter or what an optimiser remembers of one is no
/// longer finite.
class DivergenceError : public Error {
 public:
  using Error::Error;
};

/// Joins its arguments into one text.
template <class... Parts>
std::string text(const Parts&... parts) {
  std::ostringstream out;
  out.imbue(std::locale::classic());  // 0.5 and 1000, whatever the program's locale
  (out << ... << parts);
  return out.str();
}

/// The beginning of a text that came from outside, for a message of one line: line ends and other
/// control characters become question marks.
inline std::string printable(std::string_view text) {
  std::string shown(text.substr(0, 60));
  for (char& c : shown) c = (c >= 0 && c < ' ') || c == '\x7F' ? '?' : c;
  return shown;
}

/// Throws a `Failure` that says `parts` unless `rule` holds.
template <class Failure = Error, class... Parts>
void require(bool rule, const Parts&... parts) {
  if (!rule) throw Failure(text(parts...));
}

}  // namespace eigan
