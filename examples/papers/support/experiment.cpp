// SPDX-License-Identifier: MIT
#include "experiment.hpp"

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <locale>
#include <system_error>
#include <utility>

#include <eigan/core/error.hpp>

namespace fs = std::filesystem;
using eigan::require;

namespace {

/// Text into a file, or behind what it holds; closing the file is part of writing it.
void write(const fs::path& path, const std::string& content,
           std::ios::openmode mode = std::ios::out) {
  std::ofstream file(path, mode);
  file << content;
  file.close();
  require(file.good(), "cannot write to ", path.string());
}

template <class Value>
std::string line(const std::vector<Value>& values) {
  std::ostringstream out;
  out.imbue(std::locale::classic());
  out.precision(9);
  for (std::size_t i = 0; i < values.size(); ++i) out << (i > 0 ? "," : "") << values[i];
  return out.str() + '\n';
}

}  // namespace

Experiment::Experiment(std::string name, std::string shows, int argc, char** argv)
    : app(shows, name), name_(std::move(name)), shows_(std::move(shows)), argc_(argc), argv_(argv) {
  app.add_option("--out", out_,
                 "folder for numbers (JSON, CSV) and pictures; made if it is missing (.)")
      ->option_text("DIR")
      ->check(not_empty("a folder"));
  app.add_option("--seed", seed, "every random number follows from it (1)")
      ->option_text("N")
      ->check(in_range(0, 0x1p64, true, false));
  app.add_flag("--quick", quick, "a small version, in seconds, that shows less");
}

void Experiment::begin() {
  parse_or_exit(app, argc_, argv_);
  std::cout << shows_ << "\n\n";
}

const fs::path& Experiment::folder() const {
  std::error_code error;
  fs::create_directories(out_, error);
  require(!error, "--out: cannot make the folder ", out_.string(), ": ", error.message());
  return out_;
}

Experiment::Table::Table(fs::path path, const std::vector<std::string>& columns)
    : path_(std::move(path)) {
  write(path_, line(columns));
}

void Experiment::Table::row(const std::vector<double>& values) {
  write(path_, line(values), std::ios::app);
}

Experiment::ShownTable::ShownTable(fs::path path, std::vector<std::string> columns,
                                   nlohmann::ordered_json& result, std::string key)
    : Table(std::move(path), columns),
      columns_(std::move(columns)),
      result_(&result),
      key_(std::move(key)) {
  for (const std::string& column : columns_) std::printf("%16s", column.c_str());
  std::printf("\n");
}

void Experiment::ShownTable::row(const std::vector<double>& values) {
  Table::row(values);
  for (std::size_t i = 0; i < values.size(); ++i) {
    std::printf("%16.5g", values[i]);
    (*result_)[key_][columns_[i]].push_back(values[i]);
  }
  std::printf("\n");
  std::fflush(stdout);
}

Experiment::Table Experiment::data(const std::string& file,
                                   const std::vector<std::string>& columns) const {
  return {folder() / (file + ".csv"), columns};
}

Experiment::ShownTable Experiment::table(const std::string& file,
                                         const std::vector<std::string>& columns) {
  return {folder() / (file + ".csv"), columns, result, file};
}

void Experiment::plot(const std::string& file, const std::string& commands, int width,
                      int height) const {
  write(folder() / (file + ".gnuplot"),
        "set datafile separator ','\nset datafile columnheaders\nset terminal pngcairo size " +
            std::to_string(width) + "," + std::to_string(height) + " font 'sans,11'\nset output '" +
            file + ".png'\n" + commands + '\n');
  // There, so that no name of a folder ever stands in a command.
  const fs::path here = fs::current_path();
  fs::current_path(out_);
  const bool drawn = std::system(("gnuplot " + file + ".gnuplot").c_str()) == 0;
  fs::current_path(here);
  if (drawn) {
    std::cout << "drawn: " << path(file + ".png") << '\n';
  } else {
    std::cout
        << "not drawn, since gnuplot (Debian: gnuplot-nox) is not there or failed; the data are in "
        << out_.string() << ", and later, there: gnuplot " << file << ".gnuplot\n";
  }
}

void Experiment::end() const { write(folder() / (name_ + ".json"), result.dump(2) + "\n"); }

int run_experiment(const char* name, const char* shows, void (*experiment)(Experiment&), int argc,
                   char** argv) {
  return run_program(name, [&] {
    Experiment e(name, shows, argc, argv);
    experiment(e);
    e.end();
    return 0;
  });
}
