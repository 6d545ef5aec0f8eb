// SPDX-License-Identifier: MIT
#pragma once

#include <charconv>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include <eigan/io/weights.hpp>
#include <eigan/training/step_report.hpp>

namespace eigan {
namespace detail {

std::string name_of(const auto& policy) {
  if constexpr (requires { policy.name(); }) return policy.name();
  if constexpr (requires { std::string(policy.name); }) return policy.name;
  return "custom";
}

/// What must be the same here and in the file: not learning rates, clip, instance noise and threads.
template <class Trainer>
Json game_json(const Trainer& trainer) {
  using Scalar = typename Trainer::Scalar;
  const auto& options = trainer.options();
  return {{"generator", architecture(trainer.generator())},
          {"adversary",
           {{"type", name_of(trainer.adversary())},
            {"layers", layers_json<Scalar>(trainer.adversary().network())}}},
          {"objective", name_of(trainer.objective())},
          {"generator_optimizer", name_of(trainer.generator_optimizer())},
          {"adversary_optimizer", name_of(trainer.adversary_optimizer())},
          {"batch_size", options.batch_size},
          {"seed", options.seed},
          {"simultaneous", options.simultaneous},
          {"shards", options.shards},
          {"averaged", options.averaging > 0}};
}

/// A visitor of a trainer's state: `use` of each tensor that keeps it.
template <class Trainer>
auto by_network(const Trainer& trainer, auto& use) {
  using Net = const Network<typename Trainer::Scalar>*;
  const Net adversary = &trainer.adversary().network(), generator = &trainer.generator().network();
  return [=, &use](const std::string& name, auto& value) {
    const Net plays = name.starts_with("adversary") ? adversary : generator;
    each_tensor(name, value, name.ends_with(".layers") ? nullptr : plays, use);
  };
}

/// The same of a source's state.
auto of_source(auto& use) {
  return [&use](const std::string& name, auto& value) {
    each_tensor<float>("source." + name, value, nullptr, use);
  };
}

/// Stands for a source that remembers nothing.
struct NoSource {
  void save_state(auto&&) const {}
  void load_state(auto&&) const {}
};

template <class S>
concept RemembersState = requires(S& source) {
  std::as_const(source).save_state([](const std::string&, const auto&) {});
  source.load_state([](const std::string&, auto&) {});
};

/// \throws DataError unless a file has all of the state of trainer and source, and nothing else
void require_state(const Safetensors& file, const auto& trainer, const auto& source) {
  std::set<std::string> found;
  const auto search = [&]<class Value>(const NamedTensor& t, const Value*) {
    found.insert(require_tensor<Value>(file, t.name, t.sizes).name);
    if constexpr (std::same_as<Value, std::int64_t>) {
      if (!t.sizes.empty() || t.name.starts_with("source.")) return;
      Value number = 0;
      TensorReader{file}(t, &number);
      enforce<DataError>(number >= 0, "the number '", t.name, "' must be at least 0; got ", number);
    }
  };
  trainer.describe_state(by_network(trainer, search));
  source.save_state(of_source(search));
  for (const Tensor& tensor : file.tensors) {
    enforce<DataError>(found.contains(tensor.name), "the file has more than this game, such as '",
                       printable(tensor.name),
                       "'; the state of a source must be loaded into such a source");
  }
}

inline constexpr std::string_view checkpoint_name = "checkpoint-",
                                  checkpoint_ending = ".safetensors";

/// The checkpoints of a folder by their steps.
inline std::map<Index, std::filesystem::path> checkpoints(const std::filesystem::path& folder) {
  std::map<Index, std::filesystem::path> found;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    const std::string name = entry.path().filename().string();
    if (!name.starts_with(checkpoint_name) || !name.ends_with(checkpoint_ending)) continue;
    const char* digits = name.data() + checkpoint_name.size();
    const char* end = name.data() + name.size() - checkpoint_ending.size();
    Index step = 0;
    const auto [stop, failure] = std::from_chars(digits, end, step);
    if (failure == std::errc() && stop == end) found.emplace(step, entry.path());
  }
  return found;
}

}  // namespace detail

