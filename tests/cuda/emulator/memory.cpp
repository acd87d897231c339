#include "memory.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>

namespace cuda_emulator {
namespace {

constexpr std::size_t arena_bytes = std::size_t{1} << 40, alignment = 256, page = 4096;

/// Sparse: pages come into being when they are written. Addresses are given out once, so that a freed one stays wrong.
struct Arena {
  int file = -1;
  std::uint64_t user = 0;
  std::byte* alias = nullptr;
  std::size_t used = alignment, live = 0;
  std::map<std::uint64_t, Block> blocks;
  std::map<std::uint64_t, std::size_t> pinned;

  Arena() {
    file = memfd_create("cuda_emulator", MFD_CLOEXEC);
    if (file < 0 || ftruncate(file, static_cast<off_t>(arena_bytes)) != 0) give_up();
    user = reinterpret_cast<std::uint64_t>(map(PROT_NONE));
    alias = static_cast<std::byte*>(map(PROT_READ | PROT_WRITE));
  }
  void* map(int protection) {
    void* const at = mmap(nullptr, arena_bytes, protection, MAP_SHARED | MAP_NORESERVE, file, 0);
    if (at == MAP_FAILED) give_up();
    return at;
  }
  [[noreturn]] static void give_up() {
    std::perror("[emulator] no address space for the device's memory");
    std::abort();
  }
};
Arena& arena() {
  static Arena& one = *new Arena;
  return one;
}

/// The block that begins at or before an address, live or not.
Block* block_before(std::uint64_t address) {
  auto& blocks = arena().blocks;
  const auto after = blocks.upper_bound(address);
  return after == blocks.begin() ? nullptr : &std::prev(after)->second;
}

/// Returns the pages that lie wholly inside of a freed block.
void drop_pages(const Block& block) {
  const std::uint64_t begin = (block.first - arena().user + page - 1) / page * page;
  const std::uint64_t end = (block.first - arena().user + block.bytes) / page * page;
  if (end > begin)
    static_cast<void>(fallocate(arena().file, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, static_cast<off_t>(begin),
                                static_cast<off_t>(end - begin)));
}

std::string hex(std::uint64_t address) {
  char text[32];
  std::snprintf(text, sizeof text, "0x%llx", static_cast<unsigned long long>(address));
  return text;
}

}  // namespace

void* allocate_block(std::size_t bytes, bool of_module) {
  Arena& a = arena();
  const std::size_t place = (bytes + alignment - 1) / alignment * alignment + alignment;  // with a gap behind it
  if (a.live + bytes > settings().memory_limit || a.used + place > arena_bytes) return nullptr;
  Block block;
  block.first = a.user + a.used;
  block.bytes = bytes;
  block.of_module = of_module;
  if (!of_module) block.number = ++counts().allocations;
  std::memset(a.alias + a.used, 0xFF, bytes);
  a.used += place;
  a.live += bytes;
  void* const address = reinterpret_cast<void*>(block.first);
  a.blocks.emplace(block.first, std::move(block));
  return address;
}

cudaError_t free_block(void* address, const char* what) {
  if (address == nullptr) return cudaSuccess;
  const auto found = arena().blocks.find(reinterpret_cast<std::uint64_t>(address));
  if (found == arena().blocks.end() || !found->second.live) {
    const bool again = found != arena().blocks.end();
    report(std::string(what) + ": " + hex(reinterpret_cast<std::uint64_t>(address)) +
               (again ? " was freed before (allocation " + std::to_string(found->second.number) + ")"
                      : " is not what an allocation returned"),
           cudaSuccess);
    return cudaErrorInvalidValue;
  }
  Block& block = found->second;
  block.live = false;
  block.shadow = {};
  arena().live -= block.bytes;
  std::memset(alias_of(block.first), 0xFF, block.bytes);
  drop_pages(block);
  return cudaSuccess;
}

std::size_t free_memory() {
  const std::size_t limit = settings().memory_limit;
  return limit > arena().live ? limit - arena().live : 0;
}

Block& find_block(std::uint64_t address, std::size_t bytes, const std::string& what) {
  Block* const block = block_before(address);
  if (block != nullptr && block->live && block->holds(address, bytes)) return *block;
  std::string why = what + ": " + std::to_string(bytes) + " bytes at " + hex(address);
  if (!is_device_address(reinterpret_cast<const void*>(address)))
    throw Fault(why + (address < page ? " are near a null pointer" : " are host memory, not the device's"));
  if (block == nullptr) throw Fault(why + " lie before all allocations");
  const bool inside = address < block->first + std::max<std::size_t>(block->bytes, 1);
  why += block->live ? inside ? " reach over the end of allocation " : " lie behind the end of allocation "
         : inside    ? " are used after the free of allocation "
                     : " lie behind the end of (freed) allocation ";
  throw Fault(why + std::to_string(block->number) + " (" + std::to_string(block->bytes) + " bytes at " +
              hex(block->first) + ")");
}

bool is_device_address(const void* address) {
  const auto place = reinterpret_cast<std::uint64_t>(address);
  return place >= arena().user && place < arena().user + arena_bytes;
}

std::byte* alias_of(std::uint64_t address) { return arena().alias + (address - arena().user); }

void* allocate_pinned(std::size_t bytes) {
  void* const address = std::malloc(std::max<std::size_t>(bytes, 1));
  if (address == nullptr) return nullptr;
  std::memset(address, 0xFF, bytes);
  arena().pinned[reinterpret_cast<std::uint64_t>(address)] = bytes;
  return address;
}

cudaError_t free_pinned(void* address) {
  if (address == nullptr) return cudaSuccess;
  if (arena().pinned.erase(reinterpret_cast<std::uint64_t>(address)) == 0) {
    report("cudaFreeHost: the pointer is not what cudaMallocHost returned", cudaSuccess);
    return cudaErrorInvalidValue;
  }
  std::free(address);
  return cudaSuccess;
}

bool is_pinned(const void* address) {
  const auto place = reinterpret_cast<std::uint64_t>(address);
  const auto after = arena().pinned.upper_bound(place);
  if (after == arena().pinned.begin()) return false;
  const auto& [first, bytes] = *std::prev(after);
  return place < first + bytes;
}

std::vector<LiveBlock> live_blocks() {
  std::vector<LiveBlock> all;
  for (const auto& [first, block] : arena().blocks)
    if (block.live && !block.of_module)
      all.push_back({reinterpret_cast<const void*>(first), block.bytes, block.number});
  return all;
}

}  // namespace cuda_emulator
