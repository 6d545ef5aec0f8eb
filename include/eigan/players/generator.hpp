// SPDX-License-Identifier: MIT
#pragma once

#include <utility>

#include <eigan/core/hooks.hpp>
#include <eigan/players/noise.hpp>
#include <eigan/players/player.hpp>

namespace eigan {

/// G: turns noise into samples. `z` is inputs x n, where the network's inputs are the latent size;
/// samples are outputs x n.
///
///     using Gen = Generator<Mlp<float, Dense<2, 128, ReLU>, Dense<128, 2>>>;
///     Rng rng{42};
///     Gen generator{rng};
///     Batch<float> samples = generator.sample(2500, rng);  // 2 x 2500
///
/// A noise of one's own is a function object:
///
///     struct Sphere {                                       // uniform on the unit sphere
///       void operator()(const Stream& stream, View<float> z) const {
///         stream.normal(z.data(), z.size());
///         z.colwise().normalize();
///       }
///     };
///     Generator<Net, Sphere> generator{rng};
template <class Net, class NoiseKind = NormalNoise>
class Generator : public Player<Net> {
 public:
  using Scalar = typename Net::Scalar;
  static_assert(Noise<NoiseKind, Scalar>,
                "eigan: a generator's noise is called as noise(const Stream&, View<Scalar>)");

  /// The network with the parameters it has.
  /// \throws Error if a setting of the noise breaks its rule
  explicit Generator(Net network, NoiseKind noise = {})
      : Player<Net>(std::move(network)), noise_(std::move(noise)) {
    detail::validate(noise_);
  }
  /// The network with parameters drawn anew. \throws Error as above
  Generator(Net network, Rng& rng, NoiseKind noise = {})
      : Player<Net>(std::move(network), rng), noise_(std::move(noise)) {
    detail::validate(noise_);
  }
  /// A default network with parameters drawn anew. \throws Error as above
  explicit Generator(Rng& rng, NoiseKind noise = {}) : Generator(Net{}, rng, std::move(noise)) {}

  /// Rows of z.
  Index latent_size() const { return this->network_.inputs(); }
  /// What `draw` calls, as given at construction.
  const NoiseKind& noise() const { return noise_; }

  /// The samples of noise z. \throws Error if z has another number of rows than the latent size
  Batch<Scalar> generate(const ConstBatchRef<Scalar>& z) const { return this->network_(z); }

  /// `count` fresh samples, at least 1: features x count. \throws Error otherwise
  Batch<Scalar> sample(Index count, Rng& rng) const {
    Tape<Scalar> tape;
    return sample(count, rng, tape);
  }

  /// The same, on a tape that is kept: nothing is allocated once it has held as many samples (but for
  /// what products of wide layers pack).
  /// \return the samples; they live on the tape until it is used again
  View<Scalar> sample(Index count, Rng& rng, Tape<Scalar>& tape) const {
    require(count > 0, "Generator: the number of samples must be at least 1, got ", count);
    this->network_.prepare(tape, count);
    draw(rng.next(Purpose::samples), tape.input());
    this->network_.forward(tape, Pass{});
    return tape.output();
  }

  /// Overwrites z (latent size x n) with noise.
  void draw(const Stream& stream, View<Scalar> z) const { noise_(stream, z); }

 private:
  NoiseKind noise_;
};

template <class Net>
Generator(Net, Rng&) -> Generator<Net>;
template <class Net>
explicit Generator(Net) -> Generator<Net>;

}  // namespace eigan