/// Writes all that decides how training continues, as a safetensors file, whole or not at all (see
/// `write_file`): players, optimisers' state, averaged generator, step and place in the data; and in the
/// metadata, as JSON under "game", the architecture, objective, optimisers, batch size and seed.
/// \param source  one that remembers something (see source.hpp), whose state is saved too
/// \throws Error if the file, which it names, cannot be written, or the trainer's last step was interrupted
template <class Trainer, detail::RemembersState Source = detail::NoSource>
void save_checkpoint(const std::filesystem::path& path, const Trainer& trainer,
                     const Source& source = {}) {
  detail::TensorWriter writer;
  trainer.save_state(detail::by_network(trainer, writer));
  source.save_state(detail::of_source(writer));
  write_file(path, writer.bytes("game", detail::game_json(trainer)));
}

/// Resumes where a checkpoint was written: the steps that follow are, to the last bit, those that would
/// have followed there. The trainer must have been made for the same game and be given the same data.
/// \param source  the same kind of source as was saved, if one was; its Vectors as long as there
/// \throws DataError that names the file and the first difference; trainer and source are then unchanged
template <class Trainer, detail::RemembersState Source = detail::NoSource>
void load_checkpoint(const std::filesystem::path& path, Trainer& trainer, Source&& source = {},
                     std::size_t limit = default_byte_limit) {
  detail::with_file(path, limit, [&](auto bytes) {
    const Safetensors file = parse_safetensors(bytes);
    detail::require_same(detail::game_json(trainer), file, "game");
    detail::require_state(file, trainer, source);
    const detail::TensorReader read{file};
    source.load_state(detail::of_source(read));
    trainer.load_state(detail::by_network(trainer, read));
  });
}

/// The checkpoint of a folder with the highest step; none if there is none.
inline std::optional<std::filesystem::path> newest_checkpoint(const std::filesystem::path& folder) {
  const auto found = detail::checkpoints(folder);
  return found.empty() ? std::nullopt : std::optional(found.rbegin()->second);
}

/// A callback that writes a checkpoint of `trainer` into a folder at every n-th step, and keeps the
/// last ones: `gan.fit(data, 100'000, Checkpoints{gan, "run", 1000})`. For a source that remembers
/// something: `Checkpoints{gan, source, "run", 1000}`.
template <class Trainer, detail::RemembersState Source = detail::NoSource>
class Checkpoints {
 public:
  /// \param keep  how many of them stay, at least 1
  /// \throws Error if a setting breaks its rule
  Checkpoints(const Trainer& trainer, std::filesystem::path folder, Index every, Index keep = 3)
      : Checkpoints(trainer, nothing_, std::move(folder), every, keep) {}
  /// The same, with the state of a source. Refers to trainer and source, which must outlive it.
  Checkpoints(const Trainer& trainer, const Source& source, std::filesystem::path folder,
              Index every, Index keep = 3)
      : trainer_(&trainer),
        source_(&source),
        folder_(std::move(folder)),
        every_(every),
        keep_(keep) {
    enforce(every >= 1, "Checkpoints: every must be at least 1, got ", every);
    enforce(keep >= 1, "Checkpoints: keep must be at least 1, got ", keep);
  }

  void on_step(const StepReport& report) const {
    if (report.step % every_ == 0) save();
  }

  /// Writes one now, into the folder, which is made if it is missing.
  void save() const {
    using namespace detail;
    std::error_code ignored;  // a folder that is not there cannot be written to, which says so
    std::filesystem::create_directories(folder_, ignored);
    const std::string name = detail::text(checkpoint_name, trainer_->steps(), checkpoint_ending);
    save_checkpoint(folder_ / name, *trainer_, *source_);
    auto older = checkpoints(folder_);
    older.erase(older.upper_bound(trainer_->steps()), older.end());
    for (; std::ssize(older) > keep_; older.erase(older.begin()))
      std::filesystem::remove(older.begin()->second, ignored);
  }

 private:
  static constexpr detail::NoSource nothing_{};

  const Trainer* trainer_;
  const Source* source_;
  std::filesystem::path folder_;
  Index every_, keep_;
};

}  // namespace eigan
