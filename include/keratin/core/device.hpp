// Device: where a tensor's data lives. `cpu` and `cuda` are types, so that they can be template arguments.
#pragma once
#include <string>

#include "args.hpp"

// Whether this build has the CUDA backend: keratin::cuda in CMake sets it.
#if !defined(KERATIN_CUDA)
#define KERATIN_CUDA 0
#endif
// The device of Model<> and Sequential<>: a program built with -DKERATIN_DEFAULT_DEVICE=cuda computes there unchanged.
#if !defined(KERATIN_DEFAULT_DEVICE)
#define KERATIN_DEFAULT_DEVICE cpu
#endif

namespace keratin {

inline constexpr bool with_cuda = KERATIN_CUDA != 0;

struct cpu {};
struct cuda {
  int index = 0;
};

/// A device as a value. `meta` holds no data: ops on it only find shapes, which is how symbolic tensors get theirs.
class Device {
 public:
  enum class Kind : std::uint8_t { cpu, cuda, meta };

  constexpr Device(cpu) {}
  constexpr Device(cuda d) : kind_(Kind::cuda), index_(d.index) {}
  static constexpr Device meta() {
    Device d{cpu{}};
    d.kind_ = Kind::meta;
    return d;
  }
  constexpr Kind kind() const { return kind_; }
  constexpr int index() const { return index_; }
  friend constexpr bool operator==(Device a, Device b) = default;

 private:
  Kind kind_ = Kind::cpu;
  int index_ = 0;
};

inline std::string to_text(Device d) {
  if (d.kind() == Device::Kind::cuda) return "cuda:" + std::to_string(d.index());
  return d.kind() == Device::Kind::cpu ? "cpu" : "meta";
}

using default_device = KERATIN_DEFAULT_DEVICE;

template <class D>
concept DeviceTag = std::same_as<D, cpu> || std::same_as<D, cuda>;

}  // namespace keratin
