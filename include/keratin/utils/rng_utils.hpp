// utils::set_random_seed, where Keras has it.
#pragma once
#include "../core/random.hpp"

namespace keratin::utils {
using keratin::set_random_seed;
}  // namespace keratin::utils
