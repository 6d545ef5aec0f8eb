// SPDX-License-Identifier: MIT
#include "experiment.hpp"

#include <cstdio>
#include <iostream>
#include <locale>
#include <sstream>
#include <utility>

#include <eigan/version.hpp>

#include "../../support/own_files.hpp"
#include "../../support/plot.hpp"
#include "../../support/text.hpp"
#include "../../support/text_file.hpp"

namespace fs = std::filesystem;

namespace {

template <class Value>
std::string line(const std::vector<Value>& values) {
  std::ostringstream out;
  out.imbue(std::locale::classic());
  out.precision(9);
  for (std::size_t i = 0; i < values.size(); ++i) out << (i > 0 ? "," : "") << values[i];
  return out.str() + '\n';
}

}  // namespace

Experiment::Experiment(const char* name, const char* shows, int argc, char** argv)
    : CommandLine(name, shows, "", true), argc_(argc), argv_(argv) {
  option("--out", "DIR", out_, "folder for numbers (JSON, CSV) and pictures, made if missing (.)")
      ->check(not_empty("a folder"));
  CommandLine::seed(seed, "the source of every random number (1)");
  add_flag("--quick", quick, "a small version that takes seconds and shows less");
}

void Experiment::begin() {
  parse_or_exit(argc_, argv_);
  std::cout << get_description() << "\n\n";
}

const fs::path& Experiment::folder() const {
  if (made_) return out_;
  make_folder(out_);
  std::vector<std::string> there;
  for (const auto& entry : fs::directory_iterator(out_)) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with(get_name() + ".") || name.starts_with(get_name() + "_")) {
      there.push_back(name);
    }
  }
  const std::string signature = "\"program\": \"" + get_name() + " of eigan";
  require_own_files(out_, there, {.file = get_name() + ".json", .signature = signature});
  made_ = true;
  end();  // with no results yet: by this file the others are known as ours
  return out_;
}

Experiment::Table::Table(fs::path path, const std::vector<std::string>& columns)
    : path_(std::move(path)) {
  write_text(path_, line(columns));
}

void Experiment::Table::row(const std::vector<double>& values) {
  write_text(path_, line(values), std::ios::app);
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
    std::printf("%16.6g", values[i]);
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
  const bool drawn = ::plot(folder(), file + ".png", commands,
                            std::to_string(width) + "," + std::to_string(height));
  if (drawn) {
    std::cout << "drawn: " << path(file + ".png") << '\n';
  } else {
    std::cout << "no picture without gnuplot (Debian: gnuplot-nox); once it is installed, in "
              << out_.string() << ": gnuplot " << file << ".gnuplot\n";
  }
}

void Experiment::end() const {
  nlohmann::ordered_json all = {{"program", text(get_name(), " of eigan ", eigan::version)}};
  if (!result.is_null()) all.update(result);
  write_json(folder() / (get_name() + ".json"), all);
}

int run_experiment(const char* name, const char* shows, void (*experiment)(Experiment&), int argc,
                   char** argv) {
  return run_program(name, [&] {
    Experiment e(name, shows, argc, argv);
    experiment(e);
    e.end();
    return 0;
  });
}
