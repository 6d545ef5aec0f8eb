// SPDX-License-Identifier: MIT
// What a game needs, on Eigen alone. Files of data are in <eigan/data.hpp>; see also
// <eigan/metrics.hpp> and <eigan/presets.hpp>; what needs other libraries (gzip, JSON, PNG) is in
// <eigan/io/...> and <eigan/pictures/...>.
#pragma once

#include <eigan/version.hpp>

#include <eigan/core/batch.hpp>
#include <eigan/core/error.hpp>
#include <eigan/core/hooks.hpp>
#include <eigan/core/non_finite.hpp>
#include <eigan/core/normal.hpp>
#include <eigan/core/one_threaded_products.hpp>
#include <eigan/core/philox.hpp>
#include <eigan/core/rng.hpp>
#include <eigan/core/shards.hpp>
#include <eigan/core/team.hpp>
#include <eigan/core/tiles.hpp>

#include <eigan/nn/activation.hpp>
#include <eigan/nn/activations.hpp>
#include <eigan/nn/affine.hpp>
#include <eigan/nn/almost_orthogonal.hpp>
#include <eigan/nn/any_activation.hpp>
#include <eigan/nn/any_layer.hpp>
#include <eigan/nn/chain.hpp>
#include <eigan/nn/dense.hpp>
#include <eigan/nn/description.hpp>
#include <eigan/nn/dropout.hpp>
#include <eigan/nn/gradient.hpp>
#include <eigan/nn/group_sort.hpp>
#include <eigan/nn/initializers.hpp>
#include <eigan/nn/layer.hpp>
#include <eigan/nn/layer_norm.hpp>
#include <eigan/nn/maxout.hpp>
#include <eigan/nn/mlp.hpp>
#include <eigan/nn/network.hpp>
#include <eigan/nn/normalised.hpp>
#include <eigan/nn/passes.hpp>
#include <eigan/nn/power_iteration.hpp>
#include <eigan/nn/products.hpp>
#include <eigan/nn/repeat.hpp>
#include <eigan/nn/tape.hpp>

#include <eigan/players/critic.hpp>
#include <eigan/players/discriminator.hpp>
#include <eigan/players/generator.hpp>
#include <eigan/players/noise.hpp>
#include <eigan/players/player.hpp>

#include <eigan/objectives/hinge.hpp>
#include <eigan/objectives/jensen_shannon.hpp>
#include <eigan/objectives/least_squares.hpp>
#include <eigan/objectives/objective.hpp>
#include <eigan/objectives/penalties.hpp>
#include <eigan/objectives/relativistic.hpp>
#include <eigan/objectives/softplus.hpp>
#include <eigan/objectives/wasserstein.hpp>

#include <eigan/optimizers/adam.hpp>
#include <eigan/optimizers/optimizer.hpp>
#include <eigan/optimizers/rmsprop.hpp>
#include <eigan/optimizers/schedule.hpp>
#include <eigan/optimizers/sgd.hpp>

#include <eigan/data/dataset.hpp>
#include <eigan/data/mixtures.hpp>
#include <eigan/data/source.hpp>

#include <eigan/training/callbacks.hpp>
#include <eigan/training/early_stop.hpp>
#include <eigan/training/finite.hpp>
#include <eigan/training/game.hpp>
#include <eigan/training/generator_learner.hpp>
#include <eigan/training/learner.hpp>
#include <eigan/training/lineup.hpp>
#include <eigan/training/minimax_trainer.hpp>
#include <eigan/training/probes.hpp>
#include <eigan/training/progress_bar.hpp>
#include <eigan/training/step_report.hpp>
#include <eigan/training/training_options.hpp>

#ifdef EIGAN_COMPILED
#include <eigan/compiled.hpp>
#endif
