// SPDX-License-Identifier: MIT
#include "cpp_header.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <set>
#include <sstream>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>

#include <eigan/version.hpp>

#include "../support/text.hpp"
#include "noise.hpp"
#include "source_of.hpp"

using namespace eigan;

namespace {

/// The shortest literal that is this number again, to the last bit.
template <class Scalar>
std::string literal(Scalar value) {
  std::array<char, 64> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
  std::string result(digits.data(), end);
  if (result.find_first_of(".e") == std::string::npos) result += ".0";
  return result + (std::is_same_v<Scalar, float> ? "f" : "");
}

template <class Values>
std::string array(const char* type, const std::string& name, const Values& values) {
  std::string result = text("inline const ", type, " ", name, "[] = {");
  std::size_t line = 0;
  for (Index i = 0; i < values.size(); ++i) {
    const std::string next = text(literal(values[i]), ",");
    if (line == 0 || line + next.size() > 96) {
      result += "\n    ";
      line = 4;
    }
    result += next;
    line += next.size();
  }
  return result + "\n};\n";
}

/// A text as a C++ literal.
std::string quoted_literal(std::string_view words) {
  std::string result = "\"";
  for (const char letter : words) {
    const auto byte = static_cast<unsigned char>(letter);
    if (letter == '"' || letter == '\\' || letter == '?') result += '\\';  // ? for trigraphs
    if (byte < ' ' || byte > '~') {
      const std::array<char, 4> octal = {'\\', static_cast<char>('0' + (byte >> 6)),
                                         static_cast<char>('0' + ((byte >> 3) & 7)),
                                         static_cast<char>('0' + (byte & 7))};
      result.append(octal.data(), octal.size());
    } else {
      result += letter;
    }
  }
  return result + '"';
}

/// `x` after the activation, an expression.
std::string activation(const LayerDescription& layer) {
  const std::string name = layer.setting("activation");
  if (name == ReLU::name) return "x > 0.0f ? x : 0.0f";
  if (name == LeakyReLU::name) {
    return text("x > 0.0f ? x : x * ", literal(static_cast<float>(layer.number("slope", 0))));
  }
  if (name == Tanh::name) return "std::tanh(x)";
  if (name == Sigmoid::name) return "1.0f / (1.0f + std::exp(-x))";
  if (name == SiLU::name) return "x / (1.0f + std::exp(-x))";
  if (name == GELU::name) return "0.5f * x * std::erfc(-0.70710678f * x)";
  if (name == ELU::name) {
    return text("x > 0.0f ? x : ", literal(static_cast<float>(layer.number("alpha", 1))),
                " * std::expm1(x)");
  }
  if (name == Softplus::name) {
    return "(x > 0.0f ? x : 0.0f) + std::log1p(std::exp(-std::fabs(x)))";
  }
  enforce(name == Identity::name, "export: the activation must be one of eigan's; got ", name);
  return "x";
}

/// The headers of eigan that random numbers come from, in namespace `name`: what they include, then the
/// rest.
std::string random_numbers(const std::string& name) {
  std::set<std::string> includes = {"#include <cmath>", "#include <cstdint>"};
  std::string code;
  for (const char* header : {source_of_philox, source_of_normal}) {
    std::istringstream lines(header);
    for (std::string line; std::getline(lines, line);) {
      if (line.starts_with("#include <") && line.find("<eigan/") == line.npos) {
        includes.insert(line);
      } else if (!line.starts_with("#include") && !line.starts_with("#pragma once") &&
                 !line.starts_with("// SPDX")) {
        if (const auto place = line.find("namespace eigan"); place != line.npos) {
          line.replace(place, std::string_view("namespace eigan").size(), "namespace " + name);
        }
        code += line + '\n';
      }
    }
  }
  std::string all = "\n";
  for (const std::string& include : includes) all += include + '\n';
  return all + code;
}

/// Weights, biases, and the function that applies layer `place`. Weights lie input by input, as in eigan,
/// so that the inner loop runs over outputs and vectorises without reordering sums.
std::string layer_code(const Network<float>& network, Index place, Index offset) {
  const LayerShape shape = network.shapes()[static_cast<std::size_t>(place)];
  const std::string n = std::to_string(place);
  const auto& w = network.parameters();
  const Index weights = shape.inputs * shape.outputs;
  return text(
      "\nnamespace detail {\n\n", array("float", "weights_" + n, w.segment(offset, weights)),
      array("float", "biases_" + n, w.segment(offset + weights, shape.outputs)),
      "\ninline void layer_", n, "(const float* in, float* out) {\n  for (int o = 0; o < ",
      shape.outputs, "; ++o) out[o] = biases_", n, "[o];\n  for (int i = 0; i < ", shape.inputs,
      "; ++i) {\n    for (int o = 0; o < ", shape.outputs, "; ++o) out[o] += weights_", n, "[i * ",
      shape.outputs, " + o] * in[i];\n  }\n  for (int o = 0; o < ", shape.outputs,
      "; ++o) {\n    const float x = out[o];\n    out[o] = ", activation(network.describe(place)),
      ";\n  }\n}\n\n}  // namespace detail\n");
}

/// Calls each layer, from one buffer into the other.
std::string generate_code(const Network<float>& network, const DataFormat& format) {
  const auto& shapes = network.shapes();
  Index widest = 0;
  for (const LayerShape& shape : shapes) widest = std::max(widest, shape.outputs);
  std::string code = text(
      "\n/// The sample of noise z: z has latent_size numbers, sample is overwritten with "
      "sample_size.\n"
      "inline void generate(const float* z, value_type* sample) {\n  float a[",
      widest, "];\n");
  if (shapes.size() > 1) code += text("  float b[", widest, "];\n");
  const char *from = "z", *to = "a", *other = "b";
  for (std::size_t i = 0; i < shapes.size(); ++i) {
    code += text("  detail::layer_", i, "(", from, ", ", to, ");\n");
    from = std::exchange(to, other);
    other = from;
  }
  const std::string value = format.scaler ? text("detail::spread[i] * static_cast<double>(", from,
                                                 "[i]) + detail::mean[i]")
                                          : text(from, "[i]");
  code += "  for (int i = 0; i < sample_size; ++i) sample[i] = " + value + ";\n";
  if (format.low.size() > 0) {
    code +=
        "  for (int i = 0; i < sample_size; ++i) {\n"
        "    const auto low = static_cast<value_type>(detail::lowest[i]);\n"
        "    const auto high = static_cast<value_type>(detail::highest[i]);\n"
        "    sample[i] = sample[i] < low ? low : sample[i] > high ? high : sample[i];\n  }\n";
  }
  return code + "}\n";
}

/// "// Trained with the objective relativistic, penalty r1:1,r2:1.", if the file says so.
std::string trained(const Model& model) {
  std::string how;
  for (const auto& [key, value] : model.trained) {
    how += text(how.empty() ? "// Trained with the " : ", ", key, " ", printable(value));
  }
  return how.empty() ? how : how + ".\n";
}

}  // namespace

