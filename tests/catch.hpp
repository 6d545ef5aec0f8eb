// SPDX-License-Identifier: MIT
// Catch2, whichever of 2.13 and 3 is there, under the names of version 3: Catch::Approx,
// Catch::Matchers::ContainsSubstring, Catch::Matchers::WithinRel and so on.
#pragma once

#if __has_include(<catch2/catch_test_macros.hpp>)

#include <catch2/catch_approx.hpp>
#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators_all.hpp>
#include <catch2/matchers/catch_matchers_all.hpp>

#else

#include <string>

#include <catch2/catch.hpp>

namespace Catch {
using Detail::Approx;
namespace Matchers {
inline auto ContainsSubstring(const std::string& part) { return Contains(part); }
using Exception::ExceptionMessageMatcher;
}  // namespace Matchers
}  // namespace Catch

#endif
