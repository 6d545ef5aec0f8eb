// SPDX-License-Identifier: MIT
#include <png.h>

#include <limits>
#include <string>
#include <vector>

#include <eigan/io/read_file.hpp>
#include <eigan/pictures/picture.hpp>
#include <eigan/pictures/png.hpp>

#include "tests/catch.hpp"
#include "tests/support/temporary_directory.hpp"

using namespace eigan::tests;
using eigan::Color;
using eigan::ImageLayout;
using eigan::Index;
using eigan::Picture;

namespace {

bool same(const Color& a, const Color& b) {
  return a.red == b.red && a.green == b.green && a.blue == b.blue;
}

int grey(const Picture& picture, Index x, Index y) {
  const Color color = picture(x, y);
  REQUIRE((color.red == color.green && color.green == color.blue));
  return color.red;
}

Picture colourful() {
  Picture picture(3, 2, {10, 20, 30});
  picture(2, 0) = {255, 0, 1};
  picture(0, 1) = {2, 255, 3};
  return picture;
}

/// Two images of 2 x 3 pixels: 0 0.2 0.4 / 0.6 0.8 1, and the same from the end.
eigan::Batch<float> two_images() {
  eigan::Batch<float> images(6, 2);
  for (Index p = 0; p < 6; ++p) {
    images(p, 0) = static_cast<float>(p) / 5;
    images(p, 1) = 1 - images(p, 0);
  }
  return images;
}

}  // namespace

TEST_CASE("a picture is read back from its PNG file as it was") {
  const TemporaryDirectory directory;
  const Picture picture = colourful();
  eigan::write_png(directory / "picture.png", picture);

  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  REQUIRE(png_image_begin_read_from_file(&image, (directory / "picture.png").c_str()) != 0);
  CHECK(image.width == 3);
  CHECK(image.height == 2);
  image.format = PNG_FORMAT_RGB;
  std::vector<Color> pixels(6);
  REQUIRE(png_image_finish_read(&image, nullptr, pixels.data(), 0, nullptr) != 0);
  for (Index y = 0; y < 2; ++y) {
    for (Index x = 0; x < 3; ++x) {
      CHECK(same(pixels[static_cast<std::size_t>(3 * y + x)], picture(x, y)));
    }
  }
}

TEST_CASE("the same picture gives the same bytes") {
  const TemporaryDirectory directory;
  eigan::write_png(directory / "a.png", colourful());
  eigan::write_png(directory / "b.png", colourful());
  CHECK(eigan::read_file(directory / "a.png") == eigan::read_file(directory / "b.png"));
}

TEST_CASE("a picture that cannot be written is named with the reason") {
  const TemporaryDirectory directory;
  const std::string path = (directory / "no-such-folder/a.png").string();
  CHECK_THROWS_WITH(eigan::write_png(path, colourful()),
                    "cannot write " + path + ".partial: No such file or directory");
}

TEST_CASE("a picture has pixels") {
  CHECK_THROWS_WITH(Picture(0, 3), "Picture: width and height must be at least 1; got 0 x 3");
  CHECK_THROWS_AS(Picture(3, -1), eigan::Error);
  CHECK(same(Picture(1, 1)(0, 0), {255, 255, 255}));
}

TEST_CASE("enlarged images have squares for pixels") {
  const auto images = two_images();
  const Picture picture = eigan::image_grid(images, {.rows = 2, .columns = 3, .gap = 0, .zoom = 1});
  const Picture larger = eigan::image_grid(images, {.rows = 2, .columns = 3, .gap = 0, .zoom = 3});
  REQUIRE((larger.width() == 18 && larger.height() == 6));
  for (Index y = 0; y < 6; ++y) {
    for (Index x = 0; x < 18; ++x) CHECK(grey(larger, x, y) == grey(picture, x / 3, y / 3));
  }
}

TEST_CASE("pictures stand side by side with a gap between") {
  const Picture both = eigan::beside(Picture(2, 3, {1, 1, 1}), Picture(3, 1, {2, 2, 2}), 4);
  REQUIRE((both.width() == 9 && both.height() == 3));
  for (Index y = 0; y < 3; ++y) {
    for (Index x = 0; x < 9; ++x) {
      CHECK(grey(both, x, y) == (x < 2 ? 1 : x >= 6 && y == 0 ? 2 : 255));
    }
  }
}

