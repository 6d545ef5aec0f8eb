// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include <eigan/core/batch.hpp>

#include "any_objective.hpp"

struct Settings;

/// What `--objective` can name, with the defaults that go with it.
struct ObjectiveKind {
  const char* name;
  AnyObjective::Choice (*make)(const Settings&);
  bool critic = true;      ///< its adversary is a critic, not a discriminator
  bool bounds_w1 = false;  ///< its divergence over a bound on the slope is a lower bound of W1
  bool lipschitz =
      false;  ///< its critic has slopes of at most 1 by construction, so it takes no penalty
  eigan::Index adversary_steps = 1;
  const char* optimizer = "adam";
  double rate = 1e-3;     ///< of both players
  double image_rate = 1;  ///< of it for the adversary of images
  bool relu = false;      ///< in the adversary, otherwise LeakyReLU
  double beta1 = 0, beta2 = 0.9;
  double noise = 0;          ///< instance noise, in spreads of the data; none on images
  const char* penalty = "";  ///< as `--penalty` takes it
  const char* image_penalty = penalty;

  /// A new objective is a row of this table, and a kind of AnyObjective::Choice.
  static const std::vector<ObjectiveKind> all;
  /// \param name  of one of them
  static const ObjectiveKind& of(const std::string& name);
};

/// A part of `--penalty`: "r1:0.5", or "r1" with the usual weight, 0.1, of images 10.
struct PenaltySetting {
  std::string name;
  double weight;

  /// What is wrong with it; empty if nothing is.
  static std::string error(const std::string& given);
  /// \param given   without an error  \param images  whether the data are
  static PenaltySetting of(const std::string& given, bool images);
};

/// \throws eigan::Error unless options fit together: the objective, once it is known, the clip and penalties
void require_fit(const Settings& settings);

/// The objective with its penalties, of complete settings.
AnyObjective any_objective(const Settings& settings);
