// SPDX-License-Identifier: MIT
// Writes a generator as one C++17 header that needs neither eigan nor anything else, or as an ONNX
// model for other programs:
//
//     export --model houses/model.safetensors --out houses.hpp
//     export --model houses/model.safetensors --out houses.onnx
//
// Its parts, in export/: cpp_header and onnx.
#include <dlfcn.h>

#include <algorithm>
#include <array>
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
#include "support/own_files.hpp"
#include "support/text.hpp"

using namespace eigan;

namespace {

struct Request {
  std::string model, out, name;
  bool overwrite = false;
};

/// Whether C or C++ has the name already: a keyword, or a macro, function or type of a standard header,
/// beside which no namespace of that name compiles.
bool taken(const std::string& name) {
  // cppreference.com, "C++ keywords" of C++20; from the headers: lower-case names other than functions
  constexpr std::string_view words =
      " E2BIG I alignas alignof and and_eq asm auto bitand bitor bool break case catch char "
      "char8_t "
      "char16_t char32_t class compl concept const consteval constexpr constinit const_cast "
      "continue co_await co_return co_yield decltype default delete do double dynamic_cast "
      "else enum explicit export extern false float for friend goto if inline int long "
      "mutable namespace new noexcept not not_eq nullptr operator or or_eq private "
      "protected public register reinterpret_cast requires return short signed sizeof "
      "static static_assert static_cast std struct switch template this thread_local throw "
      "true try typedef typeid typename union unsigned using virtual void volatile wchar_t "
      "while xor xor_eq linux main unix "
      "alloca assert assert_perror be16toh be32toh be64toh errno issubnormal lconv le16toh "
      "le32toh le64toh math_errhandling offsetof "
      "sched_priority setjmp sigmask sigsetjmp stderr stdin stdout strdupa strndupa timespec tm ";
  constexpr std::array<std::string_view, 8> beginnings = {"_",   "htobe", "htole",  "pthread_",
                                                          "sa_", "si_",   "sigev_", "va_"};
  if (words.find(" " + name + " ") != words.npos || name.find("__") != name.npos ||
      std::any_of(beginnings.begin(), beginnings.end(),
                  [&](std::string_view begins) { return name.starts_with(begins); })) {
    return true;
  }
  const auto capital = [](char letter) {
    return letter == '_' || std::isupper(static_cast<unsigned char>(letter)) != 0;
  };
  if (name.size() > 1 && capital(name[0]) && capital(name[1])) return true;     // EOF, M_PIf
  return name.ends_with("_t") || dlsym(RTLD_DEFAULT, name.c_str()) != nullptr;  // time_t, time
}

/// \throws Error unless a namespace can be called so
void require_identifier(const std::string& name) {
  bool fits = !name.empty() && !std::isdigit(static_cast<unsigned char>(name[0]));
  for (const char letter : name) {
    fits = fits && (letter == '_' || std::isalnum(static_cast<unsigned char>(letter)));
  }
  enforce(fits, "--name: must be letters, digits and _, with no digit first; got '",
          printable(name), "'");
  enforce(!taken(name), "--name: '", name, "' has a meaning in C++ already: choose another");
}

/// The ending of --out decides how.
std::string exported(const Model& model, const Request& r) {
  const std::filesystem::path out = r.out;
  if (out.extension() == ".onnx") return onnx_model(model);
  const std::string name = r.name.empty() ? out.stem().string() : r.name;
  require_identifier(name);
  return cpp_header(model, name, std::filesystem::path(r.model).filename().string());
}

int run(const Request& r) {
  const std::string ending = std::filesystem::path(r.out).extension().string();
  enforce(ending == ".hpp" || ending == ".h" || ending == ".onnx",
          "--out: must end in .hpp, .h or .onnx; got ", r.out);
  require_new_file(r.out, r.model, r.overwrite);
  const Model model = read_model(r.model);
  const std::string content = exported(model, r);
  write_file(r.out, std::as_bytes(std::span(content)));
  const auto& scaler = model.format.scaler;
  if (ending == ".onnx" && scaler &&
      (scaler->mean().array().abs() > 100 * scaler->spread().array()).any()) {
    std::fprintf(
        stderr,
        "export: ONNX models compute in float: a column whose mean is more than 100 spreads "
        "from 0 loses digits; a header keeps them\n");
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
      "Writes a generator that train made as one C++17 header without dependencies, whose\n"
      "samples are those of `sample` with the same seed, or as an ONNX model. Both make\n"
      "samples in the units of the data.",
      "  export --model ring/model.safetensors --out ring.hpp\n"
      "  export --model houses/model.safetensors --out houses.onnx");
  app.model(r.model);
  app.option(
         "--out", "FILE", r.out,
         "file to write: .hpp or .h, the header; .onnx, a model from \"noise\" (standard normal, "
         "or as trained) to \"samples\"; required")
      ->required()
      ->check(not_empty("a file"));
  app.option("--name", "NAME", r.name, "the header's namespace (the name of the file)")
      ->check(not_empty("a namespace"));
  app.add_flag("--overwrite", r.overwrite, "replace a file that exists");
  app.parse_or_exit(argc, argv);
  return run_program("export", [&] { return run(r); });
}
