// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "../../support/command_line.hpp"

/// What the programs in examples/papers share: some options, a folder for the results, and pictures by
/// gnuplot.
///
///     void theorem(Experiment& e) {
///       e.option("--steps", "N", steps, "how many (10)");  // options of its own
///       e.begin();                                     // parses, says what it shows
///       auto rates = e.table("rates", {"mu", "jsd"});
///       rates.row({1, 0.11});                          // printed, in rates.csv, in the JSON file
///       e.result["steps"] = 100;
///       e.plot("rates", "plot 'rates.csv' using 1:2 with lines");
///     }
///     int main(int argc, char** argv) {
///       return run_experiment("theorem", "What it shows, in how long.", theorem, argc, argv);
///     }
class Experiment : public CommandLine {
 public:
  Experiment(const char* name, const char* shows, int argc, char** argv);

  std::uint64_t seed = 1;
  bool quick = false;  ///< a small version, for a test

  /// The results, for NAME.json.
  nlohmann::ordered_json result;

  /// Parses the command line, and says what the program shows.
  void begin();

  /// Rows of numbers, each on its way to the disk before the next: a CSV file.
  class Table {
   public:
    Table(std::filesystem::path path, const std::vector<std::string>& columns);
    virtual ~Table() = default;
    virtual void row(const std::vector<double>& values);

   private:
    std::filesystem::path path_;
  };
  /// Such a table that is shown too, and goes into `result`, a list for each column.
  class ShownTable : public Table {
   public:
    ShownTable(std::filesystem::path path, std::vector<std::string> columns,
               nlohmann::ordered_json& result, std::string key);
    void row(const std::vector<double>& values) override;

   private:
    std::vector<std::string> columns_;
    nlohmann::ordered_json* result_;
    std::string key_;  // in it: a reference to what it holds would not outlive the next one
  };
  /// FILE.csv for a picture. \throws eigan::Error if it cannot be written
  Table data(const std::string& file, const std::vector<std::string>& columns) const;
  ShownTable table(const std::string& file, const std::vector<std::string>& columns);

  /// Draws FILE.png by gnuplot commands, which run in the folder. Without gnuplot it says so.
  void plot(const std::string& file, const std::string& commands, int width = 900,
            int height = 600) const;

  std::string path(const std::string& file) const { return (folder() / file).string(); }
  /// Writes the JSON file.
  void end() const;

 private:
  /// --out, made if missing when there is something to write. All file names begin with the program's.
  /// \throws eigan::Error if there are such files that are not from an earlier run
  const std::filesystem::path& folder() const;

  int argc_;
  char** argv_;
  std::filesystem::path out_ = ".";
  mutable bool made_ = false;
};

/// Runs an experiment to its end. An error is one line, and exit status 2, or 1 for a training that
/// diverged.
int run_experiment(const char* name, const char* shows, void (*experiment)(Experiment&), int argc,
                   char** argv);
