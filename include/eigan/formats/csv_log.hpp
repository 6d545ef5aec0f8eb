// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <fstream>
#include <ios>
#include <locale>
#include <optional>
#include <span>
#include <sstream>
#include <string>
#include <utility>

#include <eigan/core/error.hpp>
#include <eigan/core/rounding.hpp>
#include <eigan/formats/write_file.hpp>
#include <eigan/training/callbacks.hpp>

namespace eigan {

/// A callback that writes a CSV file with a row for every n-th step, the first and the last: step,
/// seconds since the start, both losses, divergence, and where there are any penalty, slope and the lower
/// bound on W1, rounded down. Each row is flushed before training continues.
class CsvLog {
 public:
  /// \param resume_after  the step a run resumes from: rows up to it, and it, stay in the file
  /// \throws Error if the file cannot be written, or n < 1
  explicit CsvLog(std::string path, Index n = 1, Index resume_after = 0)
      : path_(std::move(path)), n_(n) {
    enforce(n >= 1, "CsvLog: n must be at least 1; got ", n);
    std::string lines =
        "step,seconds,adversary_loss,generator_loss,divergence,penalty,slope,"
        "w1_lower_bound\n";
    std::ifstream earlier;
    if (resume_after > 0) earlier.open(path_);
    for (std::string row; std::getline(earlier, row) && !earlier.eof();) {  // eof: a torn row
      std::istringstream values(row);
      values.imbue(std::locale::classic());
      Index step = 0;
      double seconds = 0;
      char comma = 0;
      if (!(values >> step >> comma >> seconds) || step > resume_after) continue;
      lines += row + '\n';
      seconds_ = seconds;  // the clock continues from the last row
      resumed_ = true;
    }
    // As a whole: a run that is stopped just now still has its earlier rows.
    if (resumed_) write_file(path_, std::as_bytes(std::span(lines)));
    file_.open(path_, resumed_ ? std::ios::app : std::ios::out);
    file_.imbue(std::locale::classic());
    file_.precision(digits);
    if (!resumed_) file_ << lines << std::flush;
    require_written();
  }

  void on_start(const TrainingRun& run) {
    run_ = run;
    start_ = std::chrono::steady_clock::now();
    seconds_before_ = seconds_;
  }

  void on_step(const StepReport& report) {
    if (report.step % n_ == 0 || (report.step == run_.first_step && !resumed_)) write(report);
  }

  void on_end(const StepReport& report) {
    if (report.step != written_) write(report);
  }

 private:
  void write(const StepReport& report) {
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start_;
    seconds_ = seconds_before_ + taken.count();
    file_ << report.step << ',' << seconds_ << ',' << report.adversary_loss << ','
          << report.generator_loss << ',' << report.divergence;
    std::optional<double> w1 = report.w1_lower_bound();
    if (w1) w1 = rounded_down(*w1, digits);
    for (const std::optional<double>& value : {report.penalty, report.slope, w1}) {
      file_ << ',';
      if (value) file_ << *value;
    }
    file_ << '\n' << std::flush;
    require_written();
    written_ = report.step;
  }

  void require_written() const { enforce(file_.good(), "CsvLog: cannot write to ", path_); }

  static constexpr int digits = 9;
  std::string path_;
  Index n_;
  std::ofstream file_;
  TrainingRun run_;
  std::chrono::steady_clock::time_point start_;
  Index written_ = 0;
  double seconds_ = 0, seconds_before_ = 0;  // at the last row, and at the start of this `fit`
  bool resumed_ = false;                     // below rows of an earlier part
};

}  // namespace eigan
