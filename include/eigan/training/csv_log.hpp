// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <filesystem>
#include <fstream>
#include <locale>
#include <sstream>
#include <string>
#include <system_error>
#include <utility>

#include <eigan/core/error.hpp>
#include <eigan/training/callbacks.hpp>

namespace eigan {

/// Writes a CSV file with a row for every n-th step, the first and the last: step, seconds since the
/// start, both losses, divergence. Each row is on its way to the disk before training goes on.
class CsvLog {
 public:
  /// \param resume_after  the rows that an earlier part of this run wrote, up to that step, stay
  /// \throws Error if the file cannot be written, or n < 1
  explicit CsvLog(std::string path, Index n = 1, Index resume_after = 0)
      : path_(std::move(path)), n_(n) {
    require(n >= 1, "CsvLog: n must be at least 1, got ", n);
    const std::string before = resume_after > 0 ? rows_to(resume_after) : std::string();
    goes_on_ = !before.empty();
    // Then under another name first: whoever stops this now has the earlier rows still.
    file_.open(goes_on_ ? path_ + ".partial" : path_);
    file_.imbue(std::locale::classic());
    file_.precision(9);
    file_ << "step,seconds,adversary_loss,generator_loss,divergence\n" << before << std::flush;
    require_written();
    std::error_code error;
    if (goes_on_) std::filesystem::rename(path_ + ".partial", path_, error);
    require(!error, "CsvLog: cannot write to ", path_, ": ", error.message());
  }

  void on_start(const TrainingRun& run) {
    run_ = run;
    start_ = std::chrono::steady_clock::now();
    seconds_before_ = seconds_;
  }

  void on_step(const StepReport& report) {
    if (report.step % n_ == 0 || (report.step == run_.first_step && !goes_on_)) write(report);
  }

  void on_end(const StepReport& report) {
    if (report.step != written_) write(report);
  }

 private:
  /// The rows that are there of steps up to `last`; time goes on where they end.
  std::string rows_to(Index last) {
    std::ifstream earlier(path_);
    std::string kept;
    for (std::string row; std::getline(earlier, row) && !earlier.eof();) {  // at its end: torn
      std::istringstream values(row);
      values.imbue(std::locale::classic());
      Index step = 0;
      double seconds = 0;
      char comma = 0;
      if (!(values >> step >> comma >> seconds) || step > last) continue;
      kept += row + '\n';
      seconds_ = seconds;
    }
    return kept;
  }

  void write(const StepReport& report) {
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start_;
    seconds_ = seconds_before_ + taken.count();
    file_ << report.step << ',' << seconds_ << ',' << report.adversary_loss << ','
          << report.generator_loss << ',' << report.divergence << '\n'
          << std::flush;
    require_written();
    written_ = report.step;
  }

  void require_written() const { require(file_.good(), "CsvLog: cannot write to ", path_); }

  std::string path_;
  Index n_;
  std::ofstream file_;
  TrainingRun run_;
  std::chrono::steady_clock::time_point start_;
  Index written_ = 0;
  double seconds_ = 0, seconds_before_ = 0;  // of the last row, and of the last before this `fit`
  bool goes_on_ = false;                     // behind rows of an earlier part
};

}  // namespace eigan
