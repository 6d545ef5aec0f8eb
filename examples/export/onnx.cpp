// SPDX-License-Identifier: MIT
#include "onnx.hpp"

#include <eigan/core/error.hpp>

#ifndef EIGAN_ONNX

std::string onnx_model(const Model&) {
  throw eigan::Error(
      "--out: this program was made without ONNX: install libonnx-dev (Debian, Ubuntu), remove the "
      "build folder and make it again");
}

#else

#include <onnx/onnx_pb.h>

#include <eigan/version.hpp>

#include "../support/text.hpp"

using namespace eigan;

namespace {

/// A matrix, row after row, or a vector.
template <class Values>
void add_tensor(onnx::GraphProto& graph, const std::string& name, const Values& values) {
  onnx::TensorProto& tensor = *graph.add_initializer();
  tensor.set_name(name);
  tensor.set_data_type(onnx::TensorProto::FLOAT);
  tensor.add_dims(values.rows());
  if constexpr (Values::ColsAtCompileTime != 1) tensor.add_dims(values.cols());
  for (Index i = 0; i < values.rows(); ++i) {
    for (Index j = 0; j < values.cols(); ++j) tensor.add_float_data(values(i, j));
  }
}

/// What is calculated, one operator after the other: each takes what the one before gave.
class Operators {
 public:
  Operators(onnx::GraphProto& graph, const std::string& input) : graph_(&graph), last_(input) {}

  /// \param constants  the operator's further inputs, tensors of the graph
  onnx::NodeProto& add(const std::string& type, std::initializer_list<std::string> constants = {}) {
    onnx::NodeProto& node = *graph_->add_node();
    node.set_op_type(type);
    node.set_name(text(type, "_", graph_->node_size()));
    node.add_input(last_);
    for (const std::string& constant : constants) node.add_input(constant);
    last_ = node.name();
    node.add_output(last_);
    return node;
  }
  /// What the last one gave.
  const std::string& last() const { return last_; }
  void call_output(const std::string& name) {
    graph_->mutable_node(graph_->node_size() - 1)->set_output(0, name);
  }

 private:
  onnx::GraphProto* graph_;
  std::string last_;
};

/// A number as a tensor of the graph, once. \return its name
std::string constant(onnx::GraphProto& graph, const std::string& name, float value) {
  for (const onnx::TensorProto& tensor : graph.initializer()) {
    if (tensor.name() == name) return name;
  }
  add_tensor(graph, name, Vector<float>(Vector<float>::Constant(1, value)));
  return name;
}

void add_activation(onnx::GraphProto& graph, Operators& operators, const LayerDescription& layer) {
  const std::string name = layer.setting("activation");
  const auto with_alpha = [&](const char* type, double alpha) {
    onnx::AttributeProto& attribute = *operators.add(type).add_attribute();
    attribute.set_name("alpha");
    attribute.set_type(onnx::AttributeProto::FLOAT);
    attribute.set_f(static_cast<float>(alpha));
  };
  if (name == ReLU::name) operators.add("Relu");
  if (name == Tanh::name) operators.add("Tanh");
  if (name == Sigmoid::name) operators.add("Sigmoid");
  if (name == Softplus::name) operators.add("Softplus");
  if (name == LeakyReLU::name) with_alpha("LeakyRelu", layer.number("slope", 0));
  if (name == ELU::name) with_alpha("Elu", layer.number("alpha", 1));
  if (name == SiLU::name) {  // x sigmoid(x)
    const std::string x = operators.last();
    operators.add("Sigmoid");
    operators.add("Mul", {x});
  }
  if (name == GELU::name) {  // x (1 + erf(x / sqrt 2)) / 2
    const std::string x = operators.last();
    operators.add("Mul", {constant(graph, "sqrt_half", 0.70710678f)});
    operators.add("Erf");
    operators.add("Add", {constant(graph, "one", 1)});
    operators.add("Mul", {x});
    operators.add("Mul", {constant(graph, "half", 0.5f)});
  }
}

void add_layers(onnx::GraphProto& graph, Operators& operators, const Network<float>& network) {
  Index offset = 0;
  for (std::size_t i = 0; i < network.shapes().size(); ++i) {
    const Index inputs = network.shapes()[i].inputs, outputs = network.shapes()[i].outputs;
    const std::string weight = text("generator.", i, ".weight"),
                      bias = text("generator.", i, ".bias");
    const auto& w = network.parameters();
    add_tensor(graph, weight,
               Batch<float>(w.segment(offset, inputs * outputs).reshaped(outputs, inputs)));
    add_tensor(graph, bias, Vector<float>(w.segment(offset + inputs * outputs, outputs)));
    offset += inputs * outputs + outputs;
    onnx::AttributeProto& transposed = *operators.add("Gemm", {weight, bias}).add_attribute();
    transposed.set_name("transB");  // weights are outputs x inputs
    transposed.set_type(onnx::AttributeProto::INT);
    transposed.set_i(1);
    add_activation(graph, operators, network.describe(static_cast<Index>(i)));
  }
}

/// An input or output: batch x `columns`.
void shape(onnx::ValueInfoProto& value, const char* name, Index columns) {
  value.set_name(name);
  onnx::TypeProto::Tensor& type = *value.mutable_type()->mutable_tensor_type();
  type.set_elem_type(onnx::TensorProto::FLOAT);
  type.mutable_shape()->add_dim()->set_dim_param("batch");
  type.mutable_shape()->add_dim()->set_dim_value(columns);
}

}  // namespace

std::string onnx_model(const Model& model) {
  onnx::ModelProto file;
  file.set_ir_version(6);
  file.add_opset_import()->set_version(11);
  file.set_producer_name("eigan");
  file.set_producer_version(version);
  Metadata said = model.format.metadata();  // columns and scaler, or image
  said.insert(model.trained.begin(), model.trained.end());
  for (const auto& [key, value] : said) {
    onnx::StringStringEntryProto& entry = *file.add_metadata_props();
    entry.set_key(key);
    entry.set_value(value);
  }
  onnx::StringStringEntryProto& noise = *file.add_metadata_props();
  noise.set_key("noise");  // what the input is drawn from
  noise.set_value(detail::noise_json(model.generator.noise()).dump());
  onnx::GraphProto& graph = *file.mutable_graph();
  graph.set_name("generator");
  shape(*graph.add_input(), "noise", model.generator.latent_size());
  shape(*graph.add_output(), "samples", model.features());
  Operators operators(graph, "noise");
  add_layers(graph, operators, model.generator.network());
  if (model.format.scaler) {
    add_tensor(graph, "spread", Vector<float>(model.format.scaler->spread().cast<float>()));
    add_tensor(graph, "mean", Vector<float>(model.format.scaler->mean().cast<float>()));
    operators.add("Mul", {"spread"});
    operators.add("Add", {"mean"});
  }
  if (model.format.low.size() > 0) {
    add_tensor(graph, "low", Vector<float>(model.format.low.cast<float>()));
    add_tensor(graph, "high", Vector<float>(model.format.high.cast<float>()));
    operators.add("Max", {"low"});
    operators.add("Min", {"high"});
  }
  operators.call_output("samples");
  return file.SerializeAsString();
}

#endif
