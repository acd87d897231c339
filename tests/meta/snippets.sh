# The code of the READMEs. Every ```cpp block is compiled without a warning and run, in a folder of its own. One without
# `int main` is the body of a function. Some comments help a block, on the line before its fence:
#   <!-- setup: auto x = zeros({2, 3}); -->   code put before it, which the reader need not see
#   <!-- output -->                           before a ```text block: what the cpp block above it prints, exactly
#   <!-- goes on -->                          the block belongs to the program of the one before it
#   <!-- not run -->                          compiled alone, as what takes long
. "${0%/*}/common.sh"

extract() {  # FILE PREFIX: PREFIX-n.body, .setup, .out
  awk -v prefix="$2" '
    !inside && /^<!-- setup: .* -->$/ { setup = setup substr($0, 13, length($0) - 16) "\n"; next }
    !inside && /^<!-- output -->$/ { output = 1; next }
    !inside && /^<!-- goes on -->$/ { joined = 1; next }
    !inside && /^<!-- not run -->$/ { idle = 1; next }
    !inside && /^```cpp *$/ { inside = "body"; n += !joined; if (idle) print > (prefix "-" n ".idle"); joined = idle = 0; if (setup != "") printf "%s", setup > (prefix "-" n ".setup"); setup = ""; next }
    !inside && /^```text *$/ && output { inside = "out"; output = 0; next }
    !inside && /^```./ { inside = "other"; next }
    /^```$/ { inside = ""; next }
    inside == "body" || inside == "out" { print > (prefix "-" n "." inside) }
    !inside && NF { output = joined = idle = 0; setup = "" }' "$1"
}

write_program() {  # NAME: NAME.cpp
  if grep -q 'int main' "$1.body"; then
    cp "$1.body" "$1.cpp"
    return
  fi
  {
    printf '#include <keratin/keratin.hpp>\n#include <iostream>\n'
    grep '^#include' "$1.body"
    printf 'using namespace keratin;\nusing namespace keratin::layers;\nint main() {\n'
    [ ! -f "$1.setup" ] || cat "$1.setup"
    grep -v '^#include' "$1.body"
    printf '}\n'
  } >"$1.cpp"
}

package=${packages##* }
build() {
  # shellcheck disable=SC2046
  $CXX -std=c++20 -O0 -Wall -Wextra -Wno-unused-variable -Wno-unused-but-set-variable -Werror "$1.cpp" -o "$1.exe" $(flags "$package")
}
run() {
  mkdir "$1.dir" && cd "$1.dir" && "../$1.exe" >raw.txt
  status=$?
  awk 1 raw.txt >printed.txt  # ends the last line
  cat printed.txt
  [ ! -f "../$1.out" ] || diff "../$1.out" printed.txt || status=1
  cd ..
  return $status
}

for readme in README.md include/keratin/README.md examples/README.md benchmarks/README.md; do
  [ -f "$SOURCE/$readme" ] || continue
  prefix=$(echo "$readme" | tr / _)
  extract "$SOURCE/$readme" "$prefix"
  n=1
  while [ -f "$prefix-$n.body" ]; do
    write_program "$prefix-$n"
    check "$readme, block $n compiles" build "$prefix-$n"
    if [ ! -x "$prefix-$n.exe" ]; then
      :
    elif [ -f "$prefix-$n.idle" ]; then
      :
    elif [ -z "${KERATIN_DATA:-}" ] && grep -q 'load_data' "$prefix-$n.cpp"; then
      skip "$readme, block $n: needs the data sets of KERATIN_DATA"
    else
      check "$readme, block $n runs" run "$prefix-$n"
    fi
    n=$((n + 1))
  done
done
finish
