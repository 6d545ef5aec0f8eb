// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <string>
#include <variant>

#include <nlohmann/json.hpp>

#include <eigan/core/error.hpp>
#include <eigan/nn/any_activation.hpp>
#include <eigan/nn/dense.hpp>
#include <eigan/nn/network.hpp>
#include <eigan/players/noise.hpp>

// What networks and noise are, as JSON.

namespace eigan::detail {

template <class Scalar>
nlohmann::ordered_json layers_json(const Network<Scalar>& network) {
  auto layers = nlohmann::ordered_json::array();
  Index place = 0;
  for (const LayerShape& shape : network.shapes()) {
    const LayerDescription what = network.describe(place++);
    const std::string type = what.type;
    nlohmann::ordered_json layer{{"type", type.empty() ? "own" : type},
                                 {"inputs", shape.inputs},
                                 {"outputs", shape.outputs}};
    if (type == "dense") layer["activation"] = *what.activation != '\0' ? what.activation : "own";
    if (std::string(what.activation) == LeakyReLU::name) layer["slope"] = what.slope;
    if (type == "maxout") layer["pieces"] = what.pieces;
    if (type == "dropout") layer["keep"] = what.keep;
    layers.push_back(std::move(layer));
  }
  return layers;
}

inline nlohmann::ordered_json noise_json(const NormalNoise&) { return {{"type", "normal"}}; }
inline nlohmann::ordered_json noise_json(const UniformNoise& noise) {
  return {{"type", "uniform"}, {"range", noise.range}};
}
inline nlohmann::ordered_json noise_json(const AnyNoise& noise) {
  return std::visit([](const auto& choice) { return noise_json(choice); }, noise.choice());
}
template <class Own>
nlohmann::ordered_json noise_json(const Own&) {
  return {{"type", "own"}};
}

/// The first place where two descriptions differ, as "generator.1.outputs: 128 here, 64 in the file";
/// empty if there is none.
inline std::string difference(const nlohmann::ordered_json& here,
                              const nlohmann::ordered_json& there, const std::string& name) {
  if (here.is_structured() && here.type() == there.type()) {
    const bool object = here.is_object();
    for (const auto& [key, value] : (here.size() >= there.size() ? here : there).items()) {
      const auto at = [&](const nlohmann::ordered_json& side) {
        if (object) return side.contains(key) ? side[key] : nlohmann::ordered_json();
        const std::size_t i = std::stoul(key);
        return i < side.size() ? side[i] : nlohmann::ordered_json();
      };
      std::string found = difference(at(here), at(there), name + "." + key);
      if (!found.empty()) return found;
    }
    if (!object || here.size() == there.size()) return {};
  }
  if (here == there) return {};
  const auto shown = [](const nlohmann::ordered_json& value) {
    return value.is_null() ? "none" : value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace).substr(0, 80);
  };
  return name + ": " + shown(here) + " here, " + shown(there) + " in the file";
}

}  // namespace eigan::detail
