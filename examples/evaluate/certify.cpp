// SPDX-License-Identifier: MIT
#include "certify.hpp"

#include <cmath>
#include <cstdio>

#include <eigan/io/critic_file.hpp>
#include <eigan/metrics/certified_w1.hpp>

#include "../support/text.hpp"

using namespace eigan;
namespace fs = std::filesystem;

CriticFile<float> read_critic_beside(const fs::path& model, Index features) {
  const fs::path path =
      (fs::is_directory(model) ? model : model.parent_path()) / "critic.safetensors";
  enforce<DataError>(
      fs::exists(path), path.string(),
      ": No such file; --certify needs the critic that train writes beside the model");
  CriticFile<float> file = read_critic<float>(path);
  enforce<DataError>(file.critic.network().inputs() == features, path.string(),
                     ": the critic must take the ", features, " features of the model; it takes ",
                     file.critic.network().inputs());
  return file;
}

void certify(const CriticFile<float>& file, const Batch<double>& real, const Batch<double>& made,
             const DataFormat& format, const Laws& laws, nlohmann::ordered_json& result) {
  const auto scaled = [&](const Batch<double>& x) {
    return format.scaler ? format.scaler->transform<double>(x) : x;
  };
  const CertifiedW1 found = certified_w1(file.critic, scaled(real), scaled(made));
  const double bound = rounded_down(found.bound, 4);
  std::printf(
      "\ncertified: these %lld real and %lld generated samples have W1 >= %.4g%s (K %.4g)\n",
      static_cast<long long>(found.first), static_cast<long long>(found.second), bound,
      format.scaler ? ", columns in spreads" : "", found.lipschitz);
  result["certified"] = {{"w1_at_least", bound},
                         {"lipschitz_bound", found.lipschitz},
                         {"real", found.first},
                         {"generated", found.second}};
  if (!laws.diameter) {
    std::printf(
        "This is about these samples only. For a bound on the distributions give --diameter, and\n"
        "data that the critic was not trained on.\n");
    return;
  }
  const double of_laws = rounded_down(found.for_laws(*laws.diameter, laws.delta), 4);
  if (of_laws > 0) {
    std::printf(
        "certified: their distributions have W1 >= %.4g with probability %g, if the critic was\n"
        "trained on other samples and both lie within a set of diameter %g\n",
        of_laws, 1 - laws.delta, *laws.diameter);
  } else {
    std::printf(
        "certified: nothing about their distributions at diameter %g; a larger --count would "
        "help\n",
        *laws.diameter);
  }
  result["certified"]["distributions_at_least"] = of_laws;
  result["certified"]["delta"] = laws.delta;
  result["certified"]["diameter"] = *laws.diameter;
}
