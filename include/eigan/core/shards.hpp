// SPDX-License-Identifier: MIT
#pragma once

#include <eigan/core/batch.hpp>

namespace eigan {

/// A batch cut into shards: shard s of S holds the samples floor(s B / S) to floor((s + 1) B / S) - 1.
/// Products are cut inside a shard, and its gradient is a sum of its own.
struct Shards {
  Index batch = 0;  ///< B, samples
  Index count = 1;  ///< S, at least 1

  /// The first sample of a shard. \param shard  0 to count, where count gives the batch size
  Index first(Index shard) const { return shard * batch / count; }
  /// The number of samples in it.
  Index size(Index shard) const { return first(shard + 1) - first(shard); }

  bool operator==(const Shards&) const = default;
};

/// How a batch lies on a tape: shard after shard, and within a shard one section after another, such
/// as [ real | fake ]. So a shard on its own is laid out as it is among others.
struct Layout {
  Shards shards;
  Index sections = 1;  ///< samples of a turn that lie side by side, each section a whole batch

  /// All of them.
  Index columns() const { return sections * shards.batch; }
  /// The first column of a shard. \param shard  0 to shards.count
  Index begin(Index shard) const { return sections * shards.first(shard); }
  /// The first column of a section of a shard.
  Index column(Index section, Index shard) const {
    return begin(shard) + section * shards.size(shard);
  }

  bool operator==(const Layout&) const = default;
};

}  // namespace eigan
