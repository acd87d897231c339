# The include rule: a room under include/keratin uses itself, the rooms below it, and no others; the libraries that keratin
# stands on are included by io, backend and core alone. The table is that of include/keratin/README.md.
. "${0%/*}/common.sh"

cat >rooms.txt <<'END'
core
backend core
tensor backend
autograd tensor
ops autograd
io tensor
initializers ops
activations ops
regularizers ops
constraints ops
losses ops activations
metrics ops losses
layers initializers activations regularizers constraints losses metrics
optimizers ops
data ops io
preprocessing ops io data
datasets tensor io data utils
utils tensor io
callbacks tensor io utils
models utils layers optimizers data preprocessing datasets callbacks
saving models
applications saving
distribution saving
END
# library, rooms that may include it; keratin/eigen.hpp, outside the rooms, is Eigen's own
cat >libraries.txt <<'END'
Eigen/ backend
cblas backend
mkl backend
dnnl backend
zip io
zlib io
curl/ io
openssl/ io
hdf5 io
H5 io
nlohmann/ io
png io
jpeglib io
jerror io
END

all_rooms_are_listed() {
  for folder in "$SOURCE"/include/keratin/*/; do
    room=$(basename "$folder")
    grep -q "^$room\( \|\$\)" rooms.txt || { echo "$room: not in the table of tests/meta/rooms.sh"; return 1; }
  done
}

includes_follow_the_rule() {
  cd "$SOURCE/include/keratin" || return 1
  find . -name '*.hpp' -o -name '*.inc' | sort | xargs grep -nE '^ *# *include' /dev/null | awk -v work="$WORK" '
    function load(   line, parts, n, i, changed, a, b, c) {
      while ((getline line < (work "/rooms.txt")) > 0) {
        n = split(line, parts, " ")
        known[parts[1]] = may[parts[1], parts[1]] = 1
        for (i = 2; i <= n; ++i) may[parts[1], parts[i]] = 1
      }
      do {
        changed = 0
        for (a in known) for (b in known) if (may[a, b]) for (c in known)
          if (may[b, c] && !may[a, c]) changed = may[a, c] = 1
      } while (changed)
      while ((getline line < (work "/libraries.txt")) > 0) {
        split(line, parts, " ")
        home[parts[1]] = parts[2]
      }
    }
    BEGIN { load() }
    {
      split($0, where, ":")
      file = substr(where[1], 3)
      depth = split(file, folders, "/")
      if (depth < 2) next  # keratin.hpp and eigen.hpp
      room = folders[1]
      match($0, /[<"][^>"]*[>"]/)
      name = substr($0, RSTART + 1, RLENGTH - 2)
      target = ""
      if (substr($0, RSTART, 1) == "\"") {
        up = depth - 1
        while (sub(/^\.\.\//, "", name)) --up
        target = up == 0 ? name : room
      } else if (sub(/^keratin\//, "", name)) {
        target = name
      } else {
        for (library in home) if (index(name, library) == 1 && (library ~ /\/$/ || name ~ /\.h$/) && home[library] != room) {
          print file ":" where[2] ": <" name "> belongs to " home[library]
          bad = 1
        }
      }
      if (target == "") next
      sub(/\/.*/, "", target)
      if (!may[room, target]) { print file ":" where[2] ": " room " may not use " target; bad = 1 }
    }
    END { exit bad }'
}

check "every room is in the table" all_rooms_are_listed
check "includes follow the rule" includes_follow_the_rule
check "parallel.hpp alone starts threads" sh -c '! grep -rlE "std::j?thread\(|std::async|pragma omp|<omp.h>" "$1" | grep -v "core/parallel.hpp"' - "$SOURCE/include"
finish
