// SPDX-License-Identifier: MIT
#pragma once

#include <sstream>
#include <string>
#include <vector>

#include <eigan/objectives/jensen_shannon.hpp>
#include <eigan/optimizers/sgd.hpp>
#include <eigan/training/minimax_trainer.hpp>

#include "tests/support/games.hpp"

namespace eigan::tests {

/// A trainer of players of one line, for tests of what is told of training.
inline auto small_game() {
  return MinimaxTrainer(line<LineGenerator<>>(1, 2), line<LineDiscriminator<>>(0.1, 0),
                        JensenShannon{}, SGD{.learning_rate = 0.01}, SGD{.learning_rate = 0.01},
                        TrainingOptions{.batch_size = 4});
}

/// The parts of a text between separators; by default its lines.
inline std::vector<std::string> split(const std::string& text, char separator = '\n') {
  std::vector<std::string> parts;
  std::istringstream in(text);
  for (std::string part; std::getline(in, part, separator);) parts.push_back(part);
  return parts;
}

}  // namespace eigan::tests
