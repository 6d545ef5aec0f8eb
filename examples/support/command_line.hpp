// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <cstdint>
#include <exception>
#include <iostream>
#include <new>
#include <string>

#include <CLI/CLI.hpp>

#include <eigan/core/error.hpp>

/// A program's command line, by CLI11, with what our programs have in common: `--help`, `--version`
/// and the exit status of a mistake.
class CommandLine : public CLI::App {
 public:
  /// \param does      what the program does, the head of its help
  /// \param examples  a line each
  CommandLine(const std::string& program, const std::string& does,
              const std::string& examples = "");
  ~CommandLine() override;

  /// An option with a value. \param text  what its help calls the value, such as N
  template <class Value>
  CLI::Option* option(const char* name, const char* text, Value& value, const char* help) {
    return add_option(name, value, help)->option_text(text);
  }

  /// `--model FILE`, which must be there.
  void model(std::string& path);
  /// `--seed N`, from 0 to 2^64 - 1025: numbers are checked as double.
  void seed(std::uint64_t& value, const char* help);

  /// `--help` and `--version` are answered here; a mistake is one line on standard error and exit
  /// status 2.
  void parse_or_exit(int argc, char** argv);
};

/// The rule of an option that takes finite numbers from `low` to `high`, the ends included or not.
CLI::Validator in_range(double low, double high = HUGE_VAL, bool low_included = true,
                        bool high_included = true);

/// The rule of an option that names something, such as "a folder".
CLI::Validator not_empty(const std::string& what);

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
