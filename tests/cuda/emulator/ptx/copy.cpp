// cp.async: copies from global to shared memory that are done when the thread waits for them.
#include <cstring>

#include "launch.hpp"
#include "operations.hpp"

namespace cuda_emulator {
namespace {

void run_copy(Warp& w, const Instruction& i) {
  const std::uint64_t *const to = w.lane_values(i.from[0]), *const from = w.lane_values(i.from[1]),
                             *const bytes = w.lane_values(i.from[2]),
                             *const given = i.from[3] == Instruction::none ? bytes : w.lane_values(i.from[3]);
  each_lane(w, [&](std::uint32_t l) {
    w.copies.push_back({&i, to[l] + static_cast<std::uint64_t>(i.offset),
                        from[l] + static_cast<std::uint64_t>(i.second_offset), static_cast<std::uint32_t>(bytes[l]),
                        static_cast<std::uint32_t>(given[l]), l, w.copy_groups[l]});
  });
}

void run_commit(Warp& w, const Instruction&) {
  each_lane(w, [&](std::uint32_t l) { ++w.copy_groups[l]; });
}

/// Waits until at most as many groups are under way as the source says; all, without a source.
void run_wait(Warp& w, const Instruction& i) {
  std::vector<AsyncCopy> later;
  for (const AsyncCopy& copy : w.copies) {
    const bool all = i.from[0] == Instruction::none;
    const auto pending = all ? 0 : static_cast<std::uint32_t>(w.lane_values(i.from[0])[copy.lane]);
    const bool due = all || copy.group + pending < w.copy_groups[copy.lane];
    if ((w.mask >> copy.lane & 1) == 0 || !due) {
      later.push_back(copy);
      continue;
    }
    std::byte* const to = w.access(*copy.instruction, copy.to, copy.bytes, copy.lane, Access::write, Space::shared);
    std::memset(to, 0, copy.bytes);
    if (copy.given > 0)
      std::memcpy(to, w.access(*copy.instruction, copy.from, copy.given, copy.lane, Access::read, Space::global),
                  copy.given);
  }
  w.copies = std::move(later);
}

}  // namespace

bool decode_copy(const Request& request, Instruction& instruction) {
  const Opcode& o = request.opcode;
  if (!o.is("cp") || !o.has("async") || o.has("bulk") || o.has("mbarrier")) return false;
  instruction.run = o.has("commit_group")                      ? run_commit
                    : o.has("wait_group") || o.has("wait_all") ? run_wait
                    : o.has("shared") && o.has("global")       ? run_copy
                                                               : nullptr;
  return instruction.run != nullptr;
}

}  // namespace cuda_emulator
