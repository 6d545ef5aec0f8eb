# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# Small IDX files, for tests that source this.

# images FILE COUNT: so many images of 4 x 4 pixels, all different, none of them blank
images() {
  printf "\0\0\x08\x03\0\0\0\x$(printf %02x "$2")\0\0\0\x04\0\0\0\x04" >"$1"
  for ((i = 0; i < 16 * $2; ++i)); do printf "\\x$(printf %02x $((i * 37 % 251)))"; done >>"$1"
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
