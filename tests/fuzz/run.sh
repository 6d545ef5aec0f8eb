#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
set -euo pipefail

usage() {
  cat <<'END'
Usage: tests/fuzz/run.sh [SECONDS] [TARGET...]

Gives random bytes, guided by the code they reach, to the readers of files: libFuzzer under
AddressSanitizer and UndefinedBehaviorSanitizer, SECONDS for each target (60), two at a time. Starts
from tests/fuzz/corpus and adds what reaches new code to build/fuzz/TARGET; what fails is left in
build/fuzz/TARGET-crash-... Needs clang++.
END
}
case ${1-} in --help | -h) usage; exit ;; esac

cd "$(dirname "${BASH_SOURCE[0]}")/../.."
source tests/packages.sh
need clang:clang++ "${build_packages[@]}" "${train_packages[@]}"
seconds=${1-60}
shift || true
targets=("$@")
if ((${#targets[@]} == 0)); then
  for corpus in tests/fuzz/corpus/*/; do targets+=("$(basename "$corpus")"); done
fi

mkdir -p build/fuzz
fuzz() {
  local found=build/fuzz/$1
  mkdir -p "$found"
  clang++ -std=c++20 -O1 -g -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all -I include \
    $(pkg-config --cflags eigen3) "tests/fuzz/$1.cpp" tests/fuzz/entry.cpp -o "$found.bin" -lz -lpng -pthread
  "$found.bin" "$found" "tests/fuzz/corpus/$1" -artifact_prefix="$found-" -max_total_time="$seconds" \
    -max_len=4096 -rss_limit_mb=2048 -print_final_stats=1 >"$found.log" 2>&1 ||
    { tail -n 40 "$found.log"; return 1; }
  sed -n "s/^stat::number_of_executed_units: */$1: executions: /p" "$found.log"
}
failed=0
for ((i = 0; i < ${#targets[@]}; i += 2)); do
  jobs_of=()
  for target in "${targets[@]:i:2}"; do
    fuzz "$target" &
    jobs_of+=($!)
  done
  for job in "${jobs_of[@]}"; do wait "$job" || failed=1; done
done
exit $failed
