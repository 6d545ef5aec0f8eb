# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2034  # the lists are for those who source this
# What eigan takes from its surroundings, and how tests/run.sh and examples/demo.sh get it.
#
#   need PACKAGE...    installs those that are missing, with apt; stops if apt cannot
#   like PACKAGE...    the same for what one can do without
#
# A PACKAGE is Debian's name (Ubuntu's is the same). With ":program" behind it, a program of that
# name will do, wherever it comes from.

build_packages=(make cmake pkgconf:pkg-config libeigen3-dev)
train_packages=(libcli11-dev nlohmann-json3-dev zlib1g-dev libpng-dev)
test_packages=(catch2)
image_packages=(dataset-fashion-mnist)

# The package of a compiler: g++, clang++-16, ...
compiler_package() {
  local program=${1%% *} name  # CXX may hold options
  name=${program##*/}
  echo "${name/clang++/clang}:$program"
}

need() {
  find_missing "$@"
  if ((${#missing[@]} > 0)) && ! install_packages "${missing[@]}"; then
    echo "eigan needs these packages (Debian's names): ${missing[*]}" >&2
    # Where there is no apt they may well be there, under other names: CMake will find out.
    if type apt-get >/dev/null 2>&1; then exit 1; fi
  fi
}

like() {
  find_missing "$@"
  if ((${#missing[@]} > 0)) && ! install_packages "${missing[@]}"; then
    echo "Going on without ${missing[*]}." >&2
  fi
}

find_missing() {
  local entry package program
  missing=()
  for entry in "$@"; do
    package=${entry%%:*}
    program=${entry#"$package"}
    if [[ -n $program ]] && type "${program#:}" >/dev/null 2>&1; then continue; fi
    if [[ $(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null) == installed ]]; then
      continue
    fi
    missing+=("$package")
  done
}

install_packages() {
  local as_root=() log
  if ! type apt-get >/dev/null 2>&1; then
    return 1
  fi
  if [[ $EUID -ne 0 ]]; then
    if ! type sudo >/dev/null 2>&1; then
      echo "Only root may install packages. As root: apt-get install $*" >&2
      return 1
    fi
    as_root=(sudo)
  fi
  echo "Installing with apt: $*"
  log=$(mktemp)
  # A repository that is down matters only if the packages cannot be had from the others; and a
  # machine that was just started may still be updating itself: wait for it.
  if "${as_root[@]}" bash -c '
      export DEBIAN_FRONTEND=noninteractive
      apt-get -qq -o DPkg::Lock::Timeout=300 update || true
      exec apt-get -qq -y -o DPkg::Lock::Timeout=300 install --no-install-recommends "$@"
      ' apt "$@" >"$log" 2>&1 </dev/null; then
    rm -f "$log"
    return 0
  fi
  tail -n 20 "$log" >&2
  rm -f "$log"
  return 1
}
