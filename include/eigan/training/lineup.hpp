// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include <eigan/core/batch.hpp>
#include <eigan/core/error.hpp>
#include <eigan/core/non_finite.hpp>
#include <eigan/core/rng.hpp>
#include <eigan/data/source.hpp>
#include <eigan/nn/certificate.hpp>
#include <eigan/nn/network.hpp>
#include <eigan/training/probes.hpp>
#include <eigan/training/step_report.hpp>
#include <eigan/training/training_options.hpp>

namespace eigan::detail {

/// A batch of fakes: a section of the generator's output.
template <class Scalar>
struct Fakes {
  Tape<Scalar>* tape;
  Index section;
};

/// The adversary's input, side by side on its tape: in each shard the columns [ real | fake ], or fakes
/// alone; with the scores and their gradients.
template <class Scalar>
class Lineup {
 public:
  EIGAN_COLD explicit Lineup(const TrainingOptions& options)
      : shards_{options.batch_size, options.shards}, seed_(options.seed) {
    for (Scores<Scalar>* scores : {&real_, &fake_, &d_real_, &d_fake_, &d_generator_}) {
      scores->setZero(options.batch_size);
    }
  }

  /// Of the next step.
  void set_instance_noise(double stddev) { stddev_ = static_cast<Scalar>(stddev); }

  /// Begins a turn, with real samples and fakes.
  void begin(const Network<Scalar>& adversary, const Probes& probes) {
    fakes_at_ = 1;
    probes_ = probes;
    adversary.prepare(tape_, probes.layout(shards_));
    for (Vector<double>* each : {&slopes_, &d_slopes_}) {
      if (each->size() < probes.count() * shards_.batch)
        each->resize(probes.count() * shards_.batch);
    }
  }
  /// From now on fakes alone.
  void leave_out_real(const Network<Scalar>& adversary) {
    adversary.prepare(tape_, Layout{shards_, 1});
    fakes_at_ = 0;
  }

  /// Puts real samples on the tape, with instance noise. \throws DataError unless they are finite
  template <class Source_>
  void real(Source_& source, Index number) {
    const auto stream_number = static_cast<std::uint64_t>(number);
    for (Index shard = 0; shard < shards_.count; ++shard) {
      const View<Scalar> x = tape_.part(tape_.input(), 0, shard);
      source.minibatch(Minibatch{number, shards_.batch, shards_.first(shard)},
                       Stream(seed_, Purpose::data, stream_number), BatchRef<Scalar>(x));
      require_finite_data(x, number, shards_.first(shard));
      add_noise(x, Stream(seed_, Purpose::instance_noise, stream_number).part(0), shard, stddev_);
    }
  }
  void fake(const Fakes<Scalar>& fakes) {
    for (Index shard = 0; shard < shards_.count; ++shard) {
      const View<Scalar> x = tape_.part(tape_.input(), fakes_at_, shard);
      copy(fakes.tape->part(fakes.tape->output(), fakes.section, shard), x);
      add_noise(x, Stream(seed_, Purpose::instance_noise, scorings).part(1), shard, stddev_);
    }
  }

  /// Puts the probes on the tape that are neither real samples nor fakes.
  void probe() {
    const Stream stream(seed_, Purpose::probes, scorings);
    for (Index shard = 0; shard < shards_.count; ++shard) {
      const View<Scalar> x = tape_.part(tape_.input(), 0, shard);
      if (probes_.has(Probe::between)) {
        mix(x, tape_.part(tape_.input(), 1, shard),
            tape_.part(tape_.input(), probes_.section(Probe::between), shard), stream.part(0),
            shards_.first(shard));
      }
      if (probes_.has(Probe::around)) {
        const View<Scalar> u = tape_.part(tape_.input(), probes_.section(Probe::around), shard);
        copy(x, u);
        add_noise(u, stream.part(1), shard, static_cast<Scalar>(probes_.spread));
      }
    }
  }

  /// f(x) and f(G(z)) of what is on the tape.
  void score(const Network<Scalar>& adversary, Team& team) {
    const Stream stream(seed_, Purpose::adversary_layers, ++scorings);
    adversary.forward(tape_, Pass{.training = true, .stream = stream}, team);
    if (fakes_at_ > 0) gather(real_, 0);
    gather(fake_, fakes_at_);
  }

