# SPDX-License-Identifier: MIT
set -euo pipefail
source "$(dirname "$0")/../support/idx.sh"
source "$(dirname "$0")/../support/checks.sh"

refused() { refuses train "$@"; }
ring() { refused "$1" --data ring --out out "${@:2}"; }
file() { refused "$2" --data "$1" --out out; }

images whole.idx 3
head -c 40 whole.idx >cut
head -c 10 whole.idx >cut_in_the_header
gzip -c whole.idx >whole.gz
head -c 30 whole.gz >cut.gz
{ head -c 40 whole.gz && printf xxxx && tail -c +45 whole.gz; } >damaged.gz
labels labels.idx
table_with_a_nan nan.idx
echo 'a,b' >text
printf 'h\xf6he,b\n1,2\n2,3\n' >latin_1.csv

file nothing 'nothing: No such file'
file . 'directory'
file text 'text: CSV: the names must be followed by a line of numbers'
file latin_1.csv 'latin_1.csv: CSV: the name of column 1 must be UTF-8'
mkdir own
cp nan.idx own/samples.csv
refused 'would replace own/samples.csv, which is read' --data own/samples.csv --out own
file cut 'cut: IDX: .* 3 x 4 x 4 values .*cut off'
file cut_in_the_header 'cut_in_the_header: IDX: the header'
file cut.gz 'cut.gz: .*gzip data are cut off'
file damaged.gz 'damaged.gz: .*gzip'
file labels.idx 'labels.idx: a table must have 2 dimensions.*is this a file of labels'
file nan.idx "nan.idx: StandardScaler: feature 'x2' must be finite.*nan"

printf 'a,b,c,d\n1,7,2,0.1\n1,8,2,0.1\n' >constant.csv
file constant.csv 'constant.csv: every column must vary; leave out: a, c, d$'
refused 'text: CSV: line 1, column 1 .*must be a finite number' --data text --header no --out out
ring '--header' --header maybe

ring '--steps: must be at least 1; got 0' --steps 0
ring '--steps: must be at least 1; got -5' --steps -5
ring '--steps: must be at most 1000000000000000; got 1000000000000001' --steps 1000000000000001
ring '--steps: must be at most 1000000000000000; got 99999999999999999999' --steps 99999999999999999999
ring '--seed: must be at most 18446744073709551615; got 18446744073709551616' --seed 18446744073709551616
ring "--seed: must be a whole number in digits, such as 1000; got '0x10'" --seed 0x10
ring "--seed: must be a whole number in digits, such as 1000; got ''" --seed ''
ring '--adversary-steps: must be at least 1; got 0' --discriminator-steps 0
ring '--adversary-steps: must be at least 1; got 0' --objective wasserstein --critic-steps 0
ring '--clip: must be more than 0; got 0' --objective wasserstein --clip 0
ring '--clip: must be more than 0; got -1' --objective wasserstein --clip -1
ring '--clip: .*wasserstein' --clip 0.1
refused '--clip: .*wasserstein' --data nothing --objective js --clip 0.1 --out out  # the data are not read
ring '--generator-rate: must be at least 0; got -0.1' --generator-rate -0.1
ring '--adversary-rate: must be at least 0' --adversary-rate -0.1 --optimizer sgd
ring '--adversary-rate: must be at least 0; got nan' --adversary-rate nan
ring '--batch: must be at least 1; got 0' --batch 0
ring '--hidden: must be at least 1; got 0' --hidden 128,0
ring 'Dense: sizes must be at most 67108864.*2 inputs and 999999999 outputs' --hidden 8,999999999
ring '--latent: must be at least 1; got 0' --latent 0
ring '--report-every: must be at least 1; got 0' --report-every 0
ring '--seed: must be at least 0; got -1' --seed -1
ring '--instance-noise: must be at least 0; got -1' --instance-noise -1
ring '--averaging: must be at least 0; got -1' --averaging -1
ring '--averaging: must be less than 1; got 1' --averaging 1
ring '--generator-rate: must be finite; got inf' --generator-rate inf
ring "--steps: must be a whole number in digits, such as 1000; got '1e3'" --steps 1e3
ring "--clip: must be a number; got '0,1'" --objective wasserstein --clip 0,1
ring "--hidden: must be a whole number in digits, such as 1000; got ''" --hidden 12,,3
ring "--hidden: .*; got ''" --hidden 12,3,
ring '--threads: must be at least 0; got -2' --threads -2
ring '--threads: must be at most 1024; got 99999' --threads 99999
ring '--hidden' --hidden many
ring '--unknown: unknown option (' --unknown
ring '--stepz: unknown option; did you mean --steps?' --stepz 5
ring '--critic_steps=3: unknown option; did you mean --critic-steps?' --critic_steps=3
ring '--objective: .*js,wasserstein,wgan-gp,hinge' --objective gan
ring "--penalty: must be one of gp, gp-zero, lp, r1, r2, dragan, optionally with a weight .*; got 'r3:1'" --penalty r3:1
ring '--penalty: the weight of r1 must be at least 0; got -1' --penalty r2,r1:-1
ring "--penalty: the weight of r1 must be a number; got '1:2'" --penalty r1:1:2
ring '--penalty: the weight of gp must be finite; got inf' --penalty gp:inf
ring '--penalty: .* at most one of each kind .*; got r1 and r1:2' --penalty r1,r2,r1:2
ring '--penalty: .* at most one of each kind .*; got gp:3 and lp' --penalty gp:3 --penalty lp
ring '--penalty: none must stand alone' --penalty none,r1
ring '--penalty: wasserstein.*clips its critic' --penalty r1 --objective wasserstein
ring '--penalty: wasserstein.*clips its critic' --penalty r1 --clip 0.1
ring '--penalty: wgan-gp must have one' --objective wgan-gp --penalty none
ring '--clip: only --objective wasserstein clips weights; got wgan-gp' --objective wgan-gp --clip 0.1
ring '--every: must be at least 1; got 0' --objective hinge --every 0
ring '--every: there must be a penalty' --objective js --every 4
printf 'a,b\n1,7\n2,8\n' >small.csv
if train --data small.csv --penalty r1 --out out 2>stderr; then exit 1; fi
tail -n 1 stderr | grep -q -e '--penalty: wasserstein, the default for tables, clips its critic'
ring '--optimizer' --optimizer lbfgs
refused '--data' --out out
refused '--out' --data ring
refused '--out: must name a folder; got an empty name' --data ring --out ''
refused 'folder' --data ring --steps 1 --out whole.idx/out

# More than any memory holds; the sanitizers have their own message.
if [[ $EIGAN_SLOW != 1 ]]; then ring 'out of memory' --hidden 60000000,60000000; fi
[[ ! -e out/metrics.csv ]]
