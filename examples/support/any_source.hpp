// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <utility>
#include <variant>

#include <eigan/data/dataset.hpp>
#include <eigan/data/mixtures.hpp>
#include <eigan/data/source.hpp>

/// A source chosen at run time, so that one trainer serves them all.
class AnySource {
 public:
  using Choice = std::variant<eigan::GaussianRing<float>, eigan::GaussianGrid<float>,
                              eigan::SwissRoll<float>, eigan::Dataset<float>>;

  template <class Kind>
    requires std::is_constructible_v<Choice, Kind>
  explicit AnySource(Kind source) : choice_(std::move(source)) {}

  eigan::Index features() const {
    return std::visit([](const auto& source) { return source.features(); }, choice_);
  }
  void minibatch(const eigan::Minibatch& which, const eigan::Stream& stream,
                 eigan::BatchRef<float> out) const {
    std::visit([&](const auto& source) { source.minibatch(which, stream, out); }, choice_);
  }
  /// `count`, or as many as there are in a Dataset: samples that can be drawn without repetition.
  eigan::Index at_most(eigan::Index count) const {
    const auto* data = std::get_if<eigan::Dataset<float>>(&choice_);
    return data ? std::min(count, data->samples()) : count;
  }

 private:
  Choice choice_;
};
