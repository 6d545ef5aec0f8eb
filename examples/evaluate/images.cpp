// SPDX-License-Identifier: MIT
#include "images.hpp"

#include <algorithm>
#include <cstdio>

#include <eigan/metrics/distances.hpp>
#include <eigan/metrics/maximum_mean_discrepancy.hpp>
#include <eigan/metrics/wasserstein_distance.hpp>
#include <eigan/pictures/picture.hpp>
#include <eigan/pictures/png.hpp>

#include "halves.hpp"

using namespace eigan;

void compare_images(const Batch<double>& real, const Batch<double>& made,
                    nlohmann::ordered_json& result) {
  const Halves halves(real, made);
  report_neighbours(halves, result);
  const auto both = [&](const char* name, auto metric) {
    report(name, metric(halves.made), metric(halves.other), result);
  };
  if (halves.real.cols() > real.rows()) {
    both("Frechet distance on pixels",
         [&](const Batch<double>& x) { return frechet_distance(halves.real, x); });
  } else {
    std::printf("(no Frechet distance: a half must have more than %lld samples, one per pixel)\n",
                static_cast<long long>(real.rows()));
  }
  both("maximum mean discrepancy, squared, on pixels",
       [&](const Batch<double>& x) { return maximum_mean_discrepancy(halves.real, x); });
  both("distance to the nearest real one, mean",
       [&](const Batch<double>& x) { return nearest(x, halves.real).distance.mean(); });
}

void draw_nearest(const Batch<double>& real, const Batch<double>& made, const DataFormat& format,
                  const std::string& out) {
  const Batch<double> shown = made.leftCols(std::min<Index>(64, made.cols()));
  Batch<double> neighbours(shown.rows(), shown.cols());
  const Nearest found = nearest(shown, real);
  for (Index j = 0; j < shown.cols(); ++j) neighbours.col(j) = real.col(found.sample[j]);
  const std::string path = out + "/nearest.png";
  write_png(path, image_comparison(
                      shown, neighbours,
                      {.rows = format.image_rows, .columns = format.image_columns, .across = 8}));
  std::printf("generated images, and the real one nearest to each: %s\n", path.c_str());
}
