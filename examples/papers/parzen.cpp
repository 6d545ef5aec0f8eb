// SPDX-License-Identifier: MIT
// Table 1 of the GAN paper (Goodfellow et al., 2014) on MNIST: the log-likelihood of images that no
// one has trained on under Gaussians around 10,000 samples, for the paper's networks, trained as
// its authors did or better.
//
//     parzen --train train-images-idx3-ubyte.gz --test t10k-images-idx3-ubyte.gz
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <optional>
#include <string>
#include <utility>

#include <eigan/eigan.hpp>
#include <eigan/io/read_data.hpp>
#include <eigan/metrics.hpp>
#include <eigan/pictures/picture.hpp>
#include <eigan/pictures/png.hpp>
#include <eigan/presets.hpp>

#include "support/experiment.hpp"

using namespace eigan;

namespace {

/// 784 pixels x images, in [0, 1].
Batch<float> images(const std::string& file) {
  Images<float> read = read_images<float>(file);
  enforce<DataError>(read.rows == 28 && read.columns == 28, file,
                     ": the paper's networks take images of 28 x 28 pixels, these have ", read.rows,
                     " x ", read.columns);
  return std::move(read.pixels);
}

/// MNIST's 60,000 training images in the paper's parts. Of any other number as many sixths.
struct Parts {
  Dataset<float> train;   ///< the first 50,000
  Batch<float> choice;    ///< the next 1,000: what sigma, and the recipe, were chosen by
  Batch<float> held_out;  ///< the last 9,000, or another file: scored once, at the end
};

Parts parts(const std::string& file, const std::string& test) {
  const Batch<float> all = images(file);
  enforce<DataError>(all.cols() >= 600, file, ": there must be at least 600 images, it has ",
                     all.cols());
  const Index rest = all.cols() / 6, choice = rest / 10;
  return {Dataset<float>(all.leftCols(all.cols() - rest)),
          all.middleCols(all.cols() - rest, choice),
          test.empty() ? all.rightCols(rest - choice) : images(test)};
}

struct Score {
  double sigma;  ///< chosen on `choice`
  ParzenScore choice, held_out;
  PrecisionRecall shares;  ///< of at most 2,000 held out and as many samples
};

Score score(const Batch<float>& samples, const Parts& p) {
  const double sigma = best_parzen_width(p.choice, samples);
  const Index few = std::min({Index{2000}, p.held_out.cols(), samples.cols()});
  return {sigma, parzen_log_likelihood(p.choice, samples, {sigma}).front(),
          parzen_log_likelihood(p.held_out, samples, {sigma}).front(),
          precision_recall(p.held_out.leftCols(few), samples.leftCols(few))};
}

/// How far at most 2,000 images are from the nearest that was trained on, in the mean.
double distance_from_training(const Batch<float>& x, const Parts& p) {
  return nearest(x.leftCols(std::min<Index>(2000, x.cols())), p.train.data()).distance.mean();
}

/// The recipe that came out best on `choice`, for the paper's networks and objective: no dropout but
/// instance noise, a discriminator that is faster than the generator, rates that stay as they are,
/// and an average of the generator over half of all steps.
/// \param averaging  of the generator, if another is wanted
auto best_recipe(const Parts& p, Index steps, std::uint64_t seed, std::optional<double> averaging) {
  Rng rng{seed};
  auto generator = mnist_gan_generator(p.train.data(), rng);
  const double fall = std::pow(0.2, 1 / static_cast<double>(steps));
  return MinimaxTrainer{
      std::move(generator),
      mnist_gan_discriminator<float>(rng, 1, 1),
      JensenShannon{},
      Adam{.learning_rate = 3e-4, .beta1 = 0.5},
      Adam{.learning_rate = 6e-4, .beta1 = 0.5},
      TrainingOptions{.batch_size = 100,
                      .seed = seed,
                      .instance_noise = Schedule::geometric(1, fall),
                      .averaging = averaging.value_or(1 - 2 / (2.0 + static_cast<double>(steps)))}};
}

/// Samples, each beside the training image that is nearest to it, and ways through the noise.
template <class Gen>
void draw(const Experiment& e, const Gen& generator, const Batch<float>& samples, const Parts& p) {
  const Batch<float> shown = samples.leftCols(60);
  const Nearest near = nearest(shown, p.train.data());
  Batch<float> neighbours(784, shown.cols());
  for (Index i = 0; i < shown.cols(); ++i) neighbours.col(i) = p.train.data().col(near.sample[i]);
  write_png(e.path("parzen_samples.png"), image_comparison(shown, neighbours, {}));

  constexpr Index ways = 6, places = 12;
  Batch<float> ends(generator.latent_size(), 2 * ways), z(generator.latent_size(), ways * places);
  generator.draw(Stream(e.seed, Purpose::user, 2), 0,
                 View<float>(ends.data(), ends.rows(), ends.cols()));
  for (Index i = 0; i < z.cols(); ++i) {
    const float share = static_cast<float>(i % places) / (places - 1);
    z.col(i) = (1 - share) * ends.col(i / places) + share * ends.col(ways + i / places);
  }
  write_png(e.path("parzen_interpolations.png"),
            image_grid(generator.generate(z), {.across = places}));
}

/// Trains, scores, and writes the pictures.
template <class Trainer>
void play(Experiment& e, Experiment::ShownTable& table, Trainer game, const Parts& p, Index steps,
          Index count) {
  const auto start = std::chrono::steady_clock::now();
  game.fit(p.train, steps, ProgressBar{});
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
  const std::uint64_t seed = game.options().seed;
  const auto& generator = game.averaged_generator();
  Rng rng{seed};
  const Batch<float> samples = generator.sample(count, rng);
  const Score s = score(samples, p);
  table.row({static_cast<double>(seed), s.sigma, s.choice.mean, s.held_out.mean,
             s.held_out.standard_error, 100 * s.shares.precision, 100 * s.shares.recall,
             distance_from_training(samples, p), taken.count()});
  if (seed == e.seed) draw(e, generator, samples, p);
}

void experiment(Experiment& e) {
  std::string train, test, recipe = "best";
  std::optional<Index> epochs;
  std::optional<double> averaging;
  int seeds = 1;
  e.option("--train", "FILE", train,
           "IDX file of MNIST's training images; its last sixth is not trained on: 1,000 for "
           "choosing sigma, 9,000 held out; required")
      ->required()
      ->check(not_empty("a file"));
  e.option("--test", "FILE", test, "IDX file of images to score instead of those held out")
      ->check(not_empty("a file"));
  e.option("--recipe", "NAME", recipe, "paper (of its authors) or best (best)")
      ->check(CLI::IsMember({"paper", "best"}));
  e.number("--epochs", "N", epochs, "passes over the images (30)", 1, 1'000'000'000);
  e.option(
       "--averaging", "D", averaging,
       "samples come from an average of the generator over about 1 / (1 - D) steps (best: half of "
       "all; paper 0)")
      ->check(in_range(0, 1, true, false));
  e.number("--seeds", "N", seeds, "how many seeds, from --seed on (1)", 1, 1'000'000);
  e.begin();
  const Parts p = parts(train, test);
  const Index epoch = std::max<Index>(1, p.train.samples() / 100);
  const Index steps = e.quick && !epochs ? 20 : epochs.value_or(30) * epoch;
  const Index count = e.quick ? 500 : 10'000;
  e.result["settings"] = {{"train", train}, {"test", test},     {"recipe", recipe},
                          {"steps", steps}, {"samples", count}, {"scored", p.held_out.cols()}};
  std::printf("%d training images, %d to choose sigma by, %d to score; %d samples\n\n",
              static_cast<int>(p.train.samples()), static_cast<int>(p.choice.cols()),
              static_cast<int>(p.held_out.cols()), static_cast<int>(count));

  // What real images get in place of samples: about what a perfect generator would.
  const Batch<float> real = p.train.data().leftCols(std::min(count, p.train.samples()));
  const Score perfect = score(real, p);
  std::printf(
      "real images in place of samples: %.1f +- %.1f nats (sigma %.3f), precision %.1f %%, recall "
      "%.1f %%\nthe mean distance of the images scored from the nearest training image: %.3f\n\n",
      perfect.held_out.mean, perfect.held_out.standard_error, perfect.sigma,
      100 * perfect.shares.precision, 100 * perfect.shares.recall,
      distance_from_training(p.held_out, p));
  auto table = e.table("parzen", {"seed", "sigma", "choice", "held out", "+-", "precision %",
                                  "recall %", "nearest", "seconds"});
  for (int i = 0; i < seeds; ++i) {
    const std::uint64_t seed = e.seed + static_cast<std::uint64_t>(i);
    if (recipe == "paper") {
      play(e, table, mnist_gan(p.train, {.seed = seed, .averaging = averaging.value_or(0)}), p,
           steps, count);
    } else {
      play(e, table, best_recipe(p, steps, seed, averaging), p, steps, count);
    }
  }
}

}  // namespace

int main(int argc, char** argv) {
  return run_experiment(
      "parzen",
      "Table 1 of the GAN paper: the log-likelihood of MNIST images under Gaussians around 10,000\n"
      "samples of a trained generator (225 +- 2 nats there).\n"
      "A quarter of an hour a seed on two cores.",
      experiment, argc, argv);
}
