# keratin in other CMake projects: find_package after installing (with components), and add_subdirectory.
. "${0%/*}/common.sh"
unset PKG_CONFIG_PATH LD_LIBRARY_PATH

configure() {
  folder=$1 build=$2
  shift 2
  "$CMAKE" -S "$SOURCE/tests/consume/$folder" -B "$build" -DCMAKE_CXX_COMPILER="$CXX" -DCMAKE_PREFIX_PATH="$STAGE" \
    -DKERATIN_SOURCE="$SOURCE" -DCMAKE_CXX_FLAGS=-O0 "$@"
}
# run BUILD TARGET: builds that program and runs it.
run() {
  "$CMAKE" --build "$1" --target "$2" && "$1/$2"
}
# needs PROGRAM LIBRARY: whether it loads that shared library by itself.
needs() {
  readelf -d "$1" | grep NEEDED | grep -q "$2"
}

check "find_package" configure find_package found
check "find_package: header-only program" run found header_only
[ "$COMPILED" = 1 ] && check "find_package: compiled program" run found compiled
check "find_package: one component" configure find_package one -DCOMPONENTS="header_only"
check "find_package: header-only program with one component" run one header_only
if command -v readelf >/dev/null; then
  check "a program without data sets loads no libcurl" sh -c '! readelf -d one/header_only | grep NEEDED | grep curl'
  [ "$COMPILED" = 1 ] && check "nor does it with all components" sh -c '! readelf -d found/header_only | grep NEEDED | grep curl'
fi
check "find_package: an unknown component is refused" sh -c '! "$@"' - "$CMAKE" -S "$SOURCE/tests/consume/find_package" -B none \
  -DCMAKE_CXX_COMPILER="$CXX" -DCMAKE_PREFIX_PATH="$STAGE" -DCOMPONENTS=nonsense
check "add_subdirectory" configure add_subdirectory sub
check "add_subdirectory: header-only program" run sub header_only
check "add_subdirectory: compiled program" run sub compiled
check "without the optional libraries" configure add_subdirectory bare -DKERATIN_WITH_BLAS=OFF -DKERATIN_WITH_JSON=OFF \
  -DKERATIN_WITH_ZIP=OFF -DKERATIN_WITH_CURL=OFF -DKERATIN_WITH_HDF5=OFF -DKERATIN_WITH_EIGEN=OFF
check "without the optional libraries: header-only program" run bare header_only
finish
