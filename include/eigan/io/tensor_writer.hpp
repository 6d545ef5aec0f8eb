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
#include <type_traits>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include <eigan/core/batch.hpp>
#include <eigan/core/error.hpp>
#include <eigan/formats/array.hpp>
#include <eigan/io/architecture.hpp>
#include <eigan/io/safetensors.hpp>
#include <eigan/nn/network.hpp>

// Numbers and networks into the tensors of a safetensors file, and out of them.

namespace eigan::detail {

template <class Value>
constexpr const char* tensor_type() {
  if constexpr (std::same_as<Value, float>) {
    return "F32";
  } else if constexpr (std::same_as<Value, double>) {
    return "F64";
  } else {
    static_assert(std::integral<Value> && (sizeof(Value) == 4 || sizeof(Value) == 8),
                  "eigan: files keep float, double and whole numbers of 32 or 64 bits");
    constexpr bool wide = sizeof(Value) == 8;
    return std::is_signed_v<Value> ? (wide ? "I64" : "I32") : (wide ? "U64" : "U32");
  }
}

/// What a whole number is kept as.
template <std::integral Integer>
using Wide = std::conditional_t<std::is_signed_v<Integer>, std::int64_t, std::uint64_t>;

/// A network's parameters as named tensors, PREFIX.0.weight, PREFIX.0.bias, ...: the number is the
/// layer's place. Offsets are those of the flat vector. A layer that names none has PREFIX.0.parameters.
template <class Scalar>
std::vector<NamedTensor> parameter_tensors(const Network<Scalar>& network,
                                           const std::string& prefix) {
  std::vector<NamedTensor> all;
  Index offset = 0, place = 0;
  for (const LayerShape& shape : network.shapes()) {
    std::vector<NamedTensor> tensors = network.describe(place).tensors;
    const Index size = shape.parameters();
    Index named = 0;
    for (const NamedTensor& tensor : tensors) named += tensor.rows * tensor.columns;
    // a layer derived from one of eigan's may have inherited its tensors, and have more parameters
    if (named != size) tensors = {{"parameters", {size}, 0, size, 1}};
    for (NamedTensor& tensor : tensors) {
      if (size == 0) break;
      tensor.name = prefix + "." + std::to_string(place) + "." + tensor.name;
      tensor.offset += offset;
      all.push_back(std::move(tensor));
    }
    offset += size;
    ++place;
  }
  return all;
}

inline constexpr const char* checksum_name = "crc32";

/// CRC-32 of all other metadata and of all tensors' bytes, which one bit that flips changes.
inline std::string checksum(const Safetensors& file) {
  uLong crc = crc32_z(0, nullptr, 0);
  const auto take = [&crc](const void* bytes, std::size_t size) {
    if (size > 0) crc = crc32_z(crc, static_cast<const Bytef*>(bytes), size);
  };
  for (const auto& [key, entry] : file.metadata) {
    if (key == checksum_name) continue;
    take(key.data(), key.size());
    take(entry.data(), entry.size());
  }
  for (const Tensor& tensor : file.tensors) take(tensor.bytes.data(), tensor.bytes.size());
  return std::to_string(crc);
}

/// The description that a TensorWriter put under `key`, without its format. \param kind  of file
/// \throws DataError if there is none, or one of a later format; if there is a checksum, which other
///         writers may leave out, and the content has another
inline nlohmann::ordered_json description(const Safetensors& file, const std::string& key,
                                          const char* kind, int oldest_format = 1) {
  const auto what = file.metadata.find(key), crc = file.metadata.find(checksum_name);
  enforce<DataError>(what != file.metadata.end(), "this is not a ", kind,
                     ": its metadata must have "
                     "the entry '",
                     key, "'",
                     file.metadata.contains("game") ? "; it is a checkpoint of training" : "");
  enforce<DataError>(crc == file.metadata.end() || crc->second == checksum(file),
                     "the file is damaged: its checksum does not match its content");
  nlohmann::ordered_json description = parse_json(what->second);
  const int format = description.is_object() ? description.value("format", 1) : 1;
  enforce<DataError>(format >= oldest_format && format <= file_format, "the format of a ", kind,
                     " must lie in [", oldest_format, ", ", file_format, "]; got ", format,
                     format < oldest_format
                         ? ": it was written by an earlier eigan, whose runs cannot be resumed; "
                           "train anew"
                         : ": it was written by a later eigan");
  if (description.is_object()) description.erase("format");
  return description;
}

/// Collects tensors, and keeps their bytes.
class TensorWriter {
 public:
  /// `rows` x `columns` values that lie column by column, as a tensor row by row.
  template <class Value>
  void add(std::string name, std::vector<Index> sizes, const Value* values, Index rows,
           Index columns) {
    std::vector<std::byte> bytes;
    bytes.reserve(static_cast<std::size_t>(rows * columns) * sizeof(Value));
    for (Index r = 0; r < rows; ++r) {
      for (Index c = 0; c < columns; ++c) append(bytes, values[c * rows + r]);
    }
    kept_.push_back(std::move(bytes));
    file_.tensors.push_back(
        {std::move(name), tensor_type<Value>(), std::move(sizes), kept_.back()});
  }
  template <class Scalar>
  void add(const std::string& name, const Vector<Scalar>& values) {
    add(name, {values.size()}, values.data(), values.size(), 1);
  }
  template <std::integral Integer>
  void add(const std::string& name, Integer value) {
    const Wide<Integer> wide = value;
    add(name, {}, &wide, 1, 1);
  }
  /// A flat vector of the network's parameters, or of as many numbers that belong to them.
  template <class Scalar, class Value>
  void add(const std::string& prefix, const Network<Scalar>& network, const Vector<Value>& values) {
    for (const NamedTensor& t : parameter_tensors(network, prefix)) {
      add(t.name, t.sizes, values.data() + t.offset, t.rows, t.columns);
    }
  }

