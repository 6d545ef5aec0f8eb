// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>

#include <eigan/training/learner.hpp>
#include <eigan/training/lineup.hpp>
#include <eigan/training/training_options.hpp>

namespace eigan::detail {

/// The generator in training: also makes fakes and averages the parameters.
template <class Generator, class Optimizer>
class GeneratorLearner : public Learner<Generator, Optimizer> {
  using Base = Learner<Generator, Optimizer>;

 public:
  using Scalar = typename Base::Scalar;

  EIGAN_COLD GeneratorLearner(Generator generator, Optimizer optimizer,
                              const TrainingOptions& options)
      : Base(std::move(generator), std::move(optimizer)),
        shards_{options.batch_size, options.shards},
        seed_(options.seed),
        together_(options.simultaneous ? 1 : (std::max)(Index{1}, 512 / options.batch_size)),
        averaging_(options.averaging) {
    if (averaging_ > 0) {
      averaged_.emplace(this->player());
      average_ = this->network().parameters().template cast<double>();
    }
  }

  /// The fakes of the adversary's turn `turn` of `k`. The generator does not change between turns, so
  /// one pass makes the fakes of several, up to 512 samples; of one if players move simultaneously,
  /// since the generator then descends from the last turn's fakes, alone on their tape.
  Fakes<Scalar> fakes(Index turn, Index k, Team& team) {
    const Index section = turn % together_;
    if (section == 0) generate((std::min)(together_, k - turn), team);
    return {&tape_, section};
  }

  /// One update, by the gradient on the tape of the fakes.
  void descend(Index step, Team& team) {
    // the plain mean of the first 1 / (1 - averaging) steps, exponential afterwards
    const double share = (std::max)(1 - averaging_, 1 / static_cast<double>(step));
    Base::descend(step, tape_, team, [&](Index offset, Segment<Scalar> w) {
      if (averaged_) average(offset, w, share);
    });
    if (averaged_) averaged_->network().state() = this->network().state();
  }

  Tape<Scalar>& tape() { return tape_; }
  const Generator& averaged() const { return averaged_ ? *averaged_ : this->player(); }

  void save_state(auto&& visit) const {
    Base::save_state(visit);
    if (averaged_) visit("averaged", average_);
    visit("passes", passes_);
  }
  void load_state(auto&& visit) {
    Base::load_state(visit);
    if (averaged_) {
      visit("averaged", average_);
      averaged_->network().parameters() = average_.template cast<Scalar>();
      averaged_->network().state() = this->network().state();
    }
    visit("passes", passes_);
  }

 private:
  /// g(z) for `count` batches, each with its own noise stream.
  void generate(Index count, Team& team) {
    const Stream stream(seed_, Purpose::generator_layers, passes_ + 1);
    this->network().prepare(tape_, Layout{shards_, count});
    for (Index section = 0; section < count; ++section) {
      const Stream noise(seed_, Purpose::noise, ++passes_);
      for (Index shard = 0; shard < shards_.count; ++shard) {
        this->player().draw(noise, shards_.first(shard), tape_.part(tape_.input(), section, shard));
      }
    }
    this->network().forward(tape_, Pass{.training = true, .stream = stream}, team);
  }

  /// In double: in float, an average over 10^5 steps would lose small changes.
  void average(Index offset, Segment<Scalar> w, double share) {
    double* const mean = average_.data() + offset;
    Scalar* const rounded = averaged_->network().parameters().data() + offset;
    for (Index i = 0; i < w.size(); ++i) {
      mean[i] += share * (static_cast<double>(w.data()[i]) - mean[i]);
      rounded[i] = static_cast<Scalar>(mean[i]);
    }
  }

  Shards shards_;
  std::uint64_t seed_;
  Index together_;  // turns per pass
  double averaging_;
  std::optional<Generator> averaged_;
  Vector<double> average_;    // its parameters
  std::uint64_t passes_ = 0;  // batches of noise so far
  Tape<Scalar> tape_;
};

}  // namespace eigan::detail
