// Recurrent cells over all steps of sequences, forward and back: SimpleRNN, LSTM and GRU.
//
// Sequences do not know of each other, so each thread takes some of them through all steps by itself, a block at a
// time. In a block the numbers of one unit lie side by side, one for each sequence (a lane): so every vector is full
// whatever the number of units, states stay in the first cache, and the products run through the register blocks of
// gemm. Too few sequences to fill a vector go by themselves where nothing is to be learnt (recurrent_rows.hpp).
#pragma once
#include "recurrent_task.hpp"

namespace keratin::cpu_backend {

/// How many elements recurrent_forward keeps for the gradients, and how many both need besides.
template <class T>
index_t recurrent_saved(const RecurrentSizes& s);
template <class T>
index_t recurrent_scratch(const RecurrentSizes& s);

/// y: (batch, steps, units) or (batch, units); h and, of an LSTM, c: the last states, or null. Without `saved` there
/// will be no gradients.
template <class T>
void recurrent_forward(const RecurrentSizes& s, const RecurrentInputs<T>& in, T* y, T* h, T* c, T* saved, T* scratch);

/// dy, dh, dc: of the outputs, each may be null.
template <class T>
void recurrent_gradient(const RecurrentSizes& s, const RecurrentInputs<T>& in, const T* dy, const T* dh, const T* dc,
                        const T* saved, const RecurrentGradients<T>& out, T* scratch);

}  // namespace keratin::cpu_backend

#if KERATIN_DEFINE(backend)
#include "recurrent_backward.hpp"
#include "recurrent_forward.hpp"
#include "recurrent_rows.hpp"

namespace keratin::cpu_backend {

#define KERATIN_RECURRENT_OF(T)                                                                                     \
  template <>                                                                                                       \
  KERATIN_INLINE index_t recurrent_saved<T>(const RecurrentSizes& s) {                                              \
    return recurrent::Plan<T>(s).saved_size();                                                                      \
  }                                                                                                                 \
  template <>                                                                                                       \
  KERATIN_INLINE index_t recurrent_scratch<T>(const RecurrentSizes& s) {                                            \
    return recurrent::Plan<T>(s).scratch_size();                                                                    \
  }                                                                                                                 \
  template <>                                                                                                       \
  KERATIN_INLINE void recurrent_forward<T>(const RecurrentSizes& s, const RecurrentInputs<T>& in, T* y, T* h, T* c, \
                                           T* saved, T* scratch) {                                                  \
    if (recurrent::ForwardRows<T>::suits(s, saved != nullptr))                                                      \
      recurrent::ForwardRows<T>(s, in, {y, h, c}).run();                                                            \
    else                                                                                                            \
      recurrent::Forward<T>(s, in, {y, h, c}, saved, scratch).run();                                                \
  }                                                                                                                 \
  template <>                                                                                                       \
  KERATIN_INLINE void recurrent_gradient<T>(const RecurrentSizes& s, const RecurrentInputs<T>& in, const T* dy,     \
                                            const T* dh, const T* dc, const T* saved,                               \
                                            const RecurrentGradients<T>& out, T* scratch) {                         \
    recurrent::Backward<T>(s, in, {dy, dh, dc}, saved, out, scratch).run();                                         \
  }
KERATIN_RECURRENT_OF(float)
KERATIN_RECURRENT_OF(double)
#undef KERATIN_RECURRENT_OF

}  // namespace keratin::cpu_backend
#endif
