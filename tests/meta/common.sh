# What the checks share; read with `. common.sh`. From ctest come SOURCE, BUILD, STAGE (an installed keratin), WORK (a folder
# to write in), CXX, CLANG (may be unset), CMAKE, SHARED (may be empty), COMPILED (1 where keratin::compiled is built).
set -u
passed=0 failed=0 skipped=0
export PKG_CONFIG_PATH="$STAGE/$LIBDIR/pkgconfig" LD_LIBRARY_PATH="$STAGE/$LIBDIR${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
[ -d "$SHARED/data" ] && export KERATIN_DATA="$SHARED/data"
rm -rf "$WORK" && mkdir -p "$WORK" && cd "$WORK" || exit 1

# check NAME COMMAND…: runs it, shows its output only where it fails.
check() {
  name=$1
  shift
  if ("$@") >"$WORK/output.txt" 2>&1; then
    passed=$((passed + 1))
    echo "ok      $name"
  else
    failed=$((failed + 1))
    echo "FAILED  $name: $*"
    head -n 40 "$WORK/output.txt"
  fi
}

skip() {
  skipped=$((skipped + 1))
  echo "skipped $1"
}

finish() {
  echo "$passed passed, $failed failed, $skipped skipped"
  [ "$failed" -eq 0 ]
  exit
}

# flags PACKAGE: the flags of one of the two installed libraries.
flags() {
  pkg-config --cflags --libs "$1"
}
# clang_flags: keratin's for clang, which has no such option, and to which Eigen's warnings are the system's.
clang_flags() {
  pkg-config --cflags keratin | sed 's|-I/usr/|-isystem /usr/|g; s|-fno-devirtualize||'
}
packages=keratin
[ "$COMPILED" = 1 ] && packages="keratin keratin-compiled"
