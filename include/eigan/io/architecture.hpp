// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <string>
#include <utility>
#include <variant>

#include <nlohmann/json.hpp>

#include <eigan/core/error.hpp>
#include <eigan/io/safetensors.hpp>
#include <eigan/nn/any_activation.hpp>
#include <eigan/nn/dense.hpp>
#include <eigan/nn/network.hpp>
#include <eigan/players/noise.hpp>

// What networks and noise are, as JSON.

namespace eigan {

/// {"type": "normal"}, or "uniform" and its "range"; "own" of one that is not eigan's.
template <class Own>
nlohmann::ordered_json noise_json(const Own&) {
  return {{"type", "own"}};
}
inline nlohmann::ordered_json noise_json(const NormalNoise&) { return {{"type", "normal"}}; }
inline nlohmann::ordered_json noise_json(const UniformNoise& noise) {
  return {{"type", "uniform"}, {"range", noise.range}};
}
inline nlohmann::ordered_json noise_json(const AnyNoise& noise) {
  return std::visit([](const auto& choice) { return noise_json(choice); }, noise.choice());
}

namespace detail {

template <class Scalar>
nlohmann::ordered_json layers_json(const Network<Scalar>& network) {
  auto layers = nlohmann::ordered_json::array();
  Index place = 0;
  for (const LayerShape& shape : network.shapes()) {
    const LayerDescription what = network.describe(place++);
    nlohmann::ordered_json layer{{"type", what.type.empty() ? "own" : what.type},
                                 {"inputs", shape.inputs},
                                 {"outputs", shape.outputs}};
    if (what.type == "dense") {
      layer["activation"] = what.activation.empty() ? "own" : what.activation;
    }
    if (what.activation == LeakyReLU::name) layer["slope"] = what.slope;
    if (what.type == "maxout") layer["pieces"] = what.pieces;
    if (what.type == "dropout") layer["keep"] = what.keep;
    layers.push_back(std::move(layer));
  }
  return layers;
}

/// The first place where two descriptions differ, as "generator.1.outputs: 128 here, 64 in the file";
/// empty if there is none.
inline std::string difference(const nlohmann::ordered_json& here,
                              const nlohmann::ordered_json& there, const std::string& name) {
  using Json = nlohmann::ordered_json;
  if (here.is_structured() && here.type() == there.type()) {
    const Json one = here.flatten(), other = there.flatten();  // {"/layers/0/type": "dense", ...}
    for (const Json* side : {&one, &other}) {
      for (const auto& [place, unused] : side->items()) {
        std::string found =
            difference(one.value(place, Json()), other.value(place, Json()), name + place);
        if (!found.empty()) return found;
      }
    }
    return {};
  }
  if (here == there) return {};
  const auto shown = [](const Json& value) {
    return value.is_null() ? "none" : json_line(value).substr(0, 80);
  };
  std::string place = name;
  std::replace(place.begin(), place.end(), '/', '.');
  return place + ": " + shown(here) + " here, " + shown(there) + " in the file";
}

}  // namespace detail
}  // namespace eigan
