// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include <eigan/optimizers/optimizer.hpp>

namespace eigan::tests {

/// Moves nothing and remembers nothing.
struct Frozen {
  static constexpr std::size_t slots = 0;
  template <class Scalar>
  void update(Index, Segment<Scalar>, ConstSegment<Scalar>, Slots<Scalar, 0>) const {}
};

/// What a player's optimiser was given, update by update. The pieces of an update come in any
/// order; a player's parameters are one vector, so that their addresses say where each belongs.
template <class Scalar>
class UpdateLog {
 public:
  void add(const UpdateCount& count, const Scalar* place, const ConstSegment<Scalar>& gradient) {
    const std::lock_guard lock(mutex_);  // all threads of a team add to it
    if (numbers_.empty() || numbers_.back() != count.update) {
      numbers_.push_back(count.update);
      steps_.push_back(count.step);
      updates_.emplace_back();
    }
    updates_.back().push_back({place, gradient.matrix()});
  }

  /// The number of each update, and the training step it belonged to.
  const std::vector<Index>& numbers() const { return numbers_; }
  const std::vector<Index>& steps() const { return steps_; }

  /// How many pieces update `i` had.
  std::size_t pieces(std::size_t i) const { return updates_.at(i).size(); }

  /// The whole gradient of update `i` (0 is the first), in the order of the parameters.
  Vector<Scalar> gradient(std::size_t i) const {
    std::vector<Piece> pieces = updates_.at(i);
    std::sort(pieces.begin(), pieces.end(),
              [](const Piece& a, const Piece& b) { return a.place < b.place; });
    Index size = 0;
    for (const Piece& piece : pieces) size += piece.gradient.size();
    Vector<Scalar> whole(size);
    for (const Piece& piece : pieces) {
      whole.segment(piece.place - pieces.front().place, piece.gradient.size()) = piece.gradient;
    }
    return whole;
  }
  Vector<Scalar> last_gradient() const { return gradient(updates_.size() - 1); }

 private:
  struct Piece {
    const Scalar* place;
    Vector<Scalar> gradient;
  };

  std::mutex mutex_;
  std::vector<Index> numbers_, steps_;
  std::vector<std::vector<Piece>> updates_;
};

/// Does what `inner` does, and writes each update down.
template <class Inner, class S = double>
struct Recording {
  static constexpr std::size_t slots = Inner::slots;

  Inner inner{};
  std::shared_ptr<UpdateLog<S>> log = std::make_shared<UpdateLog<S>>();

  template <class Scalar>
  void update(const UpdateCount& count, Segment<Scalar> w, ConstSegment<Scalar> g,
              Slots<Scalar, slots> s) const {
    log->add(count, w.data(), g);
    inner.update(count, w, g, s);
  }
};

/// What a `Watched` objective is about to be asked for.
enum class Loss { adversary, generator };

/// Who is told, with the scores of the real and of the fake samples.
template <class Scalar>
using Watcher = std::function<void(Loss, const ConstScoresRef<Scalar>& real,
                                   const ConstScoresRef<Scalar>& fake)>;

/// An objective that is `Base`, and first tells a watcher of each loss. The watcher is set after
/// the trainer has been made, so that it can look at the players in it.
template <class Base, class S = double>
struct Watched : Base {
  std::shared_ptr<Watcher<S>> watcher = std::make_shared<Watcher<S>>();

  explicit Watched(Base base) : Base(base) {}

  AdversaryLoss adversary_loss(const ConstScoresRef<S>& real, const ConstScoresRef<S>& fake,
                               ScoresRef<S> d_real, ScoresRef<S> d_fake) const {
    if (*watcher) (*watcher)(Loss::adversary, real, fake);
    return Base::template adversary_loss<S>(real, fake, d_real, d_fake);
  }
  double generator_loss(const ConstScoresRef<S>& real, const ConstScoresRef<S>& fake,
                        ScoresRef<S> d_fake) const {
    if (*watcher) (*watcher)(Loss::generator, real, fake);
    return Base::template generator_loss<S>(real, fake, d_fake);
  }
};

}  // namespace eigan::tests
