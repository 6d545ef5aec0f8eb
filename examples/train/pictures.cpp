// SPDX-License-Identifier: MIT
#include "pictures.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include <eigan/pictures/picture.hpp>
#include <eigan/pictures/png.hpp>
#include <eigan/pictures/scatter.hpp>

#include "../support/plot.hpp"
#include "../support/text.hpp"

using namespace eigan;
namespace fs = std::filesystem;

namespace {

constexpr const char* frames = "frames";

Picture beside_real(const Batch<float>& samples, const Batch<float>& real,
                    const DataFormat& format) {
  if (!format.images()) return scatter(real, samples);
  return image_comparison(samples, real,
                          {.rows = format.image_rows, .columns = format.image_columns});
}

/// What `draw` has written there, in the order of the steps; files of others stay out of it.
std::vector<fs::path> drawn_frames(const fs::path& folder) {
  std::vector<fs::path> found;
  std::error_code none;
  for (const auto& entry : fs::directory_iterator(folder / frames, none)) {
    const std::string step = entry.path().stem().string();
    if (entry.path().extension() == ".png" && step.size() >= 9 &&
        step.find_first_not_of("0123456789") == std::string::npos) {
      found.push_back(entry.path());
    }
  }
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace

Pictures::Pictures(fs::path folder, const DataFormat& format, Batch<float> real, bool watch,
                   Curves curves)
    : folder_(std::move(folder)),
      format_(format),
      real_(std::move(real)),
      watch_(watch),
      curves_(curves),
      gnuplot_(watch && has_gnuplot()) {}

void Pictures::start() const {
  std::error_code ignored;
  for (const fs::path& frame : drawn_frames(folder_)) fs::remove(frame, ignored);
  fs::remove(folder_ / frames, ignored);  // if nothing else is in it
}

void Pictures::draw(const Batch<float>& samples, Index step) const {
  if (!format_.images() && samples.rows() != 2) return;
  const Picture picture = beside_real(samples, real_, format_);
  write_png((folder_ / "samples.png").string(), picture);
  if (!watch_) return;
  make_folder(folder_ / frames);
  std::string name = std::to_string(step);  // such names come in the order of the steps
  name.insert(0, std::max<std::size_t>(9, name.size()) - name.size(), '0');
  write_png((folder_ / frames / (name + ".png")).string(), picture);
}

void Pictures::draw_curves() const {
  if (!gnuplot_) return;
  const int panels = curves_.slopes ? 3 : 2;
  std::string commands = text("set multiplot layout ", panels,
                              ",1\nset grid\nset key top right\nset lmargin 10\n"
                              "set ylabel 'loss'\n"
                              "plot 'metrics.csv' using 1:3 with lines lw 1.5 title 'adversary', "
                              "'' using 1:4 with lines lw 1.5 title 'generator'\n");
  if (curves_.slopes) {
    commands +=
        "set ylabel 'slope'\n"
        "plot 'metrics.csv' using 1:6 with lines lw 1.5 title 'penalty', "
        "'' using 1:7 with lines lw 1.5 title 'mean slope of the adversary'\n";
  }
  commands +=
      "set ylabel 'divergence'\nset xlabel 'generator step'\n"
      "plot 'metrics.csv' using 1:5 with lines lw 1.5 title 'divergence'";
  if (curves_.certified)
    commands += ", '' using 1:8 with points pt 7 ps 0.6 title 'W1 is at least'";
  commands += "\nunset multiplot";
  plot(folder_, "curves.png", commands, text("900,", 325 * panels));
}

void Pictures::animate() const {
  if (!gnuplot_) return;
  const std::vector<fs::path> drawn = drawn_frames(folder_);
  if (drawn.size() < 2) return;
  std::string commands =
      "unset border\nunset tics\nunset key\nset margins 0,0,0,0\nset size ratio -1\n";
  for (const fs::path& frame : drawn) {
    commands += text("plot '", frames, "/", frame.filename().string(),
                     "' binary filetype=png with rgbimage\n");
  }
  const Picture size = beside_real(real_, real_, format_);
  plot(folder_, "animation.gif", commands, text(size.width(), ",", size.height()));
}
