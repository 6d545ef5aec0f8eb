# SPDX-License-Identifier: MIT
# eigan::compiled: eigan with what does not depend on a program's types compiled once, in a static library
# that is built in the user's own tree with the flags of the directory that reads this file. With a BLAS:
# eigan::compiled_blas. Read by eigan's CMakeLists.txt and by its package.
include_guard(GLOBAL)

# Adds such a library; ARGN are eigan::eigan, or eigan::blas, and targets with flags for it.
function(eigan_add_compiled name)
  file(CONFIGURE OUTPUT ${name}.cpp CONTENT "#include <eigan/compiled.hpp>\n")
  add_library(${name} STATIC EXCLUDE_FROM_ALL "${CMAKE_CURRENT_BINARY_DIR}/${name}.cpp")
  target_compile_definitions(${name} INTERFACE EIGAN_COMPILED)
  target_link_libraries(${name} PUBLIC ${ARGN})
endfunction()

eigan_add_compiled(eigan_compiled eigan::eigan)
add_library(eigan::compiled ALIAS eigan_compiled)
if(TARGET eigan::blas)
  eigan_add_compiled(eigan_compiled_blas eigan::blas)
  add_library(eigan::compiled_blas ALIAS eigan_compiled_blas)
endif()