  /// \throws Error unless scores can be certified
  static void require_bounds(const Network<Scalar>& adversary) {
    Certificate<Scalar>::require_bounds(adversary,
                                        "MinimaxTrainer: with certify_every the adversary");
  }
  /// What the scores of real samples and fakes prove.
  EIGAN_COLD void certify(const Network<Scalar>& adversary, StepReport& report) {
    certificate_.begin(adversary);
    for (Index shard = 0; shard < shards_.count; ++shard) {
      for (Index side = 0; side < 2; ++side) {
        certificate_.add(tape_, static_cast<std::size_t>(side), tape_.layout().column(side, shard),
                         shards_.size(shard));
      }
    }
    const auto proved = certificate_.result(adversary, tape_);
    report.lipschitz_bound = proved.lipschitz;
    report.certified_difference = proved.difference;
  }

  // one per sample of the batch
  ConstScoresRef<Scalar> real_scores() const {
    return real_.head(fakes_at_ > 0 ? real_.size() : 0);
  }
  ConstScoresRef<Scalar> fake_scores() const { return fake_; }
  ScoresRef<Scalar> d_real() { return d_real_; }
  ScoresRef<Scalar> d_fake() { return d_fake_; }
  ScoresRef<Scalar> d_generator() { return d_generator_; }

  /// Puts d_real and d_fake on the tape, as its output gradient, for the adversary to descend.
  Tape<Scalar>& tape_with_gradients() {
    if (probes_.any()) return tape_;  // they were there before the tangents
    scatter(d_real_, 0);
    scatter(d_fake_, 1);
    return tape_;
  }

  bool has_probes() const { return probes_.any(); }
  /// |grad f| of a batch of probes, and for the caller to add up: d penalties / d slope.
  Eigen::Map<Vector<double>> slopes(Probe where) { return of(slopes_, where); }
  Eigen::Map<Vector<double>> d_slopes(Probe where) { return of(d_slopes_, where); }

  /// Computes the slopes. The tape then has the way back of f at the probes, of the loss elsewhere.
  void take_slopes(const Network<Scalar>& adversary, Team& team) {
    std::fill_n(tape_.output_gradient().data(), tape_.columns(), Scalar(1));
    if (!probes_.covers(0)) scatter(d_real_, 0);
    if (!probes_.covers(1)) scatter(d_fake_, 1);
    adversary.backward_input(tape_, team);
    each_probe([&](Index place, const Scalar* gradient, Index rows, Scalar*) {
      double sum = 0;
      for (Index i = 0; i < rows; ++i) {
        sum += static_cast<double>(gradient[i]) * static_cast<double>(gradient[i]);
      }
      slopes_[place] = std::sqrt(sum);
      d_slopes_[place] = 0;
    });
  }
  /// Makes d_slopes the tangents of the input, d penalties / d grad f, and takes them through the network.
  void take_tangents(const Network<Scalar>& adversary, Team& team) {
    each_probe([&](Index place, const Scalar* gradient, Index rows, Scalar* tangent) {
      const double slope = slopes_[place];  // 0: the direction is undefined
      const Scalar factor = static_cast<Scalar>(slope > 0 ? d_slopes_[place] / slope : 0);
      for (Index i = 0; i < rows; ++i) tangent[i] = factor * gradient[i];
    });
    for (Index shard = 0; shard < shards_.count; ++shard) {
      for (Index section = 0; section < tape_.layout().sections; ++section) {
        const Scalar* const from = section == 0 ? d_real_.data() : d_fake_.data();
        Scalar* const to = tape_.loss_gradient().data() + tape_.layout().column(section, shard);
        for (Index i = 0; i < shards_.size(shard); ++i) {
          to[i] = section < 2 ? from[shards_.first(shard) + i] : Scalar(0);
        }
      }
    }
    adversary.tangents(tape_, team);
  }
  Tape<Scalar>& tape() { return tape_; }

