# SPDX-License-Identifier: MIT
# Builds project/ from nothing in the given WAY, runs it and compares what it prints.

cmake_minimum_required(VERSION 3.22)
file(REMOVE_RECURSE "${WORK}")
file(MAKE_DIRECTORY "${WORK}")
set(project "${CMAKE_CURRENT_LIST_DIR}/project")

if(WAY MATCHES "(.*)_on_32_bits$")
  set(WAY ${CMAKE_MATCH_1})
  set(ENV{CXXFLAGS} "-m32 -msse2 -mfpmath=sse")
endif()

function(run)
  execute_process(COMMAND ${ARGN} COMMAND_ECHO STDOUT COMMAND_ERROR_IS_FATAL ANY)
endfunction()

# Builds it by what pkg-config says of the eigan.pc in that folder.
function(pkg_config folder)
  set(ENV{PKG_CONFIG_PATH} "${folder}:$ENV{PKG_CONFIG_PATH}")
  execute_process(COMMAND "${PKG_CONFIG}" --cflags eigan
    OUTPUT_VARIABLE flags COMMAND_ERROR_IS_FATAL ANY)
  separate_arguments(flags UNIX_COMMAND "${flags}")
  run("${COMPILER}" -std=c++20 ${flags} "${project}/main.cpp" -o "${WORK}/consumer")
endfunction()

if(WAY STREQUAL "compiler_alone")
  list(TRANSFORM EIGEN_INCLUDE PREPEND -I)
  run("${COMPILER}" -std=c++20 "-I${EIGAN_DIR}/include" ${EIGEN_INCLUDE} "${project}/main.cpp"
    -o "${WORK}/consumer")
elseif(WAY STREQUAL "pkg_config")
  pkg_config("${PREFIX}/share/pkgconfig")
elseif(WAY STREQUAL "pkg_config_elsewhere")
  # not below the sources, as this build may be: CMake refuses to export such a path
  execute_process(COMMAND mktemp -d OUTPUT_VARIABLE outside OUTPUT_STRIP_TRAILING_WHITESPACE
    COMMAND_ERROR_IS_FATAL ANY)
  foreach(includedir IN ITEMS "include/of/eigan" "${outside}")
    file(REMOVE_RECURSE "${WORK}/prefix")
    run("${CMAKE_COMMAND}" -S "${EIGAN_DIR}" -B "${WORK}/build" -G "${GENERATOR}"
      -D EIGAN_BUILD_TESTS=OFF -D EIGAN_BUILD_EXAMPLES=OFF -D "CMAKE_CXX_COMPILER=${COMPILER}"
      -D "Eigen3_DIR=${EIGEN_DIR}" -D "CMAKE_INSTALL_INCLUDEDIR:PATH=${includedir}"
      -D CMAKE_INSTALL_DATADIR=share/of/eigan)
    run("${CMAKE_COMMAND}" --install "${WORK}/build" --prefix "${WORK}/prefix")
    pkg_config("${WORK}/prefix/share/of/eigan/pkgconfig")
  endforeach()
  file(REMOVE_RECURSE "${outside}")
else()
  run("${CMAKE_COMMAND}" --no-warn-unused-cli -S "${project}" -B "${WORK}" -G "${GENERATOR}"
    -D "WAY=${WAY}" -D "VERSION=${VERSION}"
    -D "CMAKE_CXX_COMPILER=${COMPILER}" -D "CMAKE_PREFIX_PATH=${PREFIX}"
    -D "Eigen3_DIR=${EIGEN_DIR}" -D "EIGAN_DIR=${EIGAN_DIR}"
    -D "FETCHCONTENT_SOURCE_DIR_EIGAN=${EIGAN_DIR}" -D FETCHCONTENT_FULLY_DISCONNECTED=ON)
  run("${CMAKE_COMMAND}" --build "${WORK}")
endif()

execute_process(COMMAND "${WORK}/consumer" OUTPUT_VARIABLE output COMMAND_ERROR_IS_FATAL ANY)
string(STRIP "${output}" output)
if(NOT output STREQUAL "eigan ${VERSION}")
  message(FATAL_ERROR "It prints '${output}', not 'eigan ${VERSION}'.")
endif()
