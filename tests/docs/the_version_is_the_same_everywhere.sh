# SPDX-License-Identifier: MIT
# include/eigan/version.hpp is the one place; what cannot read it must say the same.
set -euo pipefail
cd "$(dirname "$0")/../.."
version=$(sed -n 's/^#define EIGAN_VERSION_[A-Z]* \([0-9]*\)$/\1/p' include/eigan/version.hpp | paste -sd.)
[[ $version =~ ^[0-9]+\.[0-9]+\.[0-9]+$ ]]
same() {  # NAME FOUND
  [[ $2 == "$version" ]] || { echo "$1 says '$2', version.hpp $version"; exit 1; }
}
same CITATION.cff "$(sed -n 's/^version: //p' CITATION.cff)"
same docs/CHANGELOG.md "$(sed -n 's/^## \([0-9.]*\).*/\1/p' docs/CHANGELOG.md | head -1)"
