# SPDX-License-Identifier: MIT
# OpenCV, which knows nothing of eigan, makes the samples of eigan from its noise.
set -euo pipefail
exporter=$(type -P export)  # the shell has an export of its own
source "$(dirname "$0")/../support/checks.sh"
source "$(dirname "$0")/../support/generators.sh"
python=$(python_with cv2 numpy) || exit 77
make_generators

for name in table line images; do
  status=0
  "$exporter" --model $name.safetensors --out $name.onnx >said 2>error || status=$?
  if [[ $status == 2 ]] && grep -q 'without ONNX: install libonnx-dev' error; then exit 77; fi
  test $status == 0
done

grep -q '{"type":"uniform","range":0.7}' images.onnx  # what its noise is, in the metadata

cat >check.py <<'END'
import cv2, numpy
for name, latent in (("table", 3), ("line", 1), ("images", 5)):
    lines = [line.split() for line in open(name + ".expected")][:500]
    noise = numpy.array([[float.fromhex(x) for x in line[:latent]] for line in lines], numpy.float32)
    expected = numpy.array([[float(x) for x in line[latent:]] for line in lines])
    net = cv2.dnn.readNetFromONNX(name + ".onnx")
    for count in (500, 1):
        net.setInput(noise[:count])
        samples = net.forward()
        assert samples.shape == expected[:count].shape, samples.shape
        off = numpy.abs(samples - expected[:count]) / expected.std(axis=0)
        print(name, count, "off by", off.max(), "of a spread")
        assert expected.std(axis=0).min() > 0 and off.max() < 1e-5
END
"$python" check.py
