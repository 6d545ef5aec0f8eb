// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <type_traits>

#include <eigan/nn/layer.hpp>

namespace eigan {

/// Sorts each group of neighbouring rows, in ascending order (Anil, Lucas and Grosse, 2019). It is
/// 1-Lipschitz and keeps the norm of gradients, which ReLU cannot: for critics that are Lipschitz by
/// construction (nn/normalised.hpp). Equal numbers keep their order.
template <Index Group = Dynamic>
struct GroupSort {
  static constexpr Index largest = 256;
  static_assert(Group == Dynamic || (Group >= 2 && Group <= largest),
                "eigan: GroupSort sorts groups of 2 to 256 rows");
  static constexpr const char* name = "group_sort";
  static constexpr bool piecewise_linear = true;
  static constexpr bool reads_input = true;
  static constexpr double ulps = 0;
  static constexpr Index static_group = Group;

  detail::Extent<Group> group{};  ///< rows of a group, 2 to 256; must divide the layer's outputs

  static void settings(auto& self, auto&& use) {
    auto rows = static_cast<double>(static_cast<Index>(self.group));
    use("group", rows);
    if constexpr (Group == Dynamic && !std::is_const_v<std::remove_reference_t<decltype(self)>>) {
      self.group = rows >= 2 && rows <= largest && rows == std::floor(rows) ? Index(rows) : 0;
    }
  }
  void validate() const {
    enforce(group >= 2 && group <= largest, "GroupSort: group must be a whole number from 2 to ",
            largest, "; got ", static_cast<Index>(group));
  }
  template <class Scalar>
  void apply(Segment<Scalar> y) const {
    each_group<true>(y.data(), y);
  }
  template <class Scalar>
  void backward(ConstSegment<Scalar> a, Segment<Scalar> d) const {
    each_group<false>(a.data(), d);
  }
  /// The other way: from the tangents of a to those of y.
  template <class Scalar>
  void tangent(ConstSegment<Scalar> a, Segment<Scalar> d) const {
    each_group<true>(a.data(), d);
  }
  constexpr double lipschitz() const { return 1; }
  double gain() const { return 1; }
  /// The same with its group at run time.
  auto sized() const { return GroupSort<>{.group = static_cast<Index>(group)}; }

 private:
  /// Moves the numbers of d as sorting moves those of a (`sort`), or back.
  template <bool sort, class Scalar>
  void each_group(const Scalar* a, Segment<Scalar> d) const {
    switch (static_cast<Index>(group)) {  // sizes known to the compiler are faster
      case 2:
        return pairs(a, d);
      case 4:
        return groups<sort, 4>(a, d);
      case 8:
        return groups<sort, 8>(a, d);
      case 16:
        return groups<sort, 16>(a, d);
      default:
        return groups<sort, Dynamic>(a, d);
    }
  }
  template <class Scalar>
  static void pairs(const Scalar* a, Segment<Scalar> d) {
    for (Index i = 0; i + 1 < d.size(); i += 2) {
      const bool swapped = a[i + 1] < a[i];
      const Scalar first = d[i], second = d[i + 1];
      d[i] = swapped ? second : first;
      d[i + 1] = swapped ? first : second;
    }
  }
  template <bool sort, Index Size, class Scalar>
  void groups(const Scalar* a, Segment<Scalar> d) const {
    using Place = std::conditional_t<sizeof(Scalar) == 4, std::int32_t, std::int64_t>;
    constexpr Index room = Size == Dynamic ? largest : Size;
    const Index size = Size == Dynamic ? static_cast<Index>(group) : Size;
    std::array<Place, room> place;
    std::array<Scalar, room> old;
    for (Index first = 0; first + size <= d.size(); first += size) {
      Scalar* const in_group = d.data() + first;
      places<Place>(a + first, size, place.data());
      std::copy_n(in_group, size, old.data());
      // a NaN has no place in the order, and must not be lost
      if (sort) std::fill_n(in_group, size, std::numeric_limits<Scalar>::quiet_NaN());
      for (Index i = 0; i < size; ++i) {
        const Place there = place[static_cast<std::size_t>(i)];
        if constexpr (sort) {
          in_group[there] = old[static_cast<std::size_t>(i)];
        } else {
          in_group[i] = old[static_cast<std::size_t>(there)];
        }
      }
    }
  }
  /// The place of each number in ascending order: how many come before it.
  template <class Place, class Scalar>
  static void places(const Scalar* a, Index size, Place* place) {
    std::fill_n(place, size, Place(0));
    const Place count = static_cast<Place>(size);
    for (Place j = 0; j < count; ++j) {
      const Scalar other = a[j];
      for (Place i = 0; i < count; ++i) {  // bits, not branches: it must be vectorised
        const Place behind = i > j, less = other < a[i], not_more = !(a[i] < other);
        place[i] += (behind & not_more) | (Place(1 - behind) & less);
      }
    }
  }
};

/// Sorts pairs: the minimum, then the maximum.
using MaxMin = GroupSort<2>;

}  // namespace eigan
