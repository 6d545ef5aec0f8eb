#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
set -euo pipefail

usage() {
  cat <<'END'
Usage: tests/run.sh [--all]

Configures, builds and runs the tests of eigan, with code for this machine. What they need and is
missing is installed with apt first (Debian 12, Ubuntu 24.04 or later).

  --all    clang-format and clang-tidy (version 14); everything but the benchmarks with g++; the tests,
           with train and sample of the programs, with clang++ under AddressSanitizer and
           UndefinedBehaviorSanitizer; warnings are errors
  --help   this text

Without --all: the library and the programs but for those of examples/papers, with g++ or with the
compiler that the variable CXX names; one seed, no ThreadSanitizer, two of the ways to install, no headers
for other platforms. Everything is built in build/tests.
END
}

all=false
case ${1-} in
  '') ;;
  --all) all=true ;;
  --help | -h) usage; exit ;;
  *) usage >&2; exit 2 ;;
esac

cd "$(dirname "${BASH_SOURCE[0]}")/.."
source tests/packages.sh

compiler=${CXX:-g++}
if $all; then
  compiler_packages=(g++:g++ clang:clang++)
else
  compiler_packages=("$(compiler_package "$compiler")")
fi
need "${compiler_packages[@]}" "${build_packages[@]}" "${train_packages[@]}" "${test_packages[@]}"
like "${image_packages[@]}"

jobs=$(getconf _NPROCESSORS_ONLN)

# run_tests COMPILER PRESET OPTION...
run_tests() {
  local build="build/tests/${1##*/}-$2"
  echo "== $1, $2"
  CXX=$1 cmake --preset "$2" --fresh -B "$build" "${@:3}"
  cmake --build "$build" --parallel "$jobs"
  ctest --test-dir "$build" --parallel "$jobs" --output-on-failure --no-tests=error
}

# The forms that .clang-format asks for; no warning of clang++ in programs that it does not build below (the
# benchmarks, which nobody builds here, are read by it alone); none of the mistakes that .clang-tidy lists, in
# programs that include every header. Other versions of these tools have other opinions.
check_code() {
  echo "== clang-format, clang-tidy"
  find include examples tests -name '*.[ch]pp' -print0 | xargs -0 clang-format-14 --dry-run -Werror
  local flags=(-std=c++20 -DEIGAN_COMPILED -I include -I . -isystem /usr/include/eigen3)
  local checked=("${flags[@]}" -I build/tests -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror)
  mkdir -p build/tests
  # export embeds two headers, which CMake turns into this one
  echo 'inline constexpr const char *source_of_philox = "", *source_of_normal = "";' >build/tests/source_of.hpp
  echo '#include <eigan/eigan.hpp>' >build/tests/umbrella.hpp  # once for all that read it anyway
  clang++ "${checked[@]}" -x c++-header build/tests/umbrella.hpp -o build/tests/umbrella.pch
  printf '%s\n' examples/{papers,embed,extend,evaluate,export}/*.cpp examples/{evaluate,export}.cpp \
    examples/quickstart.cpp tests/benchmarks/{benchmark,curves}.cpp |
    xargs -P "$jobs" -I '{}' clang++ "${checked[@]}" -fsyntax-only -include-pch build/tests/umbrella.pch '{}'
  printf '%s\n' examples/{quickstart,train,sample,train/pictures,papers/parzen}.cpp tests/fuzz/{npy,csv}.cpp |
    xargs -P "$jobs" -I '{}' clang-tidy-14 --quiet '{}' -- "${flags[@]}" -I examples -I examples/papers
}

if $all; then
  need clang-format-14 clang-tidy-14
  check_code
  like libc++-dev     # all headers are compiled with it
  like g++-multilib   # and for 32 bits, which not every processor has
  # the pictures and the products that they make, and a reader of weights that is not ours
  like gnuplot-nox:gnuplot libopenblas-openmp-dev python3-numpy python3-opencv libonnx-dev
  run_tests g++ release -D EIGAN_WERROR=ON -D EIGAN_NATIVE=ON
  # The second compiler and the sanitizers in one: tests are compiled with -O1 either way.
  version=$(clang++ -dumpversion)
  like "libclang-rt-${version%%.*}-dev"
  run_tests clang++ sanitize -D EIGAN_WERROR=ON -D EIGAN_NATIVE=ON
else
  run_tests "$compiler" release -D EIGAN_NATIVE=ON -D EIGAN_BUILD_PAPERS=OFF -D EIGAN_TEST_ALL=OFF
fi
