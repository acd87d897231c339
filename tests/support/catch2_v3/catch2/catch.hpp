// The name of Catch2's header in version 2, for a build against version 3.
#pragma once
#include <catch2/catch_all.hpp>

using Catch::Approx;  // NOLINT: global in version 2
