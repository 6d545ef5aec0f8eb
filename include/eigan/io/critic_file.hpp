// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <span>
#include <utility>

#include <eigan/core/rng.hpp>
#include <eigan/formats/write_file.hpp>
#include <eigan/io/network_file.hpp>
#include <eigan/io/read_file.hpp>
#include <eigan/players/critic.hpp>

namespace eigan {

/// What `read_critic` finds in a file.
template <class Scalar>
struct CriticFile {
  Critic<DenseNet<Scalar>> critic;  ///< with the file's weights
  Metadata metadata;                ///< all of the file's, eigan's own entries too
};

namespace detail {

/// Calls use(tensor, numbers) for a critic's parameters, and a sample with its score.
template <class Scalar>
void each_tensor(const Network<Scalar>& network, auto& parameters, auto& sample, auto& score,
                 auto&& use) {
  each_tensor("critic", parameters, &network, use);
  each_tensor<Scalar>("self_test.sample", sample, nullptr, use);
  each_tensor<Scalar>("self_test.score", score, nullptr, use);
}

template <class Scalar>
CriticFile<Scalar> parse_critic(std::span<const std::byte> bytes) {
  const Safetensors file = parse_safetensors(bytes);
  DenseNet<Scalar> network = dense_net<Scalar>(file, "critic");
  Batch<Scalar> sample(network.inputs(), 1), score(1, 1);
  each_tensor<Scalar>(network, network.parameters(), sample, score, TensorReader{file});
  const Scalar now = network(sample)(0, 0);
  enforce<DataError>(
      std::abs(now - score(0, 0)) <= Scalar(1e-4) * (std::max)(Scalar(1), std::abs(now)),
      "the critic must give the file's sample the file's score; weights or "
      "architecture are damaged");
  return {Critic(std::move(network)), file.metadata};
}

}  // namespace detail

/// Writes a critic, or the logit of a discriminator, of dense layers as a safetensors file, as
/// `save_generator` does: critic.0.weight, critic.0.bias, ... Normalised weights are written as they
/// multiply, so the file's layers are plain.
/// \param metadata  goes into the file; the names "critic" and "crc32" are taken
/// \throws Error that names the file, if it cannot be written
template <class Player>
void save_critic(const std::filesystem::path& path, const Player& critic, Metadata metadata = {}) {
  using Scalar = typename Player::Scalar;
  const Network<Scalar>& network = critic.network();
  detail::Json what{{"scalar", detail::tensor_type<Scalar>()},
                    {"layers", detail::layers_json<Scalar>(network)}};
  for (auto& layer : what["layers"]) layer.erase("normalisation");
  Batch<Scalar> sample(network.inputs(), 1);
  Stream(0, Purpose::samples, 0).normal(sample.data(), sample.size());
  const Batch<Scalar> score = network(sample);
  const Vector<Scalar> parameters = network.plain_parameters();
  detail::TensorWriter writer;
  detail::each_tensor<Scalar>(network, parameters, sample, score, writer);
  write_file(path, writer.bytes("critic", std::move(what), std::move(metadata)));
}

/// Reads a critic of dense layers. \throws DataError that names the file
template <class Scalar>
CriticFile<Scalar> read_critic(const std::filesystem::path& path,
                               std::size_t limit = default_byte_limit) {
  return detail::with_file(path, limit, detail::parse_critic<Scalar>);
}

}  // namespace eigan
