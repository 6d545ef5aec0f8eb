// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <initializer_list>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

/// What the programs in examples/papers have in common: the options, a folder for what they find, and
/// pictures by gnuplot.
///
///     Experiment experiment("theorem_1", "What it shows, and how long it takes.");
///     experiment.app().add_option(...);              // options of its own
///     experiment.begin(argc, argv);                  // parses, says what it shows
///     experiment.table("rates", {"mu", "jsd"}).row({1, 0.11});
///     experiment.result["jsd"] = 0.11;
///     experiment.plot("rates", "plot data('rates') using 1:2 with lines");
///     return experiment.end();                       // writes theorem_1.json
class Experiment {
 public:
  Experiment(std::string name, std::string shows);

  CLI::App& app() { return app_; }
  void begin(int argc, char** argv);

  std::uint64_t seed = 1;
  bool quick = false;  ///< a small version, for a test

  /// What is found: end() writes it.
  nlohmann::ordered_json result;

  /// A CSV file in the folder, NAME.csv, row by row.
  class Table {
   public:
    Table(std::filesystem::path path, std::initializer_list<const char*> columns);
    Table& row(const std::vector<double>& values);

   private:
    std::filesystem::path path_;
  };
  Table table(const std::string& name, std::initializer_list<const char*> columns) const;

  /// Draws NAME.png by gnuplot commands in which data('x') is the file x.csv. Without gnuplot it says
  /// so, and the data stay.
  void plot(const std::string& name, const std::string& commands, int width = 900,
            int height = 600) const;

  std::string path(const std::string& file) const { return (out_ / file).string(); }
  int end() const;

 private:
  std::string name_, shows_;
  CLI::App app_;
  std::filesystem::path out_ = ".";
};

/// Runs an experiment; an error of eigan's is one line, and exit status 2.
int run_experiment(int (*experiment)(int, char**), int argc, char** argv);
