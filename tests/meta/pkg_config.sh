# The one-line g++ command: with each pkg-config file, with the installed folder moved elsewhere, and as README.md has it: its
# lines that begin with `g++ ` are run beside a clone named keratin and keratin's own include folder.
. "${0%/*}/common.sh"

main=$SOURCE/tests/consume/main.cpp
build_and_run() {
  # shellcheck disable=SC2046
  $CXX -std=c++20 "$2" "$main" -o "$1" $(flags "$1") && "./$1"
}

for package in $packages; do
  check "$package" build_and_run "$package" -O2
done
cp -R "$STAGE" moved
export PKG_CONFIG_PATH="$WORK/moved/$LIBDIR/pkgconfig" LD_LIBRARY_PATH="$WORK/moved/$LIBDIR"
check "the flags follow a moved folder" sh -c '! pkg-config --cflags --libs "$0" | grep -F "$STAGE/"' "$package"
check "$package, moved" build_and_run "$package" -O0

run_line() {
  # shellcheck disable=SC2086
  for word in $1; do
    case $word in *.cpp) cp "$main" "$word" ;; esac
  done
  eval "$1"
}
mkdir beside && cd beside || exit 1
ln -s "$SOURCE" keratin
ln -s "$SOURCE/include" include
if [ -f "$SOURCE/README.md" ]; then
  grep '^g++ ' "$SOURCE/README.md" >lines.txt
  while read -r line; do
    check "README.md: $line" run_line "$line"
  done <lines.txt
fi
finish
