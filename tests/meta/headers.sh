# Every header compiles by itself, without a warning, as a user of keratin::compiled sees it; and header-only under clang.
. "${0%/*}/common.sh"

warnings="-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror"
# A file without #pragma once is a part that one header includes several times.
(cd "$SOURCE/include/keratin" && grep -rl --include='*.hpp' '^#pragma once' . | sed 's|^\./||' | sort) >headers.txt
# The standard library's headers, three quarters of the time, are read once for all: one that is missing is found by the headers
# of core, which stand wholly alone.
stand_alone() {
  flags="-std=c++20 $warnings -DKERATIN_COMPILED $(pkg-config --cflags keratin)"
  export flags
  mkdir alone
  (cd "$SOURCE/include/keratin" && grep -rhoE '^#include <[a-z_]+>' core tensor | sort -u) >alone/std.hpp
  # shellcheck disable=SC2086
  $CXX $flags -x c++-header alone/std.hpp -o alone/std.hpp.gch || return
  xargs -P 2 -n 1 sh -c 'case $1 in core/*) with= ;; *) with="-include alone/std.hpp" ;; esac
    echo "#include <keratin/$1>" | $CXX $flags -fsyntax-only $with -x c++ - || echo "$1" >>bad.txt' - <headers.txt
  [ ! -s bad.txt ]
}
check "each of $(wc -l <headers.txt) headers stands alone" stand_alone

under_clang() {
  sed 's|.*|#include <keratin/&>|' headers.txt >all.cpp
  # shellcheck disable=SC2046,SC2086
  $CLANG -std=c++20 -fsyntax-only $warnings all.cpp $(clang_flags)
}
if [ -n "${CLANG:-}" ]; then check "all headers under clang" under_clang; else skip "clang++: not installed"; fi
finish
