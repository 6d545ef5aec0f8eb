// SPDX-License-Identifier: MIT
#pragma once

#include <zlib.h>

#include <algorithm>
#include <array>
#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <eigan/io/safetensors.hpp>
#include <eigan/nn/network.hpp>

// Numbers and networks into the tensors of a safetensors file, and out of them.

namespace eigan::detail {

/// The format of weights and checkpoints. Files of format 1 do not state it.
inline constexpr int file_format = 2;

template <class Value>
std::string tensor_type() {
  constexpr bool whole = std::integral<Value> && (sizeof(Value) == 4 || sizeof(Value) == 8);
  static_assert(whole || std::same_as<Value, float> || std::same_as<Value, double>,
                "eigan: files keep float, double and whole numbers of 32 or 64 bits");
  return text(!whole ? "F" : std::is_signed_v<Value> ? "I" : "U", 8 * sizeof(Value));
}

/// Calls use(tensor, numbers) for each tensor that keeps `value`: of a whole number, a wider one; of
/// numbers that belong to the parameters of `network`, those of its layers; of others (a null pointer),
/// one. `use` may set the numbers of a value that is not const.
/// \param name  of a network NAME.parameters: its tensors are NAME.0.weight, NAME.0.bias, ..., where the
///              number is the layer's place, and NAME.0.parameters of a layer that names none
template <class Scalar>
void each_tensor(std::string name, auto& value, const Network<Scalar>* network, auto&& use) {
  using Value = std::remove_reference_t<decltype(value)>;
  if constexpr (std::is_integral_v<Value>) {
    std::conditional_t<std::is_signed_v<Value>, std::int64_t, std::uint64_t> wide = value;
    use(NamedTensor{std::move(name), {}, 0, 1, 1}, &wide);
    if constexpr (!std::is_const_v<Value>) value = static_cast<Value>(wide);
  } else if (network == nullptr) {
    use(NamedTensor{std::move(name), {value.size()}, 0, value.size(), 1}, value.data());
  } else {
    constexpr std::string_view plain = ".parameters";
    if (name.ends_with(plain)) name.resize(name.size() - plain.size());
    auto* numbers = value.data();
    Index place = 0;
    for (const LayerShape& shape : network->shapes()) {
      std::vector<NamedTensor> tensors = network->describe(place).tensors;
      const Index size = shape.parameters();
      Index named = 0;
      for (const NamedTensor& tensor : tensors) named += tensor.rows * tensor.columns;
      // a layer derived from one of eigan's may have inherited its tensors, and have more parameters
      if (named != size) tensors = {{"parameters", {size}, 0, size, 1}};
      for (NamedTensor& tensor : tensors) {
        tensor.name = text(name, ".", place, ".", tensor.name);
        if (size > 0) use(tensor, numbers + tensor.offset);
      }
      numbers += size;
      ++place;
    }
  }
}

inline constexpr const char* checksum_name = "crc32";

/// CRC-32 of all other metadata and of all tensors' bytes, which one bit that flips changes.
inline std::string checksum(const Safetensors& file) {
  uLong crc = crc32_z(0, nullptr, 0);
  const auto take = [&crc](const auto& bytes) {
    if (!bytes.empty())
      crc = crc32_z(crc, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size());
  };
  for (const auto& [key, entry] : file.metadata) {
    if (key == checksum_name) continue;
    take(key);
    take(entry);
  }
  for (const Tensor& tensor : file.tensors) take(tensor.bytes);
  return std::to_string(crc);
}

/// The description that a TensorWriter put under `key`, "generator", "critic" or "game", without its format.
/// \throws DataError if there is none, or of a format that is not read, or the content does not match
///         the checksum, which other writers may leave out
inline Json description(const Safetensors& file, const std::string& key) {
  const std::string kind = key == "game" ? "checkpoint" : key;
  const int oldest_format = key == "game" ? file_format : 1;
  const auto what = file.metadata.find(key), crc = file.metadata.find(checksum_name);
  enforce<DataError>(what != file.metadata.end(), "this is not a ", kind,
                     ": its metadata must have the entry '", key, "'",
                     file.metadata.contains("game") ? "; it is a checkpoint of training" : "");
  enforce<DataError>(crc == file.metadata.end() || crc->second == checksum(file),
                     "the file is damaged: its checksum does not match its content");
  Json description = parse_json(what->second);
  const int format = description.is_object() ? description.value("format", 1) : 1;
  enforce<DataError>(
      format >= oldest_format && format <= file_format, "the format of a ", kind, " must lie in [",
      oldest_format, ", ", file_format, "]; got ", format, ": it was written by ",
      format > oldest_format ? "a later eigan"
                             : "an earlier eigan, whose runs cannot be resumed; train anew");
  if (description.is_object()) description.erase("format");
  return description;
}

/// Collects tensors, keeping their bytes: a `use` of `each_tensor`.
class TensorWriter {
 public:
  /// The numbers lie column by column.
  template <class Value>
  void operator()(const NamedTensor& tensor, const Value* numbers) {
    std::vector<std::byte>& bytes = kept_.emplace_back();
    bytes.reserve(static_cast<std::size_t>(tensor.rows * tensor.columns) * sizeof(Value));
    const Eigen::Map<const Batch<Value>> matrix(numbers, tensor.rows, tensor.columns);
    for (const Value number : matrix.template reshaped<Eigen::RowMajor>()) {
      auto word = std::bit_cast<std::array<std::byte, sizeof(Value)>>(number);
      if (std::endian::native != std::endian::little) std::reverse(word.begin(), word.end());
      bytes.insert(bytes.end(), word.begin(), word.end());
    }
    file_.tensors.push_back({tensor.name, tensor_type<Value>(), tensor.sizes, bytes});
  }

  /// The file, described by the metadata entry `key`, with its format and a checksum.
  std::vector<std::byte> bytes(const std::string& key, Json what, Metadata metadata = {}) {
    what["format"] = file_format;
    metadata[key] = json_line(what);
    // as it will be read, without what is no UTF-8
    file_.metadata = parse_json(json_line(Json(metadata))).get<Metadata>();
    file_.metadata[checksum_name] = checksum(file_);
    return safetensors_bytes(file_);
  }

 private:
  Safetensors file_;
  std::deque<std::vector<std::byte>> kept_;
};

/// The tensor of that name, type and shape. \throws DataError if it is not there
template <class Value>
const Tensor& require_tensor(const Safetensors& file, const std::string& name,
                             const std::vector<Index>& sizes) {
  const Tensor* tensor = file.find(name);
  enforce<DataError>(tensor != nullptr, "there must be a tensor '", name, "', there is none");
  enforce<DataError>(tensor->type == tensor_type<Value>() && tensor->sizes == sizes, "the tensor '",
                     name, "' must be ", tensor_type<Value>(), " of ", shape_text(sizes),
                     ", it is ", tensor->type, " of ", shape_text(tensor->sizes));
  return *tensor;
}

/// What a TensorWriter wrote, back to where it was: a `use` of `each_tensor`.
struct TensorReader {
  const Safetensors& file;

  template <class Value>
  void operator()(const NamedTensor& tensor, Value* numbers) const {
    const std::byte* bytes = require_tensor<Value>(file, tensor.name, tensor.sizes).bytes.data();
    Eigen::Map<Batch<Value>> matrix(numbers, tensor.rows, tensor.columns);
    for (Value& number : matrix.template reshaped<Eigen::RowMajor>()) {
      number = value_at<Value>(bytes, std::endian::little);
      bytes += sizeof(Value);
    }
  }
};

}  // namespace eigan::detail
