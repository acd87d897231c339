// The emulated device's memory. It is mapped twice: at addresses that the program gets and can't touch, so that a
// dereference on the host faults, and at others, where the emulator reads and writes it.
#pragma once
#include <cstdint>
#include <memory>
#include <type_traits>

#include "ptx/shadow.hpp"
#include "settings.hpp"

namespace cuda_emulator {

/// A block of device memory. It stays known after it was freed, so that a later access can be named.
struct Block {
  std::uint64_t first = 0;
  std::size_t bytes = 0, number = 0;
  bool live = true, of_module = false;
  RaceShadow shadow;

  bool holds(std::uint64_t address, std::size_t size) const {
    return address >= first && size <= bytes && address - first <= bytes - size;
  }
};

/// A new block, filled with 0xFF: NaN for all floating types. nullptr beyond the device's memory.
void* allocate_block(std::size_t bytes, bool of_module = false);
/// Frees a block; `what` is the call that asks for it. A double or wrong free is reported.
cudaError_t free_block(void* address, const char* what);
std::size_t free_memory();

/// The live block that holds these bytes; throws a Fault that begins with `what` if there is none.
Block& find_block(std::uint64_t address, std::size_t bytes, const std::string& what);
/// Whether an address lies where device memory is, live or not.
bool is_device_address(const void* address);
/// Where the emulator finds what the device has at an address.
std::byte* alias_of(std::uint64_t address);

/// The emulator's view of `count` numbers of device memory, all inside of one live block.
template <class T>
T* device_span(T* address, std::size_t count, const std::string& what) {
  if (count == 0) return nullptr;
  const auto place = reinterpret_cast<std::uint64_t>(address);
  find_block(place, count * sizeof(T), what);
  return reinterpret_cast<T*>(alias_of(place));
}

/// Page-locked host memory, which copies may use while the program goes on.
void* allocate_pinned(std::size_t bytes);
cudaError_t free_pinned(void* address);
bool is_pinned(const void* address);

}  // namespace cuda_emulator
