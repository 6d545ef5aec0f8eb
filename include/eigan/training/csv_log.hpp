// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <fstream>
#include <locale>
#include <string>
#include <utility>

#include <eigan/core/error.hpp>
#include <eigan/training/callbacks.hpp>

namespace eigan {

/// Writes a CSV file with a row for every n-th step, the first and the last: step, seconds since the
/// start, both losses, divergence. Each row is on its way to the disk before training goes on.
class CsvLog {
 public:
  /// \throws Error if the file cannot be written, or n < 1
  explicit CsvLog(std::string path, Index n = 1) : path_(std::move(path)), n_(n) {
    require(n >= 1, "CsvLog: n must be at least 1, got ", n);
    file_.open(path_);
    file_.imbue(std::locale::classic());
    file_.precision(9);
    file_ << "step,seconds,adversary_loss,generator_loss,divergence\n" << std::flush;
    require_written();
  }

  void on_start(const TrainingRun& run) {
    run_ = run;
    start_ = std::chrono::steady_clock::now();
  }

  void on_step(const StepReport& report) {
    if (report.step % n_ == 0 || report.step == run_.first_step) write(report);
  }

  void on_end(const StepReport& report) {
    if (report.step != written_) write(report);
  }

 private:
  void write(const StepReport& report) {
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start_;
    file_ << report.step << ',' << seconds.count() << ',' << report.adversary_loss << ','
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
};

}  // namespace eigan