TEST_CASE("images are drawn row by row, black for low and white for high") {
  const ImageLayout layout{.rows = 2, .columns = 3, .gap = 0, .zoom = 1};
  const Picture grid = eigan::image_grid(two_images(), layout);
  REQUIRE((grid.width() == 6 && grid.height() == 2));
  for (Index y = 0; y < 2; ++y) {
    for (Index x = 0; x < 3; ++x) {
      CHECK(grey(grid, x, y) == 51 * (3 * y + x));
      CHECK(grey(grid, x + 3, y) == 255 - 51 * (3 * y + x));
    }
  }
}

TEST_CASE("images are laid out in reading order with white around each") {
  const eigan::Batch<double> black = eigan::Batch<double>::Constant(6, 5, -1);
  const Picture grid = eigan::image_grid(
      black, {.rows = 2, .columns = 3, .values = {-1, 1}, .across = 2, .gap = 1, .zoom = 2});
  REQUIRE(grid.width() == 1 + 2 * (6 + 1));
  REQUIRE(grid.height() == 1 + 3 * (4 + 1));
  for (Index y = 0; y < grid.height(); ++y) {
    for (Index x = 0; x < grid.width(); ++x) {
      const bool gap = x % 7 == 0 || y % 5 == 0;
      const bool sixth = x > 7 && y > 10;  // there are five
      REQUIRE(grey(grid, x, y) == (gap || sixth ? 255 : 0));
    }
  }
}

TEST_CASE("values beyond the range are drawn as its ends, and NaN as black") {
  eigan::Batch<double> image(5, 1);
  image << -3, 7, std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity(),
      std::numeric_limits<double>::quiet_NaN();
  const Picture grid =
      eigan::image_grid(image, {.rows = 1, .columns = 5, .values = {-1, 1}, .gap = 0, .zoom = 1});
  const int expected[] = {0, 255, 255, 0, 0};
  for (Index x = 0; x < 5; ++x) CHECK(grey(grid, x, 0) == expected[x]);
}

TEST_CASE("generated images are on the left and real ones on the right") {
  const eigan::Batch<float> generated = eigan::Batch<float>::Zero(4, 100);
  const eigan::Batch<float> real = eigan::Batch<float>::Ones(4, 100);
  const Picture both =
      eigan::image_comparison(generated, real, {.rows = 2, .columns = 2, .gap = 1, .zoom = 1});
  REQUIRE((both.width() == 31 + 10 + 31 && both.height() == 31));
  CHECK(grey(both, 1, 1) == 0);
  CHECK(grey(both, 29, 29) == 0);
  CHECK(grey(both, 42, 1) == 255);
  CHECK(grey(both, 70, 29) == 255);
}

TEST_CASE("a layout that is invalid or does not fit is refused") {
  const eigan::Batch<float> images = two_images();
  CHECK_THROWS_WITH(eigan::image_grid(images, {.rows = 28, .columns = 28}),
                    "image_grid: there must be at least one image of 28 x 28 pixels; got 2 of 6");
  for (const Index features : {3, 5}) {
    CHECK_THROWS_WITH(
        eigan::image_grid(eigan::Batch<float>::Zero(features, 1), {.rows = 2, .columns = 2}),
        Catch::Matchers::ContainsSubstring(
            eigan::detail::text("2 x 2 pixels; got 1 of ", features)));
  }
  CHECK_THROWS_AS(eigan::image_grid(images.leftCols(0), {.rows = 2, .columns = 3}), eigan::Error);
  CHECK_THROWS_AS(eigan::image_grid(images, {.rows = 2, .columns = 3, .across = 0}), eigan::Error);
  CHECK_THROWS_AS(eigan::image_grid(images, {.rows = 2, .columns = 3, .gap = -1}), eigan::Error);
  CHECK_THROWS_AS(eigan::image_grid(images, {.rows = 2, .columns = 3, .zoom = 0}), eigan::Error);
  CHECK_THROWS_WITH(eigan::image_grid(images, {.rows = 2, .columns = 3, .values = {1, 1}}),
                    "ImageLayout: black must be less than white; got 1 and 1");
}
