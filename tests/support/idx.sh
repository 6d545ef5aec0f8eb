# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# Small IDX files, for tests that source this.

# images FILE COUNT [SIDE]: so many images of 4 x 4 pixels (or SIDE x SIDE), all different, none of
# them blank
images() {
  local count=$2 side=${3:-4}
  {
    printf '\0\0\x08\x03'
    for size in "$count" "$side" "$side"; do
      printf '%b' "$(printf '\\x%02x' 0 0 $((size / 256)) $((size % 256)))"
    done
    printf '%b' "$(awk -v n=$((count * side * side)) \
      'BEGIN { for (srand(1); n > 0; --n) printf "\\x%02x", int(256 * rand()) }')"
  } >"$1"
}

# labels FILE: one dimension, as the labels of MNIST have
labels() {
  printf '\0\0\x08\x01\0\0\0\x03\x01\x02\x03' >"$1"
}

# table_with_a_nan FILE: two samples of two numbers, the last of them no number
table_with_a_nan() {
  printf '\0\0\x0d\x02\0\0\0\x02\0\0\0\x02' >"$1"
  printf '\x3f\x80\0\0\x3f\x80\0\0\x3f\x80\0\0\x7f\xc0\0\0' >>"$1"
}
