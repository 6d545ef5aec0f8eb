// SPDX-License-Identifier: MIT
#include <algorithm>

#include <eigan/io/safetensors.hpp>

#include "target.hpp"

void try_bytes(std::span<const std::byte> bytes) {
  const eigan::Safetensors file = eigan::parse_safetensors(bytes);
  for (const eigan::Tensor& tensor : file.tensors) {
    expect(tensor.bytes.data() >= bytes.data());
    expect(tensor.bytes.data() + tensor.bytes.size() <= bytes.data() + bytes.size());
  }
  // What was read can be written, and is then the same.
  const std::vector<std::byte> written = eigan::safetensors_bytes(file);
  const eigan::Safetensors again = eigan::parse_safetensors(written);
  expect(again.tensors.size() == file.tensors.size());
  for (const eigan::Tensor& tensor : file.tensors) {
    const eigan::Tensor* same = again.find(tensor.name);
    expect(same != nullptr && same->sizes == tensor.sizes && same->type == tensor.type);
    expect(std::equal(same->bytes.begin(), same->bytes.end(), tensor.bytes.begin(),
                      tensor.bytes.end()));
  }
}
