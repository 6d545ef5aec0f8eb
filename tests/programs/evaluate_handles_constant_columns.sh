# SPDX-License-Identifier: MIT
# Columns that are constant in the data or in the samples, tiny and huge ones, and names in any alphabet:
# what is printed and written is computed again from the rows, in fractions.
set -euo pipefail
type python3 >/dev/null || exit 77

awk 'BEGIN { srand(3); print "a,b,c"; for (i = 0; i < 300; ++i) print rand() "," rand() + rand() "," rand() }' >data.csv
train --data data.csv --out run --steps 30 --hidden 8 2>log >said

# altered.py OUT MEANS SPREADS NAMES: the generator with other units and names of its three columns
cat >altered.py <<'END'
import json, struct, sys
data = open("run/model.safetensors", "rb").read()
size = struct.unpack("<Q", data[:8])[0]
header = json.loads(data[8:8 + size])
metadata = header["__metadata__"]
del metadata["crc32"]
metadata["scaler"] = json.dumps({"mean": json.loads(sys.argv[2]), "spread": json.loads(sys.argv[3])})
metadata["columns"] = sys.argv[4]
text = json.dumps(header).encode()
text += b" " * (-len(text) % 8)
open(sys.argv[1], "wb").write(struct.pack("<Q", len(text)) + text + data[8 + size:])
END

# check.py FOLDER DATA SAMPLES: evaluation.json against both tables, which have as many rows
cat >check.py <<'END'
import csv, json, math, sys
from fractions import Fraction
folder, data, samples = sys.argv[1:]
def columns(path):
    rows = list(csv.reader(open(path, encoding="utf-8")))[1:]
    return [[Fraction(float(x)) for x in column] for column in zip(*rows)]
def refuse(name): raise ValueError(name)
text = open(folder + "/evaluation.json").read()
found = json.loads(text, parse_constant=refuse)
assert "null" not in text
def root(x):  # of a fraction of any size
    if x == 0: return x
    shift = (x.denominator.bit_length() - x.numerator.bit_length()) // 2
    return Fraction(math.sqrt(x * Fraction(4) ** shift)) / Fraction(2) ** shift
def moments(x):
    mean = sum(x) / len(x)
    return mean, root(sum((v - mean) ** 2 for v in x) / len(x))
def near(what, value, right, unit=1):
    off = abs(Fraction(value) - right) / Fraction(unit)
    assert off < Fraction(1, 10 ** 6), (folder, what, value, str(right)[:50], float(off))
real, made = columns(data), columns(samples)
assert len(real[0]) == len(made[0])
for c, (x, y) in enumerate(zip(real, made)):
    entry = found["columns"][c]
    (mx, sx), (my, sy) = moments(x), moments(y)
    unit = sx or Fraction(1)
    near("mean", entry["real"]["mean"], mx, unit)
    near("spread", entry["real"]["spread"], sx, unit)
    near("generated mean", entry["generated"]["mean"], my, sy or 1)
    near("generated spread", entry["generated"]["spread"], sy, sy or 1)
    for kind, values in (("real", sorted(x)), ("generated", sorted(y))):
        for q, value in zip((5, 25, 50, 75, 95), entry[kind]["quantiles"]):
            near("quantile", value, values[-(-q * len(values) // 100) - 1], unit)
    off = abs(my - mx) / unit
    near("mean off", entry["mean_off_in_spreads"], off, max(off, 1))
    w1 = sum(abs(a - b) for a, b in zip(sorted(x), sorted(y))) / len(x) / unit
    near("W1", entry["w1_in_spreads"], w1, max(w1, 1))
def correlation(x, y):
    (mx, sx), (my, sy) = moments(x), moments(y)
    if sx == 0 or sy == 0: return Fraction(0)
    return sum((a - mx) * (b - my) for a, b in zip(x, y)) / len(x) / (sx * sy)
pairs = [(i, j) for i in range(len(real)) for j in range(i)]
off = [abs(correlation(real[i], real[j]) - correlation(made[i], made[j])) for i, j in pairs]
near("correlations", found["correlations"]["mean_off"], sum(off) / len(off))
near("most off", found["correlations"]["most_off"], max(off))
for metric, both in found["two_samples"].items():
    for value in both.values(): assert 0 <= value < math.inf, (metric, both)
END

# compared FOLDER MODEL: FOLDER.csv against 300 samples of a model
compared() {
  sample --model $2 --count 300 --out $1_made.csv >/dev/null
  evaluate --model $2 --data $1.csv --count 300 --out $1 >$1.txt
  python3 check.py $1 $1.csv $1_made.csv
  if grep -q 'nan\|inf' $1.txt; then cat $1.txt; exit 1; fi
  if type gnuplot >/dev/null 2>&1; then [[ -s $1/marginals.png ]]; fi
}

# held-out columns that do not vary: the computed spread of 300 times 0.1 is above 0
for value in 0.1 7 0 -1e160 1e-300; do
  awk -F, -v OFS=, -v x=$value 'NR > 1 { $2 = x } { print }' data.csv >constant$value.csv
  compared constant$value run/model.safetensors
done
awk 'BEGIN { print "a,b,c"; for (i = 0; i < 300; ++i) print "0.1,7,0" }' >all.csv
compared all run/model.safetensors

# samples that do not vary: the spread of the second column is lost in its mean
python3 altered.py flat.safetensors '[0.5, 1e10, 0.5]' '[0.3, 1e-9, 0.3]' '["a", "b", "c"]'
cp data.csv flat.csv
compared flat flat.safetensors

# rows and samples near the ends of double
python3 altered.py ends.safetensors '[1e-300, 1e160, 0]' '[3e-301, 2e159, 1e-310]' '["a", "b", "c"]'
awk -F, -v OFS=, 'NR > 1 { $1 = $1 "e-300"; $2 = $2 "e160"; $3 = $3 "e-310" } { print }' data.csv >ends.csv
compared ends ends.safetensors

# Words and numbers keep apart, in 80 columns, and no character is cut in two.
names='["\u043f\u043b\u043e\u0449\u0430\u0434\u044c \u043a\u0432\u0430\u0440\u0442\u0438\u0440\u044b", "\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9", "a name that is longer than its place"]'
python3 altered.py wide.safetensors '[-292345.6, 1, 1]' '[1000, 1, 1]' "$names"
tail -n +2 data.csv | awk -F, -v OFS=, '{ $1 = -292345.6 + 1000 * $1; print }' >wide.csv
evaluate --model wide.safetensors --data wide.csv --count 300 --out wide >wide.txt
python3 - <<'END'
lines = open("wide.txt", encoding="utf-8", errors="strict").read().split("\n")
head = next(i for i, line in enumerate(lines) if line.startswith("column "))
for i, line in enumerate(lines[head + 1:head + 7]):
    assert len(line) <= 80 and line[14] == " ", line
    assert len([float(number) for number in line[15:].split()]) == 5 + i % 2, line
assert lines[head + 1].startswith("\u043f\u043b\u043e\u0449\u0430\u0434\u044c \u043a\u0432\u0430\u0440\u0442\u0438 ")
END
