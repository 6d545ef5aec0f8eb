// SPDX-License-Identifier: MIT
#include <filesystem>
#include <set>
#include <stdexcept>
#include <string>

#include <eigan/eigan.hpp>
#include <eigan/io/checkpoint.hpp>

#include "tests/catch.hpp"
#include "tests/support/games.hpp"
#include "tests/support/random_batch.hpp"
#include "tests/support/resuming.hpp"
#include "tests/support/temporary_directory.hpp"
#include "tests/support/thrown.hpp"

using namespace eigan;
using namespace eigan::tests;
using Catch::Matchers::ContainsSubstring;

namespace {

template <class Make, class Source>
void check_on_disk(const Make& make, const Source& source) {
  const TemporaryDirectory folder;
  const auto [whole, resumed] = check_resuming(make, source, [&](const auto& from, auto& to) {
    save_checkpoint(folder / "c", from);
    load_checkpoint(folder / "c", to);
  });
  save_checkpoint(folder / "one", whole);
  save_checkpoint(folder / "other", resumed);
  CHECK(read_file(folder / "one") == read_file(folder / "other"));
}

template <class Gen, class Scorer, class Objective, class Optimizer>
auto maker(Objective objective, Optimizer optimizer, TrainingOptions options) {
  return [=](std::uint64_t seed) {
    return MinimaxTrainer(fresh<Gen>(seed), fresh<Scorer>(seed + 1), objective, optimizer,
                          optimizer, options);
  };
}

using DropoutGenerator =
    Generator<Mlp<float, Dense<3, 20, ReLU>, Dropout, Dense<20, 2>>, UniformNoise>;
using MaxoutScorer = Mlp<float, Dropout, Dense<2, 9, LeakyReLU>, Maxout<9, 6, 3>, Dense<6, 1>>;

const Dataset<float> data(normal_batch<float>(2, 50, 8));  // 12 batches of 16 are 3.84 epochs

}  // namespace

TEST_CASE("a run goes on from a checkpoint bit by bit: GAN, Adam, dropout, averaging, a data set") {
  for (const Index threads : {1, 2}) {
    check_on_disk(maker<DropoutGenerator, Discriminator<MaxoutScorer>>(
                      JensenShannon{.label_smoothing = 0.1}, Adam{.beta1 = 0.5},
                      {.batch_size = 16, .seed = 6, .averaging = 0.9, .threads = threads}),
                  data);
  }
}

TEST_CASE(
    "a run goes on from a checkpoint bit by bit: WGAN, RMSProp, clip, a distribution, noise") {
  check_on_disk(maker<SmallGenerator<float>, SmallCritic<float>>(
                    Wasserstein{.critic_steps = 3, .clip = 0.1},
                    RMSProp{.learning_rate = Schedule::linear(1e-2, 0, 20)},
                    {.batch_size = 16, .seed = 7, .instance_noise = Schedule::linear(1, 0, 10)}),
                GaussianRing<float>{});
}

TEST_CASE("a run goes on from a checkpoint bit by bit: simultaneous, SGD with momentum, double") {
  check_on_disk(
      maker<SmallGenerator<double>, SmallDiscriminator<double>>(
          JensenShannon{.discriminator_steps = 2}, SGD{.learning_rate = 0.1, .momentum = 0.5},
          {.batch_size = 8, .seed = 8, .simultaneous = true}),
      GaussianGrid<double>{});
}

namespace {

/// A walk whose place is not a function of the minibatch's number: it remembers it.
struct Walk {
  Index features() const { return 2; }
  void minibatch(const Minibatch&, const Stream& stream, BatchRef<float> out) {
    for (Index j = 0; j < out.cols(); ++j, ++walked) {
      Eigen::Vector2f move;
      stream.normal(move.data(), 2, 2 * j);
      place = 0.9f * place + move;
      out.col(j) = place;
    }
  }
  void save_state(auto&& visit) const {
    visit("walked", walked);
    visit("place", place);
  }
  void load_state(auto&& visit) {
    visit("walked", walked);
    visit("place", place);
  }
  Index walked = 0;
  Vector<float> place = Vector<float>::Zero(2);
};

/// A source by what it remembers alone.
struct Remembering {
  std::int16_t last = -1;
  Vector<std::int32_t> places = Vector<std::int32_t>::LinSpaced(3, -5, 5);
  void save_state(auto&& visit) const {
    visit("last", last);
    visit("places", places);
  }
  void load_state(auto&& visit) {
    visit("last", last);
    visit("places", places);
  }
};

}  // namespace

