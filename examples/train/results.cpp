// SPDX-License-Identifier: MIT
#include "results.hpp"

#include <span>
#include <utility>

#include <nlohmann/json.hpp>

#include <eigan/formats/csv.hpp>
#include <eigan/formats/write_file.hpp>
#include <eigan/metrics/mode_coverage.hpp>
#include <eigan/version.hpp>

#include "../support/text.hpp"
#include "../support/text_file.hpp"

using namespace eigan;

namespace {

nlohmann::ordered_json quality_json(const PrecisionRecall& of) {
  return {{"precision", of.precision},
          {"recall", of.recall},
          {"density", of.density},
          {"coverage", of.coverage},
          {"spacing", of.spacing}};
}

nlohmann::ordered_json diagnosis_json(const Diagnosis& found) {
  nlohmann::ordered_json json = quality_json(found.samples);
  json["ideal"] = quality_json(found.ideal);  // of other real samples
  if (found.jensen_shannon) json["jensen_shannon"] = *found.jensen_shannon;
  if (found.critic) json["critic"] = *found.critic;
  if (found.critic_alone) json["critic_alone"] = *found.critic_alone;
  if (found.clip_share) json["clip_share"] = *found.clip_share;
  return json;
}

}  // namespace

const std::vector<std::string> Results::files = {
    Settings::file, "metrics.csv",    "model.safetensors", "critic.safetensors",
    "samples.csv",  "samples.png",    "summary.json",      "frames",
    "curves.png",   "curves.gnuplot", "animation.gif",     "animation.gnuplot"};
const Marker Results::marker = {.file = Settings::file, .signature = "# train of eigan"};

Results::Results(std::filesystem::path folder) : folder_(std::move(folder)) {
  make_folder(folder_);
}

void Results::write_settings(const Settings& settings) const {
  const std::string content =
      text(marker.signature, " was given these options; --resume reads them\n", settings.given);
  write_file(path(Settings::file), std::as_bytes(std::span(content)));
}

Batch<float> Results::real(const TrainingData& data, const Settings& settings) {
  return draw<float>(data.source, wanted(data), Stream(settings.seed, Purpose::user, 0));
}

void Results::write(const Batch<float>& samples, const TrainingData& data, const Settings& s,
                    const std::optional<Fitted>& fitted,
                    const std::optional<Diagnosis>& diagnosis) const {
  if (!data.images()) {
    CsvWriter csv(path("samples.csv"), data.format.columns);
    csv.write(data.format.in_units_of_the_data(samples));
    csv.finish();
  }
  nlohmann::ordered_json metrics = {{"step", *s.steps}};
  if (fitted) {
    const StepReport& report = fitted->report;
    metrics["adversary_loss"] = report.adversary_loss;
    metrics["generator_loss"] = report.generator_loss;
    metrics["divergence"] = report.divergence;
    if (report.lipschitz_bound) metrics["lipschitz_bound"] = *report.lipschitz_bound;
    if (report.w1_lower_bound()) metrics["w1_lower_bound"] = *report.w1_lower_bound();
  }
  if (data.modes.cols() > 0) {
    const ModeCoverage coverage = mode_coverage(samples, data.modes, data.stddev);
    metrics["modes"] = coverage.modes;
    metrics["modes_captured"] = coverage.modes_captured;
    metrics["high_quality"] = coverage.high_quality;
    metrics["reverse_kl"] = coverage.reverse_kl;
  }
  nlohmann::ordered_json summary = {
      {"eigan", version}, {"settings", s.json()}, {"metrics", metrics}};
  if (diagnosis) {
    summary["diagnosis"] = diagnosis_json(*diagnosis);
    summary["verdict"] = diagnosis->verdict();
  }
  if (fitted) {
    summary["seconds"] = fitted->seconds;
    summary["steps_per_second"] = static_cast<double>(fitted->steps) / fitted->seconds;
  }
  write_json(path("summary.json"), summary);
}
