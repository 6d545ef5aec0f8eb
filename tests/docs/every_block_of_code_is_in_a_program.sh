# SPDX-License-Identifier: MIT
# Each block of C++ in the README and the handbook stands in a file that the tests compile; where its
# lines break does not matter.
set -euo pipefail
cd "$(dirname "$0")/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
squeezed() { tr -d ' \n' <"$1"; }
find examples tests -name '*.[ch]pp' | while read -r file; do
  squeezed "$file"
  echo  # so that no block reaches from one file into the next
done >"$work/programs"
blocks=0 missing=0
for page in README.md docs/*.md; do
  awk -v to="$work/block" '/^ *```cpp/ { inside = 1; ++n; next } /^ *```/ { inside = 0 } inside { print > (to n) }' "$page"
  for block in "$work"/block*; do
    [[ -e $block ]] || continue
    blocks=$((blocks + 1))
    if ! grep -qF -- "$(squeezed "$block")" "$work/programs"; then
      echo "$page: no program has this block:"
      cat "$block"
      missing=$((missing + 1))
    fi
    rm "$block"
  done
done
echo "$blocks blocks, $missing missing"
((blocks > 5 && missing == 0))