TEST_CASE("what a source of one's own remembers is kept with the checkpoint") {
  const TemporaryDirectory folder;
  const auto make = maker<SmallGenerator<float>, SmallDiscriminator<float>>(
      JensenShannon{}, Adam{}, {.batch_size = 8, .seed = 3});
  auto whole = make(1), other = make(2);
  Walk walk;
  whole.fit(walk, 6, Checkpoints{whole, walk, folder / "", 4});
  Walk second;
  load_checkpoint(folder / "checkpoint-4.safetensors", other, second);
  CHECK(second.walked == 4 * 8);
  other.fit(second, 2);
  CHECK(second.walked == walk.walked);
  CHECK(second.place == walk.place);
  CHECK(same_parameters(other.generator(), whole.generator()));

  // without its state it would be another run
  CHECK_THROWS_WITH(load_checkpoint(folder / "checkpoint-4.safetensors", other),
                    ContainsSubstring("more than this game, such as 'source."));

  save_checkpoint(folder / "without", whole);
  const std::string message =
      thrown<DataError>([&] { load_checkpoint(folder / "without", other, second); });
  CHECK(message.find("must be a tensor 'source.walked'") != std::string::npos);
}

TEST_CASE("whole numbers that a source remembers may be negative, and Vectors may hold them") {
  const TemporaryDirectory folder;
  Remembering saved;
  Remembering read{7, Vector<std::int32_t>::Zero(3)};
  auto game =
      maker<SmallGenerator<float>, SmallDiscriminator<float>>(JensenShannon{}, SGD{}, {})(1);
  save_checkpoint(folder / "c", game, saved);
  load_checkpoint(folder / "c", game, read);
  CHECK(read.last == -1);
  CHECK(read.places == saved.places);
}

TEST_CASE(
    "a trainer that was interrupted stays so where a checkpoint is refused for its source's "
    "state") {
  const TemporaryDirectory folder;
  auto game = maker<SmallGenerator<float>, SmallDiscriminator<float>>(
      JensenShannon{}, Adam{}, {.batch_size = 8, .seed = 3})(1);
  Walk walk;
  game.fit(walk, 2);
  save_checkpoint(folder / "without", game);
  save_checkpoint(folder / "with", game, walk);
  struct Broken : Walk {
    void minibatch(const Minibatch&, const Stream&, BatchRef<float>) {
      throw std::runtime_error("no more");
    }
  } broken;
  CHECK_THROWS_AS(game.fit(broken, 1), std::runtime_error);
  CHECK_THROWS_AS(load_checkpoint(folder / "without", game, walk), DataError);
  CHECK_THROWS_AS(load_checkpoint(folder / "with", game), DataError);
  CHECK_THROWS_WITH(game.step(walk), ContainsSubstring("was interrupted by an exception"));
  CHECK_THROWS_AS(save_checkpoint(folder / "after", game), Error);
  load_checkpoint(folder / "without", game);
  CHECK_NOTHROW(game.step(walk));
}

