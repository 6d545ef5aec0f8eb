// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>

#include <eigan/formats/write_file.hpp>
#include <eigan/io/network_file.hpp>
#include <eigan/io/read_file.hpp>
#include <eigan/players/generator.hpp>
#include <eigan/players/noise.hpp>

namespace eigan {

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

/// "{"scalar": "F32", "noise": {"type": "normal"}, "layers": [...]}", under "generator".
template <class Net, class Noise>
Json architecture(const Generator<Net, Noise>& generator) {
  return {{"scalar", tensor_type<typename Net::Scalar>()},
          {"noise", noise_json(generator.noise())},
          {"layers", layers_json<typename Net::Scalar>(generator.network())}};
}

/// Calls use(tensor, numbers) for a generator's parameters and state, and a noise with the sample it becomes.
void each_tensor(auto& network, auto& noise, auto& sample, auto&& use) {
  using Scalar = typename std::remove_reference_t<decltype(network)>::Scalar;
  const Network<Scalar>& layers = network;
  each_tensor("generator", network.parameters(), &layers, use);
  if (network.state().size() > 0) {
    each_tensor<Scalar>("generator.state", network.state(), nullptr, use);
  }
  each_tensor<Scalar>("self_test.noise", noise, nullptr, use);
  each_tensor<Scalar>("self_test.sample", sample, nullptr, use);
}

/// \throws DataError unless the generator then makes of the file's noise the file's sample
template <class Net, class Noise>
void read_parameters(const Safetensors& file, Generator<Net, Noise>& generator) {
  using Scalar = typename Net::Scalar;
  Net& network = generator.network();
  Batch<Scalar> z(generator.latent_size(), 1), expected(network.outputs(), 1);
  each_tensor(network, z, expected, TensorReader{file});
  const Batch<Scalar> sample = generator.generate(z);
  const double scale = (std::max)(1.0, static_cast<double>(expected.cwiseAbs().maxCoeff()));
  const auto off = (sample - expected).template cast<double>().array().abs();
  enforce<DataError>((off <= 1e-4 * scale).all(),  // not so if it is NaN
                     "the generator must turn the file's noise into the file's sample; weights or "
                     "architecture are damaged");
}

inline AnyNoise noise(const Json& description) {
  const auto type = json_at<std::string>(description, "type");
  if (type == "normal") return NormalNoise{};
  if (type == "uniform") return UniformNoise{.range = json_at<double>(description, "range")};
  throw DataError(text("the noise must be one of eigan's; got '", type, "'"));
}

/// A generator of dense layers from the bytes of its file. \throws Error if it is something else
template <class Scalar>
GeneratorFile<Scalar> parse_generator(std::span<const std::byte> bytes) {
  const Safetensors file = parse_safetensors(bytes);
  Generator generator(dense_net<Scalar>(file, "generator"),
                      noise(json_at<Json>(description(file, "generator"), "noise")));
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
  detail::each_tensor(generator.network(), z, sample, writer);
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
    generator.network().state().swap(read.network().state());
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
