// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <memory>
#include <new>
#include <sstream>
#include <string>

#include <CLI/CLI.hpp>

#include <eigan/core/error.hpp>
#include <eigan/version.hpp>

// What the programs' command lines have in common, beside CLI11.

/// Breaks what an option does into lines that fit beside its name on a terminal of 80 columns.
class WrappedHelp : public CLI::Formatter {
 public:
  WrappedHelp() { column_width(static_cast<std::size_t>(left)); }

  std::string make_option_desc(const CLI::Option* option) const override {
    std::istringstream words(option->get_description());
    std::string line, all;
    for (std::string word; words >> word;) {
      if (!line.empty() && line.size() + 1 + word.size() > 80 - left) {
        all += line + '\n';
        line.clear();
      }
      line += (line.empty() ? "" : " ") + word;
    }
    return all + line;
  }

 private:
  static constexpr std::size_t left = 26;
};

/// The rule of an option that takes finite numbers from `low` to `high`, the ends included or not.
inline CLI::Validator in_range(double low, double high = HUGE_VAL, bool low_included = true,
                               bool high_included = true) {
  const auto check = [=](const std::string& given) -> std::string {
    char* end = nullptr;
    const double value = std::strtod(given.c_str(), &end);
    if (end == given.c_str() || *end != '\0') return {};  // no number: its type will say so
    if (low_included ? !(value >= low) : !(value > low)) {
      return eigan::text("must be ", low_included ? "at least " : "more than ", low, ", got ",
                         given);
    }
    if (!std::isfinite(value)) return eigan::text("must be finite, got ", given);
    if (high_included ? !(value <= high) : !(value < high)) {
      return eigan::text("must be ", high_included ? "at most " : "less than ", high, ", got ",
                         given);
    }
    return {};
  };
  return {[check](std::string& given) { return check(given); }, ""};
}

/// The rule of an option that names something, such as "a folder".
inline CLI::Validator not_empty(const std::string& what) {
  const auto check = [what](const std::string& given) {
    return given.empty() ? "must name " + what + ", got an empty name" : std::string();
  };
  return {[check](std::string& given) { return check(given); }, ""};
}

/// Parses the command line of a program. `--help` and `--version` are answered here; a mistake is
/// one line on standard error and exit status 2.
inline void parse_or_exit(CLI::App& app, int argc, char** argv) {
  app.formatter(std::make_shared<WrappedHelp>());
  app.set_version_flag("--version", app.get_name() + " of eigan " + eigan::version);
  app.footer(app.get_footer() + (app.get_footer().empty() ? "" : "\n\n") +
             "Exit status: 0 if all went well, 1 if training diverged, 2 for any other error,\n"
             "128 + n if signal n ended it.");
  const std::string help = " (" + app.get_name() + " --help lists the options)\n";
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& answer) {
    std::exit(app.exit(answer));
  } catch (const CLI::ConversionError& error) {
    std::cerr << app.get_name() << ": " << error.what()
              << ": not a number of its kind; whole numbers are written in digits, such as 1000"
              << help;
    std::exit(2);
  } catch (const CLI::ParseError& error) {
    std::cerr << app.get_name() << ": " << error.what() << help;
    std::exit(2);
  }
}

/// Runs `program()`, which returns the exit status. An error is one line on standard error.
template <class Program>
int run_program(const char* name, Program&& program) {
  try {
    return program();
  } catch (const eigan::DivergenceError& error) {
    std::cerr << name << ": " << error.what() << '\n';
    return 1;
  } catch (const std::bad_alloc&) {
    std::cerr << name << ": there is not enough memory; smaller networks or batches take less\n";
  } catch (const std::exception& error) {
    std::cerr << name << ": " << error.what() << '\n';
  }
  return 2;
}
