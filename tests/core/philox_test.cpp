// SPDX-License-Identifier: MIT
#include <eigan/core/philox.hpp>

#include "tests/catch.hpp"

using Words = std::array<std::uint32_t, 4>;

TEST_CASE("philox gives the known answers of Random123") {
  CHECK(eigan::philox4x32({0, 0, 0, 0}, {0, 0}) ==
        Words{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
  const std::uint32_t ones = 0xffffffff;
  CHECK(eigan::philox4x32({ones, ones, ones, ones}, {ones, ones}) ==
        Words{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd});
  CHECK(eigan::philox4x32({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344},
                          {0xa4093822, 0x299f31d0}) ==
        Words{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1});
}

TEST_CASE("philox is a constant expression") {
  STATIC_REQUIRE(eigan::philox4x32({0, 0, 0, 0}, {0, 0})[3] == 0x9b00dbd8);
}
