// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <initializer_list>
#include <locale>
#include <ostream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>

/// Not inlined and not optimised: what runs once, or before an exception.
#if defined(__GNUC__)
#define EIGAN_COLD [[gnu::cold, gnu::noinline]]
#else
#define EIGAN_COLD
#endif

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

/// Training diverged: a loss, a parameter or an optimiser's state is NaN or infinite.
class DivergenceError : public Error {
 public:
  using Error::Error;
};

namespace detail {

/// A value on its way into a text: one type for all, so that messages cost little to compile.
class TextPart {
 public:
  template <class Value>
  TextPart(const Value& value) {
    if constexpr (std::is_convertible_v<const Value&, std::string_view>) {
      text_ = value;
    } else {
      value_ = &value;
      write_ = [](std::ostream& out, const void* v) { out << *static_cast<const Value*>(v); };
    }
  }
  friend std::ostream& operator<<(std::ostream& out, const TextPart& part) {
    if (!part.write_) return out << part.text_;
    part.write_(out, part.value_);
    return out;
  }

 private:
  std::string_view text_;
  const void* value_ = nullptr;
  void (*write_)(std::ostream&, const void*) = nullptr;
};

EIGAN_COLD inline std::string join(std::initializer_list<TextPart> parts) {
  std::ostringstream out;
  out.imbue(std::locale::classic());  // 0.5 and 1000, whatever the program's locale
  for (const TextPart& part : parts) out << part;
  return out.str();
}

/// Bytes of the UTF-8 character (RFC 3629) at the start of a text that is not empty; 0 if there is none.
inline std::size_t utf8_size(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  const std::size_t size = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  if ((lead >= 0x80 && lead < 0xC2) || lead > 0xF4 || text.size() < size) return 0;
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return 0;
  }
  // overlong, a surrogate, or beyond the last character
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

/// The start of external text for a one-line message in UTF-8: control characters and bytes that are
/// not UTF-8 become question marks. \param most  bytes; the last character is whole
inline std::string printable(std::string_view text, std::size_t most = 60) {
  std::string shown;
  while (!text.empty()) {
    const std::size_t valid = utf8_size(text);
    const std::size_t size = valid > 0 ? valid : 1;
    if (shown.size() + size > most) break;
    const bool control = (text[0] >= 0 && text[0] < ' ') || text[0] == '\x7F';
    shown += valid == 0 || control ? "?" : text.substr(0, size);
    text.remove_prefix(size);
  }
  return shown;
}

/// Joins its arguments into one text.
template <class... Parts>
std::string text(const Parts&... parts) {
  return join({TextPart(parts)...});
}

}  // namespace detail

/// Throws a `Failure` that says `parts` unless `rule` holds.
template <class Failure = Error, class... Parts>
void enforce(bool rule, const Parts&... parts) {
  if (!rule) throw Failure(detail::text(parts...));
}

}  // namespace eigan
