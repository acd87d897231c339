// The version, and how the headers are used: header-only or compiled once.
//
// Every header has two halves. The upper one declares what users see. The lower one stands in `#if
// KERATIN_DEFINE(room)` and implements it. Header-only (the default) both are read and functions are inline. With
// KERATIN_COMPILED, which linking keratin::compiled sets, a user's file reads the upper halves alone;
// cmake/compiled/<room>.cpp sets KERATIN_ROOM_<room> and so compiles the lower halves of its room once.
#pragma once

#define KERATIN_VERSION_MAJOR 0
#define KERATIN_VERSION_MINOR 1
#define KERATIN_VERSION_PATCH 0
#define KERATIN_VERSION "0.1.0"

#if defined(KERATIN_COMPILED)
#define KERATIN_DEFINE(room) KERATIN_ROOM_##room  // an unknown name counts as 0 in #if
#define KERATIN_INLINE
#else
#define KERATIN_DEFINE(room) 1
#define KERATIN_INLINE inline
#endif

#define KERATIN_ALWAYS_INLINE [[gnu::always_inline]] inline

/// Declares or defines `T get(name)`, the T of that name. Header-only it is a template: see core/named_entry.hpp.
#if defined(KERATIN_COMPILED)
#define KERATIN_GET(T) [[nodiscard]] T get(std::string_view name)
#else
#define KERATIN_GET(T) \
  template <Text Name> \
  [[nodiscard]] KERATIN_ALWAYS_INLINE T get(const Name& name)
#endif

/// For a function that deletes objects of any class: as virtual_call in core/ref.hpp, for destructors.
#if defined(__GNUC__) && !defined(__clang__)
#define KERATIN_NO_DEVIRTUALIZE __attribute__((optimize("no-devirtualize")))
#else
#define KERATIN_NO_DEVIRTUALIZE
#endif
