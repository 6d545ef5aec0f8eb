# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# How compare.sh and curves.sh build what they run. They source this in the project's folder.
source tests/packages.sh

build=build/benchmarks
cores=$(getconf _NPROCESSORS_ONLN)
compiler=${CXX:-g++}

# Settings that are made for other programs' sake; all run as they are delivered.
unset OPENBLAS_CORETYPE OPENBLAS_L2_SIZE OPENBLAS_NUM_THREADS OMP_NUM_THREADS

# build_program TARGET PACKAGE...: the program, in $build, and what runs beside it.
build_program() {
  need "$(compiler_package "$compiler")" "${build_packages[@]}" "${train_packages[@]}" \
    "${test_packages[@]}" libopenblas-openmp-dev "${@:2}"
  CXX=$compiler cmake -S . -B "$build" --log-level=WARNING \
    -D CMAKE_BUILD_TYPE=Release -D EIGAN_NATIVE=ON -D EIGAN_BLAS=ON
  cmake --build "$build" --target "$1" --parallel "$cores" >/dev/null
}
