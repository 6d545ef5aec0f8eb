// SPDX-License-Identifier: MIT
// Writes a generator as one C++17 header that needs neither eigan nor anything else:
//
//     export --model houses/model.safetensors --out houses.hpp
#include <cctype>
#include <cstdio>
#include <filesystem>
#include <span>
#include <string>

#include <eigan/io/weights.hpp>
#include <eigan/io/write_file.hpp>

#include "export/cpp_header.hpp"
#include "support/command_line.hpp"
#include "support/data_format.hpp"

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
}

int run(Request r) {
  const std::filesystem::path out = r.out;
  require(out.extension() == ".hpp" || out.extension() == ".h",
          "--out: must end in .hpp or .h, got ", r.out);
  if (r.name.empty()) r.name = out.stem().string();
  require_identifier(r.name);
  const GeneratorFile<float> file = read_generator<float>(r.model);
  const DataFormat format = data_format(file, r.model);
  const std::string header =
      cpp_header(file, format, r.name, std::filesystem::path(r.model).filename().string());
  write_file(out, std::as_bytes(std::span(header)));
  std::printf("%s: %s::Generator, %lld numbers of noise to %lld values, %.0f kB\n", r.out.c_str(),
              r.name.c_str(), static_cast<long long>(file.generator.latent_size()),
              static_cast<long long>(file.generator.network().outputs()),
              static_cast<double>(header.size()) / 1e3);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  Request r;
  CLI::App app{
      "Writes a generator that train made as one C++17 header without any dependency. Its\n"
      "samples are those of `sample` with the same seed, in the units of the data.",
      "export"};
  app.footer(
      "Examples:\n"
      "  export --model ring/model.safetensors --out ring.hpp\n"
      "  export --model houses/model.safetensors --out generated/houses.hpp --name my_houses");
  const auto option = [&](const char* name, const char* value_name, auto& value, const char* help) {
    return app.add_option(name, value, help)->option_text(value_name);
  };
  option("--model", "FILE", r.model, "the generator: a model.safetensors; required")
      ->required()
      ->check(not_empty("a file"));
  option("--out", "FILE", r.out, "the header to write: .hpp or .h; required")
      ->required()
      ->check(not_empty("a file"));
  option("--name", "NAME", r.name, "of the header's namespace (the file's name)")
      ->check(not_empty("a namespace"));
  parse_or_exit(app, argc, argv);
  return run_program("export", [&] { return run(r); });
}
