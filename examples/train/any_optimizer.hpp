// SPDX-License-Identifier: MIT
#pragma once

#include <variant>

#include <eigan/eigan.hpp>

/// An optimiser chosen at run time, so that one trainer serves them all: two slots, as many as the
/// most demanding of them remembers.
struct AnyOptimizer {
  static constexpr std::size_t slots = 2;

  std::variant<eigan::SGD, eigan::RMSProp, eigan::Adam> choice;

  const char* name() const {
    return std::visit([](const auto& optimizer) { return optimizer.name; }, choice);
  }
  void validate() const {
    std::visit([](const auto& optimizer) { optimizer.validate(); }, choice);
  }

  template <class Scalar>
  void update(const eigan::UpdateCount& count, eigan::Segment<Scalar> w,
              eigan::ConstSegment<Scalar> g, eigan::Slots<Scalar, 2> s) const {
    if (const auto* adam = std::get_if<eigan::Adam>(&choice)) {
      adam->update<Scalar>(count, w, g, s);
    } else if (const auto* rmsprop = std::get_if<eigan::RMSProp>(&choice)) {
      rmsprop->update<Scalar>(count, w, g, {s[0]});
    } else {
      std::get<eigan::SGD>(choice).update<Scalar>(count, w, g, {s[0]});
    }
  }
};
