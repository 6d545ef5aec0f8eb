// SPDX-License-Identifier: MIT
// Games that papers played, as their authors set them up. Not in eigan.hpp, for few need them.
#pragma once

#include <algorithm>
#include <cmath>
#include <utility>

#include <eigan/eigan.hpp>

namespace eigan {

/// The generator of Goodfellow et al., 2014, for MNIST: from 100 uniform numbers to 784 pixels in
/// [0, 1].
template <class Scalar>
using MnistGanGenerator = Generator<
    Mlp<Scalar, Dense<100, 1200, ReLU>, Dense<1200, 1200, ReLU>, Dense<1200, 784, Sigmoid>>,
    UniformNoise>;

/// Its adversary, with dropout before each layer.
template <class Scalar>
using MnistGanDiscriminator = Discriminator<Mlp<Scalar, Dropout, Maxout<784, 240, 5>, Dropout,
                                                Maxout<240, 240, 5>, Dropout, Dense<240, 1>>>;

/// The generator as their code starts it: weights uniform on (-0.05, 0.05), biases 0, but for the
/// last layer's, with which every pixel starts at its mean over the images.
/// \param images  784 x count, pixels in [0, 1]
template <class Scalar>
MnistGanGenerator<Scalar> mnist_gan_generator(const Batch<Scalar>& images, Rng& rng) {
  enforce(images.rows() == 784 && images.cols() > 0,
          "mnist_gan_generator: there must be an image of 28 x 28 = 784 pixels, got ",
          images.cols(), " of ", images.rows());
  enforce((images.array() >= 0 && images.array() <= 1).all(),
          "mnist_gan_generator: pixels must lie in [0, 1], they lie in [", images.minCoeff(), ", ",
          images.maxCoeff(), "]");
  const Initializer weights = Uniform{0.05}, biases = Constant{0};
  auto network = mlp<Scalar>(Dense<100, 1200, ReLU>{.weights = weights, .biases = biases},
                             Dense<1200, 1200, ReLU>{.weights = weights, .biases = biases},
                             Dense<1200, 784, Sigmoid>{.weights = weights, .biases = biases});
  MnistGanGenerator<Scalar> generator(std::move(network), rng);
  auto last = generator.network().parameters().tail(784);
  for (Index i = 0; i < 784; ++i) {
    // kept off 0 and 1 as in their library, pylearn2: for them there is no finite bias
    const double mean = std::clamp(images.row(i).template cast<double>().mean(), 1e-7, 1 - 1e-7);
    last[i] = static_cast<Scalar>(std::log(mean / (1 - mean)));
  }
  return generator;
}

/// The discriminator as their code starts it: weights uniform on (-0.005, 0.005), biases 0.
/// \param keep_input, keep_hidden  dropout's shares, in (0, 1]; 1 for none
template <class Scalar>
MnistGanDiscriminator<Scalar> mnist_gan_discriminator(Rng& rng, double keep_input = 0.8,
                                                      double keep_hidden = 0.5) {
  const Initializer weights = Uniform{0.005}, biases = Constant{0};
  return MnistGanDiscriminator<Scalar>(
      mlp<Scalar>(Dropout{keep_input}, Maxout<784, 240, 5>{.weights = weights, .biases = biases},
                  Dropout{keep_hidden}, Maxout<240, 240, 5>{.weights = weights, .biases = biases},
                  Dropout{keep_hidden}, Dense<240, 1>{.weights = weights, .biases = biases}),
      rng);
}

/// The game of Goodfellow et al., 2014, on MNIST (section 5 and table 1), by its authors' code
/// (github.com/goodfeli/adversarial, mnist.yaml): batches of 100, both players updated from the
/// same parameters, the non-saturating loss beside half of the discriminator's, descent with a rate
/// of 0.1 divided by 1.000004 an update, momentum from 0.5 to 0.7 over the epochs 1 to 250.
///
///     Images<float> mnist = read_images<float>("train-images-idx3-ubyte.gz");
///     Dataset<float> images{std::move(mnist.pixels)};         // the file: eigan/io/read_data.hpp
///     MinimaxTrainer gan = mnist_gan(images);
///     gan.fit(images, 50 * images.samples() / 100);           // 50 epochs
///
/// \param images   784 pixels in [0, 1] x count
/// \param options  seed, instance noise, averaging and threads; batch_size and simultaneous are the
///                 recipe's, whatever is asked for
/// \throws Error if the images have other features or values
template <class Scalar>
auto mnist_gan(const Dataset<Scalar>& images, TrainingOptions options = {}) {
  Rng rng{options.seed};
  options.batch_size = 100;
  options.simultaneous = true;
  const Index epoch = (std::max<Index>)(1, images.samples() / options.batch_size);
  const SGD descent{.learning_rate = Schedule::geometric(0.1, 1 / 1.000004, 1e-6),
                    .momentum = Schedule::linear(0.5, 0.7, 249 * epoch, epoch)};
  auto generator = mnist_gan_generator(images.data(), rng);
  auto discriminator = mnist_gan_discriminator<Scalar>(rng);
  return MinimaxTrainer(std::move(generator), std::move(discriminator),
                        JensenShannon{.halved = true}, descent, descent, options);
}

/// The networks of Gulrajani et al., 2017, for points in the plane.
template <class Scalar>
using ToyGenerator = Generator<
    Mlp<Scalar, Dense<2, 512, ReLU>, Dense<512, 512, ReLU>, Dense<512, 512, ReLU>, Dense<512, 2>>>;
template <class Scalar>
using ToyCritic = Critic<
    Mlp<Scalar, Dense<2, 512, ReLU>, Dense<512, 512, ReLU>, Dense<512, 512, ReLU>, Dense<512, 1>>>;

namespace detail {

/// As their code starts them: uniform weights, of variance 2 / inputs below a ReLU (He et al., 2015) and
/// 2 / (inputs + outputs) in the last layer (Glorot and Bengio, 2010); biases 0.
template <class Scalar, int outputs>
auto toy_network() {
  const auto weights = [](double variance) { return Uniform{std::sqrt(3 * variance)}; };
  const Initializer biases = Constant{0};
  const Dense<512, 512, ReLU> hidden{.weights = weights(2.0 / 512), .biases = biases};
  return mlp<Scalar>(
      Dense<2, 512, ReLU>{.weights = weights(1), .biases = biases}, hidden, hidden,
      Dense<512, outputs>{.weights = weights(2.0 / (512 + outputs)), .biases = biases});
}

}  // namespace detail

/// The game of Gulrajani et al., 2017, on points in the plane, by its authors' code
/// (github.com/igul222/improved_wgan_training, gan_toy.py): WGAN-GP with lambda 0.1, five critic steps,
/// batches of 256, Adam at 1e-4 with beta 0.5 and 0.9, on data of about unit spread.
///
///     MinimaxTrainer gan = wgan_gp_toy({.seed = 1});
///     gan.fit(GaussianRing<float>{.radius = 1.41, .stddev = 0.014}, 100'000);
///
/// \param options  seed, instance noise, averaging and threads; batch_size is the recipe's, whatever is
///                 asked for
template <class Scalar = float>
auto wgan_gp_toy(TrainingOptions options = {}) {
  Rng rng{options.seed};
  options.batch_size = 256;
  const Adam adam{.learning_rate = 1e-4, .beta1 = 0.5, .beta2 = 0.9};
  return MinimaxTrainer(ToyGenerator<Scalar>(detail::toy_network<Scalar, 2>(), rng),
                        ToyCritic<Scalar>(detail::toy_network<Scalar, 1>(), rng),
                        WassersteinGP{.critic_steps = 5, .penalty = {.weight = 0.1}}, adam, adam,
                        options);
}

/// The game of R3GAN (Huang et al., 2024) for players of your own: Relativistic + R1 + R2, one critic step,
/// Adam with beta 0 and 0.99 and a rate from 2e-4 to 5e-5, an averaged generator. In their code gamma and
/// 1 - beta2 also fall tenfold, and the networks are convolutional.
///
///     MinimaxTrainer gan = r3gan(Gen{rng}, Crit{rng}, 20'000, 0.1, {.batch_size = 256});
///     gan.fit(images, 20'000);
///     Batch<float> samples = gan.sample(64, rng);  // of the averaged generator
///
/// \param steps    over which the rate falls
/// \param gamma    of both penalties: data scaled by s need s^2 of it
/// \param options  averaging is 0.999 unless another is asked for
template <class Gen, class Crit>
auto r3gan(Gen generator, Crit critic, Index steps, double gamma = 1,
           TrainingOptions options = {}) {
  if (options.averaging == 0) options.averaging = 0.999;
  const Adam adam{.learning_rate = Schedule::linear(2e-4, 5e-5, steps), .beta1 = 0, .beta2 = 0.99};
  return MinimaxTrainer(std::move(generator), std::move(critic),
                        Relativistic{} + R1{.gamma = gamma} + R2{.gamma = gamma}, adam, adam,
                        options);
}

}  // namespace eigan
