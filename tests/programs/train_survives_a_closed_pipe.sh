# SPDX-License-Identifier: MIT
# `train 2>&1 | tee log` and Ctrl-C: tee goes first, and train's last words meet a closed pipe.
set -euo pipefail
set -m  # a job in the background hears SIGINT
source "$(dirname "$0")/../support/checks.sh"

small=(--data ring --batch 16 --hidden 8)
trap 'kill -KILL $reader $run 2>/dev/null || true' EXIT
reader= run=

for signal in INT TERM HUP; do
  mkfifo $signal.pipe
  cat $signal.pipe >/dev/null &
  reader=$!
  train "${small[@]}" --steps 1000000000 --report-every 4 --out $signal >$signal.pipe 2>&1 &
  run=$!
  wait_for_rows $signal/metrics.csv 3
  kill -KILL $reader
  wait $reader || true
  kill -s $signal $run
  status=0
  wait $run || status=$?
  [[ $status -eq $((128 + $(kill -l $signal))) ]]
  [[ -n $(compgen -G "$signal/checkpoint-*.safetensors") ]]
done

# A run that nobody reads comes to its end; so does help.
{ sleep 0.5; status=0; train "${small[@]}" --steps 20 --out unread || status=$?; echo $status >status; } 2>&1 | true
[[ $(cat status) == 0 && -s unread/summary.json ]]
{ sleep 0.5; status=0; train --help || status=$?; echo $status >status; } | true
[[ $(cat status) == 0 ]]

# A signal that the shell ignores stays ignored.
(trap '' INT HUP; exec train "${small[@]}" --steps 1000000000 --report-every 4 --out ignoring 2>log) &
run=$!
wait_for_rows ignoring/metrics.csv 3
kill -s INT $run
kill -s HUP $run
wait_for_rows ignoring/metrics.csv $(($(wc -l <ignoring/metrics.csv) + 3))
kill -s TERM $run
status=0
wait $run || status=$?
[[ $status -eq 143 ]]

# The second signal ends it at once, here in the middle of a picture.
mkdir bin
cat >bin/gnuplot <<END
#!/bin/sh
touch $PWD/drawing
exec sleep 5
END
chmod +x bin/gnuplot
PATH=$PWD/bin:$PATH train "${small[@]}" --steps 1000000000 --picture-every 5 --out twice 2>log &
run=$!
for ((i = 0; i < 600; ++i)); do [[ -e drawing ]] && break || sleep 0.1; done
kill -s TERM $run
sleep 0.5
kill -s TERM $run
status=0
wait $run || status=$?
[[ $status -eq 143 && -z $(compgen -G 'twice/checkpoint-*') ]]
