// SPDX-License-Identifier: MIT
#include <string>
#include <vector>

#include <eigan/io/safetensors.hpp>

#include "tests/catch.hpp"
#include "tests/support/bytes.hpp"
#include "tests/support/thrown.hpp"

using namespace eigan::tests;
using eigan::Index;
using eigan::parse_safetensors;
using eigan::Safetensors;

namespace {

/// A file with this header and data, as the format's description has it.
Bytes file_of(const std::string& header, const std::string& data = {}) {
  std::string length;
  for (int i = 0; i < 8; ++i) length += static_cast<char>(header.size() >> 8 * i & 0xFF);
  return bytes_of(length + header + data);
}

std::string complaint(const Bytes& bytes) {
  return thrown<eigan::DataError>([&] { static_cast<void>(parse_safetensors(bytes)); });
}

std::string entry(const std::string& type, const std::string& shape, const std::string& offsets) {
  return R"({"dtype":")" + type + R"(","shape":[)" + shape + R"(],"data_offsets":[)" + offsets +
         "]}";
}

const std::string two = R"({"__metadata__":{"a":"b"},"w":)" + entry("F32", "1,2", "0,8") +
                        R"(,"n":)" + entry("U8", "", "8,9") + "}  ";

}  // namespace

TEST_CASE("a safetensors file has names, types, shapes, bytes and metadata") {
  const Bytes bytes = file_of(two, "abcdefghi");
  const Safetensors file = parse_safetensors(bytes);
  CHECK(file.metadata == std::map<std::string, std::string>{{"a", "b"}});
  REQUIRE(file.tensors.size() == 2);
  CHECK(file.tensors[0].name == "w");
  CHECK(file.tensors[0].type == "F32");
  CHECK(file.tensors[0].sizes == std::vector<Index>{1, 2});
  CHECK(file.tensors[0].bytes.data() == &bytes[bytes.size() - 9]);
  CHECK(file.tensors[0].bytes.size() == 8);
  REQUIRE(file.find("n") != nullptr);
  CHECK(file.find("n")->sizes.empty());
  CHECK(file.find("n")->bytes[0] == std::byte{'i'});
  CHECK(file.find("m") == nullptr);
}

TEST_CASE("what is written as safetensors is read again, the data aligned to 8 bytes") {
  const Bytes bytes = file_of(two, "abcdefghi");
  const Safetensors file = parse_safetensors(bytes);
  const Bytes written = eigan::safetensors_bytes(file);
  CHECK((written.size() - 9) % 8 == 0);
  const Safetensors again = parse_safetensors(written);
  CHECK(again.metadata == file.metadata);
  REQUIRE(again.tensors.size() == 2);
  for (std::size_t i = 0; i < 2; ++i) {
    CHECK(again.tensors[i].name == file.tensors[i].name);
    CHECK(again.tensors[i].type == file.tensors[i].type);
    CHECK(again.tensors[i].sizes == file.tensors[i].sizes);
    CHECK(std::equal(again.tensors[i].bytes.begin(), again.tensors[i].bytes.end(),
                     file.tensors[i].bytes.begin(), file.tensors[i].bytes.end()));
  }
  const Bytes nothing = eigan::safetensors_bytes({});
  CHECK(parse_safetensors(nothing).tensors.empty());
}

TEST_CASE("tensors without elements, and in another order than their bytes, are read") {
  const Bytes bytes =
      file_of(R"({"b":)" + entry("I16", "1", "2,4") + R"(,"a":)" + entry("F16", "1", "0,2") +
                  R"(,"e":)" + entry("F64", "0,3", "2,2") + "}",
              "abcd");
  const Safetensors file = parse_safetensors(bytes);
  REQUIRE(file.tensors.size() == 3);
  CHECK(file.tensors.front().name == "a");
  CHECK(file.find("e")->bytes.empty());
}

TEST_CASE("an error in a safetensors file is told") {
  const auto says = [](const Bytes& bytes, const std::string& what) {
    INFO(complaint(bytes));
    CHECK(complaint(bytes).find(what) != std::string::npos);
  };
  const auto one = [&](const std::string& type, const std::string& shape,
                       const std::string& places) {
    return file_of(R"({"w":)" + entry(type, shape, places) + "}", "abcdefgh");
  };
  says({}, "at least 8 bytes");
  says(Bytes(8, std::byte{0xFF}), "must be a safetensors file; got a file of another kind");
  says(Bytes(30, std::byte{'a'}), "must be a safetensors file; got a file of another kind");
  Bytes cut = file_of(R"({"__metadata__":{"a":"1"}})");
  cut.resize(20);
  says(cut, "the header must have 26 bytes; got 12: the file is cut off");
  says(file_of("{"), "safetensors: the header must be JSON");
  says(file_of(""), "safetensors: the header must be JSON");
  says(file_of("[]"), "must be an object");
  says(file_of(std::string("{}\0{", 4)), "the header must not hold a zero byte");
  says(file_of(std::string("{}\0", 3)), "the header must not hold a zero byte");
  says(file_of(std::string(100000, '[')), "nested deeper than 32 levels");
  says(file_of(R"({"w":1})"), "must have dtype, shape and data_offsets");
  says(file_of(R"({"w":{"dtype":"F32","shape":[],"data_offsets":[0,4],"x":1}})"),
       "must have dtype");
  says(file_of(R"({"w":{"dtype":3,"shape":[],"data_offsets":[0,4]}})"), "dtype that is a string");
  says(file_of(R"({"w":{"dtype":"F32","shape":[],"data_offsets":[0]}})"), "two data_offsets");
  says(file_of(R"({"__metadata__":{"a":1}})"),
       "the metadata must be strings; got another type for 'a'");
  says(file_of(R"({"__metadata__":[]})"), "the metadata must be an object");
  says(file_of(R"({"__metadata__":{"a":"1","a":"2"}})"), "must not have the key 'a' twice");
  says(file_of(R"({"w":)" + entry("U8", "8", "0,8") + R"(,"w":)" + entry("U8", "8", "0,8") + "}",
               "abcdefgh"),
       "must not have the key 'w' twice");
  says(one("F31", "2", "0,8"), "a dtype of the format");
  says(one("F32", "-2", "0,8"), "whole numbers");
  says(one("F32", "2.0", "0,8"), "whole numbers");
  says(one("F32", "2", "0,9"), "lie within the file");
  says(one("F32", "2", "8,0"), "lie within the file");
  says(one("F32", "1", "0,8"), "as many bytes");
  says(one("F32", "3", "0,8"), "not be larger than the file");
  says(one("F32", "1152921504606846976", "0,8"), "not be larger than the file");
  says(one("F32", "4294967296,4294967296,4294967296", "0,8"), "not be larger than the file");
  says(one("F32", "0,18446744073709551615", "0,0"), "below 2^32");
  says(one("F32", "1", "0,4"), "got 4 bytes more");
  says(one("F32", "1", "4,8"), "a gap or an overlap");
  says(file_of(R"({"a":)" + entry("U8", "5", "0,5") + R"(,"b":)" + entry("U8", "4", "4,8") + "}",
               "abcdefgh"),
       "a gap or an overlap");
  says(file_of("{}", "a"), "got 1 bytes more");
}
