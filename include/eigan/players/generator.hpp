// SPDX-License-Identifier: MIT
#pragma once

#include <utility>

#include <eigan/core/hooks.hpp>
#include <eigan/players/noise.hpp>
#include <eigan/players/player.hpp>

namespace eigan {

/// G: turns noise z (latent size x n, the network's inputs) into samples (outputs x n).
///
///     using Gen = Generator<Mlp<float, Dense<2, 128, ReLU>, Dense<128, 2>>>;
///     Rng rng{42};
///     Gen generator{rng};
///     Batch<float> samples = generator.sample(2500, rng);  // 2 x 2500
///
/// A custom noise, `Generator<Net, Circle>`: examples/extend/noise.cpp.
template <class Net, class NoiseKind = NormalNoise>
class Generator : public Player<Net> {
 public:
  using Scalar = typename Net::Scalar;
  static constexpr const char* name = "generator";
  static_assert(Noise<NoiseKind, Scalar>,
                "eigan: a generator's noise must be callable as noise(const Stream&, Index first, "
                "View<Scalar> z)");

  /// Keeps the network's parameters. \throws Error if a setting of the noise breaks its rule
  EIGAN_COLD explicit Generator(Net network, NoiseKind noise = {})
      : Player<Net>(std::move(network)), noise_(std::move(noise)) {
    detail::validate(noise_);
  }
  /// Draws the network's parameters. \throws Error as above
  EIGAN_COLD Generator(Net network, Rng& rng, NoiseKind noise = {})
      : Player<Net>(std::move(network), rng, Purpose::generator_weights), noise_(std::move(noise)) {
    detail::validate(noise_);
  }
  EIGAN_COLD explicit Generator(Rng& rng, NoiseKind noise = {})
      : Generator(Net{}, rng, std::move(noise)) {}

  Index latent_size() const { return this->network_.inputs(); }
  const NoiseKind& noise() const { return noise_; }

  /// The samples of noise z. \throws Error unless z has the latent size
  Batch<Scalar> generate(const ConstBatchRef<Scalar>& z) const { return this->network_(z); }

  /// New samples, features x count. \throws Error if count < 1, or its noise exceeds 2^34 numbers
  Batch<Scalar> sample(Index count, Rng& rng) const {
    Tape<Scalar> tape;
    return sample(count, rng, tape);
  }

  /// The same on the caller's tape, which allocates only when it grows (except the buffers that wide
  /// products pack into). \return the samples, which live on the tape until its next use
  View<Scalar> sample(Index count, Rng& rng, Tape<Scalar>& tape) const {
    const Index most = (Index{1} << 34) / latent_size();
    enforce(count > 0 && count <= most, "Generator: the number of samples must lie in [1, ", most,
            "]; got ", count);
    this->network_.prepare(tape, count);
    draw(rng.next(Purpose::samples), 0, tape.input());
    this->network_.forward(tape, Pass{.stream = rng.next(Purpose::sample_layers)});
    return tape.output();
  }

  /// Overwrites z (latent size x n) with the noise of samples `first`, `first` + 1, ...
  void draw(const Stream& stream, Index first, View<Scalar> z) const { noise_(stream, first, z); }

 private:
  NoiseKind noise_;
};

template <class Net>
Generator(Net, Rng&) -> Generator<Net>;
template <class Net>
explicit Generator(Net) -> Generator<Net>;

}  // namespace eigan