  /// Takes d_generator back through the adversary to the output gradient of the fakes.
  void backward_to_fakes(const Network<Scalar>& adversary, const Fakes<Scalar>& fakes, Team& team) {
    std::fill_n(tape_.output_gradient().data(), tape_.columns(), Scalar(0));
    scatter(d_generator_, fakes_at_);
    adversary.backward_input(tape_, team);
    for (Index shard = 0; shard < shards_.count; ++shard) {
      copy(tape_.part(tape_.input_gradient(), fakes_at_, shard),
           fakes.tape->part(fakes.tape->output_gradient(), fakes.section, shard));
    }
  }

  std::uint64_t scorings = 0;  ///< forward passes of the adversary so far

 private:
  static void require_finite_data(const View<Scalar>& x, Index number, Index first) {
    if (all_finite(x.data(), x.size())) return;
    if (const auto bad = first_non_finite(x)) {
      throw DataError(text("the data must be finite; in minibatch ", number, " feature ",
                           bad->feature, " of sample ", first + bad->sample, " is ", bad->name));
    }
  }

  Eigen::Map<Vector<double>> of(Vector<double>& all, Probe where) const {
    return {all.data() + (probes_.section(where) - probes_.first()) * shards_.batch, shards_.batch};
  }

  /// use(place in slopes_, gradient, rows, tangent) for each probe.
  template <class Use>
  void each_probe(Use&& use) {
    const Index rows = tape_.input().rows(), first = probes_.first();
    for (Index p = 0; p < probes_.count(); ++p) {
      for (Index shard = 0; shard < shards_.count; ++shard) {
        const View<Scalar> gradient = tape_.part(tape_.input_gradient(), first + p, shard);
        View<Scalar> tangent = tape_.part(tape_.input(), tape_.layout().sections + p, shard);
        for (Index i = 0; i < gradient.cols(); ++i) {
          use(p * shards_.batch + shards_.first(shard) + i, &gradient(0, i), rows, &tangent(0, i));
        }
      }
    }
  }

  /// u <- a x + (1 - a) y, with a number a for each sample.
  static void mix(const View<Scalar>& x, const View<Scalar>& y, View<Scalar> u,
                  const Stream& stream, Index first) {
    for (Index j = 0; j < u.cols(); ++j) {
      Scalar a;
      stream.uniform(&a, 1, first + j);
      for (Index i = 0; i < u.rows(); ++i) u(i, j) = a * x(i, j) + (1 - a) * y(i, j);
    }
  }

  /// Adds normal noise to a shard's samples, in small blocks.
  EIGEN_DONT_INLINE void add_noise(View<Scalar> x, const Stream& stream, Index shard,
                                   Scalar stddev) const {
    if (!(stddev > 0)) return;
    std::array<Scalar, 256> noise;
    const Index before = shards_.first(shard) * x.rows();
    for (Index first = 0; first < x.size(); first += 256) {
      const Index count = (std::min<Index>)(256, x.size() - first);
      stream.normal(noise.data(), count, before + first);
      for (Index i = 0; i < count; ++i) {
        x.data()[first + i] += stddev * noise[static_cast<std::size_t>(i)];
      }
    }
  }

  static void copy(const View<Scalar>& from, View<Scalar> to) {
    std::copy_n(from.data(), from.size(), to.data());
  }
  void gather(Scores<Scalar>& scores, Index section) {
    for (Index shard = 0; shard < shards_.count; ++shard) {
      const View<Scalar> part = tape_.part(tape_.output(), section, shard);
      std::copy_n(part.data(), part.size(), scores.data() + shards_.first(shard));
    }
  }
  void scatter(const Scores<Scalar>& gradients, Index section) {
    for (Index shard = 0; shard < shards_.count; ++shard) {
      View<Scalar> part = tape_.part(tape_.output_gradient(), section, shard);
      std::copy_n(gradients.data() + shards_.first(shard), part.size(), part.data());
    }
  }

  Shards shards_;
  std::uint64_t seed_;
  Index fakes_at_ = 1;  // the section of the tape
  Scalar stddev_ = 0;   // of the instance noise in this step
  Tape<Scalar> tape_;
  Probes probes_;
  Scores<Scalar> real_, fake_, d_real_, d_fake_, d_generator_;
  Certificate<Scalar> certificate_;
  Vector<double> slopes_, d_slopes_;  // batch after batch of probes
};

}  // namespace eigan::detail
