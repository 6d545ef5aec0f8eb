// SPDX-License-Identifier: MIT
#include <algorithm>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <eigan/eigan.hpp>
#include <eigan/io/weights.hpp>

#include "tests/catch.hpp"
#include "tests/support/games.hpp"
#include "tests/support/temporary_directory.hpp"
#include "tests/support/thrown.hpp"

using namespace eigan;
using namespace eigan::tests;

namespace {

template <class Scalar>
using Gen =
    Generator<Mlp<Scalar, Dense<3, 5, LeakyReLU>, Dense<5, 4, Sigmoid>, Dense<4, 2>>, UniformNoise>;

/// y = w x, a parameter a row; of a type that it may say or not.
struct Scale {
  std::string type = "custom";
  LayerShape shape(Index rows) const { return {rows, rows, rows, 1, rows, 0}; }
  LayerDescription describe() const { return {.type = type}; }
  void initialise(auto w, Index, const Stream& stream) const { stream.normal(w.data(), w.size()); }
  void forward(auto w, auto x, auto, auto y, auto, const Pass&, const Tile& t) const {
    for (Index j = t.column; j < t.column + t.columns; ++j) {
      for (Index i = t.row; i < t.row + t.rows; ++i) y(i, j) = w[i] * x(i, j);
    }
  }
  void backward_local(auto, auto, auto, auto, auto, const Tile&) const {}
  void backward_input(auto, auto, auto, const Tile&) const {}
  void backward_parameters(auto, auto, auto, const Tile&) const {}
};

}  // namespace

TEMPLATE_TEST_CASE(
    "a generator is read again to the last bit, into its own type or one made for it", "", float,
    double) {
  const TemporaryDirectory folder;
  const auto path = folder / "model.safetensors";
  const auto saved = fresh<Gen<TestType>>(1);
  save_generator(path, saved, {{"columns", "[\"a\"]"}});
  auto same = fresh<Gen<TestType>>(2);
  CHECK(load_generator(path, same).at("columns") == "[\"a\"]");
  CHECK(same_parameters(same, saved));
  const auto found = read_generator<TestType>(path);
  CHECK(found.metadata.at("columns") == "[\"a\"]");
  Rng one{7}, other{7};
  CHECK(found.generator.sample(9, one) == saved.sample(9, other));
  const LayerDescription leaky = found.generator.network().describe(0);
  CHECK(leaky.setting("activation") == "leaky_relu");
  CHECK(leaky.number("slope", 0) == 0.2);
}

TEST_CASE("weights have PyTorch's shapes, row by row") {
  const TemporaryDirectory folder;
  using Net = Mlp<float, Dropout, Dense<2, 3>, Maxout<3, 2, 4>>;
  Generator<Net> generator(Net{});
  auto& w = generator.network().parameters();
  for (Index i = 0; i < w.size(); ++i) w[i] = static_cast<float>(i);
  save_generator(folder / "g", generator);
  const Bytes bytes = read_file(folder / "g");
  const Safetensors file = parse_safetensors(bytes);
  const auto value = [&](const char* name, Index i) {
    return detail::value_at<float>(file.find(name)->bytes.data() + 4 * i, std::endian::little);
  };
  CHECK(file.find("generator.0.weight") == nullptr);
  // Dense: [W | b] column by column, W 3 x 2
  CHECK(file.find("generator.1.weight")->sizes == std::vector<Index>{3, 2});
  CHECK(value("generator.1.weight", 1) == w[3]);
  CHECK(value("generator.1.weight", 2) == w[1]);
  CHECK(file.find("generator.1.bias")->sizes == std::vector<Index>{3});
  CHECK(value("generator.1.bias", 2) == w[8]);
  // Maxout: 2 outputs of 4 pieces each, 3 inputs; its parameters start at 9
  CHECK(file.find("generator.2.weight")->sizes == std::vector<Index>{2, 4, 3});
  CHECK(file.find("generator.2.bias")->sizes == std::vector<Index>{2, 4});
  const Index output = 1, piece = 2, input = 1;
  CHECK(value("generator.2.weight", (output * 4 + piece) * 3 + input) ==
        w[9 + input * 8 + output * 4 + piece]);
  CHECK(value("generator.2.bias", output * 4 + piece) == w[9 + 3 * 8 + output * 4 + piece]);
}

