// SPDX-License-Identifier: MIT
// Networks as files describe them: what files of generators and critics share.
#pragma once

#include <algorithm>
#include <string>
#include <utility>

#include <eigan/io/tensors.hpp>
#include <eigan/nn/any_activation.hpp>
#include <eigan/nn/dense.hpp>
#include <eigan/nn/mlp.hpp>
#include <eigan/nn/repeat.hpp>

namespace eigan {

/// The network that a file is read into where its layers are not known before.
template <class Scalar>
using DenseNet = Mlp<Scalar, Repeat<Dense<Dynamic, Dynamic, AnyActivation>>>;

namespace detail {

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

/// An entry of the description of a network. \throws DataError unless it is there
template <class Value>
Value json_at(const Json& object, const char* key) {
  try {
    return object.at(key).get<Value>();
  } catch (const nlohmann::json::exception&) {
    throw DataError(text("the description of the network must have a valid '", key, "'"));
  }
}

/// The network of dense layers that a file describes under "generator" or "critic", without weights. A layer's tensors are checked before it is allocated.
template <class Scalar>
DenseNet<Scalar> dense_net(const Safetensors& file, const std::string& player) {
  const Json what = description(file, player);
  const auto scalar = json_at<std::string>(what, "scalar");
  enforce<DataError>(scalar == tensor_type<Scalar>(), "the ", player, "'s scalar must be ",
                     tensor_type<Scalar>(), "; got ", scalar);
  const Json layers = json_at<Json>(what, "layers");
  enforce<DataError>(layers.is_array() && !layers.empty(), "the ", player,
                     " must have at least one layer");
  Repeat<Dense<Dynamic, Dynamic, AnyActivation>> stack;
  Index place = 0;
  for (const auto& layer : layers) {
    const auto type = json_at<std::string>(layer, "type");
    const auto normalisation =
        layer.contains("normalisation") ? json_at<std::string>(layer, "normalisation") : "";
    enforce<DataError>(type == "dense" && normalisation.empty(), "layer ", place,
                       " must be dense, with plain weights; got ", type,
                       normalisation.empty() ? "" : " by ", normalisation,
                       "; load_generator reads others, into a generator of the same type");
    const Index inputs = json_at<Index>(layer, "inputs"),
                outputs = json_at<Index>(layer, "outputs");
    const std::string name = text(player, ".", place++);
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

}  // namespace detail
}  // namespace eigan
