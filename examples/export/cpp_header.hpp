// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "../support/model.hpp"

/// A generator as one C++17 header that needs nothing but the standard library.
/// \param name  of its namespace  \param origin  what it was made from, for its first lines
std::string cpp_header(const Model& model, const std::string& name, const std::string& origin);
