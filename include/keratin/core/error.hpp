// The errors keratin throws. Each is a std::exception and a keratin::error; its text reads
// "where: expected; got. Hint."
#pragma once
#include <initializer_list>
#include <stdexcept>
#include <string>
#include <string_view>

#include "args.hpp"
#include "platform.hpp"

namespace keratin {

/// Base of all of keratin's exceptions, beside the std class that each also is.
struct error {
  virtual ~error() = default;
  virtual const char* what() const noexcept = 0;
};

/// A bad argument (std::invalid_argument).
struct value_error : std::invalid_argument, error {
  explicit value_error(const std::string& text) : std::invalid_argument(text) {}
  const char* what() const noexcept override { return std::invalid_argument::what(); }
};
/// Shapes or ranks that do not fit.
struct shape_error : value_error {
  using value_error::value_error;
};
/// A dtype that does not fit.
struct dtype_error : value_error {
  using value_error::value_error;
};
/// A name nobody knows; the text lists the known ones.
struct name_error : value_error {
  using value_error::value_error;
};

/// Something that failed outside the program's own arguments (std::runtime_error).
struct runtime_error : std::runtime_error, error {
  explicit runtime_error(const std::string& text) : std::runtime_error(text) {}
  const char* what() const noexcept override { return std::runtime_error::what(); }
};
/// A file or folder that is missing, damaged or not writable.
struct file_error : runtime_error {
  using runtime_error::runtime_error;
};
/// A call in the wrong order, such as fit before compile.
struct state_error : runtime_error {
  using runtime_error::runtime_error;
};
/// A device that is missing or failed.
struct device_error : runtime_error {
  using runtime_error::runtime_error;
};
/// A device's memory does not suffice.
struct memory_error : device_error {
  using device_error::device_error;
};

inline std::string to_text(std::string_view s) { return std::string(s); }
inline std::string to_text(const std::string& s) { return s; }
template <Integer I>
std::string to_text(I i) {
  return std::to_string(i);
}
inline std::string to_text(Int i) { return std::to_string(i.value); }
std::string to_text(double d);  ///< Shortest text that reads back as the same number, as Python's repr.
inline std::string to_text(float f) { return to_text(static_cast<double>(f)); }
inline std::string to_text(Real r) { return to_text(r.value); }

/// A piece of a message, turned into text only if the message is needed. Lives no longer than the call.
struct MessagePart {
  template <class T>
  MessagePart(const T& value) : data(&value), text([](const void* p) { return to_text(*static_cast<const T*>(p)); }) {}
  MessagePart(const char* value)
      : data(value), text([](const void* p) { return std::string(static_cast<const char*>(p)); }) {}
  const void* data;
  std::string (*text)(const void*);
};

namespace detail {
std::string join(std::initializer_list<MessagePart> parts);
template <class E>
[[noreturn, gnu::cold, gnu::noinline]] void throw_error(std::initializer_list<MessagePart> parts) {
  throw E(join(parts));
}
}  // namespace detail

/// The parts as one text: `concat("got ", shape, ".")`.
template <class... Parts>
std::string concat(const Parts&... parts) {
  return detail::join({MessagePart(parts)...});
}

/// Throws E with the parts as its text.
template <class E = value_error, class... Parts>
[[noreturn]] void fail(const Parts&... parts) {
  detail::throw_error<E>({MessagePart(parts)...});
}

/// Throws E unless `ok`. The text is built only then.
template <class E = value_error, class... Parts>
void require(bool ok, const Parts&... parts) {
  if (!ok) [[unlikely]]
    detail::throw_error<E>({MessagePart(parts)...});
}

}  // namespace keratin

#if KERATIN_DEFINE(core)
#include <charconv>

namespace keratin {

KERATIN_INLINE std::string to_text(double d) {
  char text[32];
  const auto end = std::to_chars(text, text + sizeof text, d).ptr;
  return std::string(text, end);
}

KERATIN_INLINE std::string detail::join(std::initializer_list<MessagePart> parts) {
  std::string text;
  for (const MessagePart& part : parts) text += part.text(part.data);
  return text;
}

}  // namespace keratin
#endif
