# SPDX-License-Identifier: MIT
# eigan::io: what <eigan/io/...> (gzip files, weights, checkpoints) and <eigan/pictures/png.hpp> need.
# Read by eigan's CMakeLists.txt and by its package, since the machine that uses a package may have
# other libraries than the one that made it.
if(TARGET eigan::io)
  return()
endif()
find_package(ZLIB QUIET)
find_package(PNG QUIET)
find_package(nlohmann_json CONFIG QUIET)
if(ZLIB_FOUND AND PNG_FOUND AND nlohmann_json_FOUND)
  add_library(eigan::io INTERFACE IMPORTED GLOBAL)
  target_link_libraries(eigan::io INTERFACE
    eigan::eigan ZLIB::ZLIB PNG::PNG nlohmann_json::nlohmann_json)
else()
  set(eigan_NOT_FOUND_MESSAGE "eigan's component io needs zlib, libpng and nlohmann-json.")
endif()
