// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstdio>
#include <string>

#include <nlohmann/json.hpp>

#include <eigan/core/batch.hpp>
#include <eigan/metrics/precision_recall.hpp>

#include "../support/text.hpp"

/// A metric of two samples depends on their sizes. So one half of the real ones is compared with as many
/// generated ones and, to show what a perfect generator would get, with the other half.
struct Halves {
  eigan::Batch<double> real, other, made;

  Halves(const eigan::Batch<double>& all_real, const eigan::Batch<double>& all_made) {
    const eigan::Index half = std::min(all_real.cols() / 2, all_made.cols());
    real = all_real.leftCols(half);
    other = all_real.rightCols(half);
    made = all_made.leftCols(half);
  }
};

/// Prints a metric of the generated samples, and of real ones in their place, and adds it to `result`.
inline void report(const std::string& metric, double generated, double real,
                   nlohmann::ordered_json& result) {
  std::printf("%-44s %10.4g %10.4g\n", metric.c_str(), generated, real);
  result["two_samples"][metric] = {{"generated", generated}, {"real", real}};
}

/// The head of those lines, and the four metrics by nearest neighbours.
inline void report_neighbours(const Halves& halves, nlohmann::ordered_json& result) {
  std::printf("\n%-44s%11s%11s\n",
              text("one half of the real samples (", halves.real.cols(), ") against").c_str(),
              "generated", "other half");
  const eigan::PrecisionRecall made = eigan::precision_recall(halves.real, halves.made),
                               other = eigan::precision_recall(halves.real, halves.other);
  report("precision", made.precision, other.precision, result);
  report("recall", made.recall, other.recall, result);
  report("density", made.density, other.density, result);
  report("coverage", made.coverage, other.coverage, result);
}
