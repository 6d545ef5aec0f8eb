// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>

#include <eigan/core/batch.hpp>

#include "data.hpp"

/// What metrics.csv has besides losses and divergence.
struct Curves {
  bool slopes = false;     ///< penalties and slopes
  bool certified = false;  ///< lower bounds of W1
};

/// The pictures of a run, to look at while it goes on: samples.png, and of each step that was drawn
/// frames/STEP.png; and, where gnuplot is there, curves.png and at last animation.gif.
class Pictures {
 public:
  /// \param real   real samples, features x count, to be drawn beside the generated ones
  /// \param watch  whether there is more to draw than samples.png
  Pictures(std::filesystem::path folder, const eigan::DataFormat& format, eigan::Batch<float> real,
           bool watch, Curves curves);

  /// Removes the frames of an earlier run.
  void start() const;
  /// \param samples  of the generator, features x count. A table of other than two columns has none.
  void draw(const eigan::Batch<float>& samples, eigan::Index step) const;
  /// Losses, divergence and the others, as metrics.csv has them by now.
  void draw_curves() const;
  /// All frames one after the other, if there are several.
  void animate() const;

 private:
  std::filesystem::path folder_;
  eigan::DataFormat format_;
  eigan::Batch<float> real_;
  bool watch_;
  Curves curves_;
  bool gnuplot_;
};
