// SPDX-License-Identifier: MIT
// All measures of how good samples are. Not part of eigan.hpp.
#pragma once

#include <eigan/metrics/certified_w1.hpp>
#include <eigan/metrics/distances.hpp>
#include <eigan/metrics/jensen_shannon_divergence.hpp>
#include <eigan/metrics/maximum_mean_discrepancy.hpp>
#include <eigan/metrics/mode_coverage.hpp>
#include <eigan/metrics/parzen.hpp>
#include <eigan/metrics/precision_recall.hpp>
#include <eigan/metrics/wasserstein_distance.hpp>
