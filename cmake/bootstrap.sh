#!/bin/sh
# From a fresh copy of the repository to something that runs, on a bare Debian 12 (and what derives from it):
#   sh cmake/bootstrap.sh mnist      install what is missing, build, train a network on MNIST and show the results
#   sh cmake/bootstrap.sh test       build and run the whole test suite, header-only and compiled
#   sh cmake/bootstrap.sh packages   print the Debian packages that the two need
# Pictures of the results are in build/mnist/. What follows `mnist` goes to the example, as in `mnist --epochs 2`. JOBS=n sets the number of parallel builds.
set -eu

packages_of() {  # package, and a header or command by which it is known on other systems
  cat <<'END'
g++ command:c++
cmake command:cmake
ninja-build command:ninja
pkg-config command:pkg-config
ca-certificates any
libopenblas-dev cblas.h
libeigen3-dev eigen3/Eigen/Core
libhdf5-dev hdf5.h
nlohmann-json3-dev nlohmann/json.hpp
libzip-dev zip.h
zlib1g-dev zlib.h
libcurl4-openssl-dev curl/curl.h
libssl-dev openssl/evp.h
libpng-dev png.h
libjpeg-dev jpeglib.h
gnuplot-nox command:gnuplot
graphviz command:dot
libcli11-dev CLI/CLI.hpp
END
  case $1 in
    mnist | packages) echo "dataset-fashion-mnist any" ;;
  esac
  case $1 in
    test | packages) echo "catch2 catch2/catch.hpp" ;;
  esac
}

say() { printf '== %s\n' "$*"; }

is_there() {  # PACKAGE KNOWN_BY
  if command -v dpkg-query >/dev/null 2>&1; then
    dpkg-query -W -f='${Status}' "$1" 2>/dev/null | grep -q 'install ok installed'
    return
  fi
  case $2 in
    any) true ;;
    command:*) command -v "${2#command:}" >/dev/null 2>&1 ;;
    *) printf '#if !__has_include(<%s>)\n#error\n#endif\n' "$2" |
      c++ -E -x c++ -I/usr/include/hdf5/serial - >/dev/null 2>&1 ;;
  esac
}

install_missing() {  # COMMAND
  missing=
  while read -r package known_by; do
    is_there "$package" "$known_by" || missing="$missing $package"
  done <<END
$(packages_of "$1")
END
  [ -n "$missing" ] || return 0
  if ! command -v apt-get >/dev/null 2>&1; then
    echo "bootstrap.sh: this system has no apt-get. Install what its packages call these Debian ones:$missing" >&2
    exit 1
  elif [ "$(id -u)" -ne 0 ]; then
    echo "bootstrap.sh: packages are missing, and only root may install them. Run, and then start again:" >&2
    echo "  sudo apt-get install --no-install-recommends$missing" >&2
    exit 1
  fi
  say "installing$missing"
  log=$(mktemp)
  export DEBIAN_FRONTEND=noninteractive
  # shellcheck disable=SC2086
  if ! { apt-get update && apt-get install -y --no-install-recommends $missing; } >"$log" 2>&1; then
    tail -n 20 "$log" >&2
    echo "bootstrap.sh: apt-get could not install:$missing" >&2
    exit 1
  fi
  rm -f "$log"
}

build() {  # PRESET [TARGET]
  if command -v ninja >/dev/null 2>&1 && [ ! -f "build/$1/CMakeCache.txt" ]; then
    export CMAKE_GENERATOR=Ninja
  fi
  say "building in build/$1"
  cmake --preset "$1" >"$bootstrap_log" 2>&1 || { cat "$bootstrap_log" >&2; exit 1; }
  grep '^-- keratin: without' "$bootstrap_log" || true
  cmake --build --preset "$1" --parallel "${JOBS:-$(nproc 2>/dev/null || echo 2)}" ${2:+--target "$2"}
}

run_tests() {
  status=0
  build test
  say "running the tests"
  ctest --preset test --output-on-failure || status=$?
  sh cmake/counts.sh build/test/Testing/Temporary/LastTest.log || status=1
  return $status
}

cd "$(dirname "$0")/.."
bootstrap_log=$(mktemp)
trap 'rm -f "$bootstrap_log"' EXIT
task=${1:-}
[ $# -eq 0 ] || shift
case $task in
  mnist)
    install_missing mnist
    build release mnist_mlp
    [ "${1:-}" != -- ] || shift
    say "training"
    build/release/examples/mnist_mlp --out build/mnist "$@"
    ;;
  test)
    install_missing test
    run_tests
    ;;
  packages) packages_of packages | cut -d' ' -f1 ;;
  *)
    sed -n '2,/^set/s/^# \{0,1\}//p' "$0" >&2
    exit 2
    ;;
esac
