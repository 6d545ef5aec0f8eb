// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include <eigan/io/weights.hpp>

#include "../support/data_format.hpp"

/// A generator as one C++17 header that needs nothing but the standard library.
/// \param name  of its namespace  \param origin  what it was made from, for its first lines
std::string cpp_header(const eigan::GeneratorFile<float>& file, const DataFormat& format,
                       const std::string& name, const std::string& origin);
