#include "shadow.hpp"

namespace cuda_emulator {
namespace {

constexpr std::uint32_t warp_size = 32;

/// Whether nothing orders `now` after what another thread did at (barrier, meeting).
bool unordered(const Moment& now, std::uint32_t thread, std::uint32_t barrier, std::uint32_t meeting,
               RaceShadow::Team team) {
  if (thread == now.thread) return false;
  if (thread / team.threads != now.thread / team.threads) return !team.ordered_blocks;
  if (barrier != now.barrier) return false;
  const std::uint32_t mine = now.thread % team.threads, other = thread % team.threads;
  return mine / warp_size != other / warp_size || meeting == now.meeting;
}

}  // namespace

void RaceShadow::refine(std::size_t size, std::size_t total) {
  const unsigned needed = size % 4 == 0 ? 2 : size % 2 == 0 ? 1 : 0;
  if (!cells_.empty() && needed >= shift_) return;
  shift_ = needed;
  cells_.assign((total >> shift_) + 1, {});
}

Race RaceShadow::note(std::size_t offset, std::size_t size, std::size_t total, const Moment& now, Access access,
                      Team team) {
  refine(size, total);
  Race race = Race::none;
  for (std::size_t i = offset >> shift_; i <= (offset + size - 1) >> shift_ && race == Race::none; ++i)
    race = note_cell(cells_[i], now, access, team);
  return race;
}

bool RaceShadow::races_with_readers(const Cell& cell, const Moment& now, Team team) const {
  const bool same_block = cell.reader / team.threads == now.thread / team.threads;
  const auto warp = [&](std::uint32_t thread) { return thread % team.threads / warp_size; };
  switch (cell.readers) {
    case nobody:
      return false;
    case one:
      return unordered(now, cell.reader, cell.read_barrier, cell.read_meeting, team);
    case one_warp:
      if (same_block && warp(cell.reader) == warp(now.thread))
        return cell.read_barrier == now.barrier && cell.read_meeting == now.meeting;
      [[fallthrough]];
    case one_block:
      return same_block ? cell.read_barrier == now.barrier : !team.ordered_blocks;
    case many_blocks:
      return !team.ordered_blocks;
  }
  return false;
}

void RaceShadow::add_reader(Cell& cell, const Moment& now, Team team) {
  const bool same_block = cell.reader / team.threads == now.thread / team.threads;
  if (cell.readers == many_blocks) return;
  if (cell.readers == nobody || cell.reader == now.thread) {
    if (cell.readers == nobody) cell.readers = one;
  } else if (!same_block) {
    cell.readers = many_blocks;
  } else if (cell.read_barrier != now.barrier) {
    cell.readers = one;
  } else if (cell.reader % team.threads / warp_size == now.thread % team.threads / warp_size) {
    if (cell.readers == one) cell.readers = one_warp;
  } else {
    cell.readers = one_block;
  }
  cell.reader = now.thread;
  cell.read_barrier = now.barrier;
  cell.read_meeting = now.meeting;
}

Race RaceShadow::note_cell(Cell& cell, const Moment& now, Access access, Team team) {
  if (cell.launch != now.launch) {
    cell = {};
    cell.launch = now.launch;
  }
  const bool reads = access == Access::read || access == Access::volatile_read;
  const bool harmless = cell.atomic && (access == Access::atomic || access == Access::volatile_read);
  if (cell.written && !harmless && unordered(now, cell.writer, cell.write_barrier, cell.write_meeting, team)) {
    other_ = cell.writer;
    return reads ? Race::read_after_write : Race::write_after_write;
  }
  if (reads) {
    if (access == Access::read) add_reader(cell, now, team);
    return Race::none;
  }
  if (races_with_readers(cell, now, team)) {
    other_ = cell.reader;
    return Race::write_after_read;
  }
  cell.written = true;
  cell.atomic = access == Access::atomic;
  cell.writer = now.thread;
  cell.write_barrier = now.barrier;
  cell.write_meeting = now.meeting;
  return Race::none;
}

}  // namespace cuda_emulator
