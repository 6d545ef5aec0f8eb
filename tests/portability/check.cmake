# SPDX-License-Identifier: MIT
# cmake -D COMPILER=g++ -D "FLAGS=-O3 -march=native" -D EXPECT=accepted -D SOURCE=rng_hash.cpp
#       -D PROGRAM=./rng_hash -D "INCLUDE_DIRS=include;/usr/include/eigen3" -P check.cmake
#
# EXPECT is accepted: SOURCE compiles, and the program succeeds; or refused: the first error is the
# sentence that says why these flags cannot be.

cmake_minimum_required(VERSION 3.22)
separate_arguments(FLAGS UNIX_COMMAND "${FLAGS}")
list(TRANSFORM INCLUDE_DIRS PREPEND -I)
set(ENV{LC_ALL} C)  # the word is "error" in English alone
set(compile "${COMPILER}" -std=c++20 -fdiagnostics-color=never ${FLAGS} ${INCLUDE_DIRS}
  "${CMAKE_CURRENT_LIST_DIR}/${SOURCE}" -o "${PROGRAM}")

if(EXPECT STREQUAL "refused")
  # The preprocessor is enough for that, and takes no time.
  execute_process(COMMAND ${compile} -E RESULT_VARIABLE status ERROR_VARIABLE output)
  file(REMOVE "${PROGRAM}")
  string(REGEX MATCH "[^\n]*error[^\n]*" first_error "${output}")
  if(status EQUAL 0)
    message(FATAL_ERROR "It compiles, and should not.")
  elseif(NOT first_error MATCHES "eigan: -ffast-math .* changes the random numbers")
    message(FATAL_ERROR "It is refused for another reason:\n${output}")
  endif()
  return()
endif()

execute_process(COMMAND ${compile}
  RESULT_VARIABLE status OUTPUT_VARIABLE output ERROR_VARIABLE output)
if(NOT status EQUAL 0)
  message(FATAL_ERROR "It should compile, and does not:\n${output}")
endif()
execute_process(COMMAND "${PROGRAM}" RESULT_VARIABLE status OUTPUT_VARIABLE output)
file(REMOVE "${PROGRAM}")
if(NOT status EQUAL 0)
  message(FATAL_ERROR "It fails: ${status}\n${output}")
endif()
