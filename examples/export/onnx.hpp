// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "../support/model.hpp"

/// A generator as an ONNX model (opset 11), the bytes of its file: "noise", batch x latent size, becomes
/// "samples", batch x features, in the units of the data. It draws no noise itself.
/// \throws eigan::Error if the program was made without libonnx
std::string onnx_model(const Model& model);
