// SPDX-License-Identifier: MIT
#include <string_view>

#include <eigan/formats/csv.hpp>

#include "target.hpp"

void try_bytes(std::span<const std::byte> bytes) {
  const eigan::Table csv =
      eigan::parse_csv(std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
  expect(csv.values.rows() == static_cast<eigan::Index>(csv.names.size()));
  expect(csv.values.cols() > 0 && csv.values.allFinite());
}
