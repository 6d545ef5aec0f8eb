// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>
#include <numeric>
#include <string_view>
#include <utility>
#include <vector>

#include <eigan/core/batch.hpp>
#include <eigan/core/error.hpp>
#include <eigan/core/rng.hpp>
#include <eigan/data/source.hpp>

// Toy sources: normal noise around places that are chosen at random.

namespace eigan {
namespace detail {

/// Overwrites `out` with samples of a minibatch from `first` on: choose(word) is the place (a vector) and
/// the standard deviation for a random word. Words are from part 0 of the stream, noise from part 1.
template <int Features, class Scalar>
void draw_mixture(Index first, const Stream& stream, BatchRef<Scalar> out, auto&& choose) {
  enforce(out.rows() == Features, "minibatch: the batch must have ", Features, " rows; got ",
          out.rows());
  stream.part(0).words(first, out.cols(), [&](Index j, std::uint32_t word) {
    const auto [place, stddev] = choose(word);
    Eigen::Matrix<float, Features, 1> noise;
    stream.part(1).normal(noise.data(), Features, (first + j) * Features);
    for (Index i = 0; i < Features; ++i) {
      out(i, j) = static_cast<Scalar>(place[i] + stddev * noise[i]);
    }
  });
}

/// The middle of the 2^-32 of [0, 1) that a word stands for.
inline double fraction(std::uint32_t word) { return (word + 0.5) * 0x1p-32; }

/// The rule for lengths among the settings of a source.
inline void require_length(std::string_view name, double value) {
  enforce(value >= 0 && std::isfinite(value), name, " must be finite and not negative; got ",
          value);
}

/// The centres of a source's modes, one a column.
template <class Scalar>
Batch<Scalar> all_centers(const auto& source, Index modes) {
  Batch<Scalar> centers(2, modes);
  for (Index i = 0; i < modes; ++i) centers.col(i) = source.center(i).template cast<Scalar>();
  return centers;
}

}  // namespace detail

/// Equally likely Gaussians on a circle: mode i sits at the angle 2 pi i / modes. Papers differ in the
/// size: radius 2, stddev 0.02 here, as in the code of Gulrajani et al., 2017 (before they scale it);
/// radius 1, stddev 0.01 in Lin et al., 2018.
template <class Scalar>
struct GaussianRing {
  Index modes = 8;       ///< at least 1
  double radius = 2;     ///< of the circle
  double stddev = 0.02;  ///< of each mode, in both directions

  /// \throws Error if a setting breaks its rule
  void validate() const {
    enforce(modes >= 1, "GaussianRing: modes must be at least 1; got ", modes);
    detail::require_length("GaussianRing: radius", radius);
    detail::require_length("GaussianRing: stddev", stddev);
  }

  Index features() const { return 2; }  ///< x and y

  /// Where mode i is.
  Eigen::Vector2d center(Index i) const {
    const double angle = 2 * std::numbers::pi * static_cast<double>(i) / static_cast<double>(modes);
    return {radius * std::cos(angle), radius * std::sin(angle)};
  }
  /// The modes, 2 x modes: what `mode_coverage` measures against.
  Batch<Scalar> centers() const { return detail::all_centers<Scalar>(*this, modes); }

  /// Overwrites `out` (2 x n).
  void minibatch(const Minibatch& which, const Stream& stream, BatchRef<Scalar> out) const {
    detail::draw_mixture<2, Scalar>(which.first, stream, out, [&](std::uint32_t word) {
      return std::pair(center(uniform_index(word, modes)), stddev);
    });
  }
};

/// Equally likely Gaussians on a square grid around the origin: by default 25, at {-4, -2, 0, 2, 4}^2,
/// as in Srivastava et al., 2017 (VEEGAN), and Lin et al., 2018 (PacGAN).
template <class Scalar>
struct GaussianGrid {
  Index side = 5;        ///< modes in a row and in a column, at least 1
  double spacing = 2;    ///< between neighbouring modes
  double stddev = 0.05;  ///< of each mode, in both directions

  /// \throws Error if a setting breaks its rule
  void validate() const {
    enforce(side >= 1, "GaussianGrid: side must be at least 1; got ", side);
    detail::require_length("GaussianGrid: spacing", spacing);
    detail::require_length("GaussianGrid: stddev", stddev);
  }

  Index features() const { return 2; }  ///< x and y

  /// Where mode i is: from the left to the right, then upwards.
  Eigen::Vector2d center(Index i) const {
    const double middle = static_cast<double>(side - 1) / 2;
    return {(static_cast<double>(i % side) - middle) * spacing,
            (static_cast<double>(i / side) - middle) * spacing};
  }
  /// The modes, 2 x side^2: what `mode_coverage` measures against.
  Batch<Scalar> centers() const { return detail::all_centers<Scalar>(*this, side * side); }

