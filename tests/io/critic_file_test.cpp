// SPDX-License-Identifier: MIT
#include <eigan/eigan.hpp>
#include <eigan/io/critic_file.hpp>
#include <eigan/io/weights.hpp>

#include "tests/catch.hpp"
#include "tests/support/bytes.hpp"
#include "tests/support/games.hpp"
#include "tests/support/random_batch.hpp"
#include "tests/support/temporary_directory.hpp"
#include "tests/support/thrown.hpp"

using namespace eigan;
using namespace eigan::tests;
using Catch::Matchers::ContainsSubstring;

namespace {

using Orthogonal = Mlp<double, Lipschitz<Dense<2, 12, GroupSort<4>>>,
                       SpectralNorm<Dense<12, 6, MaxMin>>, Dense<6, 1>>;

}  // namespace

TEST_CASE("a critic is read as plain dense layers that give the same scores") {
  const TemporaryDirectory folder;
  const auto critic = fresh<Critic<Orthogonal>>(3);
  save_critic(folder / "critic.safetensors", critic, {{"name", "value"}});
  const CriticFile<double> file = read_critic<double>(folder / "critic.safetensors");
  const Batch<double> x = normal_batch(2, 50, 1);
  CHECK((file.critic.score(x) - critic.score(x)).abs().maxCoeff() < 1e-14);
  CHECK(file.metadata.at("name") == "value");
  CHECK(file.critic.network().parameters() != critic.network().parameters());
}

TEST_CASE("the logit of a discriminator is a critic's score") {
  const TemporaryDirectory folder;
  const auto discriminator = fresh<SmallDiscriminator<float>>(3);
  save_critic(folder / "c", discriminator);
  const Batch<float> x = normal_batch<float>(2, 5, 1);
  CHECK(read_critic<float>(folder / "c").critic.score(x).matrix() == discriminator.network()(x));
}

TEST_CASE("a file that is not such a critic's is refused") {
  const TemporaryDirectory folder;
  const auto critic = fresh<SmallCritic<float>>(3);
  save_critic(folder / "c", critic);
  CHECK_THAT(thrown<DataError>([&] { read_critic<double>(folder / "c"); }),
             ContainsSubstring("the critic's scalar must be F64; got F32"));
  CHECK_THAT(thrown<DataError>([&] { read_generator<float>(folder / "c"); }),
             ContainsSubstring("this is not a generator"));
  save_generator(folder / "g", fresh<SmallGenerator<float>>(1));
  CHECK_THAT(thrown<DataError>([&] { read_critic<float>(folder / "g"); }),
             ContainsSubstring("this is not a critic"));
  save_critic(folder / "m", fresh<Critic<Mlp<float, Maxout<2, 4>, Dense<4, 1>>>>(3));
  CHECK_THAT(thrown<DataError>([&] { read_critic<float>(folder / "m"); }),
             ContainsSubstring("layer 0 must be dense"));
  Bytes bytes = read_file(folder / "c");
  bytes[bytes.size() - 3] ^= std::byte{0x40};
  write_file(folder / "c", bytes);
  CHECK_THAT(thrown<DataError>([&] { read_critic<float>(folder / "c"); }),
             ContainsSubstring("damaged"));
}

TEST_CASE("a generator of normalised layers keeps its state in its file") {
  const TemporaryDirectory folder;
  using Gen = Generator<Mlp<float, SpectralNorm<Dense<3, 8, ReLU>>, Lipschitz<Dense<8, 2>>>>;
  const auto generator = fresh<Gen>(1);
  save_generator(folder / "g", generator);
  auto other = fresh<Gen>(2);
  load_generator(folder / "g", other);
  CHECK(same_parameters(other, generator));
  CHECK(other.network().state() == generator.network().state());
  CHECK_THAT(
      thrown<DataError>([&] { read_generator<float>(folder / "g"); }),
      ContainsSubstring("layer 0 must be dense, with plain weights; got dense by spectral_norm"));
}
