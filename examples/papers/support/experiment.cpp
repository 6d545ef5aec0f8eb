// SPDX-License-Identifier: MIT
#include "experiment.hpp"

#include <cstdlib>
#include <exception>
#include <fstream>
#include <iostream>
#include <locale>
#include <memory>
#include <system_error>
#include <utility>

#include <eigan/core/error.hpp>

#include "../../support/command_line.hpp"

namespace fs = std::filesystem;
using eigan::require;

Experiment::Experiment(std::string name, std::string shows)
    : name_(std::move(name)), shows_(std::move(shows)), app_(shows_, name_) {
  app_.formatter(std::make_shared<WrappedHelp>());
  app_.add_option("--out", out_, "folder for numbers (JSON, CSV) and picture; made if it is missing (.)")
      ->option_text("DIR");
  app_.add_option("--seed", seed, "every random number follows from it (1)")
      ->option_text("N")
      ->check(in_range(0, 0x1p64));
  app_.add_flag("--quick", quick, "a small version, in seconds, that shows less");
}

void Experiment::begin(int argc, char** argv) {
  parse_or_exit(app_, argc, argv);
  std::error_code error;
  fs::create_directories(out_, error);
  require(!error, "cannot make the folder ", out_.string(), ": ", error.message());
  std::cout << shows_ << "\n\n";
}

Experiment::Table::Table(fs::path path, std::initializer_list<const char*> columns)
    : path_(std::move(path)) {
  std::ofstream file(path_);
  for (const char* column : columns) file << (column == *columns.begin() ? "" : ",") << column;
  file << '\n';
  file.close();
  require(file.good(), "cannot write to ", path_.string());
}

Experiment::Table& Experiment::Table::row(const std::vector<double>& values) {
  std::ofstream file(path_, std::ios::app);
  file.imbue(std::locale::classic());
  file.precision(9);
  for (std::size_t i = 0; i < values.size(); ++i) file << (i > 0 ? "," : "") << values[i];
  file << '\n';
  file.close();
  require(file.good(), "cannot write to ", path_.string());
  return *this;
}

Experiment::Table Experiment::table(const std::string& name,
                                    std::initializer_list<const char*> columns) const {
  return {out_ / (name + ".csv"), columns};
}

void Experiment::plot(const std::string& name, const std::string& commands, int width,
                      int height) const {
  const std::string script = path(name + ".gnuplot");
  std::ofstream file(script);
  file << "set datafile separator ','\nset datafile columnheaders\n"
       << "set terminal pngcairo size " << width << ',' << height << " font 'sans,11'\n"
       << "set output '" << path(name + ".png") << "'\n"
       << "data(name) = '" << out_.string() << "/' . name . '.csv'\n"
       << commands << '\n';
  file.close();
  require(file.good(), "cannot write to ", script);
  if (std::system(("gnuplot '" + script + "' 2>&1").c_str()) == 0) {
    std::cout << "drawn: " << path(name + ".png") << '\n';
  } else {
    std::cout << "not drawn, since gnuplot is not there or failed (Debian: gnuplot-nox); the data "
                 "are in " << out_.string() << ", later: gnuplot " << script << '\n';
  }
}

int Experiment::end() const {
  std::ofstream file(path(name_ + ".json"));
  file << result.dump(2) << '\n';
  file.close();
  require(file.good(), "cannot write to ", path(name_ + ".json"));
  return 0;
}

int run_experiment(int (*experiment)(int, char**), int argc, char** argv) {
  try {
    return experiment(argc, argv);
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 2;
  }
}
