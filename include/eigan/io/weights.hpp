// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <utility>
#include <variant>

#include <eigan/formats/write_file.hpp>
#include <eigan/io/read_file.hpp>
#include <eigan/io/tensors.hpp>
#include <eigan/nn/any_activation.hpp>
#include <eigan/nn/dense.hpp>
#include <eigan/nn/mlp.hpp>
#include <eigan/nn/repeat.hpp>
#include <eigan/players/generator.hpp>
#include <eigan/players/noise.hpp>

namespace eigan {

/// The networks that generators are read into where their layers are not known before.
template <class Scalar>
using DenseNet = Mlp<Scalar, Repeat<Dense<Dynamic, Dynamic, AnyActivation>>>;

/// What `read_generator` finds in a file.
template <class Scalar>
struct GeneratorFile {
  Generator<DenseNet<Scalar>, AnyNoise> generator;  ///< with the file's weights and noise
  Metadata metadata;                                ///< all of the file's, eigan's own entries too
};

namespace detail {

/// {"type": "normal"}, or "uniform" and its "range"; "custom" for one that is not eigan's.
Json noise_json(const auto&) { return {{"type", "custom"}}; }
inline Json noise_json(const NormalNoise&) { return {{"type", "normal"}}; }
inline Json noise_json(const UniformNoise& noise) {
  return {{"type", "uniform"}, {"range", noise.range}};
}
inline Json noise_json(const AnyNoise& noise) {
  return std::visit([](const auto& choice) { return noise_json(choice); }, noise.choice());
}

/// An array of {"type", "inputs", "outputs", and each setting of the layer}.
template <class Scalar>
Json layers_json(const Network<Scalar>& network) {
  auto layers = Json::array();
  Index place = 0;
  for (const LayerShape& shape : network.shapes()) {
    const LayerDescription what = network.describe(place++);
    Json layer{{"type", what.type}, {"inputs", shape.inputs}, {"outputs", shape.outputs}};
    for (const LayerSetting& setting : what.settings) {
      layer[setting.name] = setting.text.empty() ? Json(setting.number) : Json(setting.text);
    }
    layers.push_back(std::move(layer));
  }
  return layers;
}

/// \throws DataError unless a file describes the same under `key` (see `description`): with the first
///         difference, as "generator.1.outputs: 128 here, 64 in the file"
inline void require_same(const nlohmann::json& here, const Safetensors& file,
                         const std::string& key) {
  const nlohmann::json changes = nlohmann::json::diff(here, description(file, key));
  if (changes.empty()) return;
  const nlohmann::json& change = changes.front();
  const auto path = change.at("path").get<std::string>();
  const auto shown = [](const nlohmann::json& value) { return json_line(value).substr(0, 80); };
  const std::string ours =
      change.at("op") == "add" ? "none" : shown(here.at(nlohmann::json::json_pointer(path)));
  const std::string theirs = change.contains("value") ? shown(change.at("value")) : "none";
  std::string place = key + path;
  std::replace(place.begin(), place.end(), '/', '.');
  throw DataError(text("the ", key, " must be the same; ", place, ": ", ours, " here, ", theirs,
                       " in the file"));
}

/// "{"scalar": "F32", "noise": {"type": "normal"}, "layers": [...]}", under "generator".
template <class Net, class Noise>
Json architecture(const Generator<Net, Noise>& generator) {
  return {{"scalar", tensor_type<typename Net::Scalar>()},
          {"noise", noise_json(generator.noise())},
          {"layers", layers_json<typename Net::Scalar>(generator.network())}};
}

/// Calls use(tensor, numbers) for a generator's parameters, and a noise with the sample it becomes.
template <class Scalar>
void each_tensor(const Network<Scalar>& network, auto& parameters, auto& noise, auto& sample,
                 auto&& use) {
  each_tensor("generator", parameters, &network, use);
  each_tensor<Scalar>("self_test.noise", noise, nullptr, use);
  each_tensor<Scalar>("self_test.sample", sample, nullptr, use);
}

/// \throws DataError unless the generator then makes of the file's noise the file's sample
template <class Net, class Noise>
void read_parameters(const Safetensors& file, Generator<Net, Noise>& generator) {
  using Scalar = typename Net::Scalar;
  Net& network = generator.network();
  Batch<Scalar> z(generator.latent_size(), 1), expected(network.outputs(), 1);
  each_tensor(network, network.parameters(), z, expected, TensorReader{file});
  const Batch<Scalar> sample = generator.generate(z);
  const double scale = (std::max)(1.0, static_cast<double>(expected.cwiseAbs().maxCoeff()));
  const auto off = (sample - expected).template cast<double>().array().abs();
  enforce<DataError>((off <= 1e-4 * scale).all(),  // not so if it is NaN
                     "the generator must turn the file's noise into the file's sample; weights or "
                     "architecture are damaged");
}

template <class Value>
Value json_at(const Json& object, const char* key) {
  try {
    return object.at(key).get<Value>();
  } catch (const nlohmann::json::exception&) {
    throw DataError(text("the description of the generator must have a valid '", key, "'"));
  }
}

inline AnyNoise noise(const Json& description) {
  const auto type = json_at<std::string>(description, "type");
  if (type == "normal") return NormalNoise{};
  if (type == "uniform") return UniformNoise{.range = json_at<double>(description, "range")};
  throw DataError(text("the noise must be one of eigan's; got '", type, "'"));
}

/// The network a file describes, without weights. A layer's tensors are checked before it is allocated.
template <class Scalar>
DenseNet<Scalar> dense_net(const Safetensors& file, const Json& layers) {
  enforce<DataError>(layers.is_array() && !layers.empty(),
                     "the generator must have at least one layer");
  Repeat<Dense<Dynamic, Dynamic, AnyActivation>> stack;
  Index place = 0;
  for (const auto& layer : layers) {
    const auto type = json_at<std::string>(layer, "type");
    enforce<DataError>(type == "dense", "layer ", place, " must be dense; got ", type,
                       "; load_generator reads others, into a generator of the same type");
    const Index inputs = json_at<Index>(layer, "inputs"),
                outputs = json_at<Index>(layer, "outputs");
    const std::string name = text("generator.", place++);
    require_tensor<Scalar>(file, name + ".weight", {outputs, inputs});
    require_tensor<Scalar>(file, name + ".bias", {outputs});
    const auto phi = json_at<std::string>(layer, "activation");
    const auto setting = [&](const char* key) { return json_at<double>(layer, key); };
    const auto activation = AnyActivation::named(phi, setting);
    enforce<DataError>(activation.has_value(), "the activation must be one of eigan's; got '", phi,
                       "'");
    stack.layers.push_back({.inputs = inputs, .outputs = outputs, .activation = *activation});
  }
  return DenseNet<Scalar>(std::move(stack));
}

/// A generator of dense layers from the bytes of its file. \throws Error if it is something else
template <class Scalar>
GeneratorFile<Scalar> parse_generator(std::span<const std::byte> bytes) {
  const Safetensors file = parse_safetensors(bytes);
  const Json what = description(file, "generator");
  const auto scalar = json_at<std::string>(what, "scalar");
  enforce<DataError>(scalar == tensor_type<Scalar>(), "the generator's scalar must be ",
                     tensor_type<Scalar>(), "; got ", scalar);
  Generator generator(dense_net<Scalar>(file, json_at<Json>(what, "layers")),
                      noise(json_at<Json>(what, "noise")));
  read_parameters(file, generator);
  return {std::move(generator), file.metadata};
}

}  // namespace detail

/// Writes a generator as a safetensors file, whole or not at all (see `write_file`): the weights
/// (generator.0.weight, outputs x inputs, or outputs x pieces x inputs of a Maxout; generator.0.bias;
/// generator.0.parameters of custom layers); the architecture, as JSON in the metadata entry
/// "generator"; a checksum; and noise with the sample that it must become. Readers check the last two.
/// \param metadata  goes into the file; the names "generator" and "crc32" are taken
/// \throws Error that names the file, if it cannot be written
template <class Net, class Noise>
void save_generator(const std::filesystem::path& path, const Generator<Net, Noise>& generator,
                    Metadata metadata = {}) {
  using Scalar = typename Net::Scalar;
  Batch<Scalar> z(generator.latent_size(), 1);
  generator.draw(Stream(0, Purpose::samples, 0), 0, View<Scalar>(z.data(), z.rows(), 1));
  const Batch<Scalar> sample = generator.generate(z);
  detail::TensorWriter writer;
  detail::each_tensor(generator.network(), generator.network().parameters(), z, sample, writer);
  write_file(path, writer.bytes("generator", detail::architecture(generator), std::move(metadata)));
}

/// Reads a file's weights into a generator of the same layers, scalar and noise. \return its metadata
/// \throws DataError that names the file and what differs; the generator is then as it was
template <class Net, class Noise>
Metadata load_generator(const std::filesystem::path& path, Generator<Net, Noise>& generator,
                        std::size_t limit = default_byte_limit) {
  return detail::with_file(path, limit, [&](auto bytes) {
    const Safetensors file = parse_safetensors(bytes);
    detail::require_same(detail::architecture(generator), file, "generator");
    Generator<Net, Noise> read = generator;
    detail::read_parameters(file, read);
    generator.network().parameters().swap(read.network().parameters());
    return file.metadata;
  });
}

/// Reads a generator of any dense layers. \throws DataError that names the file
template <class Scalar>
GeneratorFile<Scalar> read_generator(const std::filesystem::path& path,
                                     std::size_t limit = default_byte_limit) {
  return detail::with_file(path, limit, detail::parse_generator<Scalar>);
}

}  // namespace eigan
