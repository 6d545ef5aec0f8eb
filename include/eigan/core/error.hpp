// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
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

namespace detail {

/// Bytes of the UTF-8 character (RFC 3629) that a text, which is not empty, begins with; 0 if it does
/// not begin with one.
inline std::size_t utf8_size(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  const std::size_t size = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  if ((lead >= 0x80 && lead < 0xC2) || lead > 0xF4 || text.size() < size) return 0;
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return 0;
  }
  // longer than need be, surrogates, beyond the last character
  const bool wrong = (lead == 0xE0 && byte(1) < 0xA0) || (lead == 0xED && byte(1) > 0x9F) ||
                     (lead == 0xF0 && byte(1) < 0x90) || (lead == 0xF4 && byte(1) > 0x8F);
  return wrong ? 0 : size;
}

inline bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const std::size_t size = utf8_size(text);
    if (size == 0) return false;
    text.remove_prefix(size);
  }
  return true;
}

}  // namespace detail

/// The beginning of a text from outside, for a message of one line in UTF-8: line ends, other control
/// characters and bytes that are not UTF-8 become question marks.
/// \param most  bytes of the beginning, which ends with a whole character
inline std::string printable(std::string_view text, std::size_t most = 60) {
  std::string shown;
  while (!text.empty()) {
    const std::size_t valid = detail::utf8_size(text);
    const std::size_t size = valid > 0 ? valid : 1;
    if (shown.size() + size > most) break;
    const bool control = (text[0] >= 0 && text[0] < ' ') || text[0] == '\x7F';
    shown += valid == 0 || control ? "?" : text.substr(0, size);
    text.remove_prefix(size);
  }
  return shown;
}

/// Throws a `Failure` that says `parts` unless `rule` holds.
template <class Failure = Error, class... Parts>
void enforce(bool rule, const Parts&... parts) {
  if (!rule) throw Failure(text(parts...));
}

}  // namespace eigan
