// SPDX-License-Identifier: MIT
#pragma once

/// The random numbers of eigan (core/philox.hpp, core/normal.hpp, core/rng.hpp), one sample at a time,
/// in C++17 and with nothing but the standard library: part of what `export` writes.
inline constexpr const char* noise_code = R"(
namespace detail {

static_assert(FLT_EVAL_METHOD == 0, "random numbers need float arithmetic in float");
#ifdef __FAST_MATH__
#error "-ffast-math changes the random numbers: compile without it"
#endif

struct Block {
  std::uint32_t word[4];
};

// Philox4x32-10 (Salmon et al., 2011)
inline Block philox(Block c, std::uint64_t seed) {
  std::uint32_t k0 = static_cast<std::uint32_t>(seed);
  std::uint32_t k1 = static_cast<std::uint32_t>(seed >> 32);
  for (int round = 0; round < 10; ++round) {
    const std::uint64_t a = std::uint64_t{0xD2511F53u} * c.word[0];
    const std::uint64_t b = std::uint64_t{0xCD9E8D57u} * c.word[2];
    c = {{static_cast<std::uint32_t>(b >> 32) ^ c.word[1] ^ k0, static_cast<std::uint32_t>(b),
          static_cast<std::uint32_t>(a >> 32) ^ c.word[3] ^ k1, static_cast<std::uint32_t>(a)}};
    k0 += 0x9E3779B9u;
    k1 += 0xBB67AE85u;
  }
  return c;
}

// Block `index` of the noise of the `batch`-th 4,096 samples; 2 is the purpose "samples" in eigan.
inline Block noise_block(std::uint64_t seed, std::uint64_t batch, std::uint32_t index) {
  return philox({{index, std::uint32_t{2} << 24, static_cast<std::uint32_t>(batch),
                  static_cast<std::uint32_t>(batch >> 32)}},
                seed);
}
)";

inline constexpr const char* uniform_code = R"(
// Uniform on (-range, range).
inline void numbers(const Block& block, float* out) {
  for (int i = 0; i < 4; ++i) {
    const float unit = (static_cast<float>(block.word[i] >> 9) + 0.5f) * (1.0f / 8388608.0f);
    out[i] = (unit * 2.0f - 1.0f) * noise_range;
  }
}
)";

inline constexpr const char* normal_code = R"(
// The same on every compiler, with and without fused multiply-add: the product of two floats is exact
// in double.
inline double multiply_add(float a, float b, double c) {
  return static_cast<double>(a) * static_cast<double>(b) + c;
}

template <int N>
float polynomial(const double (&coefficients)[N], float x) {
  float value = static_cast<float>(coefficients[0]);
  for (int i = 1; i < N; ++i) value = static_cast<float>(multiply_add(value, x, coefficients[i]));
  return value;
}

// sqrt(-2 ln u), u = (word + 1/2) / 2^32
inline float radius(std::uint32_t word) {
  const double scaled = 2.0 * static_cast<double>(word) + 1.0;
  std::uint64_t bits;
  std::memcpy(&bits, &scaled, sizeof bits);
  bits -= 0x3FE6A09E667F3BCDu;
  const float e = static_cast<float>(static_cast<std::int32_t>(bits >> 52) - 33);
  const std::uint64_t mantissa = (bits & 0x000FFFFFFFFFFFFFu) + 0x3FE6A09E667F3BCDu;
  double m;
  std::memcpy(&m, &mantissa, sizeof m);
  const float s = static_cast<float>(m - 1.0) / static_cast<float>(m + 1.0);
  const float series = polynomial<5>({2.0 / 9, 2.0 / 7, 2.0 / 5, 2.0 / 3, 2.0}, s * s);
  const double ln_u =
      multiply_add(e, 0.693147182f, static_cast<double>(s) * static_cast<double>(series));
  return std::sqrt(static_cast<float>(-2.0 * ln_u));
}

// Box and Muller, 1958
inline void normal_pair(std::uint32_t first, std::uint32_t second, float* out) {
  const float r = radius(first);
  const std::uint32_t quarter = (second + 0x20000000u) >> 30;
  const std::int32_t rest = static_cast<std::int32_t>(second - (quarter << 30));
  const float f = static_cast<float>(rest) * (1.0f / 1073741824.0f);
  const float square = f * f;
  const float s =
      f * polynomial<5>({1.6044118478735982e-4, -4.6817541353186881e-3, 7.9692626246167045e-2,
                         -6.4596409750624625e-1, 1.5707963267948966},
                        square);
  const float c =
      polynomial<6>({-2.5202042373060605e-5, 9.1926027483942658e-4, -2.0863480763352961e-2,
                     2.5366950790104802e-1, -1.2337005501361698, 1.0},
                    square);
  const float cosine = (quarter & 1u) != 0 ? s : c;
  const float sine = (quarter & 1u) != 0 ? c : s;
  out[0] = r * (quarter == 1 || quarter == 2 ? -cosine : cosine);
  out[1] = r * ((quarter & 2u) != 0 ? -sine : sine);
}

// Standard normal.
inline void numbers(const Block& block, float* out) {
  normal_pair(block.word[0], block.word[1], out);
  normal_pair(block.word[2], block.word[3], out + 2);
}
)";

inline constexpr const char* sampling_code = R"(
}  // namespace detail

/// Overwrites z (latent_size numbers) with the noise of sample `number` = 0, 1, ... of a seed: a
/// function of nothing else. It is what eigan's `sample --seed` starts its row `number` from, bit for
/// bit.
inline void noise(std::uint64_t seed, std::uint64_t number, float* z) {
  const std::uint64_t first = number % 4096 * latent_size;
  float four[4];
  for (std::uint64_t i = 0; i < latent_size; ++i) {
    const std::uint64_t place = first + i;
    if (i == 0 || place % 4 == 0) {
      detail::numbers(
          detail::noise_block(seed, number / 4096, static_cast<std::uint32_t>(place / 4)), four);
    }
    z[i] = four[place % 4];
  }
}
)";

inline constexpr const char* class_code = R"(
/// Samples of one seed, one after the other. Nothing is allocated.
class Generator {
 public:
  explicit Generator(std::uint64_t seed = 0) : seed_(seed) {}

  /// Overwrites sample (sample_size values) with the next one.
  void next(value_type* sample) { at(number_++, sample); }
  /// Overwrites sample with the one of that number, whatever came before.
  void at(std::uint64_t number, value_type* sample) const {
    float z[latent_size];
    noise(seed_, number, z);
    generate(z, sample);
  }

 private:
  std::uint64_t seed_;
  std::uint64_t number_ = 0;
};
)";
