#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
set -euo pipefail

usage() {
  cat <<'END'
Usage: tests/getting_started.sh [--bare DIR [--tests]]

Runs every command of docs/getting-started.md, in order, as it stands there, on a copy of the last
commit in a new folder.

  --bare DIR  in a bare Debian 12 that debootstrap makes in DIR (new or empty; needs root and a
              mirror): nothing is there but what the commands install
  --tests     with --bare: the README's test command first
END
}
bare= tests=false
while (($# > 0)); do
  case $1 in
    --bare) bare=${2:?--bare needs a folder}; shift ;;
    --tests) tests=true ;;
    --help | -h) usage; exit ;;
    *) usage >&2; exit 2 ;;
  esac
  shift
done

cd "$(dirname "${BASH_SOURCE[0]}")/.."
# The commands are the lines indented by four; empty ones may stand within a command.
commands() { sed -n 's/^    //p; s/^$//p' "$1"; }
work=${bare:-$(mktemp -d)}
if [[ -n $bare ]]; then
  debootstrap --variant=minbase bookworm "$bare" >"$bare.log" || { tail -n 5 "$bare.log" >&2; exit 1; }
  mount -t proc none "$bare/proc"
  trap 'umount "$bare/proc"' EXIT
fi
mkdir "$work/eigan"
git archive HEAD | tar -x -C "$work/eigan"
{
  printf 'set -euxo pipefail\ncd "${0%%/*}"\n'
  if $tests; then commands README.md | grep -Fx ./tests/run.sh; fi
  commands docs/getting-started.md
} >"$work/eigan/commands.sh"
if [[ -n $bare ]]; then
  chroot "$bare" /usr/bin/env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin bash /eigan/commands.sh
else
  bash "$work/eigan/commands.sh"
fi
echo "all of docs/getting-started.md, in $work/eigan: done"
if [[ -z $bare ]]; then rm -rf "$work"; fi
