// SPDX-License-Identifier: MIT
// c = a b for square matrices of floats, column by column, on one thread: by Eigen's own kernels,
// and by the BLAS that this program is linked with.
#pragma once

void multiply_by_eigen(const float* a, const float* b, float* c, int n);
void multiply_by_blas(const float* a, const float* b, float* c, int n);
