// SPDX-License-Identifier: MIT
#pragma once

#include <eigan/core/batch.hpp>

namespace eigan {

/// A batch cut into shards: shard s of S holds the samples floor(s B / S) to floor((s + 1) B / S) - 1.
/// No product crosses shards, and each has its own sum of gradients.
struct Shards {
  Index batch = 0;  ///< B, samples
  Index count = 1;  ///< S, at least 1

  /// The first sample of a shard. \param shard  0 to count; count gives the batch size
  Index first(Index shard) const { return shard * batch / count; }
  Index size(Index shard) const { return first(shard + 1) - first(shard); }

  bool operator==(const Shards&) const = default;
};

/// The columns of a tape: shard after shard, and within a shard one section after another, such as
/// [ real | fake ]. So a shard alone is laid out as it is among others. Behind them, under a gradient
/// penalty, are the tangents of some of them, the probes, in the same order.
struct Layout {
  Shards shards;
  Index sections = 1;  ///< batches side by side
  Index probe = 0;     ///< the first section that has tangents
  Index tangents = 0;  ///< how many have

  Index columns() const { return (sections + tangents) * shards.batch; }
  /// The first column of a shard. \param shard  0 to shards.count
  Index begin(Index shard) const { return (sections + tangents) * shards.first(shard); }
  Index column(Index section, Index shard) const {
    return begin(shard) + section * shards.size(shard);
  }

  bool operator==(const Layout&) const = default;
};

}  // namespace eigan
