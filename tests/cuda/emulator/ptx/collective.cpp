// What the threads of a warp do together: shuffles, votes, reductions, matches, bar.warp.sync.
#include <algorithm>

#include "launch.hpp"
#include "operations.hpp"

namespace cuda_emulator {
namespace {

/// Runs body once all members are there, and goes on behind the instruction. `k`: the source that names the members.
template <class Body>
void together(Warp& w, const Instruction& i, std::size_t k, const Body& body) {
  const std::uint64_t* const members = w.lane_values(i.from[k]);
  if (!w.gather(i, members)) return;
  body(members);
  w.jump(w.pc + 1);
}

enum Shuffle : std::uint8_t { up, down, butterfly, index };

struct Source {
  std::uint32_t lane;
  bool inside;
};
/// As the PTX manual computes it from b and c: a segment's mask in bits 8 to 12 of c, the bound in bits 0 to 4.
Source shuffle_source(int mode, std::uint32_t lane, std::uint32_t b, std::uint32_t c) {
  b &= 31;
  const std::uint32_t bound = c & 31, segment = c >> 8 & 31;
  const std::uint32_t highest = (lane & segment) | (bound & ~segment), lowest = lane & segment;
  switch (mode) {
    case up:
      return {lane - b, static_cast<std::int32_t>(lane - b) >= static_cast<std::int32_t>(highest)};
    case down:
      return {lane + b, lane + b <= highest};
    case butterfly:
      return {lane ^ b, (lane ^ b) <= highest};
    default:
      return {lowest | (b & ~segment), (lowest | (b & ~segment)) <= highest};
  }
}

void run_shuffle(Warp& w, const Instruction& i) {
  together(w, i, 3, [&](const std::uint64_t* members) {
    std::uint64_t values[Warp::size];
    std::copy_n(w.lane_values(i.from[0]), Warp::size, values);
    const std::uint64_t *const b = w.lane_values(i.from[1]), *const c = w.lane_values(i.from[2]);
    std::uint64_t* const to = w.lane_values(i.to);
    std::uint64_t* const inside = i.second_to == Instruction::none ? nullptr : w.lane_values(i.second_to);
    std::uint64_t results[Warp::size];
    bool valid[Warp::size];
    each_lane(w, [&](std::uint32_t l) {
      const Source s = shuffle_source(i.mode, l, static_cast<std::uint32_t>(b[l]), static_cast<std::uint32_t>(c[l]));
      const std::uint32_t from = s.inside ? s.lane : l;
      if ((members[l] >> from & 1) == 0 || (w.mask >> from & 1) == 0)
        w.fail(i, l, "the shuffle reads lane " + std::to_string(from) + ", which does not take part");
      results[l] = values[from];
      valid[l] = s.inside;
    });
    each_lane(w, [&](std::uint32_t l) {
      put<std::uint32_t>(to[l], static_cast<std::uint32_t>(results[l]));
      if (inside != nullptr) inside[l] = valid[l];
    });
  });
}

enum Vote : std::uint8_t { all, any, uniform, ballot };

void run_vote(Warp& w, const Instruction& i) {
  together(w, i, 1, [&](const std::uint64_t* members) {
    const std::uint64_t* const p = w.lane_values(i.from[0]);
    Lanes yes = 0;
    each_lane(w, [&](std::uint32_t l) { yes |= static_cast<Lanes>(((p[l] & 1) != 0) != i.source_inverted) << l; });
    std::uint64_t* const to = w.lane_values(i.to);
    each_lane(w, [&](std::uint32_t l) {
      const Lanes here = static_cast<Lanes>(members[l]) & w.mask, agree = yes & here;
      to[l] = i.mode == all       ? agree == here
              : i.mode == any     ? agree != 0
              : i.mode == uniform ? agree == 0 || agree == here
                                  : agree;
    });
  });
}

/// match.any: the lanes with the same value; match.all: all members if they have one value, else none.
template <class T>
void run_match(Warp& w, const Instruction& i) {
  together(w, i, 1, [&](const std::uint64_t* members) {
    std::uint64_t values[Warp::size];
    std::copy_n(w.lane_values(i.from[0]), Warp::size, values);
    each_lane(w, [&](std::uint32_t l) {
      const Lanes here = static_cast<Lanes>(members[l]) & w.mask;
      Lanes same = 0;
      for (std::uint32_t k = 0; k < Warp::size; ++k)
        if ((here >> k & 1) != 0 && get<T>(values[k]) == get<T>(values[l])) same |= Lanes{1} << k;
      const bool every = same == here;
      w.lane_values(i.to)[l] = i.mode == all && !every ? 0 : same;
      if (i.second_to != Instruction::none) w.lane_values(i.second_to)[l] = every;
    });
  });
}

enum Reduction : std::uint8_t { add, minimum, maximum, bit_and, bit_or, bit_xor };
constexpr const char* reduction_names[] = {"add", "min", "max", "and", "or", "xor"};

template <class T>
void run_reduction(Warp& w, const Instruction& i) {
  together(w, i, 1, [&](const std::uint64_t* members) {
    std::uint64_t values[Warp::size];
    std::copy_n(w.lane_values(i.from[0]), Warp::size, values);
    each_lane(w, [&](std::uint32_t l) {
      T total = get<T>(values[l]);
      for (std::uint32_t k = 0; k < Warp::size; ++k) {
        if (k == l || (members[l] & w.mask & std::uint64_t{1} << k) == 0) continue;
        const T x = get<T>(values[k]);
        total = i.mode == add       ? static_cast<T>(static_cast<std::uint32_t>(total) + static_cast<std::uint32_t>(x))
                : i.mode == minimum ? std::min(total, x)
                : i.mode == maximum ? std::max(total, x)
                : i.mode == bit_and ? static_cast<T>(total & x)
                : i.mode == bit_or  ? static_cast<T>(total | x)
                                    : static_cast<T>(total ^ x);
      }
      put<T>(w.lane_values(i.to)[l], total);
    });
  });
}

void run_warp_barrier(Warp& w, const Instruction& i) {
  together(w, i, 0, [&](const std::uint64_t*) { ++w.meetings; });
}

void run_active_mask(Warp& w, const Instruction& i) {
  each_lane(w, [&](std::uint32_t l) { w.lane_values(i.to)[l] = w.mask; });
}

Handler find_collective(const Opcode& o, Instruction& instruction) {
  if (o.is("shfl") && o.has("sync")) {
    instruction.mode = o.has("up") ? up : o.has("down") ? down : o.has("bfly") ? butterfly : index;
    return run_shuffle;
  }
  if (o.is("vote") && o.has("sync")) {
    instruction.mode = o.has("all") ? all : o.has("any") ? any : o.has("uni") ? uniform : ballot;
    return run_vote;
  }
  if (o.is("match") && o.has("sync")) {
    instruction.mode = o.has("all") ? all : any;
    return size_of(o.type()) == 8 ? run_match<std::uint64_t> : run_match<std::uint32_t>;
  }
  if (o.is("bar") && o.has("warp")) return run_warp_barrier;
  if (!o.is("redux") || size_of(o.type()) != 4) return nullptr;
  for (std::uint8_t k = 0; k < std::size(reduction_names); ++k) {
    if (!o.has(reduction_names[k])) continue;
    instruction.mode = k;
    return o.type() == Type::s32   ? run_reduction<std::int32_t>
           : o.type() == Type::u32 ? run_reduction<std::uint32_t>
                                   : nullptr;
  }
  return nullptr;
}

}  // namespace

bool decode_collective(const Request& request, Instruction& instruction) {
  if (request.opcode.is("activemask")) {
    instruction.run = run_active_mask;
    return true;
  }
  instruction.run = find_collective(request.opcode, instruction);
  instruction.moves = instruction.run != nullptr;
  return instruction.moves;
}

}  // namespace cuda_emulator
