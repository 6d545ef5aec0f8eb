// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <charconv>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <type_traits>
#include <utility>
#include <vector>

#include <eigan/formats/write_file.hpp>
#include <eigan/io/architecture.hpp>
#include <eigan/io/tensor_writer.hpp>
#include <eigan/io/weights.hpp>
#include <eigan/training/step_report.hpp>

namespace eigan {

namespace detail {

template <class Policy>
std::string name_of(const Policy& policy) {
  if constexpr (requires { policy.name(); }) {
    return policy.name();
  } else if constexpr (requires { std::string(policy.name); }) {
    return policy.name;
  } else {
    return "custom";
  }
}

/// What must be the same here and in the file. Learning rates, clip, instance noise and threads may
/// change from one part of a run to the next.
template <class Trainer>
nlohmann::ordered_json game_json(const Trainer& trainer) {
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

/// Makes a visitor of a trainer's state of `visit`: visit(name, network, vector) for each vector that
/// goes with the parameters of a player's network, and visit(name, value) for all else.
template <class Trainer, class Visitor>
auto by_network(const Trainer& trainer, Visitor& visit) {
  return [&](const std::string& name, auto& value) {
    if constexpr (std::is_integral_v<std::remove_reference_t<decltype(value)>>) {
      visit(name, value);
    } else if (name.ends_with(".layers")) {
      visit(name, value);
    } else if (name.starts_with("adversary")) {
      visit(name, trainer.adversary().network(), value);
    } else {
      visit(name, trainer.generator().network(), value);
    }
  };
}

/// "generator.parameters" are the tensors generator.0.weight and so on, "generator.slot0" the tensors
/// generator.slot0.0.weight and so on.
inline std::string prefix_of(std::string_view name) {
  constexpr std::string_view plain = ".parameters";
  if (name.ends_with(plain)) name.remove_suffix(plain.size());
  return std::string(name);
}

/// Stands for a source that remembers nothing.
struct NoSource {
  void save_state(auto&&) const {}
  void load_state(auto&&) const {}
};

template <class S>
concept SavesState = requires(const S& source) {
  source.save_state([](const std::string&, const auto&) {});
};
template <class S>
concept LoadsState = requires(S& source) {
  source.load_state([](const std::string&, auto&) {});
};

/// Makes a visitor of a source's state of `visit`.
template <class Visitor>
auto of_source(Visitor& visit) {
  return [&](const std::string& name, auto& value) { visit("source." + name, value); };
}

struct StateWriter {
  TensorWriter& writer;

  template <class Scalar, class Value>
  void operator()(const std::string& name, const Network<Scalar>& network,
                  const Vector<Value>& values) const {
    writer.add(prefix_of(name), network, values);
  }
  template <class Value>
  void operator()(const std::string& name, const Value& value) const {
    writer.add(name, value);
  }
};

/// Checks that the file has all of the state, and nothing else.
struct StateSearch {
  const Safetensors& file;
  std::set<std::string> found{};

  template <class Scalar, class Value>
  void operator()(const std::string& name, const Network<Scalar>& network, const Vector<Value>&) {
    for (const NamedTensor& t : parameter_tensors(network, prefix_of(name))) {
      found.insert(require_tensor<Value>(file, t.name, t.sizes).name);
    }
  }
  template <class Scalar>
  void operator()(const std::string& name, const Vector<Scalar>& values) {
    found.insert(require_tensor<Scalar>(file, name, {values.size()}).name);
  }
  template <std::integral Integer>
  void operator()(const std::string& name, const Integer&) {
    const auto read = read_number<Integer>(file, name);
    enforce<DataError>(read >= 0 || name.starts_with("source."), "the number '", name,
                       "' must be at least 0; got ", read);
    found.insert(name);
  }

  void require_all() const {
    for (const Tensor& tensor : file.tensors) {
      enforce<DataError>(found.contains(tensor.name), "the file has more than this game, such as '",
                         printable(tensor.name),
                         "'; the state of a source must be loaded into such a source");
    }
  }
};

struct StateReader {
  const Safetensors& file;

  template <class Scalar, class Value>
  void operator()(const std::string& name, const Network<Scalar>& network,
                  Vector<Value>& values) const {
    read_tensors(file, prefix_of(name), network, values);
  }
  template <class Scalar>
  void operator()(const std::string& name, Vector<Scalar>& values) const {
    read_tensor(file, name, {values.size()}, values.data(), values.size(), 1);
  }
  template <std::integral Integer>
  void operator()(const std::string& name, Integer& value) const {
    value = static_cast<Integer>(read_number<Integer>(file, name));
  }
};

}  // namespace detail

/// Writes everything that decides how training continues, as a safetensors file, whole or not at all
/// (see `write_file`): both players, their optimisers' state, the averaged generator, the step and the
/// place in the data. The game (architecture, objective, optimisers, batch size, seed) is described as
/// JSON in the metadata entry "game".
/// \param source  one that remembers something (see source.hpp), whose state is saved too
/// \throws Error that names the file, if it cannot be written; and if the trainer's last step was
///         interrupted by an exception
template <class Trainer, detail::SavesState Source = detail::NoSource>
void save_checkpoint(const std::filesystem::path& path, const Trainer& trainer,
                     const Source& source = {}) {
  detail::TensorWriter writer;
  const detail::StateWriter write{writer};
  trainer.save_state(detail::by_network(trainer, write));
  source.save_state(detail::of_source(write));
  write_file(path, writer.bytes("game", detail::game_json(trainer)));
}

/// Resumes where a checkpoint was written: the steps that follow are, to the last bit, those that would
/// have followed there. The trainer must have been made for the same game and be given the same data.
/// \param source  the same kind of source as was saved, if one was; its Vectors as long as there
/// \throws DataError that names the file and the first difference; trainer and source are unchanged
///         then
template <class Trainer, detail::LoadsState Source>
void load_checkpoint(const std::filesystem::path& path, Trainer& trainer, Source&& source,
                     std::size_t limit = default_byte_limit) {
  detail::with_file(path, limit, [&](std::span<const std::byte> bytes) {
    const Safetensors file = parse_safetensors(bytes);
    const std::string differs = detail::difference(
        detail::game_json(trainer),
        detail::description(file, "game", "checkpoint", detail::file_format), "game");
    enforce<DataError>(differs.empty(), "the game must be the same; ", differs);
    detail::StateSearch search{file};
    trainer.describe_state(detail::by_network(trainer, search));
    source.save_state(detail::of_source(search));
    search.require_all();
    const detail::StateReader read{file};
    source.load_state(detail::of_source(read));
    trainer.load_state(detail::by_network(trainer, read));
  });
}
template <class Trainer>
void load_checkpoint(const std::filesystem::path& path, Trainer& trainer,
                     std::size_t limit = default_byte_limit) {
  load_checkpoint(path, trainer, detail::NoSource{}, limit);
}

namespace detail {

inline constexpr std::string_view checkpoint_name = "checkpoint-",
                                  checkpoint_ending = ".safetensors";

/// The checkpoints of a folder by their steps, the newest last.
inline std::vector<std::pair<Index, std::filesystem::path>> checkpoints(
    const std::filesystem::path& folder) {
  std::vector<std::pair<Index, std::filesystem::path>> found;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    const std::string name = entry.path().filename().string();
    if (!name.starts_with(checkpoint_name) || !name.ends_with(checkpoint_ending)) continue;
    const char* digits = name.data() + checkpoint_name.size();
    const char* end = name.data() + name.size() - checkpoint_ending.size();
    Index step = 0;
    const auto [stop, failure] = std::from_chars(digits, end, step);
    if (failure == std::errc() && stop == end) found.emplace_back(step, entry.path());
  }
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace detail

/// The checkpoint of a folder with the highest step; none if there is none.
inline std::optional<std::filesystem::path> newest_checkpoint(const std::filesystem::path& folder) {
  const auto found = detail::checkpoints(folder);
  if (found.empty()) return std::nullopt;
  return found.back().second;
}

/// A callback that writes a checkpoint of `trainer` into a folder at every n-th step, and keeps the
/// last ones: `gan.fit(data, 100'000, Checkpoints{gan, "run", 1000})`. For a source that remembers
/// something: `Checkpoints{gan, source, "run", 1000}`.
template <class Trainer, detail::SavesState Source = detail::NoSource>
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
    std::error_code unmade;  // then the file cannot be written, which says so
    std::filesystem::create_directories(folder_, unmade);
    const std::string name =
        text(detail::checkpoint_name, trainer_->steps(), detail::checkpoint_ending);
    save_checkpoint(folder_ / name, *trainer_, *source_);
    auto older = detail::checkpoints(folder_);
    std::erase_if(older, [&](const auto& found) { return found.first > trainer_->steps(); });
    for (Index i = 0; i + keep_ < static_cast<Index>(older.size()); ++i) {
      std::error_code ignored;
      std::filesystem::remove(older[static_cast<std::size_t>(i)].second, ignored);
    }
  }

 private:
  static constexpr detail::NoSource nothing_{};

  const Trainer* trainer_;
  const Source* source_;
  std::filesystem::path folder_;
  Index every_, keep_;
};

}  // namespace eigan
