// All layers (keras.layers). One file each.
#pragma once
#include "activation.hpp"
#include "custom_layer.hpp"
#include "dense.hpp"
#include "dropout.hpp"
#include "flatten.hpp"
#include "layer.hpp"
#include "reshape.hpp"
