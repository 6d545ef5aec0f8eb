// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cfloat>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>

#if defined(__FAST_MATH__) || defined(__ASSOCIATIVE_MATH__) || defined(__RECIPROCAL_MATH__) || \
    (defined(__FINITE_MATH_ONLY__) && __FINITE_MATH_ONLY__)
#error \
    "eigan: -ffast-math (or -Ofast, -funsafe-math-optimizations, -ffinite-math-only) changes the random numbers and hides NaNs; compile without it, -O3 -march=native is fine"
#endif

namespace eigan {
namespace detail {

// Random numbers must be the same on every compiler, with and without fused multiply-add. So the only
// call to libm is sqrt, which IEEE 754 rounds correctly, and every multiply-add has factors of 24 bits,
// whose product is exact in double. C++17, since `export` copies this file into its headers.
static_assert(
    FLT_EVAL_METHOD == 0 || FLT_EVAL_METHOD == 16,
    "eigan: random numbers need float arithmetic in float (on 32-bit x86: -mfpmath=sse -msse2)");

template <class To, class From>
To bits(From value) {
  static_assert(sizeof(To) == sizeof(From));
  To result;
  std::memcpy(&result, &value, sizeof result);
  return result;
}

/// a * b + c, where only the sum is rounded.
inline double multiply_add(float a, float b, double c) {
  return static_cast<double>(a) * static_cast<double>(b) + c;
}

/// A polynomial by Horner's rule, highest coefficient first.
template <std::size_t N>
float polynomial(const std::array<double, N>& coefficients, float x) {
  float value = static_cast<float>(coefficients[0]);
  for (std::size_t i = 1; i < N; ++i) {
    value = static_cast<float>(multiply_add(value, x, coefficients[i]));
  }
  return value;
}

/// -2 ln u for u = (word + 1/2) / 2^32, so u is never 0 and this never negative.
inline float minus_two_ln(std::uint32_t word) {
  // 2^33 u, exact, is m 2^e with m in [sqrt(1/2), sqrt(2)); 0x3FE6A09E667F3BCD is sqrt(1/2).
  const double scaled = 2.0 * static_cast<double>(word) + 1.0;
  const std::uint64_t shifted = bits<std::uint64_t>(scaled) - 0x3FE6A09E667F3BCDu;
  const float e = static_cast<float>(static_cast<std::int32_t>(shifted >> 52) - 33);
  const double m = bits<double>((shifted & 0x000FFFFFFFFFFFFFu) + 0x3FE6A09E667F3BCDu);
  // ln m = 2 atanh(s), s = (m - 1) / (m + 1), |s| < 0.172; m - 1 is exact: u near 1 keeps precision
  const float s = static_cast<float>(m - 1.0) / static_cast<float>(m + 1.0);
  const float series = polynomial<5>({2.0 / 9, 2.0 / 7, 2.0 / 5, 2.0 / 3, 2.0}, s * s);
  const float ln2 = 0.693147182f;
  const double ln_u = multiply_add(e, ln2, static_cast<double>(s) * static_cast<double>(series));
  return static_cast<float>(-2.0 * ln_u);
}

/// sqrt(-2 ln u).
inline float box_muller_radius(std::uint32_t word) { return std::sqrt(minus_two_ln(word)); }

/// (cos, sin) of a full turn times word / 2^32.
inline std::array<float, 2> box_muller_direction(std::uint32_t word) {
  // the nearest quarter turn, and the rest in [-1/2, 1/2) quarter turns
  const std::uint32_t quarter = (word + 0x20000000u) >> 30;
  const auto rest = static_cast<std::int32_t>(word - (quarter << 30));
  const float f = static_cast<float>(rest) * 0x1p-30f;
  // Taylor's coefficients of sin and cos at (pi / 2) f, |(pi / 2) f| <= pi / 4
  const float square = f * f;
  const float s =
      f * polynomial<5>({1.6044118478735982e-4, -4.6817541353186881e-3, 7.9692626246167045e-2,
                         -6.4596409750624625e-1, 1.5707963267948966},
                        square);
  const float c =
      polynomial<6>({-2.5202042373060605e-5, 9.1926027483942658e-4, -2.0863480763352961e-2,
                     2.5366950790104802e-1, -1.2337005501361698, 1.0},
                    square);
  const bool swap = (quarter & 1u) != 0;
  const float cosine = swap ? s : c;
  const float sine = swap ? c : s;
  return {quarter == 1 || quarter == 2 ? -cosine : cosine, (quarter & 2u) != 0 ? -sine : sine};
}

/// Two independent standard normal numbers from two random words (Box and Muller, 1958). They have
/// 24 significant bits in every scalar type; the largest possible magnitude is 6.76.
inline std::array<float, 2> normal_pair(std::uint32_t first, std::uint32_t second) {
  const float radius = box_muller_radius(first);
  const std::array<float, 2> direction = box_muller_direction(second);
  return {radius * direction[0], radius * direction[1]};
}

/// The same for many words: out[2 i] and out[2 i + 1] are the pair of first[i] and second[i].
template <std::size_t Lanes, class Scalar>
void normal_pairs(const std::array<std::uint32_t, Lanes>& first,
                  const std::array<std::uint32_t, Lanes>& second,
                  std::array<Scalar, 2 * Lanes>& out) {
  std::array<float, Lanes> radius, cosine, sine;
  for (std::size_t i = 0; i < Lanes; ++i) radius[i] = minus_two_ln(first[i]);
  for (std::size_t i = 0; i < Lanes; ++i) {
    const std::array<float, 2> direction = box_muller_direction(second[i]);
    cosine[i] = direction[0];
    sine[i] = direction[1];
  }
  // in a loop of its own: a square root that may set errno is not vectorised
  for (std::size_t i = 0; i < Lanes; ++i) radius[i] = std::sqrt(radius[i]);
  for (std::size_t i = 0; i < Lanes; ++i) {
    out[2 * i] = static_cast<Scalar>(radius[i] * cosine[i]);
    out[2 * i + 1] = static_cast<Scalar>(radius[i] * sine[i]);
  }
}

}  // namespace detail
}  // namespace eigan