  /// Overwrites `out` (2 x n).
  void minibatch(const Minibatch& which, const Stream& stream, BatchRef<Scalar> out) const {
    detail::draw_mixture<2, Scalar>(which.first, stream, out, [&](std::uint32_t word) {
      return std::pair(center(uniform_index(word, side * side)), stddev);
    });
  }
};

/// A spiral of one and a half turns with normal noise across and along it:
///
///     (t cos t, t sin t) / 7.5 + stddev n,    t = 3/2 pi (1 + 2 u),  u uniform on (0, 1)
///
/// It is scikit-learn's `make_swiss_roll` without its second coordinate, scaled as in the code of
/// Gulrajani et al., 2017 (WGAN-GP), whose noise is 0.25 before the division. It reaches to about 1.9.
template <class Scalar>
struct SwissRoll {
  double stddev = 0.25 / 7.5;  ///< of the noise, in both directions

  /// \throws Error if the setting breaks its rule
  void validate() const { detail::require_length("SwissRoll: stddev", stddev); }

  Index features() const { return 2; }  ///< x and y

  /// The point of the spiral at u: 0 is its inner end, 1 the outer one.
  static Eigen::Vector2d curve(double u) {
    const double t = 1.5 * std::numbers::pi * (1 + 2 * u);
    return {t * std::cos(t) / 7.5, t * std::sin(t) / 7.5};
  }

  /// Overwrites `out` (2 x n).
  void minibatch(const Minibatch& which, const Stream& stream, BatchRef<Scalar> out) const {
    detail::draw_mixture<2, Scalar>(which.first, stream, out, [&](std::uint32_t word) {
      return std::pair(curve(detail::fraction(word)), stddev);
    });
  }
};

/// Gaussians on a line, each with its weight, mean and standard deviation.
///
///     GaussianMixture1D<float> narrow{.means = {4}, .stddevs = {0.5}};           // N(4, 0.25)
///     GaussianMixture1D<float> two{.means = {-2, 2}, .stddevs = {1, 0.5}, .weights = {3, 1}};
template <class Scalar>
struct GaussianMixture1D {
  std::vector<double> means = {0};    ///< at least one
  std::vector<double> stddevs = {1};  ///< as many, or one for all; each more than 0
  std::vector<double> weights = {};   ///< as many, not negative; empty: all are equally likely

  /// \throws Error if a setting breaks its rule
  void validate() const {
    enforce(!means.empty(), "GaussianMixture1D: there must be at least one mean; got none");
    enforce(stddevs.size() == means.size() || stddevs.size() == 1,
            "GaussianMixture1D: stddevs must be as many as means or one for all; got ",
            stddevs.size(), " for ", means.size());
    enforce(weights.size() == means.size() || weights.empty(),
            "GaussianMixture1D: weights must be as many as means or none; got ", weights.size(),
            " for ", means.size());
    for (const double mean : means)
      enforce(std::isfinite(mean), "GaussianMixture1D: a mean must be finite; got ", mean);
    for (const double stddev : stddevs)
      enforce(stddev > 0 && std::isfinite(stddev),
              "GaussianMixture1D: a stddev must be finite and more than 0; got ", stddev);
    for (const double weight : weights)
      detail::require_length("GaussianMixture1D: a weight", weight);
    enforce(total() > 0, "GaussianMixture1D: the weights must sum to more than 0; got ", total());
  }

  Index features() const { return 1; }  ///< the place on the line

  /// The density at x.
  double density(double x) const {
    double sum = 0;
    for (std::size_t i = 0; i < means.size(); ++i) {
      const double z = (x - means[i]) / stddev(i);
      sum += weight(i) / stddev(i) * std::exp(-z * z / 2);
    }
    return sum / (total() * std::sqrt(2 * std::numbers::pi));
  }

  /// Overwrites `out` (1 x n).
  void minibatch(const Minibatch& which, const Stream& stream, BatchRef<Scalar> out) const {
    const double sum = total();
    detail::draw_mixture<1, Scalar>(which.first, stream, out, [&](std::uint32_t word) {
      double rest = detail::fraction(word) * sum;
      std::size_t i = 0;
      while (i + 1 < means.size() && rest >= weight(i)) rest -= weight(i++);
      return std::pair(Eigen::Matrix<double, 1, 1>(means[i]), stddev(i));
    });
  }

 private:
  double stddev(std::size_t i) const { return stddevs[stddevs.size() == 1 ? 0 : i]; }
  double weight(std::size_t i) const { return weights.empty() ? 1 : weights[i]; }
  double total() const {
    const double equal = weights.empty() ? static_cast<double>(means.size()) : 0;
    return std::accumulate(weights.begin(), weights.end(), equal);
  }
};

}  // namespace eigan