TEST_CASE("a checkpoint of another game is refused, the difference named, and nothing changed") {
  const TemporaryDirectory folder;
  const auto path = folder / "c";
  const TrainingOptions options{.batch_size = 16, .seed = 1};
  using Gen = SmallGenerator<float>;
  using Disc = SmallDiscriminator<float>;
  auto game = maker<Gen, Disc>(JensenShannon{}, Adam{}, options)(1);
  game.fit(data, 3);
  save_checkpoint(path, game);
  const auto says = [&](const auto& make, const std::string& what) {
    auto other = make(1);
    const auto before = other.generator().network().parameters();
    const std::string message = thrown<DataError>([&] { load_checkpoint(path, other); });
    INFO(message);
    CHECK(message == path.string() + ": the game must be the same; " + what);
    CHECK(other.generator().network().parameters() == before);
    CHECK(other.steps() == 0);
  };
  says(maker<Gen, SmallCritic<float>>(Wasserstein{}, Adam{}, options),
       "game.adversary.type: \"critic\" here, \"discriminator\" in the file");
  struct Own : JensenShannon {
    static const char* name() { return "own"; }
  };
  says(maker<Gen, Disc>(Own{}, Adam{}, options),
       "game.objective: \"own\" here, \"jensen_shannon\" in the file");
  says(maker<Gen, Disc>(JensenShannon{}, RMSProp{}, options),
       "game.adversary_optimizer: \"rmsprop\" here, \"adam\" in the file");
  says(maker<Gen, Disc>(JensenShannon{}, Adam{}, {.batch_size = 17, .seed = 1}),
       "game.batch_size: 17 here, 16 in the file");
  says(maker<Gen, Disc>(JensenShannon{}, Adam{}, {.batch_size = 16, .seed = 2}),
       "game.seed: 2 here, 1 in the file");
  says(maker<Gen, Disc>(JensenShannon{}, Adam{}, {.batch_size = 16, .seed = 1, .averaging = 0.5}),
       "game.averaged: true here, false in the file");
  says(maker<SmallGenerator<double>, SmallDiscriminator<double>>(JensenShannon{}, Adam{}, options),
       "game.generator.scalar: \"F64\" here, \"F32\" in the file");
  says(maker<DropoutGenerator, Disc>(JensenShannon{}, Adam{}, options),
       "game.generator.layers.0.activation: \"relu\" here, \"tanh\" in the file");
  says(maker<Gen, Disc>(JensenShannon{}, Adam{},
                        {.batch_size = 16, .seed = 1, .simultaneous = true}),
       "game.simultaneous: true here, false in the file");
  says(maker<Gen, Disc>(JensenShannon{}, Adam{}, {.batch_size = 16, .seed = 1, .shards = 4}),
       "game.shards: 4 here, 1 in the file");
  save_generator(path, game.generator());
  CHECK(thrown<DataError>([&] { load_checkpoint(path, game); }).find("this is not a checkpoint") !=
        std::string::npos);
}

TEST_CASE("a checkpoint of a network that keeps another share in dropout is refused") {
  const TemporaryDirectory folder;
  const auto make = [](double keep) {
    Rng rng{1};
    return MinimaxTrainer(fresh<SmallGenerator<float>>(1),
                          Discriminator(mlp<float>(Dropout{keep}, Dense<2, 1>{}), rng),
                          JensenShannon{}, Adam{}, Adam{}, TrainingOptions{.batch_size = 8});
  };
  auto game = make(0.5), same = make(0.5), other = make(0.75);
  game.fit(data, 2);
  save_checkpoint(folder / "c", game);
  CHECK_NOTHROW(load_checkpoint(folder / "c", same));
  CHECK_THROWS_WITH(load_checkpoint(folder / "c", other),
                    ContainsSubstring("game.adversary.layers.0.keep: 0.75 here, 0.5 in the file"));
}

TEST_CASE("a checkpoint of another format is refused, and told apart by whether it is older") {
  const TemporaryDirectory folder;
  auto game =
      maker<SmallGenerator<float>, SmallDiscriminator<float>>(JensenShannon{}, Adam{}, {})(1);
  save_checkpoint(folder / "c", game);
  const auto bytes = read_file(folder / "c");
  Safetensors file = parse_safetensors(bytes);
  file.metadata.erase("crc32");
  std::string& description = file.metadata.at("game");
  const std::string current = ",\"format\":2}";
  REQUIRE(description.ends_with(current));
  description.resize(description.size() - current.size());
  const std::string game_alone = description;
  const auto refusal = [&](const std::string& format) {
    description = game_alone + format + "}";
    write_file(folder / "other", safetensors_bytes(file));
    return thrown<DataError>([&] { load_checkpoint(folder / "other", game); });
  };
  CHECK(refusal(",\"format\":2") == "(nothing was thrown)");
  CHECK_THAT(refusal(""), ContainsSubstring("the format of a checkpoint must lie in [2, 2]; got 1: "
                                            "it was written by an earlier eigan"));
  CHECK_THAT(refusal(",\"format\":3"), ContainsSubstring("got 3: it was written by a later eigan"));
}

