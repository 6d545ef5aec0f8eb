// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <concepts>
#include <cstdint>
#include <exception>
#include <iostream>
#include <new>
#include <optional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include <eigan/core/error.hpp>
#include <eigan/formats/csv.hpp>

#include "signals.hpp"

/// Finite numbers from `low` to `high`, with or without the ends.
CLI::Validator in_range(double low, double high = HUGE_VAL, bool low_included = true,
                        bool high_included = true);

/// Whole numbers from `low` to `high`, in decimal digits: 010 is ten. Exact to all 64 bits. Apply it
/// with `transform`: CLI11 by itself reads 010 as octal.
CLI::Validator whole(std::uint64_t low, std::uint64_t high);

/// The name of something, such as "a folder".
CLI::Validator not_empty(const std::string& what);

/// The parts between commas, empty ones too.
std::vector<std::string> split(const std::string& list);

template <class T>
inline constexpr bool is_whole = std::integral<T> && !std::same_as<T, bool>;
template <class T>
inline constexpr bool is_whole<std::optional<T>> = is_whole<T>;

/// A program's command line, by CLI11, with what all programs share: `--help`, `--version`, how
/// numbers are read, and the exit status of a mistake.
class CommandLine : public CLI::App {
 public:
  static constexpr std::uint64_t many = 1'000'000'000'000'000;

  /// \param does      what the program does, the first lines of its help
  /// \param examples  a line each  \param trains  whether it ends with status 1 if training diverged
  CommandLine(const std::string& program, const std::string& does, const std::string& examples,
              bool trains = false);
  ~CommandLine() override;

  /// An option with a value. \param text  what the help calls the value, such as N
  template <class Value>
  CLI::Option* option(const char* name, const char* text, Value& value, const char* help) {
    static_assert(!is_whole<Value>, "whole numbers are read by number()");
    return add_option(name, value, help)->option_text(text);
  }

  /// A whole number from `low` to `high`.
  template <class Value>
  requires is_whole<Value> CLI::Option* number(const char* name, const char* text, Value& value,
                                               const char* help, std::uint64_t low,
                                               std::uint64_t high = many) {
    return add_option(name, value, help)->option_text(text)->transform(whole(low, high));
  }

  /// Numbers separated by commas, each of which keeps `rule`.
  template <class Value>
  CLI::Option* list(const char* name, const char* text, std::vector<Value>& values,
                    const char* help, const CLI::Validator& rule) {
    const auto each = [rule](std::string& given) {
      std::string error, kept;
      for (std::string part : split(given)) {
        if (error.empty()) error = rule(part);
        kept += (kept.empty() ? "" : ",") + part;
      }
      given = kept;
      return error;
    };
    const auto take = [&values](const std::vector<std::string>& given) {
      values.clear();
      for (const std::string& several : given) {  // a file of settings has them one by one
        for (const std::string& part : split(several)) {
          CLI::detail::lexical_cast(part, values.emplace_back());
        }
      }
    };
    return add_option_function<std::vector<std::string>>(name, take, help)
        ->allow_extra_args(false)
        ->option_text(text)
        ->transform(CLI::Validator(each, ""));
  }

  /// `--model FILE|DIR`, which is required: a generator, or the folder of the run that made it.
  void model(std::string& path);
  /// `--header yes|no`, of data in CSV.
  void header(eigan::CsvHeader& value);
  /// `--seed N`, any 64 bits.
  void seed(std::uint64_t& value, const char* help);

  /// Answers `--help` and `--version`. A mistake is one line on standard error and exit status 2. From
  /// here on a reader that closes its pipe does not end the program.
  void parse_or_exit(int argc, char** argv);

 private:
  /// " Did you mean --steps?", if one of the options is spelled nearly so
  std::string suggestion(const std::string& option) const;
};

/// Runs `program()`, which returns the exit status. An error is one line on standard error.
template <class Program>
int run_program(const char* name, Program&& program) {
  try {
    return program();
  } catch (const Stopped&) {
    return 128 + stop_signal();
  } catch (const eigan::DivergenceError& error) {
    std::cerr << name << ": " << error.what() << '\n';
    return 1;
  } catch (const std::bad_alloc&) {
    std::cerr << name << ": out of memory: use smaller networks or batches\n";
  } catch (const std::exception& error) {
    std::cerr << name << ": " << error.what() << '\n';
  }
  return 2;
}