std::string cpp_header(const Model& model, const std::string& name, const std::string& origin) {
  const Network<float>& network = model.generator.network();
  const DataFormat& format = model.format;
  const std::string guard = name + "_GENERATED_BY_EIGAN";  // Flats and flats may be in one program
  const auto* uniform = std::get_if<UniformNoise>(&model.generator.noise().choice());
  std::string code =
      text("// A generator that eigan ", version, " trained: made by `export` from ",
           printable(origin), ".\n", trained(model),
           "// C++17 and the standard library. May be included from any number of sources.\n"
           "//\n//     ",
           name, "::Generator generator{seed};\n//     ", name, "::value_type sample[", name,
           "::sample_size];\n//     generator.next(sample);\n#ifndef ", guard, "\n#define ", guard,
           "\n", random_numbers(name), "\nnamespace ", name,
           " {\n\nconstexpr int latent_size = ", model.generator.latent_size(),
           ";\nconstexpr int sample_size = ", network.outputs(), ";\n");
  if (format.images()) {
    code += text(
        "/// A sample is a grey image, row by row, from 0 (black) to 1.\nconstexpr int image_rows "
        "= ",
        format.image_rows, ";\nconstexpr int image_columns = ", format.image_columns, ";\n");
  } else {
    code += "/// What the values of a sample are.\ninline const char* const columns[] = {\n";
    for (const std::string& column : format.columns)
      code += text("    ", quoted_literal(column), ",\n");
    code += "};\n";
  }
  code += format.scaler ? "/// Samples are in the units of the data.\nusing value_type = double;\n"
                        : "using value_type = float;\n";
  code += text("\nnamespace detail {\n\nconstexpr std::uint32_t noise_purpose = ",
               static_cast<std::uint32_t>(Purpose::samples), ";\n");
  if (uniform) {
    code += text("\nconstexpr float noise_range = ", literal(static_cast<float>(uniform->range)),
                 ";\n", uniform_code);
  } else {
    code += normal_code;
  }
  code += sampling_code;
  if (format.low.size() > 0) {
    code += text("\nnamespace detail {\n\n", array("double", "lowest", format.low),
                 array("double", "highest", format.high), "\n}  // namespace detail\n");
  }
  if (format.scaler) {
    code += text("\nnamespace detail {\n\n", array("double", "mean", format.scaler->mean()),
                 array("double", "spread", format.scaler->spread()), "\n}  // namespace detail\n");
  }
  Index offset = 0;
  for (Index i = 0; i < static_cast<Index>(network.shapes().size()); ++i) {
    code += layer_code(network, i, offset);
    offset += network.shapes()[static_cast<std::size_t>(i)].parameters();
  }
  code += generate_code(network, format);
  return code + class_code + "\n}  // namespace " + name + "\n\n#endif\n";
}
