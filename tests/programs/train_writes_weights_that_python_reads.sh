# SPDX-License-Identifier: MIT
set -euo pipefail
source "$(dirname "$0")/../support/checks.sh"
python=$(python_with numpy) || exit 77

check() { $python "$(dirname "$0")/../support/check_weights.py" "$1"; }
train --data ring --steps 20 --hidden 30,20 --batch 16 --out run
check run/model.safetensors

# And it would see a number that is not where it should be: the sign and exponent of the last layer's
# first bias, before its 2 x 20 weights and the 2 + 2 numbers of the test.
place=$(($(stat -c %s run/model.safetensors) - 4 * (2 + 2 + 2 * 20 + 2) + 3))
{ head -c $place run/model.safetensors; printf '\300'; tail -c +$((place + 2)) run/model.safetensors; } >altered
if check altered 2>said; then exit 1; fi
grep -q 'makes another sample' said