TEST_CASE("a layer of one's own is kept as it lies, whatever it says that it is") {
  const TemporaryDirectory folder;
  for (const std::string type : {"custom", "scale", "dense", "maxout"}) {
    const auto make = [&](std::uint64_t seed) {
      Rng rng{seed};
      return Generator(mlp<float>(Dense<2, 4>{}, Scale{type}), rng);
    };
    const auto saved = make(1);
    save_generator(folder / "g", saved);
    const Bytes bytes = read_file(folder / "g");
    INFO(type);
    REQUIRE(parse_safetensors(bytes).find("generator.1.parameters") != nullptr);
    auto same = make(2);
    load_generator(folder / "g", same);
    CHECK(same_parameters(same, saved));
  }
}

TEST_CASE("metadata that are no UTF-8 lose that, and nothing else") {
  const TemporaryDirectory folder;
  save_generator(folder / "g", fresh<Gen<float>>(1), {{"data", "caf\xE9.csv"}});
  auto same = fresh<Gen<float>>(2);
  CHECK(load_generator(folder / "g", same).at("data") == "caf\xEF\xBF\xBD.csv");
}

TEST_CASE("a file that is damaged in what it says of its samples is refused") {
  const TemporaryDirectory folder;
  save_generator(folder / "g", fresh<Gen<float>>(1), {{"scaler", "mean 600"}});
  Bytes bytes = read_file(folder / "g");
  const auto place = std::search(
      bytes.begin(), bytes.end(), std::begin("mean 600"), std::end("mean 600") - 1,
      [](std::byte byte, char letter) { return byte == static_cast<std::byte>(letter); });
  place[5] ^= std::byte{1};  // mean 700
  CHECK_THROWS_WITH(detail::parse_generator<float>(bytes),
                    Catch::Matchers::ContainsSubstring("the file is damaged"));
}

