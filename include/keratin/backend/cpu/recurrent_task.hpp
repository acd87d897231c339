// What the parts of recurrent.hpp tell each other: the run asked for.
#pragma once
#include <cstdint>

#include "../../core/args.hpp"
#include "recurrent_gates.hpp"

namespace keratin::cpu_backend {

/// A GRU's reset gate acts on the product with the recurrent kernel, or (gru_before) on the state before it.
enum class RecurrentKind { simple, lstm, gru, gru_before };

struct RecurrentSizes {
  RecurrentKind kind;
  GateActivation activation, recurrent_activation;
  index_t batch, steps, in, units;
  bool backwards;    ///< The last step comes first.
  bool sequences;    ///< y holds the outputs of all steps, else the last one.
  bool zero_masked;  ///< The output of a masked step is 0, else that of the step before.

  index_t gates() const { return kind == RecurrentKind::simple ? 1 : kind == RecurrentKind::lstm ? 4 : 3; }
  bool is_gru() const { return kind == RecurrentKind::gru || kind == RecurrentKind::gru_before; }
};

/// x: (batch, steps, in). kernel: (in, gates units), recurrent: (units, gates units). bias, or null: (gates units), of
/// `gru` two rows, that of the recurrent product last. mask, or null: (batch, steps). h0, c0: (batch, units), or null
/// for zeros.
template <class T>
struct RecurrentInputs {
  const T *x, *kernel, *recurrent, *bias;
  const std::uint8_t* mask;
  const T *h0, *c0;
};

/// Those that are null are not wanted; dkernel, drecurrent and dbias are wanted together, or null.
template <class T>
struct RecurrentGradients {
  T *dx, *dkernel, *drecurrent, *dbias, *dh0, *dc0;
};

}  // namespace keratin::cpu_backend
