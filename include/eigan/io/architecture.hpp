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

namespace eigan::detail {

/// The format of weights and checkpoints. Files of format 1 do not state it.
inline constexpr int file_format = 2;

/// {"type": "normal"}, or "uniform" and its "range"; "custom" for one that is not eigan's.
template <class Custom>
nlohmann::ordered_json noise_json(const Custom&) {
  return {{"type", "custom"}};
}
inline nlohmann::ordered_json noise_json(const NormalNoise&) { return {{"type", "normal"}}; }
inline nlohmann::ordered_json noise_json(const UniformNoise& noise) {
  return {{"type", "uniform"}, {"range", noise.range}};
}
inline nlohmann::ordered_json noise_json(const AnyNoise& noise) {
  return std::visit([](const auto& choice) { return noise_json(choice); }, noise.choice());
}

/// An array of {"type", "inputs", "outputs", and each setting of the layer}.
template <class Scalar>
nlohmann::ordered_json layers_json(const Network<Scalar>& network) {
  auto layers = nlohmann::ordered_json::array();
  Index place = 0;
  for (const LayerShape& shape : network.shapes()) {
    const LayerDescription what = network.describe(place++);
    nlohmann::ordered_json layer{
        {"type", what.type}, {"inputs", shape.inputs}, {"outputs", shape.outputs}};
    for (const LayerSetting& setting : what.settings) {
      if (setting.text.empty()) {
        layer[setting.name] = setting.number;
      } else {
        layer[setting.name] = setting.text;
      }
    }
    layers.push_back(std::move(layer));
  }
  return layers;
}

/// The first difference of two descriptions, as "generator.1.outputs: 128 here, 64 in the file"; empty
/// if there is none.
inline std::string difference(const nlohmann::json& here, const nlohmann::json& there,
                              const std::string& name) {
  const nlohmann::json changes = nlohmann::json::diff(here, there);
  if (changes.empty()) return {};
  const nlohmann::json& change = changes.front();
  const auto path = change.at("path").get<std::string>();
  const auto shown = [](const nlohmann::json& value) { return json_line(value).substr(0, 80); };
  const std::string ours =
      change.at("op") == "add" ? "none" : shown(here.at(nlohmann::json::json_pointer(path)));
  const std::string theirs = change.contains("value") ? shown(change.at("value")) : "none";
  std::string place = name + path;
  std::replace(place.begin(), place.end(), '/', '.');
  return place + ": " + ours + " here, " + theirs + " in the file";
}

}  // namespace eigan::detail