TEST_CASE("a description that is nested without end is refused") {
  Safetensors file;
  file.metadata["generator"] = std::string(50'000, '[') + std::string(50'000, ']');
  const Bytes bytes = safetensors_bytes(file);
  CHECK_THROWS_WITH(detail::parse_generator<float>(bytes),
                    Catch::Matchers::ContainsSubstring("nested deeper than 32 levels"));
}

TEST_CASE("every activation and its settings come back from a file") {
  const TemporaryDirectory folder;
  const std::vector<AnyActivation> all{
      Identity{}, ReLU{}, LeakyReLU{.slope = 0.3}, Tanh{},     Sigmoid{},
      SiLU{},     GELU{}, ELU{.alpha = 0.7},       Softplus{}, GroupSort<3>{}};
  REQUIRE(all.size() == std::variant_size_v<AnyActivation::Choice>);
  using Any = Dense<Dynamic, Dynamic, AnyActivation>;
  std::vector<Any> layers;
  for (const AnyActivation& a : all) layers.push_back({.inputs = 3, .outputs = 3, .activation = a});
  Rng rng{1}, one{2}, other{2};
  const Generator saved(mlp<double>(Repeat{layers}), rng);
  save_generator(folder / "g", saved);
  const auto read = read_generator<double>(folder / "g");
  CHECK(read.generator.sample(9, one) == saved.sample(9, other));
  for (Index i = 0; i < std::ssize(all); ++i) {
    const LayerDescription there = saved.network().describe(i),
                           here = read.generator.network().describe(i);
    CHECK(here.setting("activation") == there.setting("activation"));
    for (const char* name : {"slope", "alpha", "group"})
      CHECK(here.number(name, -1) == there.number(name, -1));
  }
}

TEST_CASE("a generator of the first format is read, one of a later format is refused") {
  const TemporaryDirectory folder;
  save_generator(folder / "g", fresh<Gen<float>>(1));
  const Bytes bytes = read_file(folder / "g");
  Safetensors file = parse_safetensors(bytes);
  file.metadata.erase("crc32");
  std::string& description = file.metadata.at("generator");
  const std::string current = ",\"format\":2}";
  REQUIRE(description.ends_with(current));
  description.replace(description.size() - current.size(), current.size(), "}");
  CHECK(same_parameters(detail::parse_generator<float>(safetensors_bytes(file)).generator,
                        fresh<Gen<float>>(1)));
  description.replace(description.size() - 1, 1, ",\"format\":7}");
  CHECK_THROWS_WITH(detail::parse_generator<float>(safetensors_bytes(file)),
                    Catch::Matchers::ContainsSubstring("must lie in [1, 2]; got 7"));
}

TEST_CASE("a file for another generator is refused and the difference named") {
  const TemporaryDirectory folder;
  const auto path = folder / "model.safetensors";
  save_generator(path, fresh<Gen<float>>(1));
  const auto says = [&](auto generator, const std::string& what) {
    const auto before = generator.network().parameters();
    const std::string message = thrown<DataError>([&] { load_generator(path, generator); });
    INFO(message);
    CHECK(message.find(path.string() + ": the generator must be the same; " + what) == 0);
    CHECK(generator.network().parameters() == before);
  };
  Rng rng{1};
  says(fresh<Gen<double>>(1), "generator.scalar: \"F64\" here, \"F32\" in the file");
  says(Generator<Mlp<float, Dense<3, 6, LeakyReLU>, Dense<6, 4, Sigmoid>, Dense<4, 2>>,
                 UniformNoise>(rng),
       "generator.layers.0.outputs: 6 here, 5 in the file");
  says(Generator<Mlp<float, Dense<3, 5, ReLU>, Dense<5, 4, Sigmoid>, Dense<4, 2>>, UniformNoise>(
           rng),
       "generator.layers.0.activation: \"relu\" here, \"leaky_relu\" in the file");
  says(Generator<Mlp<float, Dense<3, 5, LeakyReLU>, Dense<5, 4, Sigmoid>, Dense<4, 2>>>(rng),
       "generator.noise.type: \"normal\" here, \"uniform\" in the file");
  says(Generator<Mlp<float, Dense<3, 5, LeakyReLU>, Dense<5, 2>>, UniformNoise>(rng),
       "generator.layers.1.activation: \"identity\" here, \"sigmoid\" in the file");
  CHECK(thrown<DataError>([&] {
          read_generator<double>(path);
        }).find("scalar must be F64; got F32") != std::string::npos);
  using Own = Generator<Mlp<float, Dense<3, 5>, Maxout<5, 2, 2>>>;
  save_generator(path, fresh<Own>(1));
  CHECK(thrown<DataError>([&] {
          read_generator<float>(path);
        }).find("layer 1 must be dense, with plain weights; got maxout") != std::string::npos);
}

TEST_CASE("a file whose weights were altered does not pass its own test") {
  const TemporaryDirectory folder;
  const auto path = folder / "model.safetensors";
  save_generator(path, fresh<Gen<float>>(1));
  const Bytes checked = read_file(path);
  Safetensors file = parse_safetensors(checked);
  CHECK(file.metadata.erase("crc32") == 1);  // as others may write it
  const Bytes whole = safetensors_bytes(file);
  Index refused = 0, tried = 0;
  for (const Tensor& tensor : parse_safetensors(whole).tensors) {
    if (!tensor.name.starts_with("generator.")) continue;
    const auto start = static_cast<std::size_t>(tensor.bytes.data() - whole.data());
    for (std::size_t i = 3; i < tensor.bytes.size(); i += 4) {
      Bytes altered = whole;
      altered[start + i] ^= std::byte{0x40};  // the exponent's highest bit but one
      write_bytes(path, altered);
      auto generator = fresh<Gen<float>>(2);
      ++tried;
      if (!thrown<DataError>([&] { load_generator(path, generator); }).starts_with("(")) ++refused;
    }
  }
  INFO(refused << " of " << tried);
  CHECK(tried == 15 + 5 + 20 + 4 + 8 + 2);
  CHECK(refused >= tried * 9 / 10);  // a weight that meets a small input may hide
}
