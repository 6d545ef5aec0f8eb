// SPDX-License-Identifier: MIT
#define EIGAN_DEFINE_PRODUCTS
#include <eigan/nn/products.hpp>