TEST_CASE("checkpoints kept are the last ones of this run, and newer ones of another run stay") {
  const TemporaryDirectory folder;
  auto game =
      maker<SmallGenerator<float>, SmallDiscriminator<float>>(JensenShannon{}, Adam{}, {})(1);
  save_checkpoint(folder / "checkpoint-100.safetensors", game);
  save_checkpoint(folder / "checkpoint-200.safetensors", game);
  game.fit(data, 5, Checkpoints{game, folder / "", 1, 2});
  std::set<std::string> left;
  for (const auto& entry : std::filesystem::directory_iterator(folder / "")) {
    left.insert(entry.path().filename().string());
  }
  CHECK(left == std::set<std::string>{"checkpoint-4.safetensors", "checkpoint-5.safetensors",
                                      "checkpoint-100.safetensors", "checkpoint-200.safetensors"});
}

TEST_CASE("a checkpoint with a tensor missing changes nothing") {
  const TemporaryDirectory folder;
  const auto path = folder / "c";
  auto game =
      maker<SmallGenerator<float>, SmallDiscriminator<float>>(JensenShannon{}, Adam{}, {})(1);
  game.fit(data, 3);
  save_checkpoint(path, game);
  const auto bytes = read_file(path);
  const Safetensors whole = parse_safetensors(bytes);
  for (std::size_t i = 0; i < whole.tensors.size(); ++i) {
    Safetensors less = whole;
    less.metadata.erase("crc32");  // as others may write it
    less.tensors.erase(less.tensors.begin() + static_cast<std::ptrdiff_t>(i));
    write_file(path, safetensors_bytes(less));
    auto other =
        maker<SmallGenerator<float>, SmallDiscriminator<float>>(JensenShannon{}, Adam{}, {})(2);
    const auto before = other.generator().network().parameters();
    INFO(whole.tensors[i].name);
    CHECK(thrown<DataError>([&] {
            load_checkpoint(path, other);
          }).find("there must be a tensor '" + whole.tensors[i].name) != std::string::npos);
    CHECK(other.generator().network().parameters() == before);
    CHECK(other.steps() == 0);
  }
}

TEST_CASE("the last checkpoints are kept, and the newest is found by its number") {
  const TemporaryDirectory folder;
  CHECK_FALSE(newest_checkpoint(folder / "none"));
  auto game =
      maker<SmallGenerator<float>, SmallDiscriminator<float>>(JensenShannon{}, Adam{}, {})(1);
  write_bytes(folder / "checkpoint-5.safetensors.partial", {});
  write_bytes(folder / "checkpoint-x.safetensors", {});
  CHECK_FALSE(newest_checkpoint(folder / "."));
  game.fit(data, 13, Checkpoints{game, folder / ".", 3, 2});
  CHECK(newest_checkpoint(folder / ".") == folder / "./checkpoint-12.safetensors");
  CHECK(std::filesystem::exists(folder / "checkpoint-9.safetensors"));
  CHECK_FALSE(std::filesystem::exists(folder / "checkpoint-6.safetensors"));
  CHECK_FALSE(std::filesystem::exists(folder / "checkpoint-3.safetensors"));
  CHECK(thrown<Error>([&] { Checkpoints(game, folder / ".", 0); }) ==
        "Checkpoints: every must be at least 1, got 0");
  CHECK(thrown<Error>([&] { Checkpoints(game, folder / ".", 1, 0); }) ==
        "Checkpoints: keep must be at least 1, got 0");
}

TEST_CASE("newer checkpoints of another run do not count among the last of this one") {
  const TemporaryDirectory folder;
  auto game =
      maker<SmallGenerator<float>, SmallDiscriminator<float>>(JensenShannon{}, Adam{}, {})(1);
  for (const char* step : {"100", "200", "300"}) {
    write_bytes(folder / (std::string("checkpoint-") + step + ".safetensors"), {});
  }
  game.fit(data, 8, Checkpoints{game, folder / ".", 2, 3});
  for (const char* step : {"4", "6", "8", "100", "200", "300"}) {
    INFO(step);
    CHECK(std::filesystem::exists(folder / (std::string("checkpoint-") + step + ".safetensors")));
  }
  CHECK_FALSE(std::filesystem::exists(folder / "checkpoint-2.safetensors"));
}

TEST_CASE("the folder of checkpoints is made if it is missing") {
  const TemporaryDirectory folder;
  auto gan = maker<SmallGenerator<float>, SmallDiscriminator<float>>(JensenShannon{}, SGD{}, {})(1);
  gan.fit(GaussianRing<float>{}, 2, Checkpoints{gan, folder / "new/run", 2});
  CHECK(newest_checkpoint(folder / "new/run").has_value());
}
