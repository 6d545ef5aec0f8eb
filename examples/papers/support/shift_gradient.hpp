// SPDX-License-Identifier: MIT
#pragma once

#include <eigan/nn/tape.hpp>

/// The gradient of the generator's loss by a shift of all fakes (features x n) along their first
/// feature.
template <class Adversary, class Objective>
double shift_gradient(const Adversary& adversary, const Objective& objective,
                      const eigan::Batch<float>& fakes) {
  using eigan::Scores;
  const auto& network = adversary.network();
  eigan::Tape<float> tape;
  network.prepare(tape, fakes.cols());
  tape.input() = fakes;
  network.forward(tape, eigan::Pass{});
  const Scores<float> scores = tape.output().array();
  Scores<float> gradient(fakes.cols());
  objective.template generator_loss<float>(Scores<float>(), scores, gradient);
  tape.output_gradient() = gradient.matrix();
  network.backward_input(tape);
  return tape.input_gradient().row(0).cast<double>().sum();
}
