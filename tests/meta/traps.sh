# The calls of traps.cpp that would compile and mean something else: with -DTRAP=n each must be an error, from 90 on at least a
# warning; TRAP 0 holds the sound forms next to them, which must compile without one.
. "${0%/*}/common.sh"

traps=$SOURCE/tests/meta/traps.cpp
if [ ! -f "$traps" ]; then
  skip "traps.cpp: not there"
  finish
fi
numbers=$(grep -oE 'TRAP == [0-9]+' "$traps" | sed 's/.* //' | sort -nu)

# The header is compiled once per compiler and read back for every trap.
prepare() {
  mkdir -p "$1/keratin"
  # shellcheck disable=SC2046
  case $1 in
    gcc) $CXX -std=c++20 -DKERATIN_COMPILED -Wall -Wextra $(pkg-config --cflags keratin) -x c++-header \
      "$STAGE/include/keratin/keratin.hpp" -o gcc/keratin/keratin.hpp.gch ;;
    clang) $CLANG -std=c++20 -DKERATIN_COMPILED -Wall -Wextra $(clang_flags) -x c++-header \
      "$STAGE/include/keratin/keratin.hpp" -o clang/keratin.pch ;;
  esac
}
compile() {  # COMPILER TRAP EXTRA…
  compiler=$1 trap_number=$2
  shift 2
  # shellcheck disable=SC2046
  case $compiler in
    gcc) $CXX -std=c++20 -fsyntax-only -DKERATIN_COMPILED -Wall -Wextra -Igcc $(pkg-config --cflags keratin) \
      "-DTRAP=$trap_number" "$@" "$traps" ;;
    clang) $CLANG -std=c++20 -fsyntax-only -DKERATIN_COMPILED -Wall -Wextra -include-pch clang/keratin.pch \
      $(clang_flags) "-DTRAP=$trap_number" "$@" "$traps" ;;
  esac
}
is_refused() { ! compile "$@"; }

compilers=gcc
[ -n "${CLANG:-}" ] && compilers="gcc clang"
for compiler in $compilers; do
  check "$compiler: the header alone" prepare "$compiler"
  for n in $numbers; do
    if [ "$n" -eq 0 ]; then
      check "$compiler: the sound forms" compile "$compiler" 0 -Werror
    elif [ "$n" -ge 90 ]; then
      check "$compiler: trap $n warns" is_refused "$compiler" "$n" -Werror
    else
      check "$compiler: trap $n is an error" is_refused "$compiler" "$n"
    fi
  done
done
[ -n "${CLANG:-}" ] || skip "clang++: not installed"
finish
