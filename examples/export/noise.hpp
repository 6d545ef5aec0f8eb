// SPDX-License-Identifier: MIT
#pragma once

// Parts of the header that `export` writes, between eigan's own headers (source_of.hpp) and the layers.

inline constexpr const char* uniform_code = R"(
// Uniform on (-noise_range, noise_range), as UniformNoise in players/noise.hpp.
inline void numbers(const std::array<std::uint32_t, 4>& words, float* out) {
  for (std::size_t i = 0; i < 4; ++i) {
    const float unit = (static_cast<float>(words[i] >> 9) + 0.5f) * (1.0f / 8388608.0f);
    out[i] = (unit * 2.0f - 1.0f) * noise_range;
  }
}
)";

inline constexpr const char* normal_code = R"(
// Standard normal.
inline void numbers(const std::array<std::uint32_t, 4>& words, float* out) {
  const std::array<float, 2> a = normal_pair(words[0], words[1]), b = normal_pair(words[2], words[3]);
  out[0] = a[0];
  out[1] = a[1];
  out[2] = b[0];
  out[3] = b[1];
}
)";

inline constexpr const char* sampling_code = R"(
}  // namespace detail

/// Overwrites z (latent_size numbers) with the noise of sample `number` = 0, 1, ... of a seed: what
/// eigan's `sample --seed` starts its row `number` from, bit for bit.
inline void noise(std::uint64_t seed, std::uint64_t number, float* z) {
  using namespace detail;
  const auto low = [](std::uint64_t x) { return static_cast<std::uint32_t>(x); };
  const std::uint64_t batch = number / 4096, first = number % 4096 * latent_size;
  float four[4];
  for (std::uint64_t i = 0; i < latent_size; ++i) {
    const std::uint64_t place = first + i;
    if (i == 0 || place % 4 == 0) {
      numbers(philox4x32({low(place / 4), noise_purpose << 24, low(batch), low(batch >> 32)},
                         {low(seed), low(seed >> 32)}),
              four);
    }
    z[i] = four[place % 4];
  }
}
)";

inline constexpr const char* class_code = R"(
/// The samples of a seed, one after the other. Allocates nothing.
class Generator {
 public:
  explicit Generator(std::uint64_t seed = 0) : seed_(seed) {}

  /// Overwrites sample (sample_size values) with the next one.
  void next(value_type* sample) { at(number_++, sample); }
  /// Overwrites sample with sample `number`, whatever came before.
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
