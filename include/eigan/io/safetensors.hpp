// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include <eigan/core/batch.hpp>
#include <eigan/core/error.hpp>
#include <eigan/formats/array.hpp>

namespace eigan {

/// A named array of a safetensors file, the last dimension fastest. A view: it does not own its bytes.
struct Tensor {
  std::string name;
  std::string type;                  ///< "F32", "F64", "I64", ...
  std::vector<Index> sizes;          ///< empty for a scalar
  std::span<const std::byte> bytes;  ///< little-endian
};

/// Strings stored with a model: the names of its columns, how its data were scaled.
using Metadata = std::map<std::string, std::string>;

/// What a safetensors file holds: https://huggingface.co/docs/safetensors. A view: the bytes of the
/// file must outlive it.
struct Safetensors {
  Metadata metadata;            ///< the header's "__metadata__", empty if it has none
  std::vector<Tensor> tensors;  ///< in the order of their bytes

  /// A null pointer if there is none of that name.
  const Tensor* find(std::string_view name) const {
    for (const Tensor& tensor : tensors)
      if (tensor.name == name) return &tensor;
    return nullptr;
  }
};

namespace detail {

using Json = nlohmann::ordered_json;  // keeps the order in which keys are set

/// JSON on one line; bytes that are not UTF-8 are replaced.
std::string json_line(const auto& json) {
  return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

/// Parses JSON without repeated keys or deep nesting, since what uses it is recursive.
/// \param what  the text is, for messages  \throws DataError
inline nlohmann::json parse_json(std::string_view json, std::string_view what = "the metadata") {
  std::vector<std::set<std::string>> keys;
  const auto watch = [&](int depth, nlohmann::json::parse_event_t event, nlohmann::json& value) {
    using Event = nlohmann::json::parse_event_t;
    const bool opens = event == Event::object_start || event == Event::array_start;
    enforce<DataError>(!opens || depth < 32, what, " must not be nested deeper than 32 levels");
    if (event == Event::object_start) keys.emplace_back();
    if (event == Event::object_end) keys.pop_back();
    if (event == Event::key) {
      const auto& key = value.get_ref<const std::string&>();
      enforce<DataError>(keys.back().insert(key).second, what, " must not have the key '",
                         printable(key), "' twice");
    }
    return true;
  };
  // The parser takes a zero byte for the end; JSON has none.
  enforce<DataError>(json.find('\0') == std::string_view::npos, what, " must not hold a zero byte");
  try {
    return nlohmann::json::parse(json.begin(), json.end(), watch);
  } catch (const nlohmann::json::exception&) {
    throw DataError(text(what, " must be JSON"));
  }
}

/// One entry of the header, as a view of `data`.
inline Tensor parse_tensor(const std::string& name, const nlohmann::json& entry,
                           std::span<const std::byte> data) {
  const auto rule = [&](bool holds, const char* what) {
    enforce<DataError>(holds, "safetensors: '", printable(name), "' ", what);
  };
  const auto size_at = [&](const nlohmann::json& value) {
    rule(value.is_number_unsigned(), "must have sizes and offsets that are whole numbers from 0");
    return value.get<std::uint64_t>();
  };
  rule(entry.is_object() && entry.size() == 3 && entry.contains("dtype") &&
           entry.contains("shape") && entry.contains("data_offsets"),
       "must have dtype, shape and data_offsets");
  const auto &type = entry["dtype"], &shape = entry["shape"], &places = entry["data_offsets"];
  rule(type.is_string() && shape.is_array() && places.is_array() && places.size() == 2,
       "must have a dtype that is a string, a shape that is a list and two data_offsets");
  Tensor tensor{name, type.get<std::string>(), {}, {}};
  static const std::map<std::string_view, std::uint64_t> bytes{
      {"F64", 8}, {"F32", 4}, {"F16", 2}, {"BF16", 2}, {"BOOL", 1}, {"I64", 8}, {"I32", 4},
      {"I16", 2}, {"I8", 1},  {"U64", 8}, {"U32", 4},  {"U16", 2},  {"U8", 1}};
  rule(bytes.contains(tensor.type), "must have a dtype of the format");
  std::uint64_t size = bytes.at(tensor.type);
  for (const auto& value : shape) {
    const std::uint64_t extent = size_at(value);
    rule(extent == 0 || size <= data.size() / extent, "must not be larger than the file");
    rule(extent <= (std::numeric_limits<std::uint32_t>::max)(), "must have sizes below 2^32");
    size *= extent;
    tensor.sizes.push_back(static_cast<Index>(extent));
  }
  const std::uint64_t begin = size_at(places[0]), end = size_at(places[1]);
  rule(begin <= end && end <= data.size(), "must lie within the file");
  rule(end - begin == size, "must have as many bytes as its type and shape say");
  tensor.bytes = data.subspan(static_cast<std::size_t>(begin), static_cast<std::size_t>(size));
  return tensor;
}

}  // namespace detail

/// Reads the header of a safetensors file from the file's bytes.
/// \throws DataError unless the bytes are one file, whose tensors fill it without gaps or overlaps
inline Safetensors parse_safetensors(std::span<const std::byte> bytes) {
  enforce<DataError>(bytes.size() >= 8, "must be a safetensors file, of at least 8 bytes; got ",
                     bytes.size());
  const auto length = detail::value_at<std::uint64_t>(bytes.data(), std::endian::little);
  enforce<DataError>(length <= bytes.size() - 8 || (bytes.size() > 8 && bytes[8] == std::byte{'{'}),
                     "must be a safetensors file; got a file of another kind");
  enforce<DataError>(length <= bytes.size() - 8, "safetensors: the header must have ", length,
                     " bytes; got ", bytes.size() - 8, ": the file is cut off");
  const auto head = bytes.subspan(8, static_cast<std::size_t>(length));
  const auto data = bytes.subspan(8 + head.size());
  const auto header = detail::parse_json(detail::as_text(head), "safetensors: the header");
  enforce<DataError>(header.is_object(), "safetensors: the header must be an object");
  Safetensors file;
  for (const auto& [name, entry] : header.items()) {
    if (name != "__metadata__") {
      file.tensors.push_back(detail::parse_tensor(name, entry, data));
      continue;
    }
    enforce<DataError>(entry.is_object(), "safetensors: the metadata must be an object");
    for (const auto& [key, value] : entry.items()) {
      enforce<DataError>(value.is_string(),
                         "safetensors: the metadata must be strings; got another type for '",
                         detail::printable(key), "'");
      file.metadata[key] = value.get<std::string>();
    }
  }
  std::stable_sort(file.tensors.begin(), file.tensors.end(), [](const Tensor& a, const Tensor& b) {
    return std::pair(a.bytes.data(), a.bytes.size()) < std::pair(b.bytes.data(), b.bytes.size());
  });
  const std::byte* end = data.data();
  for (const Tensor& tensor : file.tensors) {
    enforce<DataError>(tensor.bytes.data() == end, "safetensors: '", detail::printable(tensor.name),
                       "' must begin where the tensor before it ends; got a gap or an overlap");
    end += tensor.bytes.size();
  }
  enforce<DataError>(end == data.data() + data.size(),
                     "safetensors: the tensors must fill the file; got ",
                     data.data() + data.size() - end, " bytes more");
  return file;
}
Safetensors parse_safetensors(std::vector<std::byte>&& bytes) = delete;  // it would dangle

/// The bytes of a file with these tensors, in this order.
inline std::vector<std::byte> safetensors_bytes(const Safetensors& file) {
  detail::Json header;
  if (!file.metadata.empty()) header["__metadata__"] = file.metadata;
  std::size_t end = 0;
  for (const Tensor& tensor : file.tensors) {
    enforce(!header.contains(tensor.name), "safetensors: names must differ; got '", tensor.name,
            "' twice");
    header[tensor.name] = {{"dtype", tensor.type},
                           {"shape", tensor.sizes},
                           {"data_offsets", {end, end + tensor.bytes.size()}}};
    end += tensor.bytes.size();
  }
  std::string head = header.is_null() ? "{}" : detail::json_line(header);
  head.append((8 - head.size() % 8) % 8, ' ');  // aligns the data
  std::vector<std::byte> bytes;
  bytes.reserve(8 + head.size() + end);
  const std::uint64_t length = head.size();
  for (int i = 0; i < 8; ++i) bytes.push_back(static_cast<std::byte>(length >> 8 * i & 0xFF));
  for (const char c : head) bytes.push_back(static_cast<std::byte>(c));
  for (const Tensor& t : file.tensors) bytes.insert(bytes.end(), t.bytes.begin(), t.bytes.end());
  return bytes;
}

}  // namespace eigan
