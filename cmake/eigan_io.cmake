# SPDX-License-Identifier: MIT
# eigan::io: what <eigan/io/...> needs, the headers that open gzip files, write pictures and keep
# weights. Read by eigan's CMakeLists.txt and by its package: what there is on a machine is a question
# to that machine, not to the one that made the package.
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
