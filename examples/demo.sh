#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
set -euo pipefail

usage() {
  cat <<'END'
Usage: examples/demo.sh [FOLDER]

Builds `train` for this machine and trains a GAN, then a Wasserstein GAN, on the pictures of
Fashion-MNIST (on a ring of eight Gaussians if they are not available). Installs missing packages with
apt first (Debian 12, Ubuntu 24.04 or later). The results go to FOLDER/gan and FOLDER/wgan; FOLDER is
build/demo/results by default. Takes two minutes on two fast cores, several on slow ones.
END
}

case ${1-} in
  --help | -h) usage; exit ;;
  -*) usage >&2; exit 2 ;;
esac

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
results=${1:-$root/build/demo/results}
source "$root/tests/packages.sh"
compiler=${CXX:-g++}
need "$(compiler_package "$compiler")" "${build_packages[@]}" "${train_packages[@]}"
like "${image_packages[@]}"

echo "Building."
CXX=$compiler cmake -S "$root" -B "$root/build" --log-level=WARNING \
  -D CMAKE_BUILD_TYPE=Release -D EIGAN_NATIVE=ON -D EIGAN_BUILD_TESTS=OFF
cmake --build "$root/build" --target train --parallel "$(getconf _NPROCESSORS_ONLN)"
train=$root/build/examples/train

if [[ -e /usr/share/datasets/fashion-mnist/train-images-idx3-ubyte.gz ]]; then
  data=fashion-mnist gan_steps=10000 wgan_steps=3000
else
  data=ring gan_steps=10000 wgan_steps=5000
fi

echo "A GAN (Goodfellow et al., 2014) on $data."
"$train" --data "$data" --objective js --steps "$gan_steps" --out "$results/gan" --overwrite
echo "A Wasserstein GAN (Arjovsky et al., 2017) on $data."
"$train" --data "$data" --objective wasserstein --steps "$wgan_steps" --out "$results/wgan" --overwrite

echo
echo "Open these pictures (generated beside real):"
echo "  $results/gan/samples.png"
echo "  $results/wgan/samples.png"
