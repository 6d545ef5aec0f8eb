// SPDX-License-Identifier: MIT
// Writes a generator as one C++17 header that needs neither eigan nor anything else, or as an ONNX
// model for other programs:
//
//     export --model houses/model.safetensors --out houses.hpp
//     export --model houses/model.safetensors --out houses.onnx
//
// How it is made, in export/: cpp_header and onnx write what their names say.
#include <cctype>
#include <cstdio>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

#include <eigan/formats/write_file.hpp>

#include "export/cpp_header.hpp"
#include "export/onnx.hpp"
#include "support/command_line.hpp"
#include "support/model.hpp"

using namespace eigan;

namespace {

struct Request {
  std::string model, out, name;
};

/// \throws Error unless it can be the name of a namespace
void require_identifier(const std::string& name) {
  bool fits = !name.empty() && !std::isdigit(static_cast<unsigned char>(name[0]));
  for (const char letter : name) {
    fits = fits && (letter == '_' || std::isalnum(static_cast<unsigned char>(letter)));
  }
  require(fits, "--name: must be of letters, digits and _, and not begin with a digit, got '",
          printable(name), "'");
  // cppreference.com, "C++ keywords", what they were in C++20
  constexpr std::string_view keywords =
      " alignas alignof and and_eq asm auto bitand bitor bool break case catch char char8_t "
      "char16_t char32_t class compl concept const consteval constexpr constinit const_cast "
      "continue co_await co_return co_yield decltype default delete do double dynamic_cast "
      "else enum explicit export extern false float for friend goto if inline int long "
      "mutable namespace new noexcept not not_eq nullptr operator or or_eq private "
      "protected public register reinterpret_cast requires return short signed sizeof "
      "static static_assert static_cast std struct switch template this thread_local throw "
      "true try typedef typeid typename union unsigned using virtual void volatile wchar_t "
      "while xor xor_eq linux main unix ";
  require(keywords.find(" " + name + " ") == keywords.npos, "--name: must be no word of C++, got '",
          name, "'");
}

/// As a header, or by ONNX: how --out ends decides.
std::string exported(const Model& model, const Request& r) {
  const std::filesystem::path out = r.out;
  if (out.extension() == ".onnx") return onnx_model(model);
  const std::string name = r.name.empty() ? out.stem().string() : r.name;
  require_identifier(name);
  return cpp_header(model, name, std::filesystem::path(r.model).filename().string());
}

int run(const Request& r) {
  const std::string ending = std::filesystem::path(r.out).extension().string();
  require(ending == ".hpp" || ending == ".h" || ending == ".onnx",
          "--out: must end in .hpp, .h or .onnx, got ", r.out);
  const Model model = read_model(r.model);
  const std::string content = exported(model, r);
  write_file(r.out, std::as_bytes(std::span(content)));
  const auto& scaler = model.format.scaler;
  if (ending == ".onnx" && scaler &&
      (scaler->mean().array().abs() > 100 * scaler->spread().array()).any()) {
    std::fprintf(
        stderr,
        "export: ONNX models calculate in float: a column whose mean is more than 100 spreads "
        "from 0 loses digits; the header does not\n");
  }
  std::printf("%s: %lld numbers of noise to %lld values, %.0f kB\n", r.out.c_str(),
              static_cast<long long>(model.generator.latent_size()),
              static_cast<long long>(model.features()), static_cast<double>(content.size()) / 1e3);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  Request r;
  CommandLine app(
      "export",
      "Writes a generator that train made as one C++17 header without any dependency, whose\n"
      "samples are those of `sample` with the same seed, or as an ONNX model. Both make\n"
      "samples in the units of the data.",
      "  export --model ring/model.safetensors --out ring.hpp\n"
      "  export --model houses/model.safetensors --out houses.onnx");
  app.model(r.model);
  app.option(
         "--out", "FILE", r.out,
         "what to write: .hpp or .h, the header; .onnx, a model from \"noise\" (standard normal, "
         "or as trained) to \"samples\"; required")
      ->required()
      ->check(not_empty("a file"));
  app.option("--name", "NAME", r.name, "of the header's namespace (the file's name)")
      ->check(not_empty("a namespace"));
  app.parse_or_exit(argc, argv);
  return run_program("export", [&] { return run(r); });
}
