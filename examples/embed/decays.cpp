// SPDX-License-Identifier: MIT
// A table from physics, learned from a CSV file: energy, momentum and angle of muons, on very different
// scales and related by E^2 = p^2 + m^2. Makes the file if none is given. The generator is saved, then read
// as another program would read it.
//
//     decays [FILE.csv]
#include <cmath>
#include <fstream>
#include <iostream>

#include <eigan/eigan.hpp>
#include <eigan/io/data_format.hpp>
#include <eigan/io/read_data.hpp>
#include <eigan/io/weights.hpp>

using namespace eigan;
using Gen = Generator<Mlp<float, Dense<3, 64, ReLU>, Dense<64, 64, ReLU>, Dense<64, 3>>>;
using Crit = Critic<Mlp<float, Dense<3, 64, ReLU>, Dense<64, 64, ReLU>, Dense<64, 1>>>;

/// 5,000 muons: energy and momentum in MeV, angle in radians.
void write_muons(const char* path) {
  constexpr double mass = 105.66;
  std::ofstream file(path);
  file << "energy,momentum,angle\n";
  const Stream stream(1, Purpose::user, 0);
  for (Index i = 0; i < 5000; ++i) {
    double random[2];
    stream.normal(random, 2, 2 * i);
    const double momentum = 200 * std::exp(0.3 * random[0]);
    file << std::hypot(momentum, mass) << ',' << momentum << ',' << 0.1 * random[1] << '\n';
  }
}

int main(int argc, char** argv) {
  const char* path = argc > 1 ? argv[1] : "muons.csv";
  if (argc == 1) write_muons(path);
  const Table table = read_table(path);
  const StandardScaler scaler{table.values, table.names};
  const Dataset<float> data{scaler.transform<float>(table.values)};

  Rng rng{1};
  const Schedule rate = Schedule::linear(5e-4, 0, 3000);
  MinimaxTrainer wgan{Gen{rng},
                      Crit{rng},
                      Wasserstein{.critic_steps = 5, .clip = 0.1},
                      RMSProp{.learning_rate = rate},
                      RMSProp{.learning_rate = rate},
                      TrainingOptions{.batch_size = 128, .seed = 1}};
  wgan.fit(data, 3000, ProgressBar{});

  save_generator("muons.safetensors", wgan.generator(),
                 DataFormat{.columns = table.names, .scaler = scaler}.metadata());

  const auto file = read_generator<float>("muons.safetensors");
  const auto format = DataFormat::of(file.metadata, file.generator.network().outputs());
  const Batch<double> muons = format.in_units_of_the_data(file.generator.sample(5000, rng));
  const Eigen::ArrayXd energy = muons.row(0), momentum = muons.row(1);
  const double mass = (energy.square() - momentum.square()).mean();
  const double real_mass =
      (table.values.row(0).array().square() - table.values.row(1).array().square()).mean();
  const double off = std::abs(energy.mean() - scaler.mean()[0]) / scaler.spread()[0];
  std::cout << "mean of E^2 - p^2: " << mass << " MeV^2, in the data " << real_mass
            << "; the mean energy is off by " << off << " of its spread\n";
  return off < 0.2 && std::abs(mass / real_mass - 1) < 0.05 ? 0 : 1;
}
