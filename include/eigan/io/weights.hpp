// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <eigan/formats/write_file.hpp>
#include <eigan/io/architecture.hpp>
#include <eigan/io/read_file.hpp>
#include <eigan/io/tensor_writer.hpp>
#include <eigan/nn/mlp.hpp>
#include <eigan/nn/repeat.hpp>
#include <eigan/players/generator.hpp>

namespace eigan {

/// The networks that files of generators are read into where their layers are not known before.
template <class Scalar>
using DenseNet = Mlp<Scalar, Repeat<Dense<Dynamic, Dynamic, AnyActivation>>>;

/// What `read_generator` finds in a file.
template <class Scalar>
struct GeneratorFile {
  Generator<DenseNet<Scalar>, AnyNoise> generator;  ///< with the file's weights and noise
  Metadata metadata;                                ///< all of the file's, eigan's own entries too
};

namespace detail {

/// "{"scalar": "F32", "noise": {"type": "normal"}, "layers": [...]}", under "generator".
template <class Net, class Noise>
nlohmann::ordered_json architecture(const Generator<Net, Noise>& generator) {
  return {{"scalar", tensor_type<typename Net::Scalar>()},
          {"noise", noise_json(generator.noise())},
          {"layers", layers_json<typename Net::Scalar>(generator.network())}};
}

inline constexpr const char* test_noise = "self_test.noise";
inline constexpr const char* test_sample = "self_test.sample";

/// The sample that the file says its noise must become. \throws DataError if it does not
template <class Net, class Noise>
void self_test(const Safetensors& file, const Generator<Net, Noise>& generator) {
  using Scalar = typename Net::Scalar;
  Batch<Scalar> z(generator.latent_size(), 1), expected(generator.network().outputs(), 1);
  read_tensor(file, test_noise, {z.size()}, z.data(), z.size(), 1);
  read_tensor(file, test_sample, {expected.size()}, expected.data(), expected.size(), 1);
  const Batch<Scalar> sample = generator.generate(z);
  const double scale = (std::max)(1.0, static_cast<double>(expected.cwiseAbs().maxCoeff()));
  const auto off = (sample - expected).template cast<double>().array().abs();
  enforce<DataError>((off <= 1e-4 * scale).all(),  // not so if it is NaN
                     "the generator must turn the file's noise into the file's sample; weights or "
                     "architecture are damaged");
}

template <class Value>
Value json_at(const nlohmann::ordered_json& object, const char* key) {
  try {
    return object.at(key).get<Value>();
  } catch (const nlohmann::json::exception&) {
    throw DataError(text("the description of the generator must have a valid '", key, "'"));
  }
}

inline AnyActivation activation(const nlohmann::ordered_json& layer) {
  const auto name = json_at<std::string>(layer, "activation");
  const auto found = AnyActivation::named(
      name, [&](const char* setting) { return json_at<double>(layer, setting); });
  enforce<DataError>(found.has_value(), "the activation must be one of eigan's; got '", name, "'");
  return *found;
}

inline AnyNoise noise(const nlohmann::ordered_json& description) {
  const auto type = json_at<std::string>(description, "type");
  if (type == "normal") return NormalNoise{};
  if (type == "uniform") return UniformNoise{.range = json_at<double>(description, "range")};
  throw DataError(text("the noise must be one of eigan's; got '", type, "'"));
}

/// The network a file describes, without weights. Nothing is allocated for a layer before its tensors
/// are seen to be there, at the size that it says.
template <class Scalar>
DenseNet<Scalar> dense_net(const Safetensors& file, const nlohmann::ordered_json& layers) {
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
    const std::string name = "generator." + std::to_string(place++);
    require_tensor<Scalar>(file, name + ".weight", {outputs, inputs});
    require_tensor<Scalar>(file, name + ".bias", {outputs});
    stack.layers.push_back({.inputs = inputs, .outputs = outputs, .activation = activation(layer)});
  }
  return DenseNet<Scalar>(std::move(stack));
}

/// `use` of a file's bytes. \throws DataError that names the file
template <class Use>
auto with_file(const std::filesystem::path& path, std::size_t limit, Use&& use) {
  const std::vector<std::byte> bytes = read_file(path, limit);
  return naming(path, [&] { return use(std::span<const std::byte>(bytes)); });
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
  writer.add("generator", generator.network(), generator.network().parameters());
  writer.add(detail::test_noise, {z.size()}, z.data(), z.size(), 1);
  writer.add(detail::test_sample, {sample.size()}, sample.data(), sample.size(), 1);
  write_file(path, writer.bytes("generator", detail::architecture(generator), std::move(metadata)));
}

/// Reads a file's weights into a generator of the same layers, scalar and noise.
/// \return the file's metadata
/// \throws DataError that names the file and what differs; the generator is then as it was
template <class Net, class Noise>
Metadata load_generator(const std::filesystem::path& path, Generator<Net, Noise>& generator,
                        std::size_t limit = default_byte_limit) {
  return detail::with_file(path, limit, [&](std::span<const std::byte> bytes) {
    const Safetensors file = parse_safetensors(bytes);
    const std::string differs =
        detail::difference(detail::architecture(generator),
                           detail::description(file, "generator", "generator"), "generator");
    enforce<DataError>(differs.empty(), "the generators must be the same; ", differs);
    Generator<Net, Noise> read = generator;
    detail::read_tensors(file, "generator", read.network(), read.network().parameters());
    detail::self_test(file, read);
    generator.network().parameters().swap(read.network().parameters());
    return file.metadata;
  });
}

namespace detail {

/// A generator of dense layers from the bytes of its file. \throws Error if it is something else
template <class Scalar>
GeneratorFile<Scalar> parse_generator(std::span<const std::byte> bytes) {
  const Safetensors file = parse_safetensors(bytes);
  const nlohmann::ordered_json what = detail::description(file, "generator", "generator");
  const auto scalar = detail::json_at<std::string>(what, "scalar");
  enforce<DataError>(scalar == detail::tensor_type<Scalar>(), "the generator's scalar must be ",
                     detail::tensor_type<Scalar>(), "; got ", scalar);
  GeneratorFile<Scalar> read{
      Generator(
          detail::dense_net<Scalar>(file, detail::json_at<nlohmann::ordered_json>(what, "layers")),
          detail::noise(detail::json_at<nlohmann::ordered_json>(what, "noise"))),
      file.metadata};
  detail::read_tensors(file, "generator", read.generator.network(),
                       read.generator.network().parameters());
  detail::self_test(file, read.generator);
  return read;
}

}  // namespace detail

/// Reads a generator of dense layers, whatever their number, sizes and activations.
/// \throws DataError that names the file
template <class Scalar>
GeneratorFile<Scalar> read_generator(const std::filesystem::path& path,
                                     std::size_t limit = default_byte_limit) {
  return detail::with_file(path, limit, detail::parse_generator<Scalar>);
}

}  // namespace eigan
