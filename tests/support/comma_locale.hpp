// SPDX-License-Identifier: MIT
#pragma once

#include <locale>
#include <string>

namespace eigan::tests {

/// As long as it lives, streams write 1.234,5 for 1234.5, as they do where a program calls
/// `std::locale::global(std::locale(""))` in a German shell. It needs no installed locale.
class CommaLocale {
 public:
  CommaLocale()
      : before_(std::locale::global(std::locale(std::locale::classic(), new Punctuation))) {}
  CommaLocale(const CommaLocale&) = delete;
  CommaLocale& operator=(const CommaLocale&) = delete;
  ~CommaLocale() { std::locale::global(before_); }

 private:
  struct Punctuation : std::numpunct<char> {
    char do_decimal_point() const override { return ','; }
    char do_thousands_sep() const override { return '.'; }
    std::string do_grouping() const override { return "\3"; }
  };

  std::locale before_;
};

}  // namespace eigan::tests
