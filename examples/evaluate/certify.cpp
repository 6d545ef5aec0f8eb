// SPDX-License-Identifier: MIT
#include "certify.hpp"

#include <cmath>
#include <cstdio>

#include <eigan/io/critic_file.hpp>
#include <eigan/metrics/certified_w1.hpp>

#include "../support/text.hpp"

using namespace eigan;
namespace fs = std::filesystem;

void certify(const fs::path& model, const Batch<double>& real, const Batch<double>& made,
             const DataFormat& format, const Laws& laws, nlohmann::ordered_json& result) {
  const fs::path path =
      (fs::is_directory(model) ? model : model.parent_path()) / "critic.safetensors";
  const Critic critic = read_critic<float>(path).critic;
  enforce<DataError>(critic.network().inputs() == real.rows(), path.string(),
                     ": the critic must take the ", real.rows(), " features of the data; it takes ",
                     critic.network().inputs());
  const auto scaled = [&](const Batch<double>& x) {
    return format.scaler ? format.scaler->transform<double>(x) : x;
  };
  const CertifiedW1 found = certified_w1(critic, scaled(real), scaled(made));
  const double bound = rounded_down(found.bound, 4);
  std::printf(
      "\ncertified: these %lld real and %lld generated samples have W1 >= %.4g%s (K %.4g)\n",
      static_cast<long long>(found.first), static_cast<long long>(found.second), bound,
      format.scaler ? ", columns in spreads" : "", found.lipschitz);
  result["certified"] = {{"w1_at_least", bound},
                         {"lipschitz_bound", found.lipschitz},
                         {"real", found.first},
                         {"generated", found.second}};
  if (laws.diameter) {
    const double of_laws = rounded_down(found.for_laws(*laws.diameter, laws.delta), 4);
    std::printf(
        "certified: their distributions have W1 >= %.4g with probability %g, if the critic was\n"
        "trained on other samples and both lie within a set of diameter %g\n",
        of_laws, 1 - laws.delta, *laws.diameter);
    result["certified"]["distributions_at_least"] = of_laws;
    result["certified"]["delta"] = laws.delta;
    result["certified"]["diameter"] = *laws.diameter;
  } else {
    std::printf(
        "(of the distributions this says nothing where the critic was trained on these samples)\n");
  }
}
