// SPDX-License-Identifier: MIT
// Everything that says how good samples are, and diagnosis.hpp, which brings the trainer: how a whole
// game stands. Not part of eigan.hpp.
#pragma once

#include <eigan/metrics/distances.hpp>
#include <eigan/metrics/frechet_distance.hpp>
#include <eigan/metrics/jensen_shannon_divergence.hpp>
#include <eigan/metrics/mode_coverage.hpp>
#include <eigan/metrics/parzen.hpp>
#include <eigan/metrics/precision_recall.hpp>
#include <eigan/metrics/wasserstein_distance.hpp>
#include <eigan/training/diagnosis.hpp>
