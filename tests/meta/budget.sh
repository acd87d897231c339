# What a user's file with the whole header costs at -O2, in processor time, and the size of the stripped program. Machines differ
# and are busy, so the check compares with reference.cpp, which is compiled just before: a second of the machine that the goals
# are for is 0.4 of it. Header-only the goal of 10 s is not reached: g++ 12 takes about 13 times the reference (33 s), half of
# it for reading all classes and making their templates, used or not. That check holds what is reached, with room. A class
# with two bases that have virtual functions is made whole by g++, with all that it calls, used or not: a second base of
# the classes that read files once doubled the figure.
. "${0%/*}/common.sh"

compile_seconds() {  # FILE OBJECT FLAGS…: hundredths of a second, into `seconds`
  source=$1 object=$2
  shift 2
  times >before.txt
  check "$(basename "$source") compiles" $CXX -std=c++20 -O2 -c "$source" -o "$object" "$@"
  times >after.txt
  seconds=$(awk 'FNR == 2 { for (i = 1; i <= 2; ++i) { split($i, t, "[ms]"); s[FILENAME] += 60 * t[1] + t[2] } }
    END { printf "%d", 100 * (s["after.txt"] - s["before.txt"]) }' before.txt after.txt)
}
is_within() {  # WHAT MEASURED LIMIT, all in hundredths
  awk -v what="$1" -v value="$2" -v limit="$3" 'BEGIN { printf "  %s: %.2f (at most %.2f)\n", what, value / 100, limit / 100; exit value > limit }'
}

for package in $packages; do
  compile_seconds "$SOURCE/tests/meta/reference.cpp" reference.o
  reference=$seconds
  # shellcheck disable=SC2046
  compile_seconds "$SOURCE/tests/consume/main.cpp" "$package.o" $(pkg-config --cflags "$package")
  goal=400 limit=1800
  [ "$package" = keratin-compiled ] && goal=100 limit=200
  ratio=$((100 * seconds / (reference + 1)))
  printf '  %s: %d.%02d s, %d.%02d times the reference (goal %d)\n' "$package" $((seconds / 100)) $((seconds % 100)) \
    $((ratio / 100)) $((ratio % 100)) $((goal / 100))
  check "$package: at most $((limit / 100)) times the reference" is_within ratio "$ratio" $limit
  # shellcheck disable=SC2046
  check "$package links" $CXX "$package.o" -o "$package" $(flags "$package")
  strip -o "$package.stripped" "$package"
  size=$(($(wc -c <"$package.stripped") / 10486))
  is_within "$package, stripped MiB" "$size" 300
  check "$package: stripped size" is_within MiB "$size" 300
done
finish
