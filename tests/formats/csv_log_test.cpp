// SPDX-License-Identifier: MIT
#include <eigan/formats/csv_log.hpp>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <eigan/objectives/jensen_shannon.hpp>
#include <eigan/optimizers/sgd.hpp>
#include <eigan/training/minimax_trainer.hpp>

#include "tests/catch.hpp"
#include "tests/support/comma_locale.hpp"
#include "tests/support/small_game.hpp"
#include "tests/support/sources.hpp"
#include "tests/support/temporary_directory.hpp"
#include "tests/support/thrown.hpp"

using namespace eigan;
using namespace eigan::tests;

namespace {

const std::string header =
    "step,seconds,adversary_loss,generator_loss,divergence,penalty,slope,w1_lower_bound";
const NormalSource<> source;

std::string contents(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// The numbers of the first column, below the header.
std::vector<Index> logged_steps(const std::string& path) {
  std::vector<Index> steps;
  const std::vector<std::string> lines = split(contents(path));
  REQUIRE(lines.at(0) == header);
  for (std::size_t i = 1; i < lines.size(); ++i) steps.push_back(std::stol(lines[i]));
  return steps;
}

}  // namespace

TEST_CASE("CsvLog writes a header and a row for every step, with what the report says") {
  const TemporaryDirectory folder;
  auto gan = small_game();
  std::vector<StepReport> reports;
  gan.fit(source, 3, CsvLog{(folder / "log.csv").string()},
          [&](const StepReport& report) { reports.push_back(report); });
  const std::vector<std::string> lines = split(contents((folder / "log.csv").string()));
  REQUIRE(lines.size() == 4);
  CHECK(lines[0] == header);
  double seconds = 0;
  for (std::size_t i = 0; i < 3; ++i) {
    const std::vector<std::string> cells = split(lines[i + 1], ',');
    REQUIRE(cells.size() == 7);  // and an empty one, which split leaves out
    CHECK(cells[5].empty());
    CHECK(cells[6].empty());
    CHECK(cells[0] == std::to_string(reports[i].step));
    CHECK(std::stod(cells[1]) >= seconds);
    seconds = std::stod(cells[1]);
    // to nine digits, as many as a float has
    CHECK(std::stod(cells[2]) == Catch::Approx(reports[i].adversary_loss).epsilon(1e-8));
    CHECK(std::stod(cells[3]) == Catch::Approx(reports[i].generator_loss).epsilon(1e-8));
    CHECK(std::stod(cells[4]) == Catch::Approx(reports[i].divergence).epsilon(1e-8));
  }
}

TEST_CASE("the seconds of a CsvLog continue from one fit to the next") {
  const TemporaryDirectory folder;
  const std::string path = (folder / "log.csv").string();
  auto gan = small_game();
  CsvLog log{path};
  const auto slow = [](const StepReport&) {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  };
  gan.fit(source, 3, slow, log);
  gan.fit(source, 1, log);
  const std::vector<std::string> lines = split(contents(path));
  REQUIRE(lines.size() == 5);
  CHECK(std::stod(split(lines[4], ',').at(1)) >= std::stod(split(lines[3], ',').at(1)));
}

TEST_CASE("a torn row is not kept by a CsvLog that resumes") {
  const TemporaryDirectory folder;
  const std::string path = (folder / "log.csv").string();
  for (const char* torn : {"2", "2,0", "2,0.7,1,2,0.1"}) {
    std::ofstream(path) << header << "\n1,0.5,1,2,3\n" << torn;
    const CsvLog log{path, 1, 2};
    CHECK(logged_steps(path) == std::vector<Index>{1});
  }
}

TEST_CASE("CsvLog writes every n-th step, the first and the last, each once") {
  const TemporaryDirectory folder;
  const auto steps = [&](Index n, Index count) {
    auto gan = small_game();
    gan.fit(source, count, CsvLog{(folder / "log.csv").string(), n});
    return logged_steps((folder / "log.csv").string());
  };
  CHECK(steps(4, 10) == std::vector<Index>{1, 4, 8, 10});
  CHECK(steps(5, 10) == std::vector<Index>{1, 5, 10});
  CHECK(steps(100, 3) == std::vector<Index>{1, 3});
  CHECK(steps(1, 1) == std::vector<Index>{1});
  CHECK(steps(100, 1) == std::vector<Index>{1});
}

TEST_CASE("CsvLog writes the step that a callback made the last") {
  const TemporaryDirectory folder;
  auto gan = small_game();
  gan.fit(source, 100, CsvLog{(folder / "log.csv").string(), 10},
          [](const StepReport& report) { return report.step < 13; });
  CHECK(logged_steps((folder / "log.csv").string()) == std::vector<Index>{1, 10, 13});
}

TEST_CASE("a CsvLog that is kept continues through several calls of fit") {
  const TemporaryDirectory folder;
  auto gan = small_game();
  CsvLog log((folder / "log.csv").string(), 4);
  gan.fit(source, 6, log);
  gan.fit(source, 3, log);
  CHECK(logged_steps((folder / "log.csv").string()) == std::vector<Index>{1, 4, 6, 7, 8, 9});
}

TEST_CASE("a CsvLog of a resumed run keeps the earlier rows up to the step it resumes after") {
  const TemporaryDirectory folder;
  const std::string path = (folder / "log.csv").string();
  std::ofstream(path) << header << "\n1,0.5,1,2,3\n4,1.5,1,2,3\n8,2.5,1,2,3\n12,";  // torn off
  auto gan = small_game();
  gan.fit(source, 5);
  gan.fit(source, 8, CsvLog{path, 4, 5});  // step 6 is not the first of the run
  CHECK(logged_steps(path) == std::vector<Index>{1, 4, 8, 12, 13});
  const std::vector<std::string> lines = split(contents(path));
  CHECK(lines[2] == "4,1.5,1,2,3");
  CHECK(std::stod(split(lines[3], ',')[1]) >= 1.5);  // its clock continues
  CHECK(std::stod(split(lines[3], ',')[1]) < 2.5);
  CHECK_FALSE(std::filesystem::exists(path + ".partial"));
}

TEST_CASE("the row of the step that a run resumes from stays, and later ones go") {
  const TemporaryDirectory folder;
  const std::string path = (folder / "log.csv").string();
  std::ofstream(path) << header << "\n1,0.5,1,2,3\n4,1.5,1,2,3\n8,2.5,1,2,3\n";
  { const CsvLog log{path, 4, 8}; }
  CHECK(logged_steps(path) == std::vector<Index>{1, 4, 8});
  { const CsvLog log{path, 4, 4}; }
  CHECK(logged_steps(path) == std::vector<Index>{1, 4});
  { const CsvLog log{path, 4}; }
  CHECK(logged_steps(path).empty());
}

TEST_CASE("CsvLog's rows are in the file as soon as they are written") {
  const TemporaryDirectory folder;
  const std::string path = (folder / "log.csv").string();
  auto gan = small_game();
  const auto look = [&](const StepReport& report) {
    CHECK(logged_steps(path).back() == report.step);
  };
  gan.fit(source, 3, CsvLog{path}, look);
  // so a run that ends badly keeps them
  const auto fail = [](const StepReport& report) {
    if (report.step == 6) throw std::runtime_error("enough");
  };
  CHECK_THROWS_AS(gan.fit(source, 9, CsvLog{path}, fail), std::runtime_error);
  CHECK(logged_steps(path) == std::vector<Index>{4, 5, 6});
}

TEST_CASE("CsvLog's numbers do not depend on the program's locale") {
  const TemporaryDirectory folder;
  const std::string path = (folder / "log.csv").string();
  {
    const CommaLocale german;
    REQUIRE((std::ostringstream() << 1234.5).str() == "1.234,5");
    CsvLog log(path);
    log.on_start({.first_step = 1234567, .last_step = 1234567});
    log.on_step({.step = 1234567,
                 .adversary_loss = 0.5,
                 .generator_loss = 1234.5,
                 .divergence = -0.25,
                 .lipschitz_bound = 1.5,
                 .certified_difference = 1,
                 .penalty = 2.5,
                 .slope = 1.5});
  }
  const std::vector<std::string> cells = split(split(contents(path)).at(1), ',');
  REQUIRE(cells.size() == 8);
  CHECK(cells[7] == "0.666666666");  // rounded down
  CHECK(cells[5] == "2.5");
  CHECK(cells[6] == "1.5");
  CHECK(cells[0] == "1234567");
  CHECK(cells[2] == "0.5");
  CHECK(cells[3] == "1234.5");
  CHECK(cells[4] == "-0.25");
}

TEST_CASE("CsvLog says at once if it cannot write, and checks n") {
  const TemporaryDirectory folder;
  const std::string nowhere = (folder / "no/such/folder/log.csv").string();
  CHECK(thrown<Error>([&] { CsvLog log(nowhere); }) == "CsvLog: cannot write to " + nowhere);
  std::filesystem::create_directory((folder / "folder").string());
  CHECK(thrown<Error>([&] { CsvLog log((folder / "folder").string()); }) ==
        "CsvLog: cannot write to " + (folder / "folder").string());
  CHECK(thrown<Error>([&] { CsvLog log((folder / "log.csv").string(), 0); }) ==
        "CsvLog: n must be at least 1; got 0");
}