  /// The file, described by the metadata entry `key`, with its format and a checksum.
  std::vector<std::byte> bytes(const std::string& key, nlohmann::ordered_json what,
                               Metadata metadata = {}) {
    what["format"] = file_format;
    file_.metadata = std::move(metadata);
    file_.metadata[key] = json_line(what);
    // as it will be read, without what is no UTF-8
    file_.metadata = parse_json(json_line(nlohmann::json(file_.metadata))).get<Metadata>();
    file_.metadata[checksum_name] = checksum(file_);
    return safetensors_bytes(file_);
  }

 private:
  template <class Value>
  static void append(std::vector<std::byte>& bytes, Value value) {
    auto word = std::bit_cast<std::array<std::byte, sizeof(Value)>>(value);
    if (std::endian::native != std::endian::little) std::reverse(word.begin(), word.end());
    bytes.insert(bytes.end(), word.begin(), word.end());
  }

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

/// What `TensorWriter::add` wrote, back to where it was.
template <class Value>
void read_tensor(const Safetensors& file, const std::string& name, const std::vector<Index>& sizes,
                 Value* values, Index rows, Index columns) {
  const std::byte* bytes = require_tensor<Value>(file, name, sizes).bytes.data();
  for (Index r = 0; r < rows; ++r) {
    for (Index c = 0; c < columns; ++c, bytes += sizeof(Value)) {
      values[c * rows + r] = value_at<Value>(bytes, std::endian::little);
    }
  }
}
template <std::integral Integer>
Wide<Integer> read_number(const Safetensors& file, const std::string& name) {
  Wide<Integer> value = 0;
  read_tensor(file, name, {}, &value, 1, 1);
  return value;
}
template <class Scalar, class Value>
void read_tensors(const Safetensors& file, const std::string& prefix,
                  const Network<Scalar>& network, Vector<Value>& values) {
  for (const NamedTensor& t : parameter_tensors(network, prefix)) {
    read_tensor(file, t.name, t.sizes, values.data() + t.offset, t.rows, t.columns);
  }
}

}  // namespace eigan::detail
