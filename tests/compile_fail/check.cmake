# SPDX-License-Identifier: MIT
# cmake -D COMPILER=g++ -D SOURCE=case.cpp -D INCLUDE_DIRS="include;/usr/include/eigen3" -P check.cmake
#
# The first line of a case says what it expects of the compiler:
#   // expect: REGEX   it fails, and the first line of its output that contains "error" matches REGEX
#   // compiles        it succeeds: the control that shows the other cases fail for their own reason
# Then there may be lines with more, in this order:
#   // and: REGEX      some line of the output matches this one too
#   // flags: -FLAG    the compiler gets this flag
#   // without: REGEX  include folders that match are left out
# PRECOMPILED, if given, are flags that bring the umbrella in at once.
#
# What a user reads first must be the sentence that we wrote, so a later line does not count. REGEX is
# CMake's kind: . * + ? | ( ) [ ] ^ $ and a backslash before one of them to mean it literally.

cmake_minimum_required(VERSION 3.22)
file(READ "${SOURCE}" text)
if(text MATCHES "^// expect: ([^\n]+)\n")
  set(expected "${CMAKE_MATCH_1}")
elseif(NOT text MATCHES "^// compiles\n")
  message(FATAL_ERROR "${SOURCE} must begin with '// expect: REGEX' or '// compiles'.")
endif()
string(REGEX MATCHALL "\n// and: [^\n]+" others "${text}")
string(REGEX MATCH "\n// flags: ([^\n]+)" flags "${text}")
separate_arguments(flags UNIX_COMMAND "${CMAKE_MATCH_1}")
if(NOT flags)  # what is precompiled holds for the flags it was made with
  set(flags ${PRECOMPILED})
endif()

if(text MATCHES "\n// without: ([^\n]+)")
  list(FILTER INCLUDE_DIRS EXCLUDE REGEX "${CMAKE_MATCH_1}")
  set(flags "")
endif()
if(DEFINED expected)  # what follows the first error is not asked for, and takes most of the time
  list(APPEND flags -Wfatal-errors)
endif()
list(TRANSFORM INCLUDE_DIRS PREPEND -I)
set(ENV{LC_ALL} C)  # the word is "error" in English alone
execute_process(
  COMMAND "${COMPILER}" -std=c++20 -fsyntax-only -fdiagnostics-color=never ${flags} ${INCLUDE_DIRS} "${SOURCE}"
  RESULT_VARIABLE status OUTPUT_VARIABLE output ERROR_VARIABLE output)
string(REGEX MATCH "[^\n]*error[^\n]*" first_error "${output}")

if(NOT DEFINED expected)
  if(NOT status EQUAL 0)
    message(FATAL_ERROR "It should compile, and does not:\n${output}")
  endif()
elseif(status EQUAL 0)
  message(FATAL_ERROR "It compiles, and should not.")
elseif(NOT first_error MATCHES "${expected}")
  message(FATAL_ERROR "The first error does not match '${expected}':\n${first_error}\n\n${output}")
endif()
foreach(other IN LISTS others)
  string(REGEX REPLACE "^\n// and: " "" other "${other}")
  if(NOT output MATCHES "${other}")
    message(FATAL_ERROR "Nothing in the output matches '${other}':\n${output}")
  endif()
endforeach()
