// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <utility>

#include <eigan/pictures/scatter.hpp>

#include "tests/catch.hpp"

using eigan::Batch;
using eigan::Color;
using eigan::Index;
using eigan::Picture;
using eigan::ScatterStyle;

namespace {

// 201 pixels for -1 to 1: pixel 100 is 0.
const ScatterStyle style{.size = 201,
                         .margin = 0,
                         .real = {0, 0, 255},
                         .generated = {255, 0, 0},
                         .real_radius = 2,
                         .generated_radius = 2,
                         .opacity = 1};

Batch<double> corners() {
  Batch<double> points(2, 2);
  points << -1, 1, -1, 1;
  return points;
}

Batch<double> at(double x, double y) { return Eigen::Vector2d(x, y); }

/// Up to rounding.
bool is(const Color& color, int red, int green, int blue) {
  return std::abs(color.red - red) <= 1 && std::abs(color.green - green) <= 1 &&
         std::abs(color.blue - blue) <= 1;
}

bool red(const Color& color) { return is(color, 255, 0, 0); }
bool blue(const Color& color) { return is(color, 0, 0, 255); }

}  // namespace

TEST_CASE("a sample is drawn at its place, x to the right and y upwards") {
  const Picture picture = eigan::scatter(corners(), at(0.5, 0.2), style);
  CHECK(picture.width() == 201);
  CHECK(picture.height() == 201);
  CHECK(red(picture(150, 80)));
  CHECK(!red(picture(150, 120)));
  CHECK(!red(picture(50, 80)));
  CHECK(blue(picture(0, 200)));
  CHECK(blue(picture(200, 0)));
}

TEST_CASE("a grid far from the origin ends, and stays in the picture") {
  // 816.17...0927 is the next double but one: lines come to lie beyond the frame
  for (const auto& [from, to] :
       {std::pair(2e15, 2e15 + 2), {816.1787504280913, 816.1787504280917}}) {
    Batch<double> points(2, 2);
    points << from, to, from, to;
    const Picture picture = eigan::scatter(points, points, style);
    const auto& pixels = picture.pixels();
    CHECK(std::count_if(pixels.begin(), pixels.end(), red) > 0);
  }
  Batch<double> upright(2, 2);
  upright << 2e15, 2e15, 0, 1;
  CHECK(red(eigan::scatter(upright, upright, style)(100, 0)));
}

TEST_CASE("a dot is a disc with a soft edge") {
  const Picture picture = eigan::scatter(corners(), at(0.43, 0.37), style);
  const Index x = 143, y = 63;
  CHECK(red(picture(x, y)));
  CHECK(red(picture(x + 1, y + 1)));
  CHECK(is(picture(x + 2, y), 255, 128, 128));  // half of it is within the radius
  CHECK(is(picture(x, y - 2), 255, 128, 128));
  CHECK(is(picture(x + 3, y), 255, 255, 255));
  CHECK(is(picture(x + 2, y + 2), 255, 255, 255));
}

TEST_CASE("generated samples are drawn over real ones") {
  CHECK(red(eigan::scatter(corners(), corners(), style)(0, 200)));
}

TEST_CASE("dots that are not opaque mix with what is below them") {
  ScatterStyle half = style;
  half.opacity = 0.5;
  const Batch<double> twice = at(0.43, 0.37).replicate(1, 2);
  CHECK(is(eigan::scatter(corners(), at(0.43, 0.37), half)(143, 63), 255, 128, 128));
  CHECK(is(eigan::scatter(corners(), twice, half)(143, 63), 255, 64, 64));
}

TEST_CASE("the frame is a square around the real samples with a margin") {
  ScatterStyle wide = style;
  wide.margin = 0.5;
  Batch<double> real(2, 2);
  real << 10, 14, 5, 6;  // extent 4, so the frame is from 8 to 16 and from 1.5 to 9.5
  const Picture picture = eigan::scatter(real, at(16, 1.5), wide);
  CHECK(red(picture(200, 200)));
  CHECK(blue(picture(50, 113)));  // (10, 5)
  CHECK(blue(picture(150, 88)));  // (14, 6)
}

TEST_CASE("generated samples beyond the frame are drawn at its edge") {
  CHECK(red(eigan::scatter(corners(), at(1e30, 0), style)(200, 100)));
  CHECK(red(eigan::scatter(corners(), at(0, -7), style)(100, 200)));
}

TEST_CASE("a generated sample that is not finite is left out") {
  const Picture without = eigan::scatter(corners(), Batch<double>(2, 0), style);
  for (const double value : {std::numeric_limits<double>::quiet_NaN(), HUGE_VAL, -HUGE_VAL}) {
    const Picture with = eigan::scatter(corners(), at(value, 0), style);
    for (Index y = 0; y < 201; ++y) {
      for (Index x = 0; x < 201; ++x) REQUIRE(red(with(x, y)) == red(without(x, y)));
    }
  }
}

TEST_CASE("the axes are darker than the other lines of the grid") {
  const Picture picture = eigan::scatter(corners(), Batch<double>(2, 0), style);
  CHECK(is(picture(100, 30), 190, 190, 190));
  CHECK(is(picture(30, 100), 190, 190, 190));
  CHECK(is(picture(150, 30), 232, 232, 232));
  CHECK(is(picture(30, 50), 232, 232, 232));
  CHECK(is(picture(130, 30), 255, 255, 255));
}

TEST_CASE("grid lines have round distances, and are neither few nor many") {
  CHECK(eigan::detail::grid_step(2) == Catch::Approx(0.5));
  CHECK(eigan::detail::grid_step(8) == Catch::Approx(2));
  CHECK(eigan::detail::grid_step(4.5) == Catch::Approx(1));
  CHECK(eigan::detail::grid_step(19.9) == Catch::Approx(2));
  CHECK(eigan::detail::grid_step(3000) == Catch::Approx(500));
  for (double extent = 1e-3; extent < 1e3; extent *= 1.03) {
    const double lines = extent / eigan::detail::grid_step(extent);
    CHECK(lines >= 4 * (1 - 1e-12));
    CHECK(lines <= 10 * (1 + 1e-12));
  }
}

TEST_CASE("a single real sample and samples of one place are drawn in the middle") {
  CHECK(blue(eigan::scatter(at(3, 3), Batch<double>(2, 0), style)(100, 100)));
}

TEST_CASE("samples that are not points of the plane are refused") {
  const Batch<double> none(2, 0);
  const Batch<double> line = Batch<double>::Zero(1, 3);
  CHECK_THROWS_WITH(eigan::scatter(line, none, style),
                    "scatter: samples must have 2 features; got 1 (real) and 2 (generated)");
  CHECK_THROWS_AS(eigan::scatter(corners(), line, style), eigan::Error);
  CHECK_THROWS_AS(eigan::scatter(none, corners(), style), eigan::Error);
  CHECK_THROWS_AS(eigan::scatter(at(HUGE_VAL, 0), corners(), style), eigan::Error);
  CHECK_THROWS_AS(eigan::scatter(corners(), none, {.size = 0}), eigan::Error);
  CHECK_THROWS_AS(eigan::scatter(corners(), none, {.margin = -1}), eigan::Error);
  CHECK_THROWS_AS(eigan::scatter(corners(), none, {.opacity = 2}), eigan::Error);
}
