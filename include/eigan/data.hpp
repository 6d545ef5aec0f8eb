// SPDX-License-Identifier: MIT
// Files of data (CSV, NPY, IDX) and of a run (CsvLog), and the scaling of what they hold. Needs Eigen
// alone; files that may be gzip are read by <eigan/io/read_data.hpp>.
#pragma once

#include <eigan/data/scaling.hpp>
#include <eigan/formats/array.hpp>
#include <eigan/formats/csv.hpp>
#include <eigan/formats/csv_log.hpp>
#include <eigan/formats/data_file.hpp>
#include <eigan/formats/npy.hpp>
#include <eigan/formats/write_file.hpp>
