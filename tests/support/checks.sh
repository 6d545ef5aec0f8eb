# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# Checks of programs, for tests that source this.

# refuses PROGRAM PATTERN ARGUMENT...: status 2 and one line on standard error, which holds PATTERN
refuses() {
  local program=$1 pattern=$2 status=0
  shift 2
  timeout 60 "$program" "$@" >stdout 2>stderr || status=$?
  if [[ $status == 2 && $(wc -l <stderr) == 1 ]] && grep -q -e "$pattern" stderr; then return; fi
  echo "$program $* ended with $status; expected 2 and: $pattern. It said:"
  cat stdout stderr
  exit 1
}

# wait_for_rows FILE COUNT: waits until a program has written so many lines into FILE; fails after a minute
wait_for_rows() {
  local i
  for ((i = 0; i < 600; ++i)); do
    if [[ -s $1 && $(wc -l <"$1") -ge $2 ]]; then return; fi
    sleep 0.1
  done
  echo "$1 has not come to $2 lines"
  return 1
}

# png FILE: it is one
png() { [[ $(head -c 4 "$1" | tail -c 3) == PNG ]]; }

# same_metrics RUN RUN: their metrics.csv are the same in all columns but `seconds`
same_metrics() {
  [[ -s $1/metrics.csv ]] && cmp <(cut -d, -f1,3- "$1/metrics.csv") <(cut -d, -f1,3- "$2/metrics.csv")
}

# python_with MODULE...: a python that has them, Debian's first where there are several
python_with() {
  local python
  for python in /usr/bin/python3 python3; do
    if "$python" -c "import $(tr ' ' , <<<"$*")" 2>/dev/null; then echo "$python"; return; fi
  done
  return 1
}
